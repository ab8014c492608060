#include "library/dicom/Attributes.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <memory>

#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace bolus {

namespace {

constexpr Uint32 longestElement = 1 << 20;   // UT of a report, tables of offsets
constexpr Uint32 longestCharacterSets = 512; // a dozen of up to 16 characters
constexpr Uint32 longestText = 1 << 12;      // names, descriptions: PN allows 200 characters

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks(" \t\r\n\0", 5);
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Length of the valid UTF-8 sequence that begins `bytes`, or 0.
std::size_t sequenceLength(std::string_view bytes) {
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || bytes.size() < length) {
        return 0;
    }
    std::uint32_t code = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(bytes[i]);
        if ((next & 0xc0) != 0x80) {
            return 0;
        }
        code = code << 6 | (next & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool outside = code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
    return overlong || outside ? 0 : length;
}

DcmElement* honestElement(DcmObject* object) {
    const bool honest = object && object->isLeaf() && object->getLengthField() <= longestElement;
    return honest ? static_cast<DcmElement*>(object) : nullptr;
}

bool isPlainAscii(const OFString& bytes) {
    return std::ranges::all_of(bytes, [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// JIS X 0201, 0208 and 0212 by ISO 2022 escapes, as ISO_IR 13, 87 and 159 (PS3.3 C.12.1.1.2) use
/// them.
std::string fromJapanese(const OFString& bytes) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open("ISO_2022,locale=ja,version=4", &status), ucnv_close);
    const icu::UnicodeString text(bytes.data(), static_cast<int32_t>(bytes.size()), converter.get(),
                                  status);
    std::string utf8;
    return U_SUCCESS(status) ? text.toUTF8String(utf8) : std::string(bytes.data(), bytes.size());
}

/// The bytes from `at` that are one C1 control, which terminals obey, or turn the direction of what
/// follows (UAX #9, section 2), beyond the text itself.
std::size_t steeringBytes(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    if (byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) {
        return 2;
    }
    const bool embeds = byte(1) == 0x80 && byte(2) >= 0xaa && byte(2) <= 0xae; // U+202A … U+202E
    const bool isolates = byte(1) == 0x81 && byte(2) >= 0xa6 && byte(2) <= 0xa9; // U+2066 … U+2069
    return byte(0) == 0xe2 && (embeds || isolates) ? 3 : 0;
}

/// `text` is UTF-8.
void dropControls(std::string& text) {
    for (std::size_t at = 0; (at = text.find_first_of("\xc2\xe2", at)) != std::string::npos; ++at) {
        if (const std::size_t count = steeringBytes(text, at); count > 0) {
            text.replace(at, count, " ");
        }
    }
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) {
            c = ' ';
        }
    }
}

} // namespace

std::optional<double> parseNumber(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

std::string replaceBadUtf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        if (length == 0) {
            text += "\xef\xbf\xbd"; // U+FFFD
            bytes.remove_prefix(1);
        } else {
            text += bytes.substr(0, length);
            bytes.remove_prefix(length);
        }
    }
    return text;
}

/// DCMTK's time for character sets grows with the square of their number; a list too long to be
/// honest is none, and text stays as its bytes are.
Attributes::Attributes(DcmItem& dataset) : m_dataset(dataset) {
    m_elements.reserve(dataset.card());
    for (DcmObject* object = dataset.nextInContainer(nullptr); object;
         object = dataset.nextInContainer(object)) {
        // Group and element as one number: ascending, as a data set is.
        m_elements.emplace_back(object->getTag().hash(), object);
    }
    DcmElement* named = nullptr;
    if (dataset.findAndGetElement(DCM_SpecificCharacterSet, named).good() && named &&
        named->getLengthField() > longestCharacterSets) {
        return;
    }
    OFString charset;
    dataset.findAndGetOFStringArray(DCM_SpecificCharacterSet, charset);
    m_japanese = charset.find("IR 87") != OFString_npos || charset.find("IR 159") != OFString_npos;
    m_keepsAscii = !m_japanese && charset.find("IR 13") == OFString_npos; // has a yen sign
    m_convertible = m_charset.selectCharacterSet(dataset, "ISO_IR 192").good();
}

DcmElement* Attributes::elementOf(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = nullptr;
    return item.findAndGetElement(tag, element).good() ? honestElement(element) : nullptr;
}

DcmElement* Attributes::find(const DcmTagKey& tag) const {
    const auto place = std::ranges::lower_bound(m_elements, tag.hash(), {},
                                                &std::pair<std::uint32_t, DcmObject*>::first);
    const bool isThere = place != m_elements.end() && place->first == tag.hash();
    return isThere ? honestElement(place->second) : nullptr;
}

std::string Attributes::toUtf8(const OFString& bytes, bool name) const {
    if (m_keepsAscii && isPlainAscii(bytes)) {
        return {bytes.data(), bytes.size()};
    }
    if (m_japanese) {
        return replaceBadUtf8(fromJapanese(bytes));
    }
    OFString converted;
    const bool good =
        m_convertible && m_charset.convertString(bytes, converted, name ? "\\^=" : "\\").good();
    const OFString& result = good ? converted : bytes;
    return replaceBadUtf8(std::string_view(result.data(), result.size()));
}

std::string Attributes::text(DcmItem& item, const DcmTagKey& tag) const {
    return textOf(elementOf(item, tag));
}

std::string Attributes::textOf(DcmElement* element) const {
    const bool honest = element && element->getLengthField() <= longestText;
    return honest ? proseOf(*element) : std::string();
}

std::string Attributes::code(DcmItem& item, const DcmTagKey& tag) {
    DcmElement* element = elementOf(item, tag);
    OFString bytes;
    if (!element || element->getLengthField() > longestText ||
        element->getOFStringArray(bytes).bad()) {
        return {};
    }
    std::string text = replaceBadUtf8(std::string_view(bytes.data(), bytes.size()));
    dropControls(text);
    return std::string(trimmed(text));
}

std::string Attributes::prose(DcmItem& item, const DcmTagKey& tag) const {
    DcmElement* element = elementOf(item, tag);
    return element ? proseOf(*element) : std::string();
}

std::string Attributes::proseOf(DcmElement& element) const {
    OFString bytes;
    if (element.getOFStringArray(bytes).bad()) {
        return {};
    }
    std::string text = element.isAffectedBySpecificCharacterSet()
                           ? toUtf8(bytes, element.ident() == EVR_PN)
                           : replaceBadUtf8(std::string_view(bytes.data(), bytes.size()));
    dropControls(text);
    return std::string(trimmed(text));
}

std::optional<double> Attributes::number(DcmItem& item, const DcmTagKey& tag, unsigned long index) {
    return numberOf(elementOf(item, tag), index);
}

std::optional<double> Attributes::numberOf(DcmElement* element, unsigned long index) {
    OFString text;
    if (!element || element->getOFString(text, index).bad()) {
        return std::nullopt;
    }
    return parseNumber(std::string_view(text.data(), text.size()));
}

std::optional<int> Attributes::integer(DcmItem& item, const DcmTagKey& tag) {
    return wholeNumber(number(item, tag));
}

std::optional<int> Attributes::wholeNumber(std::optional<double> value) {
    if (!value || std::abs(*value) > 2e9 || *value != std::floor(*value)) {
        return std::nullopt;
    }
    return static_cast<int>(*value);
}

} // namespace bolus
