#include "engine/phantom/Shapes.h"

namespace bolus::phantom {

namespace {

float latticeValue(int x, int y, int z, std::uint32_t seed) {
    std::uint32_t h = seed + static_cast<std::uint32_t>(x) * 0x8da6b343U +
                      static_cast<std::uint32_t>(y) * 0xd8163841U +
                      static_cast<std::uint32_t>(z) * 0xcb1ab31fU;
    h = (h ^ (h >> 15)) * 0x2c1b3c6dU;
    h = (h ^ (h >> 12)) * 0x297a2d39U;
    h ^= h >> 15;
    return static_cast<float>(h >> 8) * (2.0F / 16777216.0F) - 1;
}

struct Cell {
    int at;
    float part;
};

Cell cellOf(float v) {
    const float whole = std::floor(v);
    const float t = v - whole;
    return {static_cast<int>(whole), t * t * (3 - 2 * t)};
}

} // namespace

float smoothNoise(Vec p, float wavelength, std::uint32_t seed) {
    const Cell x = cellOf(p.x / wavelength), y = cellOf(p.y / wavelength),
               z = cellOf(p.z / wavelength);
    const auto row = [&](int j, int k) {
        const float a = latticeValue(x.at, j, k, seed), b = latticeValue(x.at + 1, j, k, seed);
        return a + x.part * (b - a);
    };
    const auto plane = [&](int k) {
        const float a = row(y.at, k), b = row(y.at + 1, k);
        return a + y.part * (b - a);
    };
    const float a = plane(z.at), b = plane(z.at + 1);
    return a + z.part * (b - a);
}

} // namespace bolus::phantom
