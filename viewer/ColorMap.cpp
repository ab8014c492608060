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
constexpr std::array<Rgb, 10> viridisTable{{{68, 1, 84},
                                            {72, 40, 120},
                                            {62, 73, 137},
                                            {49, 104, 142},
                                            {38, 130, 142},
                                            {31, 158, 137},
                                            {53, 183, 121},
                                            {110, 206, 88},
                                            {181, 222, 43},
                                            {253, 231, 37}}};
constexpr std::array<Rgb, 10> cividisTable{{{0, 34, 78},
                                            {18, 53, 112},
                                            {59, 73, 108},
                                            {87, 93, 109},
                                            {112, 113, 115},
                                            {138, 134, 120},
                                            {165, 156, 116},
                                            {195, 179, 105},
                                            {225, 204, 85},
                                            {254, 232, 56}}};
constexpr std::array<Rgb, 9> coolWarmTable{{{59, 76, 192},
                                            {98, 130, 234},
                                            {141, 176, 254},
                                            {184, 208, 249},
                                            {221, 221, 221},
                                            {245, 196, 173},
                                            {244, 154, 123},
                                            {222, 96, 77},
                                            {180, 4, 38}}};
constexpr std::array<Rgb, 7> okabeIto{{{230, 159, 0},
                                       {86, 180, 233},
                                       {0, 158, 115},
                                       {240, 228, 66},
                                       {0, 114, 178},
                                       {213, 94, 0},
                                       {204, 121, 167}}};

template<std::size_t N>
Rgb between(const std::array<Rgb, N>& table, double at) {
    const double place = at * (N - 1);
    const auto below = std::min(static_cast<std::size_t>(place), N - 2);
    const double share = place - static_cast<double>(below);
    Rgb color{};
    for (std::size_t c = 0; c < 3; ++c) {
        color[c] = static_cast<std::uint8_t>(
            std::lround((1 - share) * table[below][c] + share * table[below + 1][c]));
    }
    return color;
}

/// Red rises over the lower half, green over the upper one, blue over the last quarter.
Rgb hotIron(double at) {
    const int i = static_cast<int>(std::lround(255 * at));
    const auto ramp = [i](int from, int step) {
        const int rise = i == 255 ? 255 : step * (i - from);
        return static_cast<std::uint8_t>(std::clamp(rise, 0, 255));
    };
    return {ramp(0, 2), ramp(128, 2), ramp(192, 4)};
}

} // namespace

Rgb colorAt(ColorMap map, double at) {
    at = std::clamp(at, 0.0, 1.0);
    switch (map) {
    case ColorMap::Inferno:
        return between(infernoTable, at);
    case ColorMap::Viridis:
        return between(viridisTable, at);
    case ColorMap::Cividis:
        return between(cividisTable, at);
    case ColorMap::HotIron:
        return hotIron(at);
    case ColorMap::CoolWarm:
        return between(coolWarmTable, at);
    case ColorMap::Grey:
        break;
    }
    const auto grey = static_cast<std::uint8_t>(std::lround(255 * at));
    return {grey, grey, grey};
}

Rgb segmentColor(std::size_t index) {
    return okabeIto[index % okabeIto.size()];
}

ColorTable colorTable(ColorMap map, bool fromMiddle, double threshold, double opacity) {
    ColorTable colors{};
    const auto alpha = static_cast<std::uint8_t>(std::lround(255 * std::clamp(opacity, 0.0, 1.0)));
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const double at = static_cast<double>(i) / 255;
        const Rgb rgb = colorAt(map, at);
        const double strength = fromMiddle ? std::abs(2 * at - 1) : at;
        colors[i] = {rgb[0], rgb[1], rgb[2], strength < threshold ? std::uint8_t{0} : alpha};
    }
    return colors;
}

} // namespace bolus
