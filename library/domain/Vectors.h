// Points and directions in patient coordinates: LPS, mm.
#pragma once

#include <array>
#include <cmath>

namespace bolus {

using Vec3 = std::array<double, 3>;

inline Vec3 operator+(const Vec3& a, const Vec3& b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}

inline Vec3 operator-(const Vec3& a, const Vec3& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

inline Vec3 operator*(double scale, const Vec3& a) {
    return {scale * a[0], scale * a[1], scale * a[2]};
}

inline double dot(const Vec3& a, const Vec3& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// Right-handed: x × y = z.
inline Vec3 cross(const Vec3& a, const Vec3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

inline double norm(const Vec3& a) {
    return std::sqrt(dot(a, a));
}

inline double distance(const Vec3& a, const Vec3& b) {
    return norm(a - b);
}

} // namespace bolus
