#include "library/reader/SharedReader.h"

namespace bolus {

namespace {

struct Shared {
    std::mutex turn;
    FileReader reader{decodingLimits()};
};

Shared& shared() {
    static Shared theOne;
    return theOne;
}

} // namespace

SharedReader::SharedReader() : m_reader(shared().reader), m_turn(shared().turn) {}

Result<void> readFrameGeometryApart(InstanceHeader& header, const Progress* progress) {
    if (header.frames <= 1 || !header.frameGeometry.empty()) {
        return {};
    }
    auto fresh = SharedReader()->header(header.path, progress);
    if (!fresh) {
        return std::unexpected(fresh.error());
    }
    header.frameGeometry = std::move(fresh->frameGeometry);
    return {};
}

} // namespace bolus
