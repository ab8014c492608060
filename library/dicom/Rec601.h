// The luminance of a colour. Private to library/dicom.
#pragma once

#include <cstdint>

namespace bolus {

/// (299 R + 587 G + 114 B) / 1000, rounded: ITU-R BT.601 in whole numbers.
constexpr std::int32_t luminance(std::int64_t red, std::int64_t green, std::int64_t blue) {
    return static_cast<std::int32_t>((299 * red + 587 * green + 114 * blue + 500) / 1000);
}

} // namespace bolus
