#include "library/dicom/Tilt.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

#include <fmt/format.h>

#include "library/domain/Vectors.h"

namespace bolus {

namespace {

constexpr double visibleShift = 0.5; // pixels; less than that is rounding in the files
constexpr double visibleTilt = 0.1;  // degrees
constexpr double wholePixel = 0.01;  // pixels; nearer to a whole one is not worth interpolating
constexpr double mostEnlarged = 2;   // times the slice's own width or height

Vec3 axisOf(const VolumeRecord& record, std::size_t axis) {
    return {record.direction[axis], record.direction[3 + axis], record.direction[6 + axis]};
}

/// Offsets of the slices along one axis of the record, mm, from the record's origin.
struct Offsets {
    std::vector<double> mm;
    double low = 0, high = 0;

    double range() const { return high - low; }
};

Offsets offsetsAlong(std::span<const Vec3> positions, const VolumeRecord& record,
                     std::size_t axis) {
    Offsets offsets;
    const Vec3 unit = axisOf(record, axis);
    for (const Vec3& position : positions) {
        offsets.mm.push_back(dot(position - record.origin, unit));
    }
    const auto [low, high] = std::ranges::minmax(offsets.mm);
    offsets.low = low;
    offsets.high = high;
    return offsets;
}

/// A tilted gantry offsets in proportion to the way along the normal; anything else does not.
bool isProportional(const Offsets& aside, const Offsets& along) {
    const double slope = (aside.mm.back() - aside.mm.front()) / along.range();
    for (std::size_t i = 0; i < aside.mm.size(); ++i) {
        const double expected = aside.mm[0] + slope * (along.mm[i] - along.mm[0]);
        if (std::abs(aside.mm[i] - expected) > std::max(0.1, 0.02 * aside.range())) {
            return false;
        }
    }
    return true;
}

void flagTilt(VolumeRecord& record, std::string issue) {
    record.geometryFlags.push_back(GeometryFlag::Tilt);
    record.issues.push_back(std::move(issue));
}

/// Some scanners write the tilt into its tag only, and then nothing says where slices truly lie.
void noteTiltInTagOnly(std::optional<double> gantryTilt, VolumeRecord& record) {
    constexpr double meant = 1; // degrees
    const Vec3 normal = axisOf(record, 2);
    const double squareToAxes =
        std::max({std::abs(normal[0]), std::abs(normal[1]), std::abs(normal[2])});
    const bool straightInHeader = squareToAxes > std::cos(0.5 * M_PI / 180);
    if (gantryTilt && std::abs(*gantryTilt) >= meant && std::abs(*gantryTilt) < 90 &&
        straightInHeader && record.imageType.starts_with("ORIGINAL")) {
        flagTilt(record,
                 fmt::format("The header names a gantry tilt of {:.1f}°, but neither position nor "
                             "orientation of the slices shows it, so it is not corrected; where "
                             "the slices are tilted, reformatted views and oblique measurements "
                             "are sheared.",
                             *gantryTilt));
    }
}

void enlarge(VolumeRecord& record, std::size_t axis, const Offsets& offsets) {
    const double pixels = offsets.range() / record.spacing[axis];
    if (pixels <= visibleShift) {
        return;
    }
    const Vec3 unit = axisOf(record, axis);
    record.origin = record.origin + offsets.low * unit;
    record.size[axis] += static_cast<std::size_t>(std::ceil(pixels - wholePixel));
}

std::string straightenedWords(double degrees, double farthest, bool proportional) {
    return proportional
               ? fmt::format(
                     "Corrected for a gantry tilt of {:.1f}° by shearing; values are interpolated "
                     "within each slice.",
                     degrees)
               : fmt::format("The slices are offset sideways by up to {:.1f} mm against each other "
                             "and were moved to their places; values are interpolated within each "
                             "slice.",
                             farthest);
}

double nearWhole(double pixels) {
    const double whole = std::round(pixels);
    return std::abs(pixels - whole) <= wholePixel ? whole : pixels;
}

/// A pixel covers half a step around its centre, so a place that near the border still is in it.
struct Source {
    std::size_t first = 0, second = 0;
    double part = 0; // of the second
    bool covered = false;
};

Source sourceOf(std::size_t at, double offset, std::size_t count) {
    const double index = static_cast<double>(at) - offset;
    const double last = static_cast<double>(count - 1);
    if (index < -0.5 || index > last + 0.5) {
        return {};
    }
    const double inside = std::clamp(index, 0.0, last);
    const auto first = static_cast<std::size_t>(inside);
    return {first, std::min(first + 1, count - 1), inside - static_cast<double>(first), true};
}

std::vector<Source> sourcesOf(double offset, std::size_t own, std::size_t all) {
    std::vector<Source> sources;
    for (std::size_t at = 0; at < all; ++at) {
        sources.push_back(sourceOf(at, offset, own));
    }
    return sources;
}

/// The covered ones follow each other.
std::array<std::size_t, 2> coveredOf(const std::vector<Source>& sources) {
    const auto first = std::ranges::find(sources, true, &Source::covered);
    const auto end = std::ranges::find(first, sources.end(), false, &Source::covered);
    return {static_cast<std::size_t>(first - sources.begin()),
            static_cast<std::size_t>(end - sources.begin())};
}

template<typename Pixel>
Pixel rounded(double value) {
    if constexpr (std::is_integral_v<Pixel>) {
        return static_cast<Pixel>(std::lround(value)); // between two values of Pixel: it fits
    } else {
        return static_cast<Pixel>(value);
    }
}

} // namespace

void straighten(std::span<const Vec3> positions, std::optional<double> gantryTilt,
                VolumeRecord& record) {
    if (positions.size() < 2) {
        return;
    }
    const Offsets across = offsetsAlong(positions, record, 0);
    const Offsets down = offsetsAlong(positions, record, 1);
    const Offsets along = offsetsAlong(positions, record, 2);
    const double farthest = std::hypot(across.range(), down.range());
    const double degrees = std::atan2(farthest, along.range()) * 180 / M_PI;
    const double columns = across.range() / record.spacing[0];
    const double rows = down.range() / record.spacing[1];
    if (degrees < visibleTilt || std::max(columns, rows) <= visibleShift) {
        noteTiltInTagOnly(gantryTilt, record);
        return;
    }
    if (columns > mostEnlarged * static_cast<double>(record.size[0]) ||
        rows > mostEnlarged * static_cast<double>(record.size[1])) {
        flagTilt(record, fmt::format("The slices are offset sideways by up to {:.0f} mm against "
                                     "each other, too far to be put right; reformatted views and "
                                     "oblique measurements are wrong.",
                                     farthest));
        return;
    }
    enlarge(record, 0, across);
    enlarge(record, 1, down);
    record.tiltDegrees = degrees;
    const bool proportional = isProportional(across, along) && isProportional(down, along);
    flagTilt(record, straightenedWords(degrees, farthest, proportional));
}

std::optional<SlicePlace> placeInVolume(const VolumeRecord& record, std::size_t columns,
                                        std::size_t rows, const std::optional<Vec3>& position) {
    if (columns == 0 || rows == 0 || columns > record.size[0] || rows > record.size[1]) {
        return std::nullopt;
    }
    const bool wider = columns < record.size[0], higher = rows < record.size[1];
    if (!wider && !higher) {
        return SlicePlace{};
    }
    if (record.tiltDegrees == 0 || !position) {
        return std::nullopt;
    }
    const Vec3 from = *position - record.origin;
    const SlicePlace place{wider ? nearWhole(dot(from, axisOf(record, 0)) / record.spacing[0]) : 0,
                           higher ? nearWhole(dot(from, axisOf(record, 1)) / record.spacing[1])
                                  : 0};
    const auto fits = [](double at, std::size_t own, std::size_t all) {
        return at >= -visibleShift && at <= static_cast<double>(all - own) + visibleShift;
    };
    return fits(place.column, columns, record.size[0]) && fits(place.row, rows, record.size[1])
               ? std::optional(place)
               : std::nullopt;
}

template<typename Pixel>
SliceCover moveSlice(std::span<const Pixel> slice, std::array<std::size_t, 2> sliceSize,
                     const SlicePlace& place, Pixel outside, std::span<Pixel> plane,
                     std::array<std::size_t, 2> planeSize) {
    const std::vector<Source> columns = sourcesOf(place.column, sliceSize[0], planeSize[0]);
    const std::vector<Source> rows = sourcesOf(place.row, sliceSize[1], planeSize[1]);
    for (std::size_t y = 0; y < planeSize[1]; ++y) {
        const Source& row = rows[y];
        const Pixel* upper = slice.data() + row.first * sliceSize[0];
        const Pixel* lower = slice.data() + row.second * sliceSize[0];
        for (std::size_t x = 0; x < planeSize[0]; ++x) {
            const Source& column = columns[x];
            const auto between = [&](const Pixel* line) {
                const double first = line[column.first], second = line[column.second];
                return first + column.part * (second - first);
            };
            plane[y * planeSize[0] + x] =
                row.covered && column.covered
                    ? rounded<Pixel>(between(upper) + row.part * (between(lower) - between(upper)))
                    : outside;
        }
    }
    const auto across = coveredOf(columns), down = coveredOf(rows);
    return {{across[0], down[0]}, {across[1], down[1]}};
}

template SliceCover moveSlice<short>(std::span<const short>, std::array<std::size_t, 2>,
                                     const SlicePlace&, short, std::span<short>,
                                     std::array<std::size_t, 2>);
template SliceCover moveSlice<float>(std::span<const float>, std::array<std::size_t, 2>,
                                     const SlicePlace&, float, std::span<float>,
                                     std::array<std::size_t, 2>);

} // namespace bolus
