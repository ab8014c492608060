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

/// Cell of the lattice and the eased place in it.
Cell cellOf(float v) {
    int at = static_cast<int>(v);
    at -= v < static_cast<float>(at) ? 1 : 0;
    const float t = v - static_cast<float>(at);
    return {at, t * t * (3 - 2 * t)};
}

/// The lattice at column x, between its rows and planes.
float columnValue(int x, Cell y, Cell z, std::uint32_t seed) {
    const auto row = [&](int k) {
        const float a = latticeValue(x, y.at, k, seed), b = latticeValue(x, y.at + 1, k, seed);
        return a + y.part * (b - a);
    };
    const float a = row(z.at), b = row(z.at + 1);
    return a + z.part * (b - a);
}

} // namespace

float smoothNoise(Vec p, float wavelength, std::uint32_t seed) {
    return Noise(wavelength, seed)(p);
}

float Noise::operator()(Vec p) {
    const Cell x = cellOf(p.x * m_perMm);
    if (p.y != m_y || p.z != m_z || x.at != m_column) {
        const Cell y = cellOf(p.y * m_perMm), z = cellOf(p.z * m_perMm);
        const bool nextColumn = p.y == m_y && p.z == m_z && x.at == m_column + 1;
        m_left = nextColumn ? m_right : columnValue(x.at, y, z, m_seed);
        m_right = columnValue(x.at + 1, y, z, m_seed);
        m_column = x.at;
        m_y = p.y;
        m_z = p.z;
    }
    return m_left + x.part * (m_right - m_left);
}

} // namespace bolus::phantom
