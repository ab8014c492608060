#include "viewer/measure/Annotation.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr double farthest = 10'000; // mm from the origin
constexpr double least = 0.01;      // mm that a shape must extend

constexpr std::array<std::pair<Shape, const char*>, 5> tokens{{{Shape::Length, "length"},
                                                               {Shape::Angle, "angle"},
                                                               {Shape::Ellipse, "ellipse"},
                                                               {Shape::Polygon, "polygon"},
                                                               {Shape::Sphere, "sphere"}}};

bool isPlausible(const Vec3& point) {
    return std::ranges::all_of(point,
                               [](double v) { return std::isfinite(v) && std::abs(v) < farthest; });
}

bool isFrame(const PlaneFrame& frame) {
    constexpr double slack = 1e-2;
    const auto unit = [](const Vec3& v) { return std::abs(norm(v) - 1) < slack; };
    const auto across = [](const Vec3& a, const Vec3& b) { return std::abs(dot(a, b)) < slack; };
    return unit(frame.right) && unit(frame.up) && unit(frame.next) &&
           across(frame.right, frame.up) && across(frame.right, frame.next) &&
           across(frame.up, frame.next);
}

bool fits(Shape shape, std::size_t points) {
    switch (shape) {
    case Shape::Length:
    case Shape::Sphere:
        return points == 2;
    case Shape::Angle:
    case Shape::Ellipse:
        return points == 3;
    case Shape::Polygon:
        return points >= 3 && points <= mostCorners;
    }
    return false;
}

bool extendsBothWays(const Annotation& polygon) {
    std::array<double, 2> low{}, high{};
    for (const Vec3& point : polygon.points) {
        const auto place = inPlane(polygon, point);
        for (std::size_t i = 0; i < 2; ++i) {
            low[i] = std::min(low[i], place[i]);
            high[i] = std::max(high[i], place[i]);
        }
    }
    return high[0] - low[0] >= least && high[1] - low[1] >= least;
}

bool hasExtent(const Annotation& a) {
    switch (a.shape) {
    case Shape::Length:
    case Shape::Sphere:
        return distance(a.points[0], a.points[1]) >= least;
    case Shape::Angle:
        return distance(a.points[0], a.points[1]) >= least &&
               distance(a.points[2], a.points[1]) >= least;
    case Shape::Ellipse:
        return areaMm2(a) >= least * least;
    case Shape::Polygon: // the area of one that crosses itself may be none
        return extendsBothWays(a);
    }
    return false;
}

Annotation ellipseWithAxis(Annotation ellipse, std::size_t handle, const Vec3& to) {
    const Vec3 centre = ellipse.points[0];
    Vec3& end = ellipse.points[1 + handle % 2];
    const Vec3 axis = (1 / std::max(norm(end - centre), 1e-9)) * (end - centre);
    const double sign = handle < 2 ? 1 : -1;
    const double reach = std::max(sign * dot(to - centre, axis), 10 * least);
    end = centre + reach * axis;
    return ellipse;
}

} // namespace

const char* shapeToken(Shape shape) {
    return tokens[static_cast<std::size_t>(shape)].second;
}

std::optional<Shape> shapeFromToken(std::string_view token) {
    const auto found =
        std::ranges::find_if(tokens, [&](const auto& entry) { return token == entry.second; });
    return found == tokens.end() ? std::nullopt : std::optional(found->first);
}

bool Annotation::isValid() const {
    return fits(shape, points.size()) && std::ranges::all_of(points, isPlausible) &&
           isPlausible(frame.right) && isPlausible(frame.up) && isPlausible(frame.next) &&
           isFrame(frame) && hasExtent(*this);
}

bool Annotation::operator==(const Annotation& other) const {
    return id == other.id && number == other.number && shape == other.shape &&
           points == other.points && frame.right == other.frame.right &&
           frame.up == other.frame.up && frame.next == other.frame.next &&
           seriesUid == other.seriesUid && frameOfReferenceUid == other.frameOfReferenceUid &&
           part == other.part;
}

FrameMatch frameMatch(const Annotation& annotation, const std::string& seriesUid,
                      const std::string& frameOfReferenceUid) {
    if (!annotation.frameOfReferenceUid.empty() && !frameOfReferenceUid.empty()) {
        return annotation.frameOfReferenceUid == frameOfReferenceUid ? FrameMatch::Same
                                                                     : FrameMatch::Other;
    }
    return annotation.seriesUid == seriesUid ? FrameMatch::Same : FrameMatch::NotTold;
}

bool reachesAcrossSlices(const Annotation& annotation, const VolumeGeometry& geometry) {
    const Vec3 normal = geometry.axis(2);
    if (annotation.shape == Shape::Sphere) {
        return true;
    }
    if (annotation.hasRegion()) {
        return !runsAlong(annotation.frame.next, normal);
    }
    for (std::size_t i = 1; i < annotation.points.size(); ++i) {
        if (!runsAcross(annotation.points[i] - annotation.points[i - 1], normal)) {
            return true;
        }
    }
    return false;
}

Vec3 ontoPlane(const Annotation& annotation, const Vec3& point) {
    const Vec3& next = annotation.frame.next;
    return point - dot(point - annotation.points.front(), next) * next;
}

std::array<double, 2> inPlane(const Annotation& annotation, const Vec3& point) {
    const Vec3 d = point - annotation.points.front();
    return {dot(d, annotation.frame.right), dot(d, annotation.frame.up)};
}

double lengthMm(const Annotation& length) {
    return distance(length.points[0], length.points[1]);
}

double angleDegrees(const Annotation& angle) {
    const Vec3 a = angle.points[0] - angle.points[1], b = angle.points[2] - angle.points[1];
    const double lengths = norm(a) * norm(b);
    const double cosine = lengths > 0 ? std::clamp(dot(a, b) / lengths, -1.0, 1.0) : 1;
    return std::acos(cosine) * 180 / M_PI;
}

double areaMm2(const Annotation& flat) {
    if (flat.shape == Shape::Ellipse) {
        return M_PI * distance(flat.points[1], flat.points[0]) *
               distance(flat.points[2], flat.points[0]);
    }
    double twice = 0;
    auto [x, y] = inPlane(flat, flat.points.back());
    for (const Vec3& point : flat.points) {
        const auto [nextX, nextY] = inPlane(flat, point);
        twice += x * nextY - nextX * y;
        x = nextX;
        y = nextY;
    }
    return std::abs(twice) / 2;
}

double radiusMm(const Annotation& sphere) {
    return distance(sphere.points[0], sphere.points[1]);
}

double volumeMm3(const Annotation& sphere) {
    return 4.0 / 3.0 * M_PI * std::pow(radiusMm(sphere), 3);
}

Vec3 centreOf(const Annotation& annotation) {
    if (annotation.shape == Shape::Ellipse || annotation.shape == Shape::Sphere) {
        return annotation.points.front();
    }
    Vec3 sum{};
    for (const Vec3& point : annotation.points) {
        sum = sum + point;
    }
    return (1.0 / static_cast<double>(annotation.points.size())) * sum;
}

std::vector<Vec3> handlesOf(const Annotation& a, const PlaneFrame& picture) {
    if (a.shape == Shape::Ellipse) {
        const Vec3& centre = a.points[0];
        return {a.points[1], a.points[2], 2.0 * centre - a.points[1], 2.0 * centre - a.points[2]};
    }
    if (a.shape == Shape::Sphere) {
        const Vec3& centre = a.points[0];
        const Vec3 across = radiusMm(a) * picture.right, up = radiusMm(a) * picture.up;
        return {centre, centre + across, centre + up, centre - across, centre - up};
    }
    return a.points;
}

Annotation withHandleAt(Annotation annotation, std::size_t handle, const Vec3& to) {
    if (annotation.shape == Shape::Sphere) {
        const double radius = std::max(distance(to, annotation.points[0]), 10 * least);
        if (handle == 0) {
            return movedBy(std::move(annotation), to - annotation.points[0]);
        }
        annotation.points[1] = annotation.points[0] + radius * annotation.frame.right;
        return annotation;
    }
    if (annotation.shape == Shape::Ellipse) {
        return ellipseWithAxis(std::move(annotation), handle, to);
    }
    if (handle < annotation.points.size()) {
        annotation.points[handle] = ontoPlane(annotation, to);
    }
    return annotation;
}

Annotation movedBy(Annotation annotation, const Vec3& by) {
    for (Vec3& point : annotation.points) {
        point = point + by;
    }
    return annotation;
}

} // namespace bolus
