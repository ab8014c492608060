#include "library/dicom/DcmtkFile.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <ctime>
#include <fstream>
#include <mutex>
#include <span>
#include <vector>

#include <dcmtk/dcmdata/dcistrmf.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>
#include <fmt/format.h>

#include "library/domain/Files.h"

namespace bolus {

namespace {

constexpr Uint32 longestValueInMemory = 4096;
const DcmTagKey firstPixelTag(0x7fe0, 0x0008); // Float Pixel Data, the lowest of the three
constexpr std::size_t stackForNesting = 768 * 1024;
constexpr std::int64_t readCallLimit = 8'000'000; // some four calls an element
// Of the thread's processor time. DCMTK walks back through a data set's list for each element that
// is out of order: 800 kB of elements in descending order took it 85 seconds.
constexpr double secondsOfParsing = 5; // a million elements take one
constexpr std::int64_t headerByteLimit = std::int64_t{256} << 20;
constexpr std::int64_t wholeByteLimit = std::int64_t{2} << 30;
// Deflated data shrink a thousandfold at most, and all that is inflated stays in memory.
constexpr std::int64_t inflatedHeaderLimit = std::int64_t{64} << 20;
constexpr std::int64_t inflatedWholeLimit = std::int64_t{512} << 20;

double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// DCMTK parses sequences by recursion and keeps an object an element. This stream ends early when
/// the nesting, the number of elements, the bytes or the time go beyond any honest file. It
/// remembers the bytes it gave last: parsing stops on the pixel data element, just past its tag, VR
/// and length.
class GuardedStream : public DcmInputFileStream {
public:
    static constexpr std::size_t elementHeader = 12; // of explicit VR; 8 of implicit

    GuardedStream(const std::filesystem::path& path, std::int64_t byteLimit)
        : DcmInputFileStream(OFFilename(path.c_str())), m_bytesLeft(byteLimit),
          m_base(static_cast<const char*>(__builtin_frame_address(0))) {}

    OFBool good() const override { return !m_stopped && DcmInputFileStream::good(); }
    OFCondition status() const override {
        return m_stopped ? EC_InvalidStream : DcmInputFileStream::status();
    }
    OFBool eos() override { return m_stopped || DcmInputFileStream::eos(); }
    offile_off_t avail() override { return m_stopped ? 0 : DcmInputFileStream::avail(); }
    offile_off_t read(void* buffer, offile_off_t length) override {
        m_stopped = m_stopped || length > m_bytesLeft;
        if (!withinLimits()) {
            return 0;
        }
        const offile_off_t got = DcmInputFileStream::read(buffer, length);
        m_bytesLeft -= got;
        remember({static_cast<const unsigned char*>(buffer), static_cast<std::size_t>(got)});
        return got;
    }
    void putback() override {
        const offile_off_t before = tell();
        DcmInputFileStream::putback();
        const auto back = static_cast<std::size_t>(std::max<offile_off_t>(0, before - tell()));
        m_last.resize(m_last.size() - std::min(back, m_last.size()));
    }
    OFCondition installCompressionFilter(E_StreamCompression filter) override {
        const bool header = m_bytesLeft <= headerByteLimit;
        m_bytesLeft = std::min(m_bytesLeft, header ? inflatedHeaderLimit : inflatedWholeLimit);
        m_deflated = true;
        return DcmInputFileStream::installCompressionFilter(filter);
    }
    /// How much of what a deflated file holds from here on can be inflated, up to `most` bytes;
    /// nothing of it is kept.
    std::uint64_t inflateOn(std::uint64_t most) {
        const auto limit = static_cast<std::uint64_t>(inflatedWholeLimit);
        return static_cast<std::uint64_t>(skip(static_cast<offile_off_t>(std::min(most, limit))));
    }

    bool stopped() const { return m_stopped; }
    bool deflated() const { return m_deflated; }
    /// Up to 12 bytes before the place where the stream stands.
    std::span<const unsigned char> last() const { return m_last; }

private:
    void remember(std::span<const unsigned char> bytes) {
        bytes = bytes.last(std::min(bytes.size(), elementHeader));
        const std::size_t kept = std::min(m_last.size(), elementHeader - bytes.size());
        m_last.erase(m_last.begin(), m_last.end() - static_cast<std::ptrdiff_t>(kept));
        m_last.insert(m_last.end(), bytes.begin(), bytes.end());
    }
    bool withinLimits() {
        const char* here = static_cast<const char*>(__builtin_frame_address(0));
        const auto used = static_cast<std::size_t>(m_base > here ? m_base - here : here - m_base);
        m_stopped = m_stopped || used > stackForNesting || --m_callsLeft < 0 || m_bytesLeft < 0 ||
                    (m_callsLeft % 256 == 0 && threadSeconds() - m_began > secondsOfParsing);
        return !m_stopped;
    }

    std::int64_t m_bytesLeft;
    std::int64_t m_callsLeft = readCallLimit;
    double m_began = threadSeconds();
    const char* m_base;
    std::vector<unsigned char> m_last;
    bool m_stopped = false;
    bool m_deflated = false;
};

bool isVr(const char* text) {
    static constexpr std::string_view known = "AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV "
                                              "OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV";
    return known.find(std::string_view(text, 2)) != std::string_view::npos && text[0] > ' ' &&
           text[1] > ' ';
}

std::uint32_t littleEndian(const unsigned char* bytes, int count) {
    std::uint32_t value = 0;
    for (int i = count - 1; i >= 0; --i) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/// A data set without preamble begins with a tag of group 0002 or 0008 in either byte order.
bool beginsLikeDataset(const std::array<char, 132>& head, std::uintmax_t fileSize) {
    std::array<unsigned char, 8> bytes{};
    std::copy_n(head.begin(), bytes.size(), reinterpret_cast<char*>(bytes.data()));
    const bool bigEndian = bytes[0] == 0;
    const unsigned group = bigEndian ? bytes[1] : littleEndian(bytes.data(), 2);
    const unsigned element = bigEndian ? static_cast<unsigned>(bytes[2] << 8 | bytes[3])
                                       : littleEndian(bytes.data() + 2, 2);
    if ((group != 0x0002 && group != 0x0008) || element > 0x3010) {
        return false;
    }
    const std::uint32_t length = littleEndian(bytes.data() + 4, 4);
    return isVr(head.data() + 4) || (!bigEndian && length <= fileSize);
}

Error damaged(const std::filesystem::path& path, std::string what) {
    return {ErrorCode::BadInput, std::move(what), path.string()};
}

struct PixelTag {
    bool found = false;
    std::optional<std::uint64_t> length;
};

PixelTag pixelTagOf(std::span<const unsigned char> last, E_TransferSyntax syntax) {
    const DcmXfer xfer(syntax);
    const std::size_t size = xfer.isExplicitVR() ? GuardedStream::elementHeader : 8;
    if (last.size() < size) {
        return {};
    }
    std::array<unsigned char, GuardedStream::elementHeader> bytes{};
    std::ranges::copy(last.last(size), bytes.begin());
    if (xfer.isBigEndian()) {
        std::swap(bytes[0], bytes[1]);
        std::swap(bytes[2], bytes[3]);
        std::reverse(bytes.begin() + size - 4, bytes.begin() + size);
    }
    PixelTag tag;
    const std::uint32_t element = littleEndian(bytes.data() + 2, 2);
    tag.found = littleEndian(bytes.data(), 2) == 0x7fe0 &&
                (element == 0x0008 || element == 0x0009 || element == 0x0010);
    const std::uint32_t length = littleEndian(bytes.data() + size - 4, 4);
    if (tag.found && length != 0xffffffffU) {
        tag.length = length;
    }
    return tag;
}

std::uint64_t bytesAfter(GuardedStream& stream, const std::filesystem::path& path,
                         const PixelTag& tag) {
    if (stream.deflated()) {
        return stream.inflateOn(tag.length.value_or(0));
    }
    std::error_code error;
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    const auto here = static_cast<std::uintmax_t>(stream.tell());
    return error || size < here ? 0 : size - here;
}

Result<void> notePixels(DicomFile& file, const std::filesystem::path& path, GuardedStream& stream,
                        bool stoppedAtPixels) {
    if (!stoppedAtPixels) {
        file.hasPixels = file.dataset().tagExists(DCM_PixelData) ||
                         file.dataset().tagExists(DCM_FloatPixelData) ||
                         file.dataset().tagExists(DCM_DoubleFloatPixelData);
        return {};
    }
    const PixelTag tag = pixelTagOf(stream.last(), file.transferSyntax());
    file.hasPixels = tag.found;
    file.pixelLength = tag.length;
    if (stream.deflated() && tag.length.value_or(0) > inflatedWholeLimit) {
        return fail(ErrorCode::TooLarge,
                    "The file's image would take more than 512 MB once inflated; save it again "
                    "in another transfer syntax.",
                    path.string());
    }
    file.bytesAfterPixelTag = bytesAfter(stream, path, tag);
    return {};
}

Result<DicomFile> parse(const std::filesystem::path& path, ReadExtent extent) {
    const bool untilPixels = extent == ReadExtent::UntilPixels;
    GuardedStream stream(path, untilPixels ? headerByteLimit : wholeByteLimit);
    DicomFile file;
    file.format = std::make_unique<DcmFileFormat>();
    file.format->transferInit();
    const OFCondition read =
        file.format->readUntilTag(stream, EXS_Unknown, EGL_noChange, longestValueInMemory,
                                  untilPixels ? firstPixelTag : DCM_UndefinedTagKey);
    file.format->transferEnd();
    if (stream.stopped()) {
        return std::unexpected(
            damaged(path, "The file's header is nested, filled or disordered beyond what any "
                          "scanner writes; it was not read."));
    }
    const bool atPixels = untilPixels && stream.good() && !stream.eos();
    if (read.bad() && read != EC_EndOfStream) {
        return std::unexpected(
            damaged(path, fmt::format("The file is damaged or cut short ({}); {}.", read.text(),
                                      copyAgain)));
    }
    if (file.dataset().card() == 0) {
        return std::unexpected(damaged(path, "The file holds no DICOM attributes."));
    }
    if (const auto pixels = notePixels(file, path, stream, atPixels); !pixels) {
        return std::unexpected(pixels.error());
    }
    return file;
}

} // namespace

void initializeDcmtk() {
    static std::once_flag once;
    std::call_once(once, [] {
        OFLog::configure(OFLogger::OFF_LOG_LEVEL);
        dcmEnableUnknownVRConversion.set(OFTrue);
        DJDecoderRegistration::registerCodecs(EDC_never); // which colours they are, Bolus decides
        DJLSDecoderRegistration::registerCodecs();
    });
}

FileKind sniffFile(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) { // a FIFO would block
        return error || !std::filesystem::exists(path, error) ? FileKind::Unreadable
                                                              : FileKind::NotDicom;
    }
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return FileKind::Unreadable;
    }
    std::array<char, 132> head{};
    file.read(head.data(), head.size());
    if (file.bad()) {
        return FileKind::Unreadable;
    }
    const bool prefix = std::string_view(head.data() + 128, 4) == "DICM";
    return prefix || (size >= 8 && beginsLikeDataset(head, size)) ? FileKind::Dicom
                                                                  : FileKind::NotDicom;
}

std::string transferSyntaxUid(const DicomFile& file) {
    OFString uid;
    if (file.format->getMetaInfo()->findAndGetOFString(DCM_TransferSyntaxUID, uid).good() &&
        !uid.empty()) {
        return std::string(uid.data(), uid.size());
    }
    return DcmXfer(file.transferSyntax()).getXferID();
}

Result<DicomFile> openDicom(const std::filesystem::path& path, ReadExtent extent) {
    initializeDcmtk();
    switch (sniffFile(path)) {
    case FileKind::Unreadable:
        return unreadableFile(path);
    case FileKind::NotDicom:
        return fail(ErrorCode::NotDicom, "This is not a DICOM file.", path.string());
    case FileKind::Dicom:
        break;
    }
    if (!dcmDataDict.isDictionaryLoaded()) {
        return fail(ErrorCode::Internal,
                    "DCMTK's data dictionary is missing; install the package libdcmtk17.");
    }
    try {
        return parse(path, extent);
    } catch (const std::exception& error) {
        return std::unexpected(
            damaged(path, std::string("The file could not be read (") + error.what() + ")."));
    }
}

} // namespace bolus
