#include "library/dicom/FrameDecoder.h"

#include <algorithm>
#include <cstring>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include "library/dicom/Attributes.h"
#include "library/dicom/FunctionalGroups.h"
#include "library/dicom/Jpeg2000.h"

namespace bolus {

namespace {

bool isJpeg2000(E_TransferSyntax syntax) {
    return syntax == EXS_JPEG2000 || syntax == EXS_JPEG2000LosslessOnly;
}

bool isReadable(E_TransferSyntax syntax) {
    const DcmXfer xfer(syntax);
    return isJpeg2000(syntax) || !xfer.isEncapsulated() ||
           DcmCodecList::canChangeCoding(syntax, EXS_LittleEndianExplicit);
}

PixelFormat readFormat(DcmItem& dataset) {
    const auto whole = [&](const DcmTagKey& tag, int fallback) {
        return Attributes::integer(dataset, tag).value_or(fallback);
    };
    PixelFormat format;
    format.rows = std::clamp(whole(DCM_Rows, 0), 0, 0xffff);
    format.columns = std::clamp(whole(DCM_Columns, 0), 0, 0xffff);
    format.frames = std::max(1, whole(DCM_NumberOfFrames, 1));
    format.bitsAllocated = whole(DCM_BitsAllocated, 16);
    format.bitsStored = whole(DCM_BitsStored, format.bitsAllocated);
    format.highBit = whole(DCM_HighBit, format.bitsStored - 1);
    format.isSigned = whole(DCM_PixelRepresentation, 0) == 1;
    return format;
}

/// Nothing when the frames can be read, else why not.
std::optional<Error> refusal(DcmItem& dataset, const PixelFormat& format) {
    const bool plainBits =
        format.bitsAllocated == 8 || format.bitsAllocated == 16 || format.bitsAllocated == 32;
    const std::string colours = Attributes(dataset).text(DCM_PhotometricInterpretation);
    if (Attributes::integer(dataset, DCM_SamplesPerPixel).value_or(1) != 1 ||
        (!colours.empty() && !colours.starts_with("MONOCHROME"))) {
        return Error{
            ErrorCode::Unsupported, "The images are in colour, which is not a volume.", {}};
    }
    if (!plainBits) {
        return Error{ErrorCode::Unsupported,
                     "Its pixels take " + std::to_string(format.bitsAllocated) +
                         " bits each; Bolus reads 8, 16 and 32.",
                     {}};
    }
    if (format.bitsStored < 1 || format.bitsStored > format.bitsAllocated ||
        format.highBit < format.bitsStored - 1 || format.highBit >= format.bitsAllocated ||
        format.pixels() == 0) {
        return Error{ErrorCode::BadInput, "Its pixel attributes contradict each other.", {}};
    }
    return std::nullopt;
}

/// Keeps BitsStored bits below HighBit and extends the sign; other bits may hold overlays.
std::int32_t storedValue(std::uint32_t word, const PixelFormat& format) {
    const int unused = 31 - format.highBit;
    const std::uint32_t top = word << unused; // the value's top bit is bit 31 now
    const int shift = 32 - format.bitsStored;
    return format.isSigned ? static_cast<std::int32_t>(top) >> shift
                           : static_cast<std::int32_t>(top >> shift);
}

template<typename Word>
void unpack(const std::vector<std::uint8_t>& bytes, const PixelFormat& format,
            std::vector<std::int32_t>& out) {
    out.resize(format.pixels());
    for (std::size_t i = 0; i < out.size(); ++i) {
        Word word;
        std::memcpy(&word, bytes.data() + i * sizeof(Word), sizeof(Word));
        out[i] = storedValue(word, format);
    }
}

std::vector<DcmPixelItem*> itemsOf(DcmPixelSequence& sequence) {
    std::vector<DcmPixelItem*> items;
    for (DcmObject* item = sequence.nextInContainer(nullptr); item;
         item = sequence.nextInContainer(item)) {
        items.push_back(static_cast<DcmPixelItem*>(item));
    }
    return items;
}

/// A fragment that begins a codestream (FF4F FF51) or a JP2 file.
bool beginsImage(DcmPixelItem& item) {
    Uint8* bytes = nullptr;
    return item.getLength() >= 8 && item.getUint8Array(bytes).good() && bytes &&
           ((bytes[0] == 0xff && bytes[1] == 0x4f) || std::memcmp(bytes + 4, "jP  ", 4) == 0);
}

/// First and one past the last fragment of a frame; item 0 is the offset table.
std::pair<std::size_t, std::size_t> fragmentRange(const std::vector<DcmPixelItem*>& items,
                                                  int frame, int frames) {
    const auto wanted = static_cast<std::size_t>(frame);
    if (frames == 1) {
        return {1, items.size()};
    }
    if (items.size() == static_cast<std::size_t>(frames) + 1) {
        return {wanted + 1, wanted + 2};
    }
    std::vector<std::size_t> starts;
    for (std::size_t i = 1; i < items.size() && starts.size() < wanted + 2; ++i) {
        if (beginsImage(*items[i])) {
            starts.push_back(i);
        }
    }
    if (wanted >= starts.size()) {
        return {0, 0};
    }
    return {starts[wanted], wanted + 1 < starts.size() ? starts[wanted + 1] : items.size()};
}

} // namespace

Error FrameDecoder::broken(std::string what) const {
    return {ErrorCode::BadInput, std::move(what), m_path.string()};
}

Result<FrameDecoder> FrameDecoder::open(const std::filesystem::path& path) {
    auto file = openDicom(path, ReadExtent::Everything);
    if (!file) {
        return std::unexpected(file.error());
    }
    FrameDecoder decoder;
    decoder.m_path = path;
    decoder.m_file = std::move(*file);
    DcmDataset& dataset = decoder.m_file.dataset();
    decoder.m_format = readFormat(dataset);
    DcmElement* element = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad() ||
        element->ident() != EVR_PixelData) {
        return std::unexpected(decoder.broken("The file has no image."));
    }
    if (auto error = refusal(dataset, decoder.m_format)) {
        error->subject = path.string();
        return std::unexpected(*error);
    }
    if (!isReadable(decoder.m_file.transferSyntax())) {
        return fail(ErrorCode::Unsupported,
                    std::string("Images compressed as ") +
                        DcmXfer(decoder.m_file.transferSyntax()).getXferName() + " are not read.",
                    path.string());
    }
    decoder.m_pixels = static_cast<DcmPixelData*>(element);
    decoder.m_cache = std::make_unique<DcmFileCache>();
    return decoder;
}

std::string FrameDecoder::sopInstanceUid() const {
    const std::string uid = Attributes(m_file.dataset()).text(DCM_SOPInstanceUID);
    return uid.empty()
               ? Attributes(*m_file.format->getMetaInfo()).text(DCM_MediaStorageSOPInstanceUID)
               : uid;
}

std::string FrameDecoder::modality() const {
    return Attributes(m_file.dataset()).text(DCM_Modality);
}

Rescale FrameDecoder::rescale(int frame) const {
    return rescaleOf(m_file.dataset(), frame, m_format.isSigned);
}

std::optional<std::array<double, 3>> FrameDecoder::position(int frame) const {
    DcmItem* plane = functionalGroup(m_file.dataset(), DCM_PlanePositionSequence,
                                     static_cast<unsigned long>(frame));
    return Attributes::numbers<3>(plane ? *plane : m_file.dataset(), DCM_ImagePositionPatient);
}

Result<void> FrameDecoder::decode(int frame, std::vector<std::int32_t>& out) {
    if (frame < 0 || frame >= m_format.frames) {
        return std::unexpected(
            broken("The file has fewer frames than the library remembers; import it again."));
    }
    return isJpeg2000(m_file.transferSyntax()) ? decodeByOpenJpeg(frame, out)
                                               : decodeByDcmtk(frame, out);
}

Result<void> FrameDecoder::decodeByDcmtk(int frame, std::vector<std::int32_t>& out) {
    const std::size_t needed = m_format.frameBytes() + m_format.frameBytes() % 2;
    if (needed > 0xfffffffeU) {
        return std::unexpected(
            Error{ErrorCode::TooLarge, "One image takes more than 4 GB.", m_path.string()});
    }
    m_bytes.resize(needed);
    OFString colours;
    Uint32 fragment = frame == m_nextFrame ? m_nextFragment : 0;
    const OFCondition status = m_pixels->getUncompressedFrame(
        &m_file.dataset(), static_cast<Uint32>(frame), fragment, m_bytes.data(),
        static_cast<Uint32>(needed), colours, m_cache.get());
    if (status.bad()) {
        return std::unexpected(
            broken(std::string("The image does not decode (") + status.text() + ")."));
    }
    m_nextFragment = fragment;
    m_nextFrame = frame + 1;
    switch (m_format.bitsAllocated) {
    case 8:
        unpack<std::uint8_t>(m_bytes, m_format, out);
        break;
    case 16:
        unpack<std::uint16_t>(m_bytes, m_format, out);
        break;
    default:
        unpack<std::uint32_t>(m_bytes, m_format, out);
        break;
    }
    return {};
}

Result<std::vector<std::uint8_t>> FrameDecoder::fragmentsOf(int frame) {
    DcmPixelSequence* sequence = nullptr;
    if (m_pixels->getEncapsulatedRepresentation(m_file.transferSyntax(), nullptr, sequence).bad() ||
        !sequence) {
        return std::unexpected(broken("The image's fragments cannot be read."));
    }
    const auto items = itemsOf(*sequence);
    const auto [first, last] = fragmentRange(items, frame, m_format.frames);
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = first; i < last; ++i) {
        Uint8* data = nullptr;
        if (items[i]->getUint8Array(data).bad() || !data) {
            return std::unexpected(broken("The image's fragments cannot be read."));
        }
        bytes.insert(bytes.end(), data, data + items[i]->getLength());
    }
    return bytes;
}

Result<void> FrameDecoder::decodeByOpenJpeg(int frame, std::vector<std::int32_t>& out) {
    const auto bytes = fragmentsOf(frame);
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    auto image = decodeJpeg2000(*bytes, m_format.columns, m_format.rows);
    if (!image) {
        return fail(image.error().code, image.error().message, m_path.string());
    }
    out = std::move(image->values);
    if (m_format.isSigned && !image->isSigned && image->precision > 0) {
        // Some writers forget the sign in the codestream; the data set's word counts.
        const int shift = 32 - static_cast<int>(image->precision);
        for (std::int32_t& value : out) {
            value = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) << shift) >> shift;
        }
    }
    return {};
}

} // namespace bolus
