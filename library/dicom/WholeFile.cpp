#include "library/dicom/WholeFile.h"

#include "library/dicom/FrameDecoder.h"

namespace bolus {

namespace {

Result<int> decodeAll(FrameDecoder& decoder, const std::function<void()>& afterFrame) {
    const int frames = decoder.format().frames;
    for (int frame = 0; frame < frames; ++frame) {
        if (const auto decoded = decoder.decode(frame); !decoded) {
            return std::unexpected(decoded.error());
        }
        [[maybe_unused]] const Rescale rescale = decoder.rescale(frame);
        if (afterFrame) {
            afterFrame();
        }
    }
    return frames;
}

} // namespace

Result<int> decodeWholeFile(const std::filesystem::path& path,
                            const std::function<void()>& afterFrame) {
    initializeDcmtk();
    auto decoder = FrameDecoder::open(path);
    return decoder ? decodeAll(*decoder, afterFrame) : std::unexpected(decoder.error());
}

Result<std::string> decodeWholeFile(const FileStamp& version,
                                    const std::function<void()>& afterFrame) {
    initializeDcmtk();
    const auto held = HeldFile::open(version.path);
    if (!held) {
        return std::unexpected(held.error());
    }
    const auto changes = fail(ErrorCode::Io, "The file changes while it is read; try again later.",
                              version.path.string());
    if (!(*held)->isVersion(version)) {
        return changes;
    }
    auto decoder = FrameDecoder::open(*held);
    const auto frames =
        decoder ? decodeAll(*decoder, afterFrame) : std::unexpected(decoder.error());
    if (!(*held)->isVersion(version)) {
        return changes;
    }
    return frames ? Result<std::string>(decoder->sopInstanceUid())
                  : std::unexpected(frames.error());
}

} // namespace bolus
