#include "viewer/measure/Region.h"

#include <algorithm>
#include <cmath>

#include "viewer/measure/VoxelTally.h"

namespace bolus {

namespace {

using Index = VoxelIndex;

/// Inside an ellipse or a polygon, in mm along right and up from its first point.
class FlatShape {
public:
    explicit FlatShape(const Annotation& a) {
        for (const Vec3& point : a.points) {
            m_points.push_back(inPlane(a, point));
        }
        if (a.shape == Shape::Ellipse) {
            m_ellipse = true;
            m_first = m_points[1];
            m_second = m_points[2];
        }
    }

    bool contains(double u, double v) const {
        return m_ellipse ? share(m_first, u, v) + share(m_second, u, v) <= 1 : isWithin(u, v);
    }

    /// Corners of a box about the shape, in the patient.
    static std::vector<Vec3> corners(const Annotation& a) {
        if (a.shape != Shape::Ellipse) {
            return a.points;
        }
        const Vec3 p = a.points[1] - a.points[0], q = a.points[2] - a.points[0];
        return {a.points[0] + p + q, a.points[0] + p - q, a.points[0] - p + q, a.points[0] - p - q};
    }

    /// Whether two edges that are no neighbours meet.
    bool crossesItself() const {
        const std::size_t n = m_points.size();
        for (std::size_t i = 0; !m_ellipse && i + 2 < n; ++i) {
            for (std::size_t j = i + 2; j < n - (i == 0 ? 1 : 0); ++j) {
                if (cross(m_points[i], m_points[i + 1], m_points[j], m_points[(j + 1) % n])) {
                    return true;
                }
            }
        }
        return false;
    }

private:
    using Point = std::array<double, 2>;
    static double side(const Point& a, const Point& b, const Point& of) {
        return (b[0] - a[0]) * (of[1] - a[1]) - (b[1] - a[1]) * (of[0] - a[0]);
    }
    static bool cross(const Point& a, const Point& b, const Point& c, const Point& d) {
        return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
    }

    static double share(const Point& axis, double u, double v) {
        const double square = axis[0] * axis[0] + axis[1] * axis[1];
        const double along = (axis[0] * u + axis[1] * v) / square;
        return along * along;
    }

    /// Even-odd: a ray to the right crosses the edges an odd number of times.
    bool isWithin(double u, double v) const {
        bool inside = false;
        Point before = m_points.back();
        for (const Point& at : m_points) {
            if ((at[1] > v) != (before[1] > v) &&
                u < (before[0] - at[0]) * (v - at[1]) / (before[1] - at[1]) + at[0]) {
                inside = !inside;
            }
            before = at;
        }
        return inside;
    }

    std::vector<Point> m_points;
    bool m_ellipse = false;
    Point m_first{}, m_second{};
};

/// Whole numbers from low to high that are at least 0 and below count; reachesOut where the span
/// goes beyond the outer faces.
struct Span {
    long first = 0, last = -1;
    bool reachesOut = false;

    static Span of(double low, double high, std::size_t count) {
        const auto end = static_cast<double>(count);
        Span span;
        span.first = static_cast<long>(std::clamp(std::ceil(low), 0.0, end));
        span.last = static_cast<long>(std::clamp(std::floor(high), -1.0, end - 1));
        span.reachesOut = low < -0.5 - 1e-6 || high > end - 0.5 + 1e-6;
        return span;
    }
};

/// The volume's axis along the annotation's normal, where there is one.
std::optional<std::size_t> axisAcross(const Annotation& a, const VolumeGeometry& geometry) {
    for (int axis = 0; axis < 3; ++axis) {
        if (runsAlong(geometry.axis(axis), a.frame.next)) {
            return static_cast<std::size_t>(axis);
        }
    }
    return std::nullopt;
}

/// Slice along that axis, counted as the light box counts; halves go the picture's way.
long sliceAlong(std::size_t axis, const Annotation& a, const VolumeGeometry& geometry) {
    const double at = geometry.indexFromPatient(a.points[0])[axis];
    const auto last = static_cast<double>(geometry.size[axis] - 1);
    const bool backward = dot(geometry.axis(static_cast<int>(axis)), a.frame.next) < 0;
    const double slice = backward ? last - std::round(last - at) : std::round(at);
    return static_cast<long>(std::clamp(slice, -1.0, last + 1));
}

RegionStatistics whollyOutside() {
    RegionStatistics s;
    s.outsideShare = 1;
    return s;
}

std::optional<RegionStatistics> measureStored(const Annotation& a, const LoadedVolume& loaded,
                                              std::size_t axis, const std::stop_token& stop) {
    const VolumeGeometry& geometry = loaded.geometry;
    const long slice = sliceAlong(axis, a, geometry);
    if (slice < 0 || slice >= static_cast<long>(geometry.size[axis])) {
        return whollyOutside();
    }
    const std::size_t i = (axis + 1) % 3, j = (axis + 2) % 3;
    Vec3 low{1e9, 1e9, 1e9}, high{-1e9, -1e9, -1e9};
    for (const Vec3& corner : FlatShape::corners(a)) {
        const Vec3 index = geometry.indexFromPatient(corner);
        for (std::size_t n = 0; n < 3; ++n) {
            low[n] = std::min(low[n], index[n]);
            high[n] = std::max(high[n], index[n]);
        }
    }
    const Span spanI = Span::of(low[i], high[i], geometry.size[i]);
    const Span spanJ = Span::of(low[j], high[j], geometry.size[j]);
    const FlatShape shape(a);
    const VoxelValues voxels(loaded);
    VoxelTally tally;
    Index voxel{};
    voxel[axis] = static_cast<std::size_t>(slice);
    for (long q = spanJ.first; q <= spanJ.last && !stop.stop_requested(); ++q) {
        for (long p = spanI.first; p <= spanI.last; ++p) {
            voxel[i] = static_cast<std::size_t>(p);
            voxel[j] = static_cast<std::size_t>(q);
            const auto [u, v] =
                inPlane(a, geometry.patientFromIndex({static_cast<double>(voxel[0]),
                                                      static_cast<double>(voxel[1]),
                                                      static_cast<double>(voxel[2])}));
            if (shape.contains(u, v)) {
                tally.add(voxels.at(voxel));
            }
        }
    }
    return tally.result(geometry.spacing[i] * geometry.spacing[j], areaMm2(a),
                        spanI.reachesOut || spanJ.reachesOut);
}

Vec3 applied(const std::array<double, 16>& matrix, const Vec3& point) {
    Vec3 result{};
    for (std::size_t n = 0; n < 3; ++n) {
        const double* row = &matrix[4 * n];
        result[n] = dot({row[0], row[1], row[2]}, point) + row[3];
    }
    return result;
}

bool isInside(const Vec3& index, const VolumeGeometry& geometry) {
    for (std::size_t a = 0; a < 3; ++a) {
        if (!(index[a] >= -0.5 && index[a] <= static_cast<double>(geometry.size[a]) - 0.5)) {
            return false;
        }
    }
    return true;
}

std::optional<RegionStatistics> measurePicture(const Annotation& a, const LoadedVolume& loaded,
                                               const std::stop_token& stop) {
    const VolumeGeometry& geometry = loaded.geometry;
    const SliceStack stack = SliceStack::of(a.frame, geometry);
    const int slice = stack.nearest(a.points[0]);
    if (!stack.contains(slice)) {
        return whollyOutside();
    }
    const double baseU = dot(a.points[0], a.frame.right), baseV = dot(a.points[0], a.frame.up);
    std::array<double, 2> low{1e9, 1e9}, high{-1e9, -1e9};
    for (const Vec3& corner : FlatShape::corners(a)) {
        const auto place = inPlane(a, corner);
        for (std::size_t n = 0; n < 2; ++n) {
            low[n] = std::min(low[n], place[n]);
            high[n] = std::max(high[n], place[n]);
        }
    }
    const auto column = [&](double u) { return (baseU + u - stack.left) / stack.columnStep; };
    const auto row = [&](double v) { return (baseV + v - stack.bottom) / stack.rowStep; };
    const Span columns =
        Span::of(column(low[0]), column(high[0]), static_cast<std::size_t>(stack.columns));
    const Span rows = Span::of(row(low[1]), row(high[1]), static_cast<std::size_t>(stack.rows));
    const FlatShape shape(a);
    const VoxelValues voxels(loaded);
    VoxelTally tally;
    bool reachesOut = columns.reachesOut || rows.reachesOut;
    const auto toIndex = geometry.indexMatrix();
    const Vec3 depth = stack.position(slice) * a.frame.next;
    for (long r = rows.first; r <= rows.last && !stop.stop_requested(); ++r) {
        const double v = stack.bottom + static_cast<double>(r) * stack.rowStep;
        for (long c = columns.first; c <= columns.last; ++c) {
            const double u = stack.left + static_cast<double>(c) * stack.columnStep;
            if (!shape.contains(u - baseU, v - baseV)) {
                continue;
            }
            const Vec3 index = applied(toIndex, u * a.frame.right + v * a.frame.up + depth);
            if (isInside(index, geometry)) {
                tally.add(voxels.between(index));
            } else {
                reachesOut = true;
            }
        }
    }
    RegionStatistics s = tally.result(stack.columnStep * stack.rowStep, areaMm2(a), reachesOut);
    s.interpolated = true;
    return s;
}

/// Spans of voxel indices about a sphere: by how far each index moves within the radius.
std::array<Span, 3> spansAbout(const Annotation& sphere, const VolumeGeometry& geometry) {
    const Vec3 centre = geometry.indexFromPatient(sphere.points[0]);
    const auto matrix = geometry.indexMatrix();
    std::array<Span, 3> spans;
    for (std::size_t n = 0; n < 3; ++n) {
        const Vec3 row{matrix[4 * n], matrix[4 * n + 1], matrix[4 * n + 2]};
        const double reach = radiusMm(sphere) * norm(row);
        spans[n] = Span::of(centre[n] - reach, centre[n] + reach, geometry.size[n]);
    }
    return spans;
}

std::optional<RegionStatistics> measureSphere(const Annotation& a, const LoadedVolume& loaded,
                                              const std::stop_token& stop) {
    const VolumeGeometry& geometry = loaded.geometry;
    const auto [columns, rows, slices] = spansAbout(a, geometry);
    const double square = std::pow(radiusMm(a), 2);
    const VoxelValues voxels(loaded);
    const Vec3 step = geometry.spacing[0] * geometry.axis(0);
    VoxelTally tally;
    for (long k = slices.first; k <= slices.last && !stop.stop_requested(); ++k) {
        for (long j = rows.first; j <= rows.last; ++j) {
            const Vec3 line =
                geometry.patientFromIndex({0, static_cast<double>(j), static_cast<double>(k)}) -
                a.points[0];
            for (long i = columns.first; i <= columns.last; ++i) {
                const Vec3 d = line + static_cast<double>(i) * step;
                if (dot(d, d) <= square) {
                    tally.add(voxels.at({static_cast<std::size_t>(i), static_cast<std::size_t>(j),
                                         static_cast<std::size_t>(k)}));
                }
            }
        }
    }
    const bool reachesOut = columns.reachesOut || rows.reachesOut || slices.reachesOut;
    return tally.result(geometry.spacing[0] * geometry.spacing[1] * geometry.spacing[2],
                        volumeMm3(a), reachesOut);
}

} // namespace

std::optional<RegionStatistics> measureRegion(const Annotation& annotation,
                                              const LoadedVolume& volume,
                                              const std::stop_token& stop) {
    if (!annotation.hasRegion() || !annotation.isValid() || !volume.geometry.isUsable()) {
        return std::nullopt;
    }
    const auto axis = axisAcross(annotation, volume.geometry);
    auto measured = annotation.shape == Shape::Sphere ? measureSphere(annotation, volume, stop)
                    : axis ? measureStored(annotation, volume, *axis, stop)
                           : measurePicture(annotation, volume, stop);
    if (measured && annotation.shape == Shape::Polygon) {
        measured->crossesItself = FlatShape(annotation).crossesItself();
    }
    return stop.stop_requested() ? std::nullopt : measured;
}

} // namespace bolus
