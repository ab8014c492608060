#include "library/dicom/LookupTable.h"

#include <algorithm>

#include "library/dicom/Attributes.h"

namespace bolus {

namespace {

constexpr std::size_t mostEntries = 65536;

using Words = std::vector<std::uint16_t>;

/// The value as 16-bit words, or as bytes where `narrow`; empty where it is longer than any table.
Words unitsOf(DcmElement& element, bool narrow) {
    const std::size_t bytes = element.getLengthField();
    if (bytes < 2 || bytes > 2 * mostEntries + 2) {
        return {};
    }
    Uint16* words = nullptr;
    Uint8* octets = nullptr;
    Words units;
    if (element.getUint16Array(words).good() && words) {
        units.assign(words, words + bytes / 2);
    } else if (element.getUint8Array(octets).good() && octets) {
        for (std::size_t i = 0; i + 1 < bytes; i += 2) {
            units.push_back(static_cast<std::uint16_t>(octets[i] | octets[i + 1] << 8));
        }
    }
    if (!narrow) {
        return units;
    }
    Words single;
    for (const std::uint16_t word : units) { // two entries a word, the lower byte first
        single.push_back(word & 0xff);
        single.push_back(word >> 8);
    }
    return single;
}

/// Expands the segments of PS3.3 C.7.9.2: runs of values, straight lines, and repeats of those.
class Segments {
public:
    Segments(const Words& units, bool narrow, std::size_t wanted)
        : m_units(units), m_narrow(narrow), m_wanted(wanted) {}

    std::optional<Words> expand() {
        std::size_t at = 0;
        while (m_table.size() < m_wanted) {
            if (!segment(at, true)) {
                return std::nullopt;
            }
        }
        return m_table.size() == m_wanted ? std::optional(std::move(m_table)) : std::nullopt;
    }

private:
    bool segment(std::size_t& at, bool mayRepeat) {
        if (at + 2 > m_units.size()) {
            return false;
        }
        const int kind = m_units[at];
        const std::size_t length = m_units[at + 1];
        at += 2;
        switch (kind) {
        case 0:
            return discrete(at, length);
        case 1:
            return linear(at, length);
        case 2:
            return mayRepeat && repeat(at, length);
        default:
            return false;
        }
    }

    bool discrete(std::size_t& at, std::size_t length) {
        if (length == 0 || at + length > m_units.size() || m_table.size() + length > m_wanted) {
            return false;
        }
        m_table.insert(m_table.end(), m_units.begin() + static_cast<std::ptrdiff_t>(at),
                       m_units.begin() + static_cast<std::ptrdiff_t>(at + length));
        at += length;
        return true;
    }

    bool linear(std::size_t& at, std::size_t length) {
        if (length == 0 || at >= m_units.size() || m_table.empty() ||
            m_table.size() + length > m_wanted) {
            return false;
        }
        const double from = m_table.back();
        const double step = (m_units[at++] - from) / static_cast<double>(length);
        for (std::size_t i = 1; i <= length; ++i) {
            m_table.push_back(
                static_cast<std::uint16_t>(from + step * static_cast<double>(i) + 0.5));
        }
        return true;
    }

    /// `count` segments again that begin at a byte offset of 32 bits; none of them a repeat.
    bool repeat(std::size_t& at, std::size_t count) {
        const std::size_t parts = m_narrow ? 4 : 2;
        if (count == 0 || at + parts > m_units.size()) {
            return false;
        }
        std::size_t from = 0;
        for (std::size_t i = 0; i < parts; ++i) {
            from |= static_cast<std::size_t>(m_units[at + i]) << (i * (m_narrow ? 8 : 16));
        }
        at += parts;
        from /= m_narrow ? 1 : 2;
        for (std::size_t i = 0; i < count; ++i) {
            if (!segment(from, false)) {
                return false;
            }
        }
        return true;
    }

    const Words& m_units;
    bool m_narrow;
    std::size_t m_wanted;
    Words m_table;
};

DcmElement* elementOf(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    return item.findAndGetElement(tag, element).good() ? element : nullptr;
}

std::optional<Words> entriesOf(DcmItem& item, const LookupTableTags& tags, std::size_t wanted,
                               int bits) {
    if (DcmElement* element = elementOf(item, tags.data)) {
        const bool narrow = bits <= 8 && element->getLengthField() < 2 * wanted;
        Words entries = unitsOf(*element, narrow);
        if (entries.size() < wanted) {
            return std::nullopt;
        }
        entries.resize(wanted);
        return entries;
    }
    DcmElement* element = tags.segmented ? elementOf(item, *tags.segmented) : nullptr;
    if (!element) {
        return std::nullopt;
    }
    const bool narrow = bits <= 8;
    return Segments(unitsOf(*element, narrow), narrow, wanted).expand();
}

} // namespace

std::uint16_t LookupTable::at(std::int64_t stored) const {
    const auto last = static_cast<std::int64_t>(entries.size()) - 1;
    return entries[static_cast<std::size_t>(std::clamp<std::int64_t>(stored - first, 0, last))];
}

std::optional<LookupTable> readLookupTable(DcmItem& item, const LookupTableTags& tags,
                                           bool signedPixels) {
    const auto count = Attributes::number(item, tags.descriptor, 0);
    const auto first = Attributes::number(item, tags.descriptor, 1);
    const auto bits = Attributes::number(item, tags.descriptor, 2);
    if (!count || !first || !bits || std::abs(*count) > mostEntries || std::abs(*first) > 65535 ||
        *bits < 1 || *bits > 16) {
        return std::nullopt;
    }
    // 65536 entries are written as 0, and more than 32767 come back negative from a signed VR.
    const auto written = static_cast<std::int64_t>(*count);
    const auto wanted = static_cast<std::size_t>(written <= 0 ? written + 65536 : written);
    auto entries = entriesOf(item, tags, wanted, static_cast<int>(*bits));
    if (!entries) {
        return std::nullopt;
    }
    LookupTable table{static_cast<std::int64_t>(*first), std::move(*entries)};
    if (signedPixels && table.first > 32767) { // written as unsigned
        table.first -= 65536;
    } else if (!signedPixels && table.first < 0) { // and the other way round
        table.first += 65536;
    }
    return table;
}

} // namespace bolus
