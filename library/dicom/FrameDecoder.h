// Stored pixel values of single frames, whatever the codec. Private to library/dicom.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <dcmtk/dcmdata/dcfcache.h>

#include "library/dicom/Codec.h"
#include "library/dicom/Fragments.h"
#include "library/dicom/HeldFile.h"
#include "library/dicom/Luminance.h"
#include "library/dicom/Padding.h"
#include "library/dicom/PixelFormat.h"
#include "library/dicom/RawBytes.h"
#include "library/dicom/Rescale.h"
#include "library/dicom/StoredFrame.h"

namespace bolus {

/// One open file. Not for several threads at once.
class FrameDecoder {
public:
    /// Errors: of openDicom, Unsupported (bits, colours or a codec that are not read), BadInput.
    static Result<FrameDecoder> open(const std::filesystem::path& path);
    static Result<FrameDecoder> open(std::shared_ptr<const HeldFile> file);

    const HeldFile& file() const { return *m_held; }

    const PixelFormat& format() const { return m_format; }
    std::string sopInstanceUid() const;
    Rescale rescale(int frame) const;
    /// Pixel Padding Value and Range Limit as stored values, ascending; absent in colour.
    PaddingRange padding() const;
    /// ImagePositionPatient of a frame, mm, wherever the file keeps it.
    std::optional<std::array<double, 3>> position(int frame) const;

    /// Stored values of a frame; of colour, its luminance. Valid until the next call.
    Result<StoredFrame> decode(int frame);
    /// The same, sign and unused bits resolved, in `out` (resized); of 32 unsigned bits the
    /// pattern. Unsupported for floating-point numbers.
    Result<void> decode(int frame, std::vector<std::int32_t>& out);

private:
    Result<void> chooseCodec();
    Result<void> prepare();
    Result<StoredFrame> decodeNative(int frame);
    Result<StoredFrame> decodeBits(int frame);
    Result<StoredFrame> decodeEncapsulated(int frame);
    Result<StoredFrame> decodeByRle(int frame);
    Result<StoredFrame> decodeByDcmtk(int frame);
    Result<StoredFrame> decodeByOpenJpeg(int frame);
    Result<void> readNative(std::uint64_t offset, std::size_t length);
    StoredFrame packed(std::size_t wordBytes, const PixelFormat& format);
    StoredFrame resolved(const StoredFrame& indices);
    DcmItem* groupsOf(int frame) const;
    Error broken(std::string what) const;

    std::shared_ptr<const HeldFile> m_held; // what DCMTK reads later is of it, too
    std::filesystem::path m_path;
    DicomFile m_file;
    PixelFormat m_format;
    Codec m_codec = Codec::Native;
    DcmElement* m_element = nullptr;     // that holds the pixels
    DcmPixelData* m_pixels = nullptr;    // the same, null for floating-point numbers
    std::vector<DcmItem*> m_frameGroups; // of the data set; empty in single-frame objects
    std::unique_ptr<DcmFileCache> m_cache;
    Fragments m_fragments;
    std::optional<GreyPalette> m_palette;
    RawBytes m_bytes;
    std::vector<std::uint8_t> m_joined;
    std::vector<std::int32_t> m_values;
};

} // namespace bolus
