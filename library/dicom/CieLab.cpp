#include <algorithm>
#include <cmath>

#include "library/dicom/Segmentation.h"

namespace bolus {

namespace {

/// Inverse of CIE 1976 L*a*b*'s cube root with its linear foot.
double uncubed(double t) {
    constexpr double foot = 6.0 / 29;
    return t > foot ? t * t * t : 3 * foot * foot * (t - 4.0 / 29);
}

std::uint8_t gamma(double linear) { // IEC 61966-2-1
    const double v =
        linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1 / 2.4) - 0.055;
    return static_cast<std::uint8_t>(std::lround(255 * std::clamp(v, 0.0, 1.0)));
}

} // namespace

std::array<std::uint8_t, 3> rgbOfCieLab(const std::array<double, 3>& lab) {
    const double light = lab[0] * 100 / 65535;
    const double a = lab[1] * 255 / 65535 - 128, b = lab[2] * 255 / 65535 - 128;
    const double y = (light + 16) / 116;
    const double white[3] = {0.96422, 1, 0.82521}; // D50
    const double xyz[3] = {white[0] * uncubed(y + a / 500), white[1] * uncubed(y),
                           white[2] * uncubed(y - b / 200)};
    // Adapted to D65 by Bradford's matrix, then to sRGB's primaries: one matrix (B. Lindbloom).
    constexpr double rgb[3][3] = {{3.1338561, -1.6168667, -0.4906146},
                                  {-0.9787684, 1.9161415, 0.0334540},
                                  {0.0719453, -0.2289914, 1.4052427}};
    std::array<std::uint8_t, 3> color{};
    for (std::size_t i = 0; i < 3; ++i) {
        color[i] = gamma(rgb[i][0] * xyz[0] + rgb[i][1] * xyz[1] + rgb[i][2] * xyz[2]);
    }
    return color;
}

} // namespace bolus
