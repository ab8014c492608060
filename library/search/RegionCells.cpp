// Between patient coordinates and cells.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

#include "library/domain/Vectors.h"
#include "library/search/RegionMatch.h"

namespace bolus {

namespace {

constexpr int samples = 40000;                           // in the cube around a sphere
constexpr std::array<double, 3> voxelsOfCell{32, 32, 8}; // along w, h, d

Vec3 axisOf(const Box& box, std::size_t axis) {
    return {box.direction[axis], box.direction[3 + axis], box.direction[6 + axis]};
}

/// −1: outside the grid.
int cellAt(const Vec3& cells) {
    const double w = std::floor(cells[0]), h = std::floor(cells[1]), d = std::floor(cells[2]);
    if (!(w >= 0 && h >= 0 && d >= 0 && w < gridSize[2] && h < gridSize[1] && d < gridSize[0])) {
        return -1;
    }
    return (static_cast<int>(d) * gridSize[1] + static_cast<int>(h)) * gridSize[2] +
           static_cast<int>(w);
}

struct CountedPoints {
    std::array<int, gridCells> cells{};
    int outside = 0; // in none
};

/// Of points spread evenly in the sphere, how many lie in each cell. Their steps are the powers of
/// the root of x⁴ = x + 1, as in Roberts, "The unreasonable effectiveness of quasirandom
/// sequences": shares are right to a few thousandths, wherever the cells' faces lie.
CountedPoints countPoints(const Box& box, const Sphere& sphere) {
    constexpr Vec3 steps{0.8191725133961645, 0.6710436067037893, 0.5497004779019703};
    CountedPoints counts;
    for (int i = 0; i < samples; ++i) {
        Vec3 at{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            at[axis] = 2 * std::fmod(0.5 + i * steps[axis], 1.0) - 1;
        }
        if (dot(at, at) > 1) {
            continue;
        }
        const Vec3 point = sphere.centre + sphere.radius * at;
        const int cell = cellAt(cellsFromPoint(box, point));
        ++(cell < 0 ? counts.outside : counts.cells[static_cast<std::size_t>(cell)]);
    }
    return counts;
}

Vec3 centreOf(int cell) {
    return {cell % gridSize[2] + 0.5, cell / gridSize[2] % gridSize[1] + 0.5,
            cell / (gridSize[2] * gridSize[1]) + 0.5};
}

/// Those of `isIn` that hang together with `from`, by their faces.
std::vector<int> connected(int from, const std::function<bool(int)>& isIn) {
    std::vector<int> cells{from};
    for (std::size_t next = 0; next < cells.size(); ++next) {
        for (const Vec3& step :
             {Vec3{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}) {
            const int cell = cellAt(centreOf(cells[next]) + step);
            if (cell >= 0 && isIn(cell) && std::ranges::find(cells, cell) == cells.end()) {
                cells.push_back(cell);
            }
        }
    }
    return cells;
}

} // namespace

Vec3 cellsFromPoint(const Box& box, const Vec3& point) {
    Vec3 cells{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double voxel = dot(point - box.origin, axisOf(box, axis)) / box.spacing[axis];
        cells[axis] = (voxel + 0.5) / voxelsOfCell[axis];
    }
    return cells;
}

Vec3 pointFromCells(const Box& box, const Vec3& cells) {
    Vec3 point = box.origin;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double voxel = cells[axis] * voxelsOfCell[axis] - 0.5;
        point = point + voxel * box.spacing[axis] * axisOf(box, axis);
    }
    return point;
}

Result<std::vector<CellWeight>> cellsOf(const Box& box, const Sphere& sphere) {
    const auto finite = [](double value) { return std::isfinite(value); };
    if (!std::ranges::all_of(sphere.centre, finite) || !finite(sphere.radius) ||
        sphere.radius <= 0) {
        return fail(ErrorCode::BadInput,
                    "A region needs a centre in mm and a radius above 0: x,y,z,r.");
    }
    const auto counts = countPoints(box, sphere);
    std::vector<CellWeight> cells;
    double sum = 0;
    for (int cell = 0; cell < gridCells; ++cell) {
        if (const int count = counts.cells[static_cast<std::size_t>(cell)]; count > 0) {
            cells.push_back({cell, double(count)});
            sum += count;
        }
    }
    if (cells.empty()) {
        return fail(ErrorCode::BadInput, "The region lies outside what the phases cover.");
    }
    for (CellWeight& cell : cells) {
        cell.weight /= sum;
    }
    std::ranges::stable_sort(cells, std::greater(), &CellWeight::weight);
    return cells;
}

double shareOutside(const Box& box, const Sphere& sphere) {
    const CountedPoints counts = countPoints(box, sphere);
    const double inside = std::accumulate(counts.cells.begin(), counts.cells.end(), 0);
    return counts.outside / (inside + counts.outside);
}

MapPeak peakOf(const Box& box, std::span<const float, gridCells> map) {
    const auto highest = std::ranges::max_element(map);
    if (!(*highest > 0)) {
        return {};
    }
    const auto at = [&](int cell) { return map[static_cast<std::size_t>(cell)]; };
    const auto cells = connected(static_cast<int>(highest - map.begin()),
                                 [&](int cell) { return at(cell) >= *highest / 2; });
    double sum = 0, all = 0;
    Vec3 centre{};
    for (const int cell : cells) {
        sum += at(cell);
        centre = centre + double(at(cell)) * centreOf(cell);
    }
    for (const float value : map) {
        all += std::max(value, 0.0F);
    }
    const Vec3 cellMm = box.cellMm();
    const double volume = cellMm[0] * cellMm[1] * cellMm[2] * static_cast<double>(cells.size());
    return {
        {pointFromCells(box, (1 / sum) * centre), std::cbrt(volume * 3 / (4 * std::numbers::pi))},
        sum / all};
}

} // namespace bolus
