// A coarse grid of values laid over the pictures: attention, or any other map of the common box.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "library/domain/Volume.h"

namespace bolus {

/// The grid fills a box of `boxVoxels` voxels; one cell covers boxVoxels/grid of them. As for the
/// model's common box, `direction` is row-major 3×3 with the w, h, d axes as columns, and voxel
/// (d,h,w) lies at origin + direction · (w·spacing[0], h·spacing[1], d·spacing[2]), LPS, mm.
struct Heatmap {
    std::string seriesUid; // the volume it belongs to; empty: every volume of the case
    int part = 0;          // of that series; not used where seriesUid is empty
    std::string label;     // what the colour bar says, e.g. "Attention, arterial"

    std::array<int, 3> grid{4, 8, 8};           // D, H, W
    std::array<int, 3> boxVoxels{32, 256, 256}; // D, H, W
    std::vector<float> values;                  // D-major; negative values allowed
    std::array<double, 3> origin{}, spacing{};  // spacing along w, h, d
    std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1};

    /// Values at the two ends of the colour bar. Where low is below zero the bar is a diverging one
    /// about zero. low == high: the viewer takes the range of all maps it is given together.
    double low = 0, high = 0;

    /// What one cell covers along w, h and d, mm.
    std::array<double, 3> cellMm() const;
    /// Sizes agree, values and geometry are finite, and no axis is degenerate.
    bool isValid() const;
};

/// The grid of a valid map as a volume: a voxel a cell.
std::shared_ptr<const Volume> cellsOf(const Heatmap& map);

/// The range for maps that are compared with each other: 0 … largest value, or symmetrical about
/// zero where any value is negative. Never empty: low < high.
std::array<double, 2> commonRange(std::span<const Heatmap> heatmaps);

} // namespace bolus
