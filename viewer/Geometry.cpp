#include "viewer/Geometry.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace bolus {

namespace {

constexpr int maxPixels = 4096; // a side of a resliced picture

const PlaneFrame axialFrame{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
const PlaneFrame coronalFrame{{1, 0, 0}, {0, 0, 1}, {0, 1, 0}};
const PlaneFrame sagittalFrame{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}};

constexpr double degree = M_PI / 180, halfDegree = 0.5 * degree; // radians

int largestPart(const Vec3& v) {
    return static_cast<int>(
        std::max_element(v.begin(), v.end(),
                         [](double a, double b) { return std::abs(a) < std::abs(b); }) -
        v.begin());
}

const PlaneFrame& frameAcross(int patientAxis) {
    constexpr std::array order{&sagittalFrame, &coronalFrame, &axialFrame};
    return *order[static_cast<std::size_t>(patientAxis)];
}

const PlaneFrame& patientFrame(Plane plane, const VolumeGeometry& geometry) {
    switch (plane) {
    case Plane::Axial:
        return axialFrame;
    case Plane::Coronal:
        return coronalFrame;
    case Plane::Sagittal:
        return sagittalFrame;
    case Plane::Oblique:
    case Plane::Unknown:
        break;
    }
    return frameAcross(largestPart(geometry.axis(2)));
}

/// Index of the volume's axis that lies closest to a direction.
int closestAxis(const VolumeGeometry& geometry, const Vec3& direction) {
    Vec3 share{};
    for (int i = 0; i < 3; ++i) {
        share[static_cast<std::size_t>(i)] = dot(geometry.axis(i), direction);
    }
    return largestPart(share);
}

Vec3 signedAxis(const VolumeGeometry& geometry, int axis, const Vec3& like) {
    const Vec3 own = geometry.axis(axis);
    return dot(own, like) < 0 ? -1.0 * own : own;
}

/// The volume's own axes, each turned toward the patient frame's; the slice axis stays `normal`.
PlaneFrame ownFrame(const VolumeGeometry& geometry, const PlaneFrame& base, int normal) {
    const int i = (normal + 1) % 3, j = (normal + 2) % 3;
    const bool iGoesRight =
        std::abs(dot(geometry.axis(i), base.right)) >= std::abs(dot(geometry.axis(j), base.right));
    const int right = iGoesRight ? i : j, up = iGoesRight ? j : i;
    return {signedAxis(geometry, right, base.right), signedAxis(geometry, up, base.up),
            signedAxis(geometry, normal, base.next), true};
}

bool liesAlong(const VolumeGeometry& geometry, const PlaneFrame& frame) {
    for (const Vec3& wanted : {frame.right, frame.up, frame.next}) {
        if (!runsAlong(geometry.axis(closestAxis(geometry, wanted)), wanted)) {
            return false;
        }
    }
    return true;
}

/// Lowest and highest coordinate of the voxel centres along a unit vector.
std::array<double, 2> extentAlong(const VolumeGeometry& geometry, const Vec3& unit) {
    std::array<double, 2> extent{std::numeric_limits<double>::max(),
                                 std::numeric_limits<double>::lowest()};
    for (int corner = 0; corner < 8; ++corner) {
        Vec3 index{};
        for (std::size_t a = 0; a < 3; ++a) {
            index[a] = (corner >> a & 1) != 0 ? static_cast<double>(geometry.size[a] - 1) : 0.0;
        }
        const double at = dot(geometry.patientFromIndex(index), unit);
        extent = {std::min(extent[0], at), std::max(extent[1], at)};
    }
    return extent;
}

struct Samples {
    double first = 0, step = 1;
    int count = 1;
};

Samples samplesAlong(const VolumeGeometry& geometry, const Vec3& unit) {
    const auto [low, high] = extentAlong(geometry, unit);
    double step = geometry.spacing[static_cast<std::size_t>(closestAxis(geometry, unit))];
    step = std::max(step, (high - low) / (maxPixels - 1));
    return {low, step, static_cast<int>(std::lround((high - low) / step)) + 1};
}

double determinant(const std::array<double, 9>& m) {
    return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
           m[2] * (m[3] * m[7] - m[4] * m[6]);
}

std::array<double, 9> inverse(const std::array<double, 9>& m) {
    const double d = 1 / determinant(m);
    return {d * (m[4] * m[8] - m[5] * m[7]), d * (m[2] * m[7] - m[1] * m[8]),
            d * (m[1] * m[5] - m[2] * m[4]), d * (m[5] * m[6] - m[3] * m[8]),
            d * (m[0] * m[8] - m[2] * m[6]), d * (m[2] * m[3] - m[0] * m[5]),
            d * (m[3] * m[7] - m[4] * m[6]), d * (m[1] * m[6] - m[0] * m[7]),
            d * (m[0] * m[4] - m[1] * m[3])};
}

} // namespace

bool runsAlong(const Vec3& unit, const Vec3& other) {
    return std::abs(dot(unit, other)) >= std::cos(halfDegree);
}

bool runsAcross(const Vec3& way, const Vec3& unit) {
    return std::abs(dot(way, unit)) <= std::sin(halfDegree) * norm(way);
}

void Bounds::include(const Bounds& other) {
    for (std::size_t i = 0; i < 3; ++i) {
        low[i] = std::min(low[i], other.low[i]);
        high[i] = std::max(high[i], other.high[i]);
    }
}

double Bounds::along(const Vec3& unit) const {
    const Vec3 size = high - low;
    return std::abs(unit[0]) * size[0] + std::abs(unit[1]) * size[1] + std::abs(unit[2]) * size[2];
}

VolumeGeometry VolumeGeometry::of(const VolumeRecord& record) {
    return {record.origin, record.spacing, record.direction, record.size};
}

VolumeGeometry VolumeGeometry::of(const Volume& volume) {
    VolumeGeometry geometry;
    const auto& base = volume.base();
    for (unsigned i = 0; i < 3; ++i) {
        geometry.origin[i] = base.GetOrigin()[i];
        geometry.spacing[i] = base.GetSpacing()[i];
        for (unsigned j = 0; j < 3; ++j) {
            geometry.direction[3 * i + j] = base.GetDirection()(i, j);
        }
    }
    geometry.size = volume.size();
    return geometry;
}

bool VolumeGeometry::isUsable() const {
    const auto finite = [](double v) { return std::isfinite(v) && std::abs(v) < 1e9; };
    const auto positive = [&](double v) { return finite(v) && v > 1e-6; };
    return std::all_of(origin.begin(), origin.end(), finite) &&
           std::all_of(spacing.begin(), spacing.end(), positive) &&
           std::all_of(direction.begin(), direction.end(), finite) &&
           std::all_of(size.begin(), size.end(), [](std::size_t n) { return n > 0; }) &&
           std::abs(determinant(direction)) > 1e-3;
}

Vec3 VolumeGeometry::patientFromIndex(const Vec3& index) const {
    return origin + (index[0] * spacing[0]) * axis(0) + (index[1] * spacing[1]) * axis(1) +
           (index[2] * spacing[2]) * axis(2);
}

Vec3 VolumeGeometry::indexFromPatient(const Vec3& point) const {
    const auto inv = inverse(direction);
    const Vec3 d = point - origin;
    Vec3 index{};
    for (std::size_t i = 0; i < 3; ++i) {
        index[i] = (inv[3 * i] * d[0] + inv[3 * i + 1] * d[1] + inv[3 * i + 2] * d[2]) / spacing[i];
    }
    return index;
}

std::array<double, 16> VolumeGeometry::indexMatrix() const {
    const auto inv = inverse(direction);
    const Vec3 shift = indexFromPatient({0, 0, 0});
    std::array<double, 16> m{};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) {
            m[4 * i + j] = inv[3 * i + j] / spacing[i];
        }
        m[4 * i + 3] = shift[i];
    }
    m[15] = 1;
    return m;
}

Vec3 VolumeGeometry::centre() const {
    Vec3 middle{};
    for (std::size_t i = 0; i < 3; ++i) {
        middle[i] = (static_cast<double>(size[i]) - 1) / 2;
    }
    return patientFromIndex(middle);
}

Bounds VolumeGeometry::bounds() const {
    Vec3 half{};
    for (std::size_t a = 0; a < 3; ++a) {
        for (int i = 0; i < 3; ++i) {
            const auto n = static_cast<std::size_t>(i);
            half[a] += 0.5 * std::abs(axis(i)[a]) * spacing[n] * static_cast<double>(size[n]);
        }
    }
    return {centre() - half, centre() + half};
}

std::optional<double> mostOffPlace(const VolumeRecord& record) {
    if (record.slices.empty() || record.slices.size() != record.size[2]) {
        return std::nullopt;
    }
    const VolumeGeometry geometry = VolumeGeometry::of(record);
    const double first = dot(geometry.origin, geometry.axis(2));
    double most = 0;
    for (std::size_t i = 0; i < record.slices.size(); ++i) {
        const double shown = first + static_cast<double>(i) * record.spacing[2];
        most = std::max(most, std::abs(record.slices[i].position - shown));
    }
    return most;
}

PlaneFrame planeFrame(Plane plane, const VolumeGeometry& geometry) {
    const PlaneFrame& base = patientFrame(plane, geometry);
    if (plane == Plane::Oblique || plane == Plane::Unknown) {
        return ownFrame(geometry, base, 2);
    }
    return liesAlong(geometry, base) ? ownFrame(geometry, base, closestAxis(geometry, base.next))
                                     : base;
}

Plane naturalPlane(const VolumeGeometry& geometry) {
    const Vec3 normal = geometry.axis(2);
    const int patientAxis = largestPart(normal);
    if (std::abs(normal[static_cast<std::size_t>(patientAxis)]) < std::cos(degree)) {
        return Plane::Oblique;
    }
    constexpr std::array planes{Plane::Sagittal, Plane::Coronal, Plane::Axial};
    return planes[static_cast<std::size_t>(patientAxis)];
}

SliceStack SliceStack::of(const PlaneFrame& frame, const VolumeGeometry& geometry) {
    const Samples slices = samplesAlong(geometry, frame.next);
    const Samples columns = samplesAlong(geometry, frame.right);
    const Samples rows = samplesAlong(geometry, frame.up);
    return {frame,      slices.first, slices.step, slices.count,  columns.first,
            rows.first, columns.step, rows.step,   columns.count, rows.count};
}

int SliceStack::nearest(const Vec3& point) const {
    const double slice = std::round((dot(point, frame.next) - first) / step);
    return static_cast<int>(std::clamp(slice, -1e6, 1e6));
}

Vec3 SliceStack::onto(int slice, const Vec3& point) const {
    return point + (position(slice) - dot(point, frame.next)) * frame.next;
}

std::string orientationLetters(const Vec3& direction) {
    constexpr double least = 0.25; // about 15 degrees out of the plane
    constexpr std::array<std::array<char, 2>, 3> letters{{{'R', 'L'}, {'A', 'P'}, {'F', 'H'}}};
    std::array<std::size_t, 3> order{0, 1, 2};
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::abs(direction[a]) > std::abs(direction[b]);
    });
    std::string text;
    for (const std::size_t axis : order) {
        if (std::abs(direction[axis]) >= least) {
            text += letters[axis][direction[axis] > 0 ? 1 : 0];
        }
    }
    return text;
}

} // namespace bolus
