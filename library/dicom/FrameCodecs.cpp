// The frame decoder's way through the codecs.
#include <algorithm>

#include <dcmtk/dcmdata/dcpixel.h>

#include "library/dicom/FrameDecoder.h"
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
