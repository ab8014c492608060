#include "library/dicom/FrameDecoder.h"

#include <algorithm>
#include <cstring>

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>

#include "library/dicom/Attributes.h"
#include "library/dicom/FunctionalGroups.h"

namespace bolus {

namespace {

/// Pixel Data, Float Pixel Data or Double Float Pixel Data, the first that is there as its VR has
/// it.
DcmElement* pixelElement(DcmItem& dataset) {
    const std::pair<DcmTagKey, DcmEVR> kinds[] = {{DCM_PixelData, EVR_PixelData},
                                                  {DCM_FloatPixelData, EVR_OF},
                                                  {DCM_DoubleFloatPixelData, EVR_OD}};
    for (const auto& [tag, vr] : kinds) {
        DcmElement* element = nullptr;
        if (dataset.findAndGetElement(tag, element).good()) {
            return element->ident() == vr ? element : nullptr;
        }
    }
    return nullptr;
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
    m_element = pixelElement(dataset);
    if (!m_element) {
        return fail(ErrorCode::BadInput, "The file has no image.");
    }
    auto format = readPixelFormat(dataset);
    if (!format) {
        return std::unexpected(format.error());
    }
    m_format = *format;
    m_pixels = m_format.isReal ? nullptr : static_cast<DcmPixelData*>(m_element);
    m_frameGroups = perFrameItems(dataset);
    m_cache = std::make_unique<DcmFileCache>();
    if (m_format.colours == Colours::Palette) {
        m_palette = readGreyPalette(dataset);
        if (!m_palette) {
            return fail(ErrorCode::BadInput, "Its palette is missing or damaged.");
        }
    }
    return m_pixels ? chooseCodec() : Result<void>(); // floating-point numbers are never compressed
}

Result<FrameDecoder> FrameDecoder::open(const std::filesystem::path& path) {
    auto held = HeldFile::open(path);
    return held ? open(std::move(*held)) : std::unexpected(held.error());
}

Result<FrameDecoder> FrameDecoder::open(std::shared_ptr<const HeldFile> held) {
    FrameDecoder decoder;
    decoder.m_path = held->path();
    decoder.m_held = std::move(held);
    auto file = openDicom(decoder.m_held->alias(), ReadExtent::Everything);
    if (!file) {
        file.error().subject = decoder.m_path.string();
        return std::unexpected(file.error());
    }
    decoder.m_file = std::move(*file);
    if (auto ready = decoder.prepare(); !ready) {
        ready.error().subject = decoder.m_path.string();
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

PaddingRange FrameDecoder::padding() const {
    return paddingOf(m_file.dataset(), m_format);
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
    if (stored->isReal) {
        return fail(ErrorCode::Unsupported, "Its pixels are floating-point numbers.",
                    m_path.string());
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
            format.bitsStored, format.highBit,  format.isSigned,
            format.isReal};
}

/// Whole 16-bit words are asked for: DCMTK 3.6.7 gives a wrong last byte where half of one is left.
Result<void> FrameDecoder::readNative(std::uint64_t offset, std::size_t length) {
    const std::uint64_t held = m_element->getLengthField();
    if (offset + length > held) {
        return std::unexpected(broken("The file ends before its image does."));
    }
    const std::uint64_t before = offset % 2;
    const std::uint64_t asked =
        std::min(before + length + (before + length) % 2, held - (offset - before));
    m_bytes.resize(asked);
    const OFCondition read =
        m_element->getPartialValue(m_bytes.data(), static_cast<Uint32>(offset - before),
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
    if (m_format.bitsAllocated == 32 && !m_format.isReal && xfer.isBigEndian()) {
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

} // namespace bolus
