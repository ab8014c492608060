// The linked cursor in a picture: two lines that leave the place itself free.
#pragma once

#include "viewer/ScreenPainter.h"

namespace bolus {

struct CrosshairLine {
    std::array<double, 2> along{}; // unit, along right and up
    std::array<std::uint8_t, 4> color{240, 209, 92, 140};
};

/// mm of the picture along right and up.
void paintCrosshair(ScreenPainter& painter, const std::array<double, 2>& at,
                    const std::array<CrosshairLine, 2>& lines, double reach, double mmPerPixel);

} // namespace bolus
