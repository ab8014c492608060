#include "library/dicom/PlainHeader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <dcmtk/dcmdata/dcistrmb.h>

#include "library/dicom/FileBytes.h"
#include "library/dicom/HeaderFields.h"

namespace bolus {

namespace {

constexpr int mostElements = 20'000;
constexpr int deepest = 8;
// Of one element, and of all together: no guard of the reader's is on watch here, and DCMTK is slow
// where many are nested.
constexpr std::uint64_t longestKept = 1 << 14;
constexpr std::size_t mostKept = 1 << 18;
constexpr std::uint32_t undefinedLength = 0xffffffff;
constexpr std::uint64_t nowhere = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint32_t delimiterGroup = 0xfffe;
constexpr std::uint32_t item = 0xfffee000, itemEnd = 0xfffee00d, sequenceEnd = 0xfffee0dd;
// Float, Double Float and ordinary Pixel Data; nothing behind them is asked for.
constexpr std::array<std::uint32_t, 3> pixelTags{0x7fe00008, 0x7fe00009, 0x7fe00010};
constexpr std::uint32_t firstPixelTag = pixelTags.front();
constexpr std::uint32_t agentSequence = 0x00180012; // the only one that is asked for

std::uint32_t number(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = value << 8 | static_cast<unsigned char>(bytes[i - 1]);
    }
    return value;
}

bool isOneOf(std::string_view vr, std::string_view list) { // of two letters and a blank each
    for (std::size_t i = 0; i < list.size(); i += 3) {
        if (list.substr(i, 2) == vr) {
            return true;
        }
    }
    return false;
}

constexpr std::string_view shortVrs =
    "UI DS CS LO SH US IS DA TM PN ST LT AE AS AT DT FD FL SL SS UL ";
constexpr std::string_view longVrs = "SQ UN OB OW UT OF OD OL OV UC UR SV UV ";

struct Element {
    std::uint32_t tag = 0, length = 0; // the tag as DcmTagKey::hash() gives it
    std::uint64_t value = 0;           // where it begins
    bool isSequence = false;
};

std::vector<std::uint32_t> wantedTags() {
    std::vector<std::uint32_t> tags;
    const auto add = [&](const auto& fields) {
        for (const auto& field : fields) {
            tags.push_back(field.tag.hash());
        }
    };
    add(textFields);
    add(integerFields);
    add(numberFields);
    std::ranges::transform(otherHeaderTags, std::back_inserter(tags), &DcmTagKey::hash);
    std::ranges::sort(tags);
    return tags;
}

/// What readHeader asks for. Of private blocks, creators and the elements of any block that may
/// hold a b-value.
bool isKept(std::uint32_t tag) {
    static const std::vector<std::uint32_t> wanted = wantedTags();
    const std::uint32_t group = tag >> 16, element = tag & 0xffff, last = tag & 0xff;
    if (group == 0x0019 || group == 0x0043 || group == 0x2001) {
        return element < 0x14 || (last == 0x0c || last == 0x39 || last == 0x03);
    }
    return std::ranges::binary_search(wanted, tag);
}

/// By the dictionary, for files that do not say it.
bool isSequenceTag(std::uint32_t tag) {
    const DcmTag known(static_cast<Uint16>(tag >> 16), static_cast<Uint16>(tag));
    return known.getEVR() == EVR_SQ;
}

/// A walk over the elements of a file; anything odd ends it.
class Walk {
public:
    explicit Walk(const std::filesystem::path& path) : m_bytes(path) {}
    std::optional<DicomFile> read();

private:
    std::optional<std::uint64_t> readMeta();
    bool readDataset(std::uint64_t from, DicomFile& file);
    std::optional<Element> elementAt(std::uint64_t at);
    std::optional<Element> explicitAt(std::uint64_t at, std::string_view head);
    std::optional<std::uint64_t> endOf(const Element& element, int depth);
    std::optional<std::uint64_t> endOfItem(const Element& opened, int depth);
    std::optional<std::uint64_t> endOfItems(const Element& opened, int depth);
    bool keep(std::uint64_t from, std::uint64_t end);

    FileBytes m_bytes;
    std::string m_kept; // preamble, meta header and the elements that are asked for
    bool m_explicit = true;
    int m_left = mostElements;
};

std::optional<Element> Walk::explicitAt(std::uint64_t at, std::string_view head) {
    Element element{number(head.substr(2, 2)) | number(head.substr(0, 2)) << 16};
    const std::string_view vr = head.substr(4, 2);
    if (isOneOf(vr, shortVrs)) {
        element.length = number(head.substr(6, 2));
        element.value = at + 8;
        return element;
    }
    const bool isLong = isOneOf(vr, longVrs) && number(head.substr(6, 2)) == 0;
    element.isSequence = vr == "SQ"; // before the bytes that `head` lies in may go
    const std::string_view length = isLong ? m_bytes.at(at + 8, 4) : std::string_view();
    if (length.empty()) {
        return std::nullopt;
    }
    element.length = number(length);
    element.value = at + 12;
    const bool mayBeOpen = element.isSequence || element.tag >= firstPixelTag;
    return element.length == undefinedLength && !mayBeOpen ? std::nullopt : std::optional(element);
}

std::optional<Element> Walk::elementAt(std::uint64_t at) {
    const std::string_view head = m_bytes.at(at, 8);
    if (head.empty() || --m_left < 0) {
        return std::nullopt;
    }
    const std::uint32_t group = number(head.substr(0, 2));
    std::optional<Element> element;
    if (m_explicit && group != delimiterGroup) {
        element = explicitAt(at, head);
    } else {
        element = {group << 16 | number(head.substr(2, 2)), number(head.substr(4, 4)), at + 8};
        const bool isOpen = element->length == undefinedLength && element->tag < firstPixelTag;
        element->isSequence = isOpen || (!m_explicit && isSequenceTag(element->tag));
    }
    const bool odd = element && element->length % 2 != 0 && element->length != undefinedLength;
    return odd ? std::nullopt : element;
}

std::optional<std::uint64_t> Walk::endOfItem(const Element& opened, int depth) {
    const bool isOpen = opened.length == undefinedLength;
    const std::uint64_t end = isOpen ? nowhere : opened.value + opened.length;
    for (std::uint64_t at = opened.value; at != end;) {
        const auto element = elementAt(at);
        if (element && isOpen && element->tag == itemEnd) {
            return element->value;
        }
        const bool isDelimiter = element && element->tag >> 16 == delimiterGroup;
        const auto after = element && !isDelimiter ? endOf(*element, depth + 1) : std::nullopt;
        if (!after || *after > end) {
            return std::nullopt;
        }
        at = *after;
    }
    return end;
}

/// Items must fill a sequence exactly, and elements an item: DCMTK would find fault with the rest.
std::optional<std::uint64_t> Walk::endOfItems(const Element& opened, int depth) {
    const bool isOpen = opened.length == undefinedLength;
    const std::uint64_t end = isOpen ? nowhere : opened.value + opened.length;
    for (std::uint64_t at = opened.value; at != end;) {
        const auto next = elementAt(at);
        if (next && isOpen && next->tag == sequenceEnd) {
            return next->value;
        }
        if (!next || next->tag != item) {
            return std::nullopt;
        }
        const auto after = opened.isSequence ? endOfItem(*next, depth) : endOf(*next, depth + 1);
        if (!after || *after > end) {
            return std::nullopt;
        }
        at = *after;
    }
    return end;
}

std::optional<std::uint64_t> Walk::endOf(const Element& element, int depth) {
    const bool isOpen = element.length == undefinedLength;
    if (!isOpen && element.length > m_bytes.size() - element.value) {
        return std::nullopt;
    }
    if (!isOpen && !element.isSequence) {
        return element.value + element.length;
    }
    return depth < deepest ? endOfItems(element, depth) : std::nullopt;
}

bool Walk::keep(std::uint64_t from, std::uint64_t end) {
    const bool isShort = end - from <= longestKept && end - from + m_kept.size() <= mostKept;
    const std::string_view bytes = isShort ? m_bytes.at(from, end - from) : std::string_view();
    m_kept += bytes;
    return !bytes.empty();
}

/// Where the data set begins.
std::optional<std::uint64_t> Walk::readMeta() {
    const std::string_view head = m_bytes.at(0, 132);
    if (head.empty() || !head.ends_with("DICM")) {
        return std::nullopt;
    }
    std::string syntax;
    std::uint64_t at = 132;
    for (auto element = elementAt(at); element && element->tag >> 16 == 2;
         element = elementAt(at)) {
        const auto end = endOf(*element, deepest);
        if (!end || element->length > longestKept) {
            return std::nullopt;
        }
        if (element->tag == 0x00020010) {
            syntax = m_bytes.at(element->value, element->length);
        }
        at = *end;
    }
    syntax.erase(std::min(syntax.find_last_not_of(std::string_view("\0 ", 2)) + 1, syntax.size()));
    const DcmXfer xfer(syntax.c_str());
    const bool isPlain = xfer.getXfer() != EXS_Unknown && xfer.isLittleEndian() &&
                         xfer.getStreamCompression() == ESC_none;
    m_explicit = xfer.isExplicitVR();
    return isPlain && keep(0, at) ? std::optional(at) : std::nullopt;
}

/// Up to the pixels, or to the file's end.
bool Walk::readDataset(std::uint64_t from, DicomFile& file) {
    std::uint32_t last = 0x0002ffff;
    for (std::uint64_t at = from; at != m_bytes.size();) {
        const auto element = elementAt(at);
        if (!element || element->tag <= last) {
            return false;
        }
        if (element->tag >= firstPixelTag) {
            file.hasPixels = std::ranges::find(pixelTags, element->tag) != pixelTags.end();
            if (file.hasPixels && m_explicit && element->value != at + 12) {
                return false; // of a VR that no pixels have
            }
            if (file.hasPixels && element->length != undefinedLength) {
                file.pixelLength = element->length;
            }
            file.bytesAfterPixelTag = m_bytes.size() - element->value;
            return true;
        }
        const std::uint32_t group = element->tag >> 16;
        const auto end = endOf(*element, 0);
        if (!end || group == 0x0004 || group == 0x5200) { // a DICOMDIR, functional groups
            return false;
        }
        if (isKept(element->tag)) {
            const bool odd = element->isSequence && element->tag != agentSequence;
            if (odd || !keep(at, *end)) {
                return false;
            }
        }
        last = element->tag;
        at = *end;
    }
    return true;
}

std::optional<DicomFile> Walk::read() {
    DicomFile file;
    const auto dataset = readMeta();
    if (!dataset || !readDataset(*dataset, file)) {
        return std::nullopt;
    }
    DcmInputBufferStream stream;
    stream.setBuffer(m_kept.data(), static_cast<offile_off_t>(m_kept.size()));
    stream.setEos();
    file.format = std::make_unique<DcmFileFormat>();
    file.format->transferInit();
    const OFCondition read = file.format->read(stream);
    file.format->transferEnd();
    const bool isWhole = (read.good() || read == EC_EndOfStream) && file.dataset().card() > 0;
    return isWhole ? std::optional(std::move(file)) : std::nullopt;
}

} // namespace

std::optional<DicomFile> openPlainHeader(const std::filesystem::path& path) {
    initializeDcmtk();
    return dcmDataDict.isDictionaryLoaded() ? Walk(path).read() : std::nullopt;
}

} // namespace bolus
