#include "viewer/measure/PlacedShape.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr double degree = M_PI / 180;

/// What the body does about one of its points, as far as a shape in a plane takes part in it.
struct Motion {
    Vec3 from{}, to{};
    double turn = 0, tilt = 0; // radians, in the plane from right to up; out of it
};

Motion motionAt(const Vec3& centre, const PlaneFrame& frame, const PatientMap& from,
                const PatientMap& to) {
    constexpr double reach = 5; // mm: of the size of what is measured
    const auto there = [&](const Vec3& p) { return to.there(from.back(p)); };
    const auto along = [&](const Vec3& way) {
        return there(centre + reach * way) - there(centre - reach * way);
    };
    const Vec3 right = along(frame.right), up = along(frame.up), normal = cross(right, up);
    const double cosine = dot(normal, cross(frame.right, frame.up)) / std::max(norm(normal), 1e-9);
    return {centre, there(centre),
            std::atan2(dot(right, frame.up) - dot(up, frame.right),
                       dot(right, frame.right) + dot(up, frame.up)),
            std::acos(std::clamp(cosine, -1.0, 1.0))};
}

/// Turned in the plane about `from`, which goes to `to`.
Annotation moved(Annotation annotation, const Vec3& from, const Vec3& to, double turn) {
    const PlaneFrame& frame = annotation.frame;
    const double c = std::cos(turn), s = std::sin(turn);
    for (Vec3& point : annotation.points) {
        const Vec3 d = point - from;
        const double x = dot(d, frame.right), y = dot(d, frame.up);
        point = to + d + ((c - 1) * x - s * y) * frame.right + (s * x + (c - 1) * y) * frame.up;
    }
    return annotation;
}

bool isMoved(const VolumePlace& from, const VolumePlace& to) {
    return !from.map.isIdentity() || !to.map.isIdentity();
}

} // namespace

PlacedShape placed(const Annotation& annotation, const VolumePlace& from, const VolumePlace& to) {
    using enum ShapePlacing::How;
    constexpr double leastTold = 1; // mm
    const Vec3 centre = centreOf(annotation);
    const bool byHand = from.byHand || to.byHand;
    if (isMoved(from, to)) {
        const Motion motion = motionAt(centre, annotation.frame, from.map, to.map);
        return {moved(annotation, motion.from, motion.to, motion.turn),
                {byHand                         ? ByHand
                 : from.isPlaced && to.isPlaced ? Registered
                                                : OneSide,
                 distance(motion.from, motion.to), motion.tilt / degree}};
    }
    const double away = distance(to.unused.there(from.unused.back(centre)), centre);
    if (byHand) {
        return {annotation, {ByHand}};
    }
    return away > leastTold ? PlacedShape{annotation, {NotUsed, away}}
                            : PlacedShape{annotation, {}};
}

Annotation placedBack(const Annotation& annotation, const VolumePlace& from,
                      const VolumePlace& to) {
    if (!isMoved(from, to)) {
        return annotation;
    }
    const Vec3 centre = centreOf(annotation);
    const Vec3 own = from.map.there(to.map.back(centre));
    return moved(annotation, centre, own, -motionAt(own, annotation.frame, from.map, to.map).turn);
}

} // namespace bolus
