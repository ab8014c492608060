#include "library/dicom/WholeFile.h"

#include "library/dicom/FrameDecoder.h"

namespace bolus {

Result<int> decodeWholeFile(const std::filesystem::path& path,
                            const std::function<void()>& afterFrame) {
    initializeDcmtk();
    auto decoder = FrameDecoder::open(path);
    if (!decoder) {
        return std::unexpected(decoder.error());
    }
    std::vector<std::int32_t> stored;
    const int frames = decoder->format().frames;
    for (int frame = 0; frame < frames; ++frame) {
        if (const auto decoded = decoder->decode(frame, stored); !decoded) {
            return std::unexpected(decoded.error());
        }
        [[maybe_unused]] const Rescale rescale = decoder->rescale(frame);
        if (afterFrame) {
            afterFrame();
        }
    }
    return frames;
}

} // namespace bolus
