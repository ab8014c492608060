#include "library/dicom/PlainHeader.h"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

#include <dcmtk/dcmdata/dcistrmb.h>

namespace bolus {

namespace {

constexpr std::size_t windowSize = 16384;
constexpr int mostElements = 20'000;
constexpr int deepest = 8;
constexpr std::uint64_t longestKept = 1
                                      << 14; // of one element; DCMTK is slow where many are nested
constexpr std::uint32_t undefinedLength = 0xffffffff;
constexpr std::uint32_t item = 0xfffee000, itemEnd = 0xfffee00d, sequenceEnd = 0xfffee0dd;
// Float, Double Float and ordinary Pixel Data; nothing behind them is asked for.
constexpr std::array<std::uint32_t, 3> pixelTags{0x7fe00008, 0x7fe00009, 0x7fe00010};
constexpr std::uint32_t firstPixelTag = pixelTags.front();

/// A file's bytes, a window of them at a time.
class Bytes {
public:
    explicit Bytes(const std::filesystem::path& path)
        : m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) { // a FIFO would block
        struct stat status {};
        if (m_file >= 0 && ::fstat(m_file, &status) == 0 && S_ISREG(status.st_mode)) {
            m_size = static_cast<std::uint64_t>(status.st_size);
        }
    }
    Bytes(const Bytes&) = delete;
    Bytes& operator=(const Bytes&) = delete;
    ~Bytes() {
        if (m_file >= 0) {
            ::close(m_file);
        }
    }
    std::uint64_t size() const { return m_size; }
    /// Empty where the file ends before. Valid until the next call.
    std::string_view at(std::uint64_t from, std::size_t count) {
        if (from > m_size || count > m_size - from) {
            return {};
        }
        if (from < m_from || from + count > m_from + m_window.size()) {
            m_from = from;
            m_window.resize(std::min<std::uint64_t>(std::max(count, windowSize), m_size - from));
            const ssize_t got =
                ::pread(m_file, m_window.data(), m_window.size(), static_cast<off_t>(from));
            m_window.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
            if (m_window.size() < count) {
                return {};
            }
        }
        return std::string_view(m_window).substr(from - m_from, count);
    }

private:
    int m_file;
    std::uint64_t m_size = 0, m_from = 0;
    std::string m_window;
};

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
    std::uint32_t tag = 0, length = 0;
    std::uint64_t value = 0; // where it begins
};

/// What readHeader asks for, in ascending order. Of private blocks, creators and the elements of
/// any block that may hold a b-value.
bool isKept(std::uint32_t tag) {
    static constexpr std::array<std::uint32_t, 53> wanted{
        0x00080005, 0x00080008, 0x00080016, 0x00080018, 0x00080020, 0x00080021, 0x00080022,
        0x0008002a, 0x00080030, 0x00080031, 0x00080032, 0x00080033, 0x00080050, 0x00080060,
        0x00080070, 0x00081030, 0x0008103e, 0x00081090, 0x00100010, 0x00100020, 0x00100030,
        0x00100040, 0x00101010, 0x00180010, 0x00180012, 0x00180015, 0x00180050, 0x00180060,
        0x00180086, 0x00181030, 0x00181042, 0x00181060, 0x00181120, 0x00181210, 0x00189087,
        0x0020000d, 0x0020000e, 0x00200010, 0x00200011, 0x00200012, 0x00200013, 0x00200032,
        0x00200037, 0x00200052, 0x00200100, 0x00280002, 0x00280004, 0x00280008, 0x00280010,
        0x00280011, 0x00280030, 0x00280100, 0x00281054};
    static_assert(std::ranges::is_sorted(wanted));
    const std::uint32_t group = tag >> 16, element = tag & 0xffff, last = tag & 0xff;
    if (group == 0x0019 || group == 0x0043 || group == 0x2001) {
        return element < 0x14 || (last == 0x0c || last == 0x39 || last == 0x03);
    }
    return std::ranges::binary_search(wanted, tag);
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
    std::optional<std::uint64_t> endOfItem(std::uint64_t at, int depth);
    bool keep(std::uint64_t from, std::uint64_t end);

    Bytes m_bytes;
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
    const std::string_view length = isLong ? m_bytes.at(at + 8, 4) : std::string_view();
    if (length.empty()) {
        return std::nullopt;
    }
    element.length = number(length);
    element.value = at + 12;
    const bool mayBeOpen = vr == "SQ" || element.tag >= firstPixelTag;
    return element.length == undefinedLength && !mayBeOpen ? std::nullopt : std::optional(element);
}

std::optional<Element> Walk::elementAt(std::uint64_t at) {
    const std::string_view head = m_bytes.at(at, 8);
    if (head.empty() || --m_left < 0) {
        return std::nullopt;
    }
    const std::uint32_t group = number(head.substr(0, 2));
    std::optional<Element> element;
    if (m_explicit && group != 0xfffe) {
        element = explicitAt(at, head);
    } else {
        element = {group << 16 | number(head.substr(2, 2)), number(head.substr(4, 4)), at + 8};
    }
    const bool odd = element && element->length % 2 != 0 && element->length != undefinedLength;
    return odd ? std::nullopt : element;
}

std::optional<std::uint64_t> Walk::endOfItem(std::uint64_t at, int depth) {
    for (;;) {
        const auto element = elementAt(at);
        if (!element) {
            return std::nullopt;
        }
        if (element->tag == itemEnd) {
            return element->value;
        }
        const auto end = endOf(*element, depth + 1);
        if (!end) {
            return std::nullopt;
        }
        at = *end;
    }
}

std::optional<std::uint64_t> Walk::endOf(const Element& element, int depth) {
    if (element.length != undefinedLength) {
        const bool fits = element.length <= m_bytes.size() - element.value;
        return fits ? std::optional(element.value + element.length) : std::nullopt;
    }
    for (std::uint64_t at = element.value; depth < deepest;) {
        const auto next = elementAt(at);
        if (next && next->tag == sequenceEnd) {
            return next->value;
        }
        if (!next || next->tag != item) {
            return std::nullopt;
        }
        const auto end =
            next->length == undefinedLength ? endOfItem(next->value, depth) : endOf(*next, depth);
        if (!end) {
            return std::nullopt;
        }
        at = *end;
    }
    return std::nullopt;
}

bool Walk::keep(std::uint64_t from, std::uint64_t end) {
    const std::string_view bytes =
        end - from <= longestKept ? m_bytes.at(from, end - from) : std::string_view();
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
        if (isKept(element->tag) && !keep(at, *end)) {
            return false;
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
