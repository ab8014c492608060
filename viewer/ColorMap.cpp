#include "viewer/ColorMap.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr std::array<Rgb, 10> infernoTable{{{0, 0, 4},
                                            {27, 12, 66},
                                            {75, 12, 107},
                                            {120, 28, 109},
                                            {165, 44, 96},
                                            {207, 68, 70},
                                            {237, 105, 37},
                                            {251, 154, 6},
                                            {247, 208, 60},
                                            {252, 255, 164}}};
constexpr std::array<Rgb, 9> coolWarmTable{{{59, 76, 192},
                                            {98, 130, 234},
                                            {141, 176, 254},
                                            {184, 208, 249},
                                            {221, 221, 221},
                                            {245, 196, 173},
                                            {244, 154, 123},
                                            {222, 96, 77},
                                            {180, 4, 38}}};

template<std::size_t N>
Rgb between(const std::array<Rgb, N>& table, double at) {
    const double place = std::clamp(at, 0.0, 1.0) * (N - 1);
    const auto below = std::min(static_cast<std::size_t>(place), N - 2);
    const double share = place - static_cast<double>(below);
    Rgb color{};
    for (std::size_t c = 0; c < 3; ++c) {
        color[c] = static_cast<std::uint8_t>(
            std::lround((1 - share) * table[below][c] + share * table[below + 1][c]));
    }
    return color;
}

} // namespace

Rgb inferno(double at) {
    return between(infernoTable, at);
}
Rgb coolWarm(double at) {
    return between(coolWarmTable, at);
}

std::array<std::array<std::uint8_t, 4>, 256> heatColors(bool diverging, double threshold,
                                                        double opacity) {
    std::array<std::array<std::uint8_t, 4>, 256> colors{};
    const auto alpha = static_cast<std::uint8_t>(std::lround(255 * std::clamp(opacity, 0.0, 1.0)));
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const double at = static_cast<double>(i) / 255;
        const Rgb rgb = diverging ? coolWarm(at) : inferno(at);
        const double strength = diverging ? std::abs(2 * at - 1) : at;
        colors[i] = {rgb[0], rgb[1], rgb[2], strength < threshold ? std::uint8_t{0} : alpha};
    }
    return colors;
}

} // namespace bolus
