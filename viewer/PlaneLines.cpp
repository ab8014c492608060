#include "viewer/PlaneLines.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "viewer/SliceScene.h"

namespace bolus {

namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr std::array<Plane, 3> patientPlanes{Plane::Axial, Plane::Coronal, Plane::Sagittal};

bool isPatientPlane(Plane plane) {
    return std::ranges::find(patientPlanes, plane) != patientPlanes.end();
}

/// How far it is from a place to the edge of the picture, along a unit way on the display.
double roomAlong(const SliceScene& scene, std::array<double, 2> at, std::array<double, 2> way) {
    const auto size = scene.displaySize();
    double room = std::hypot(size[0], size[1]);
    for (std::size_t i = 0; i < 2; ++i) {
        if (std::abs(way[i]) > 1e-9) {
            room = std::min(room, (way[i] > 0 ? size[i] - at[i] : -at[i]) / way[i]);
        }
    }
    return room;
}

void turnAbout(SliceScene& scene, const Vec3& axis, double radians) {
    ViewState& state = scene.state();
    state.setRotation(Rotation::about(axis, radians) * state.rotation());
}

/// Toward the one who looks, where the picture is not mirrored: a turn about it by more than zero
/// goes against the clock on the display, mirrored or not.
Vec3 viewAxis(const SliceScene& scene) {
    const PlaneFrame& frame = scene.stack().frame;
    return cross(frame.right, frame.up);
}

} // namespace

std::array<unsigned char, 3> planeColor(Plane plane) {
    switch (plane) {
    case Plane::Axial:
        return {230, 159, 0};
    case Plane::Coronal:
        return {0, 178, 132};
    case Plane::Sagittal:
        return {86, 180, 233};
    default:
        return {184, 191, 198};
    }
}

std::vector<PlaneLine> planeLines(const PlaneFrame& frame, Plane plane,
                                  const VolumeGeometry& geometry, const Rotation& rotation) {
    std::vector<PlaneLine> lines;
    if (!isPatientPlane(plane)) {
        return lines;
    }
    for (const Plane other : patientPlanes) {
        if (other == plane) {
            continue;
        }
        const Vec3 way = cross(frame.next, rotation * planeFrame(other, geometry).next);
        const double u = dot(way, frame.right), v = dot(way, frame.up), size = std::hypot(u, v);
        if (size > 1e-6) {
            lines.push_back({other, {u / size, v / size}});
        }
    }
    return lines;
}

std::array<CrosshairLine, 2> crosshairLines(const std::vector<PlaneLine>& lines) {
    constexpr unsigned char opacity = 215;
    std::array<CrosshairLine, 2> cross;
    cross[0].along = {1, 0};
    cross[1].along = {0, 1};
    for (std::size_t i = 0; i < std::min(lines.size(), cross.size()); ++i) {
        const auto [r, g, b] = planeColor(lines[i].plane);
        cross[i] = {lines[i].along, {r, g, b, opacity}};
    }
    return cross;
}

double degreesBetween(const Vec3& unit, const Vec3& other) {
    return std::atan2(norm(cross(unit, other)), dot(unit, other)) / degree;
}

bool isOnTurningGrip(const SliceScene& scene, double x, double y, double tolerance) {
    if (!scene.state().crosshair() || scene.isOutside()) {
        return false;
    }
    const auto at = scene.displayFromPatient(scene.point());
    const double dx = x - at[0], dy = y - at[1];
    for (const PlaneLine& line : scene.planeLines()) {
        std::array<double, 2> way{line.along[0], -line.along[1]};
        const double along = dx * way[0] + dy * way[1];
        if (along < 0) {
            way = {-way[0], -way[1]};
        }
        const double beside = std::abs(dx * way[1] - dy * way[0]);
        const double room = roomAlong(scene, at, way);
        if (beside <= tolerance && room > 0 && std::abs(along) >= room / 2) {
            return true;
        }
    }
    return false;
}

void turnPlanes(SliceScene& scene, std::array<double, 2> from, std::array<double, 2> to) {
    const auto at = scene.displayFromPatient(scene.point());
    const auto angle = [&](const std::array<double, 2>& p) {
        return std::atan2(at[1] - p[1], p[0] - at[0]); // the display's y goes down
    };
    turnAbout(scene, viewAxis(scene), angle(to) - angle(from));
}

void turnPlanes(SliceScene& scene, double degrees) {
    turnAbout(scene, viewAxis(scene), -degrees * degree);
}

void tipPlane(SliceScene& scene, double degrees) {
    turnAbout(scene, scene.stack().frame.right, -degrees * degree);
}

} // namespace bolus
