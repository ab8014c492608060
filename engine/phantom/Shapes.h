// Smooth solid shapes as distance fields: negative inside, about millimetres. Only additions,
// products, quotients and square roots, which IEEE 754 rounds alike on every machine.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace bolus::phantom {

struct Vec {
    float x = 0, y = 0, z = 0;
};

inline Vec operator+(Vec a, Vec b) {
    return {a.x + b.x, a.y + b.y, a.z + b.z};
}
inline Vec operator-(Vec a, Vec b) {
    return {a.x - b.x, a.y - b.y, a.z - b.z};
}
inline Vec operator*(Vec a, Vec b) {
    return {a.x * b.x, a.y * b.y, a.z * b.z};
}
inline Vec operator/(Vec a, Vec b) {
    return {a.x / b.x, a.y / b.y, a.z / b.z};
}
inline Vec operator*(Vec a, float s) {
    return {a.x * s, a.y * s, a.z * s};
}
inline float dot(Vec a, Vec b) {
    return a.x * b.x + a.y * b.y + a.z * b.z;
}
inline float length(Vec a) {
    return std::sqrt(dot(a, a));
}
inline float square(float v) {
    return v * v;
}

/// Rounded union and intersection; `k` is the width of the rounding.
inline float smoothMin(float a, float b, float k) {
    const float h = std::max(k - std::abs(a - b), 0.0F) / k;
    return std::min(a, b) - h * h * k * 0.25F;
}
inline float smoothMax(float a, float b, float k) {
    return -smoothMin(-a, -b, k);
}

inline float ellipsoid(Vec p, Vec centre, Vec radii) {
    const Vec q = (p - centre) / radii;
    const float k0 = length(q), k1 = length(q / radii);
    return k1 > 0 ? k0 * (k0 - 1) / k1 : -std::min({radii.x, radii.y, radii.z});
}

/// A superellipse in the axial plane, rounder than a box and squarer than an ellipse.
inline float roundedOval(float x, float y, float halfWidth, float halfDepth, float squareness) {
    const float u = square(x / halfWidth), v = square(y / halfDepth);
    const float oval = std::sqrt(u + v), box = std::sqrt(std::sqrt(u * u + v * v));
    const float g = (1 - squareness) * oval + squareness * box;
    return g > 1e-3F ? std::sqrt(x * x + y * y) * (1 - 1 / g) : -halfDepth;
}

struct TubePoint {
    Vec at;
    float radius = 1;
};
using Tube = std::vector<TubePoint>;

inline float capsule(Vec p, const TubePoint& a, const TubePoint& b) {
    const Vec ab = b.at - a.at, ap = p - a.at;
    const float t = std::clamp(dot(ap, ab) / std::max(dot(ab, ab), 1e-6F), 0.0F, 1.0F);
    return length(ap - ab * t) - (a.radius + t * (b.radius - a.radius));
}

inline float tube(Vec p, const Tube& points) {
    float d = HUGE_VALF;
    for (std::size_t i = 1; i < points.size(); ++i) {
        d = std::min(d, capsule(p, points[i - 1], points[i]));
    }
    return d;
}

/// Smooth random field in [-1,1] that changes over about `wavelength` mm. One that is asked along a
/// row remembers its last cell and costs a fraction; not to be shared by threads.
class Noise {
public:
    Noise(float wavelength, std::uint32_t seed) : m_perMm(1 / wavelength), m_seed(seed) {}
    float operator()(Vec p);

private:
    float m_perMm;
    std::uint32_t m_seed;
    int m_column = 0;
    float m_y = HUGE_VALF, m_z = HUGE_VALF, m_left = 0, m_right = 0;
};

/// The same field at a single point.
float smoothNoise(Vec p, float wavelength, std::uint32_t seed);

/// `d` with an uneven surface; unchanged where the surface is too far to move past.
inline float uneven(float d, float amplitude, Vec p, float wavelength, std::uint32_t seed) {
    return std::abs(d) > 3 * amplitude + 6 ? d : d + amplitude * smoothNoise(p, wavelength, seed);
}

} // namespace bolus::phantom
