#include "library/dicom/FrameDecoder.h"

#include <algorithm>
#include <cstring>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>

#include "library/dicom/Attributes.h"
#include "library/dicom/FunctionalGroups.h"
#include "library/dicom/Jpeg2000.h"
#include "library/dicom/JpegHeader.h"
#include "library/dicom/JpegWarnings.h"
#include "library/dicom/Rle.h"

namespace bolus {

namespace {

bool isOfSize(const JpegHeader& header, const PixelFormat& format) {
    return header.rows == format.rows && header.columns == format.columns &&
           header.components == format.samples && header.precision >= 2 && header.precision <= 16;
}

/// The value's bits in words of `bits`: codecs give them right-justified whatever HighBit says.
PixelFormat rightJustified(PixelFormat format, int bits) {
    format.bitsStored = std::min(format.bitsStored, bits);
    format.highBit = format.bitsStored - 1;
    return format;
}

} // namespace

Error FrameDecoder::broken(std::string what) const {
    return {ErrorCode::BadInput, std::move(what), m_path.string()};
}

Result<void> FrameDecoder::chooseCodec() {
    DcmPixelSequence* sequence = nullptr;
    E_TransferSyntax kept = EXS_Unknown;
    const DcmRepresentationParameter* parameter = nullptr;
    m_pixels->getOriginalRepresentationKey(kept, parameter);
    if (m_pixels->getEncapsulatedRepresentation(kept, parameter, sequence).bad() || !sequence) {
        return {}; // native, perhaps in a file that is called compressed
    }
    const std::string uid = transferSyntaxUid(m_file);
    const auto codec = codecOf(uid);
    if (!codec) {
        return fail(ErrorCode::Unsupported,
                    "Images compressed as " + codecName(uid) + " are not read.", m_path.string());
    }
    if (m_format.bitsAllocated == 1 && *codec != Codec::Jpeg2000) {
        return fail(ErrorCode::Unsupported, "Compressed pixels of a single bit are not read.",
                    m_path.string());
    }
    m_codec = *codec;
    m_fragments = Fragments(*sequence, m_format.frames);
    completeForDcmtk(m_file.dataset(), m_format);
    return {};
}

Result<void> FrameDecoder::prepare() {
    DcmDataset& dataset = m_file.dataset();
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad() ||
        element->ident() != EVR_PixelData) {
        if (dataset.tagExists(DCM_FloatPixelData) || dataset.tagExists(DCM_DoubleFloatPixelData)) {
            return fail(ErrorCode::Unsupported,
                        "Its pixels are floating-point numbers, as in a parametric map; Bolus "
                        "lists such an object but does not show it.");
        }
        return fail(ErrorCode::BadInput, "The file has no image.");
    }
    auto format = readPixelFormat(dataset);
    if (!format) {
        return std::unexpected(format.error());
    }
    m_format = *format;
    m_pixels = static_cast<DcmPixelData*>(element);
    m_frameGroups = perFrameItems(dataset);
    m_cache = std::make_unique<DcmFileCache>();
    if (m_format.colours == Colours::Palette) {
        m_palette = readGreyPalette(dataset);
        if (!m_palette) {
            return fail(ErrorCode::BadInput, "Its palette is missing or damaged.");
        }
    }
    return chooseCodec();
}

Result<FrameDecoder> FrameDecoder::open(const std::filesystem::path& path) {
    auto file = openDicom(path, ReadExtent::Everything);
    if (!file) {
        return std::unexpected(file.error());
    }
    FrameDecoder decoder;
    decoder.m_path = path;
    decoder.m_file = std::move(*file);
    if (auto ready = decoder.prepare(); !ready) {
        ready.error().subject = path.string();
        return std::unexpected(ready.error());
    }
    return decoder;
}

std::string FrameDecoder::sopInstanceUid() const {
    const std::string uid = Attributes::code(m_file.dataset(), DCM_SOPInstanceUID);
    return uid.empty()
               ? Attributes::code(*m_file.format->getMetaInfo(), DCM_MediaStorageSOPInstanceUID)
               : uid;
}

std::string FrameDecoder::modality() const {
    return Attributes::code(m_file.dataset(), DCM_Modality);
}

DcmItem* FrameDecoder::groupsOf(int frame) const {
    const auto index = static_cast<std::size_t>(frame);
    return index < m_frameGroups.size() ? m_frameGroups[index] : nullptr;
}

Rescale FrameDecoder::rescale(int frame) const {
    return rescaleOf(m_file.dataset(), groupsOf(frame), m_format.isSigned);
}

std::optional<std::array<double, 3>> FrameDecoder::position(int frame) const {
    DcmItem* plane = ownOrSharedGroup(m_file.dataset(), DCM_PlanePositionSequence, groupsOf(frame));
    return Attributes::numbers<3>(plane ? *plane : m_file.dataset(), DCM_ImagePositionPatient);
}

std::optional<std::array<std::int64_t, 2>> FrameDecoder::padding() const {
    DcmItem& dataset = m_file.dataset();
    const auto value = Attributes::integer(dataset, DCM_PixelPaddingValue);
    if (!value || m_format.colours != Colours::Grey) {
        return std::nullopt;
    }
    const auto asStored = [&](std::int64_t written) { // its VR may be of the other sign
        const std::int64_t range = std::int64_t{1} << m_format.bitsStored;
        const std::int64_t pattern = ((written % range) + range) % range;
        return m_format.isSigned && pattern >= range / 2 ? pattern - range : pattern;
    };
    const auto limit = Attributes::integer(dataset, DCM_PixelPaddingRangeLimit).value_or(*value);
    const auto [low, high] = std::minmax({asStored(*value), asStored(limit)});
    return std::array{low, high};
}

Result<StoredFrame> FrameDecoder::decode(int frame) {
    if (frame < 0 || frame >= m_format.frames) {
        return std::unexpected(
            broken("The file has fewer frames than the library remembers; import it again."));
    }
    auto stored = m_codec == Codec::Native ? decodeNative(frame) : decodeEncapsulated(frame);
    return stored && m_palette ? resolved(*stored) : stored;
}

Result<void> FrameDecoder::decode(int frame, std::vector<std::int32_t>& out) {
    const auto stored = decode(frame);
    if (!stored) {
        return std::unexpected(stored.error());
    }
    withValues(*stored, [&](const auto& values) {
        out.resize(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            out[i] = static_cast<std::int32_t>(values[i]);
        }
    });
    return {};
}

StoredFrame FrameDecoder::resolved(const StoredFrame& indices) {
    std::vector<std::int32_t> greys(indices.count);
    withValues(indices, [&](const auto& values) {
        for (std::size_t i = 0; i < greys.size(); ++i) {
            greys[i] = m_palette->at(values[i]);
        }
    });
    m_values = std::move(greys);
    return resolvedFrame(m_values);
}

/// The frame in m_bytes, in words of `wordBytes`.
StoredFrame FrameDecoder::packed(std::size_t wordBytes, const PixelFormat& format) {
    if (format.samples == 3) {
        m_values = luminancesOf(m_bytes.data(), static_cast<int>(wordBytes), format);
        return resolvedFrame(m_values);
    }
    return {m_bytes.data(),    format.pixels(), static_cast<int>(wordBytes),
            format.bitsStored, format.highBit,  format.isSigned};
}

/// Whole 16-bit words are asked for: DCMTK 3.6.7 gives a wrong last byte where half of one is left.
Result<void> FrameDecoder::readNative(std::uint64_t offset, std::size_t length) {
    const std::uint64_t held = m_pixels->getLengthField();
    if (offset + length > held) {
        return std::unexpected(broken("The file ends before its image does."));
    }
    const std::uint64_t before = offset % 2;
    const std::uint64_t asked =
        std::min(before + length + (before + length) % 2, held - (offset - before));
    m_bytes.resize(asked);
    const OFCondition read =
        m_pixels->getPartialValue(m_bytes.data(), static_cast<Uint32>(offset - before),
                                  static_cast<Uint32>(asked), m_cache.get(), EBO_LittleEndian);
    if (read.bad()) {
        return std::unexpected(
            broken(std::string("The image cannot be read (") + read.text() + ")."));
    }
    m_bytes.erase(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(before));
    return {};
}

Result<StoredFrame> FrameDecoder::decodeNative(int frame) {
    if (m_format.bitsAllocated == 1) {
        return decodeBits(frame);
    }
    const std::size_t length = m_format.frameBits() / 8;
    if (const auto read = readNative(static_cast<std::uint64_t>(frame) * length, length); !read) {
        return std::unexpected(read.error());
    }
    const DcmXfer xfer(m_file.transferSyntax());
    if (m_format.bitsAllocated == 32 && xfer.isBigEndian()) {
        for (std::size_t i = 0; i + 3 < m_bytes.size(); i += 4) { // DCMTK swaps 16-bit words
            std::swap(m_bytes[i], m_bytes[i + 2]);
            std::swap(m_bytes[i + 1], m_bytes[i + 3]);
        }
    }
    return packed(m_format.wordBytes(), m_format);
}

/// Frames of single bits follow each other without a gap, lowest bit first (PS3.5 8.1.1).
Result<StoredFrame> FrameDecoder::decodeBits(int frame) {
    const std::uint64_t first = static_cast<std::uint64_t>(frame) * m_format.frameBits();
    const std::size_t shift = first % 8;
    const std::size_t length = (shift + m_format.frameBits() + 7) / 8;
    if (const auto read = readNative(first / 8, length); !read) {
        return std::unexpected(read.error());
    }
    m_values.resize(m_format.pixels());
    for (std::size_t i = 0; i < m_values.size(); ++i) {
        m_values[i] = m_bytes[(shift + i) / 8] >> ((shift + i) % 8) & 1;
    }
    return resolvedFrame(m_values);
}

Result<StoredFrame> FrameDecoder::decodeEncapsulated(int frame) {
    if (m_fragments.firstOf(frame) == 0) {
        return std::unexpected(broken("The image's fragments cannot be told apart."));
    }
    auto stored = m_codec == Codec::Rle        ? decodeByRle(frame)
                  : m_codec == Codec::Jpeg2000 ? decodeByOpenJpeg(frame)
                                               : decodeByDcmtk(frame);
    m_fragments.release(frame);
    return stored;
}

Result<StoredFrame> FrameDecoder::decodeByRle(int frame) {
    constexpr std::size_t mostFromTwoBytes = 128;
    const auto bytes = m_fragments.bytesOf(frame, m_joined);
    const std::size_t length = m_format.frameSamples() * m_format.wordBytes();
    const bool possible = !m_format.sharesChroma && length / mostFromTwoBytes <= bytes.size();
    m_bytes.resize(possible ? length : 0); // only then memory is taken
    if (!possible || !decodeRle(bytes, m_format.pixels(), m_format.samples,
                                static_cast<int>(m_format.wordBytes()), m_bytes)) {
        return std::unexpected(broken("The RLE image is damaged."));
    }
    PixelFormat format = m_format;
    format.planar = true;
    return packed(format.wordBytes(), format);
}

/// JPEG of all processes and JPEG-LS. DCMTK takes an image smaller than its data set says, and
/// writes bytes where the codestream has up to 8 bits, whatever BitsAllocated says.
Result<StoredFrame> FrameDecoder::decodeByDcmtk(int frame) {
    const auto header = readJpegHeader(m_fragments.bytesOf(frame, m_joined));
    if (!header) {
        return std::unexpected(broken("The JPEG image is damaged."));
    }
    if (!isOfSize(*header, m_format)) {
        return std::unexpected(broken("The JPEG image is not of the size its header says."));
    }
    const std::size_t wordBytes = header->precision > 8 ? 2 : 1;
    const std::size_t samples = m_format.pixels() * static_cast<std::size_t>(m_format.samples);
    const std::size_t needed = samples * std::max(wordBytes, m_format.wordBytes());
    if (needed > 0xfffffff0U) {
        return std::unexpected(
            Error{ErrorCode::TooLarge, "One image takes more than 4 GB.", m_path.string()});
    }
    m_bytes.assign(needed + needed % 2, 0); // DCMTK may leave some of a damaged image out
    OFString colours;
    Uint32 fragment = static_cast<Uint32>(m_fragments.firstOf(frame));
    const JpegWarnings warnings;
    const OFCondition status = m_pixels->getUncompressedFrame(
        &m_file.dataset(), static_cast<Uint32>(frame), fragment, m_bytes.data(),
        static_cast<Uint32>(m_bytes.size()), colours, m_cache.get());
    if (status.bad()) {
        return std::unexpected(
            broken(std::string("The image does not decode (") + status.text() + ")."));
    }
    if (warnings.damaged()) {
        return std::unexpected(broken("The JPEG image is damaged."));
    }
    PixelFormat format = rightJustified(m_format, static_cast<int>(8 * wordBytes));
    format.sharesChroma = false; // decoding gives each pixel its own
    if (format.samples == 3 && header->isRgb) {
        format.colours = *header->isRgb ? Colours::Rgb : Colours::FullLuma;
    }
    return packed(wordBytes, format);
}

Result<StoredFrame> FrameDecoder::decodeByOpenJpeg(int frame) {
    const bool lumaFirst = m_format.colours == Colours::FullLuma;
    auto image = decodeJpeg2000(m_fragments.bytesOf(frame, m_joined),
                                {m_format.columns, m_format.rows, m_format.samples, lumaFirst});
    if (!image) {
        return fail(image.error().code, image.error().message, m_path.string());
    }
    m_values = std::move(image->values);
    if (m_format.isSigned && !image->isSigned && image->precision > 0) {
        // Some writers forget the sign in the codestream; the data set's word counts.
        const int shift = 32 - static_cast<int>(image->precision);
        for (std::int32_t& value : m_values) {
            value = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << shift) >> shift;
        }
    }
    return resolvedFrame(m_values);
}

} // namespace bolus
