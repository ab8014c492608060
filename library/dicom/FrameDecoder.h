// Stored pixel values of single frames, whatever the codec. Private to library/dicom.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include <dcmtk/dcmdata/dcfcache.h>

#include "library/dicom/Rescale.h"

namespace bolus {

/// How values lie in a decoded frame.
struct PixelFormat {
    int rows = 0, columns = 0, frames = 1;
    int bitsAllocated = 16, bitsStored = 16, highBit = 15;
    bool isSigned = false;

    std::size_t pixels() const {
        return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
    }
    std::size_t frameBytes() const {
        return pixels() * static_cast<std::size_t>(bitsAllocated) / 8;
    }
};

/// One open file. Not for several threads at once.
class FrameDecoder {
public:
    /// Errors: of openDicom, Unsupported (colour, bits or codec that are not read), BadInput.
    static Result<FrameDecoder> open(const std::filesystem::path& path);

    const PixelFormat& format() const { return m_format; }
    std::string sopInstanceUid() const;
    std::string modality() const;
    Rescale rescale(int frame) const;
    /// ImagePositionPatient of a frame, mm, wherever the file keeps it.
    std::optional<std::array<double, 3>> position(int frame) const;

    /// Stored values of a frame, sign and unused bits resolved, in `out` (resized).
    Result<void> decode(int frame, std::vector<std::int32_t>& out);

private:
    Result<void> decodeByDcmtk(int frame, std::vector<std::int32_t>& out);
    Result<void> decodeByOpenJpeg(int frame, std::vector<std::int32_t>& out);
    Result<std::vector<std::uint8_t>> fragmentsOf(int frame);
    Error broken(std::string what) const;

    std::filesystem::path m_path;
    DicomFile m_file;
    PixelFormat m_format;
    DcmPixelData* m_pixels = nullptr;
    std::unique_ptr<DcmFileCache> m_cache;
    std::vector<std::uint8_t> m_bytes;
    Uint32 m_nextFragment = 0;
    int m_nextFrame = 0;
};

} // namespace bolus
