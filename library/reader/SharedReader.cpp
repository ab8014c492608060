#include "library/reader/SharedReader.h"

#include <chrono>

namespace bolus {

namespace {

constexpr auto tick = std::chrono::milliseconds(50); // how soon a cancellation is seen

struct Shared {
    std::timed_mutex turn;
    FileReader reader{decodingLimits()};
};

Shared& shared() {
    static Shared theOne;
    return theOne;
}

} // namespace

Result<SharedReader> SharedReader::take(const Progress* progress) {
    std::unique_lock turn(shared().turn, std::defer_lock);
    while (!turn.try_lock_for(tick)) { // whoever holds it may wait a minute for a drive
        if (progress && progress->cancelled()) {
            return cancelledError();
        }
    }
    return SharedReader(shared().reader, std::move(turn));
}

Result<void> readFrameGeometryApart(InstanceHeader& header, const Progress* progress) {
    if (header.frames <= 1 || !header.frameGeometry.empty()) {
        return {};
    }
    const auto reader = SharedReader::take(progress);
    if (!reader) {
        return std::unexpected(reader.error());
    }
    auto fresh = (*reader)->header(header.path, progress);
    if (!fresh) {
        return std::unexpected(fresh.error());
    }
    header.frameGeometry = std::move(fresh->frameGeometry);
    return {};
}

} // namespace bolus
