#include "library/phases/CoarseCt.h"

#include <algorithm>
#include <cmath>

namespace bolus::pixels {

namespace {

constexpr std::array<double, 3> cellMm{2.5, 2.5, 5};
constexpr float lowestHu = -1024, highestHu = 3071;
constexpr int mostCells = 512; // along one axis
constexpr double mostOffAxis = 25 * M_PI / 180;

/// Which patient axis each image axis runs along, and which way.
struct Axes {
    std::array<unsigned, 3> of{}; // patient axis of image axis
    std::array<bool, 3> reversed{};
};

std::optional<Axes> axesOf(const itk::ImageBase<3>& image) {
    const auto& direction = image.GetDirection();
    Axes axes;
    std::array<bool, 3> taken{};
    for (unsigned axis = 0; axis < 3; ++axis) {
        unsigned best = 0;
        for (unsigned i = 1; i < 3; ++i) {
            best = std::abs(direction(i, axis)) > std::abs(direction(best, axis)) ? i : best;
        }
        if (!(std::abs(direction(best, axis)) > std::cos(mostOffAxis)) || taken[best]) {
            return std::nullopt;
        }
        taken[best] = true;
        axes.of[axis] = best;
        axes.reversed[axis] = direction(best, axis) < 0;
    }
    return axes;
}

/// Voxels of one image axis to cells of the patient axis it runs along.
struct AxisMap {
    std::vector<int> cell; // by voxel; -1: left out, as its neighbours say enough
    int cells = 1;
    double spacing = 1;
};

AxisMap mapOf(std::size_t voxels, double spacing, double wanted, bool reversed) {
    const double extent = static_cast<double>(voxels) * spacing;
    AxisMap map;
    map.cells = static_cast<int>(std::clamp(std::round(extent / std::max(wanted, spacing)), 1.0,
                                            static_cast<double>(mostCells)));
    map.cells = std::min(map.cells, static_cast<int>(std::min<std::size_t>(voxels, mostCells)));
    map.spacing = extent / map.cells;
    const auto dense = static_cast<std::size_t>(std::max(1.0, map.spacing / spacing / 3));
    for (std::size_t i = 0; i < voxels; ++i) {
        const auto along = static_cast<int>((static_cast<double>(i) + 0.5) /
                                            static_cast<double>(voxels) * map.cells);
        const int cell = std::clamp(reversed ? map.cells - 1 - along : along, 0, map.cells - 1);
        map.cell.push_back(i % dense == 0 ? cell : -1);
    }
    return map;
}

struct Sums {
    std::vector<float> sum;
    std::vector<int> count;
};

/// One row of voxels, each to its cell; `base` and `step` place the row in the grid.
template<typename Pixel>
void addRow(const Pixel* row, const AxisMap& map, const Volume& volume, std::size_t base,
            std::size_t step, Sums& sums) {
    for (std::size_t i = 0; i < map.cell.size(); ++i) {
        const auto value = static_cast<float>(row[i]);
        if (map.cell[i] < 0 || !std::isfinite(value)) {
            continue;
        }
        const std::size_t at = base + static_cast<std::size_t>(map.cell[i]) * step;
        sums.sum[at] +=
            volume.isPadding(double(value)) ? lowestHu : std::clamp(value, lowestHu, highestHu);
        ++sums.count[at];
    }
}

template<typename Image>
void addVoxels(const Image& image, const Volume& volume, const std::array<AxisMap, 3>& maps,
               const std::array<std::size_t, 3>& steps, Sums& sums) {
    const auto size = image.GetLargestPossibleRegion().GetSize();
    const auto* voxel = image.GetBufferPointer();
    for (std::size_t k = 0; k < size[2]; ++k) {
        for (std::size_t j = 0; j < size[1]; ++j, voxel += size[0]) {
            if (maps[1].cell[j] >= 0 && maps[2].cell[k] >= 0) {
                const std::size_t base = static_cast<std::size_t>(maps[1].cell[j]) * steps[1] +
                                         static_cast<std::size_t>(maps[2].cell[k]) * steps[2];
                addRow(voxel, maps[0], volume, base, steps[0], sums);
            }
        }
    }
}

/// Maps of the image axes; the grid's size and spacing follow. Nothing where there is no extent.
std::optional<std::array<AxisMap, 3>> mapsOf(const Volume& volume, const Axes& axes,
                                             CoarseCt& coarse) {
    const auto size = volume.size();
    const auto spacing = volume.spacing();
    std::array<AxisMap, 3> maps;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if (size[axis] == 0 || !std::isfinite(spacing[axis]) || !(spacing[axis] > 0)) {
            return std::nullopt;
        }
        const unsigned patient = axes.of[axis];
        maps[axis] = mapOf(size[axis], spacing[axis], cellMm[patient], axes.reversed[axis]);
        coarse.size[patient] = maps[axis].cells;
        coarse.spacing[patient] = maps[axis].spacing;
    }
    return maps;
}

void setMeans(const Sums& sums, CoarseCt& coarse) {
    coarse.hu.assign(sums.sum.size(), airHu);
    for (std::size_t i = 0; i < sums.sum.size(); ++i) {
        if (sums.count[i] > 0) {
            coarse.hu[i] = sums.sum[i] / static_cast<float>(sums.count[i]);
        }
    }
}

} // namespace

std::optional<CoarseCt> coarsen(const Volume& volume) {
    const bool present =
        std::visit([](const auto& image) { return image.IsNotNull(); }, volume.image);
    const auto axes = present ? axesOf(volume.base()) : std::nullopt;
    CoarseCt coarse;
    const auto maps = axes ? mapsOf(volume, *axes, coarse) : std::nullopt;
    if (!maps) {
        return std::nullopt;
    }
    const std::array<std::size_t, 3> patientSteps{1, static_cast<std::size_t>(coarse.size[0]),
                                                  coarse.area()};
    std::array<std::size_t, 3> steps{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        steps[axis] = patientSteps[axes->of[axis]];
    }
    const std::size_t cells = coarse.area() * static_cast<std::size_t>(coarse.size[2]);
    Sums sums{std::vector<float>(cells), std::vector<int>(cells)};
    std::visit([&](const auto& image) { addVoxels(*image, volume, *maps, steps, sums); },
               volume.image);
    setMeans(sums, coarse);
    return coarse;
}

} // namespace bolus::pixels
