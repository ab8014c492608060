// Points and directions in patient coordinates, mm. Private to library/dicom.
#pragma once

#include <array>

namespace bolus {

using Vector = std::array<double, 3>;

inline double dot(const Vector& a, const Vector& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

inline Vector minus(const Vector& a, const Vector& b) {
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

/// a + scale × b.
inline Vector scaledSum(const Vector& a, double scale, const Vector& b) {
    return {a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2]};
}

} // namespace bolus
