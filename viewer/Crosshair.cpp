#include "viewer/Crosshair.h"

namespace bolus {

void paintCrosshair(ScreenPainter& painter, const std::array<double, 2>& at,
                    const std::array<CrosshairLine, 2>& lines, double reach, double mmPerPixel) {
    constexpr double gapPixels = 18;
    const double gap = mmPerPixel * gapPixels;
    for (const CrosshairLine& line : lines) {
        for (const double way : {1.0, -1.0}) {
            const auto point = [&](double far) {
                return std::array{at[0] + way * far * line.along[0],
                                  at[1] + way * far * line.along[1]};
            };
            painter.paintLine(point(gap), point(reach), line.color);
        }
    }
}

} // namespace bolus
