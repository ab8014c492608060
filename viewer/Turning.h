// Planes turned in the patient, and pictures turned on the screen.
#pragma once

#include "viewer/Geometry.h"

namespace bolus {

/// Three axes that stay at right angles: what Axial, Coronal and Sagittal are turned by.
struct Rotation {
    std::array<double, 9> matrix{1, 0, 0, 0, 1, 0, 0, 0, 1}; // row-major

    static Rotation about(const Vec3& unit, double radians); // right-handed
    Vec3 operator*(const Vec3& v) const;
    /// First `other`, then this.
    Rotation operator*(const Rotation& other) const;
    bool isIdentity() const { return *this == Rotation{}; }
    bool operator==(const Rotation&) const = default;
};
/// A frame turned in the patient: its pictures are interpolated from now on.
PlaneFrame rotated(const PlaneFrame& frame, const Rotation& rotation);

/// The same slices, their picture turned no further than their tilt asks for: where only the other
/// planes turn, about this one's normal, it stays as it is.
PlaneFrame tilted(const PlaneFrame& frame, const Rotation& rotation);

/// How a picture lies on the screen, whatever plane it is of. First mirrored (left for right), then
/// turned clockwise.
struct Turn {
    int quarters = 0; // 0 … 3
    bool mirrored = false;

    Turn clockwise() const { return {(quarters + 1) % 4, mirrored}; }
    Turn flippedAcross() const;  // left for right, as it lies now
    Turn flippedUpright() const; // top for bottom, as it lies now
    bool operator==(const Turn&) const = default;
};
/// The same picture of the same slices, as it lies.
PlaneFrame turned(const PlaneFrame& frame, const Turn& turn);

} // namespace bolus
