#include "library/dicom/Rle.h"

#include <algorithm>

namespace bolus {

namespace {

constexpr std::size_t headerBytes = 64; // number of segments, then 15 offsets

std::size_t headerWord(std::span<const std::uint8_t> frame, std::size_t index) {
    const std::uint8_t* bytes = frame.data() + 4 * index;
    return bytes[0] | static_cast<std::size_t>(bytes[1]) << 8 |
           static_cast<std::size_t>(bytes[2]) << 16 | static_cast<std::size_t>(bytes[3]) << 24;
}

/// Every `step`th byte of `out` gets one of the segment's `count` bytes.
bool unpackSegment(std::span<const std::uint8_t> segment, std::uint8_t* out, std::size_t count,
                   std::size_t step) {
    std::size_t done = 0, at = 0;
    while (done < count) {
        if (at + 1 >= segment.size()) {
            return false;
        }
        const int control = static_cast<std::int8_t>(segment[at++]);
        if (control == -128) {
            continue;
        }
        const auto run = static_cast<std::size_t>(control < 0 ? 1 - control : 1 + control);
        const std::size_t length = std::min(run, count - done); // some writers pad the last one
        const std::size_t used = control < 0 ? 1 : length;
        if (used > segment.size() - at) {
            return false;
        }
        for (std::size_t i = 0; i < length; ++i) {
            out[(done + i) * step] = segment[control < 0 ? at : at + i];
        }
        at += used;
        done += length;
    }
    return true;
}

} // namespace

bool decodeRle(std::span<const std::uint8_t> frame, std::size_t pixels, int samples, int wordBytes,
               std::span<std::uint8_t> out) {
    const std::size_t width = static_cast<std::size_t>(wordBytes);
    const std::size_t segments = static_cast<std::size_t>(samples) * width;
    if (frame.size() < headerBytes || segments > 15 || headerWord(frame, 0) != segments ||
        out.size() < pixels * segments) {
        return false;
    }
    for (std::size_t i = 0; i < segments; ++i) {
        const std::size_t begin = headerWord(frame, i + 1);
        const std::size_t end = i + 1 < segments ? headerWord(frame, i + 2) : frame.size();
        if (begin < headerBytes || begin > end || end > frame.size()) {
            return false;
        }
        const std::size_t plane = i / width, byte = width - 1 - i % width; // high byte first
        if (!unpackSegment(frame.subspan(begin, end - begin),
                           out.data() + plane * pixels * width + byte, pixels, width)) {
            return false;
        }
    }
    return true;
}

} // namespace bolus
