#include "viewer/Turning.h"

#include <cmath>

namespace bolus {

Rotation Rotation::about(const Vec3& unit, double radians) {
    const double c = std::cos(radians), s = std::sin(radians);
    const auto& [x, y, z] = unit;
    return {{c + x * x * (1 - c), x * y * (1 - c) - z * s, x * z * (1 - c) + y * s,
             y * x * (1 - c) + z * s, c + y * y * (1 - c), y * z * (1 - c) - x * s,
             z * x * (1 - c) - y * s, z * y * (1 - c) + x * s, c + z * z * (1 - c)}};
}

Vec3 Rotation::operator*(const Vec3& v) const {
    Vec3 result{};
    for (std::size_t i = 0; i < 3; ++i) {
        result[i] = matrix[3 * i] * v[0] + matrix[3 * i + 1] * v[1] + matrix[3 * i + 2] * v[2];
    }
    return result;
}

Rotation Rotation::operator*(const Rotation& other) const {
    Rotation product;
    for (std::size_t i = 0; i < 3; ++i) {
        const Vec3 column = *this * Vec3{other.matrix[i], other.matrix[3 + i], other.matrix[6 + i]};
        for (std::size_t row = 0; row < 3; ++row) {
            product.matrix[3 * row + i] = column[row];
        }
    }
    return product;
}

PlaneFrame rotated(const PlaneFrame& frame, const Rotation& rotation) {
    if (rotation.isIdentity()) {
        return frame;
    }
    return {rotation * frame.right, rotation * frame.up, rotation * frame.next, false};
}

PlaneFrame tilted(const PlaneFrame& frame, const Rotation& rotation) {
    constexpr double hair = 1e-9;
    const Vec3 next = rotation * frame.next, axis = cross(frame.next, next);
    const double sine = norm(axis), cosine = dot(frame.next, next);
    if (sine < hair) { // about its own normal, or over its head, where no way is the shortest
        return cosine > 0 ? frame : rotated(frame, rotation);
    }
    const Rotation tilt = Rotation::about(1 / sine * axis, std::atan2(sine, cosine));
    return {tilt * frame.right, tilt * frame.up, next, false};
}

// A flip undoes a turn's sense: what was turned clockwise comes out turned the other way.
Turn Turn::flippedAcross() const {
    return {(4 - quarters) % 4, !mirrored};
}

Turn Turn::flippedUpright() const {
    return {(6 - quarters) % 4, !mirrored};
}

PlaneFrame turned(const PlaneFrame& frame, const Turn& turn) {
    PlaneFrame result = frame;
    if (turn.mirrored) {
        result.right = -1.0 * result.right;
    }
    for (int i = 0; i < turn.quarters; ++i) { // what was on the left comes to the top
        const Vec3 right = result.right;
        result.right = result.up;
        result.up = -1.0 * right;
    }
    return result;
}

} // namespace bolus
