#include "viewer/Heatmap.h"

#include <algorithm>
#include <cmath>

#include "viewer/Geometry.h"

namespace bolus {

std::array<double, 3> Heatmap::cellMm() const {
    std::array<double, 3> mm{};
    for (std::size_t i = 0; i < 3; ++i) { // w, h, d against D, H, W
        mm[i] = spacing[i] * boxVoxels[2 - i] / grid[2 - i];
    }
    return mm;
}

bool Heatmap::isValid() const {
    for (std::size_t i = 0; i < 3; ++i) {
        if (grid[i] < 1 || grid[i] > 1024 || boxVoxels[i] < 1 || boxVoxels[i] > 65536) {
            return false;
        }
    }
    const auto cells = static_cast<std::size_t>(grid[0]) * static_cast<std::size_t>(grid[1]) *
                       static_cast<std::size_t>(grid[2]);
    const VolumeGeometry geometry{origin, spacing, direction, {1, 1, 1}};
    return values.size() == cells && geometry.isUsable() &&
           std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

std::array<double, 2> commonRange(std::span<const Heatmap> heatmaps) {
    double low = 0, high = 0;
    for (const Heatmap& map : heatmaps) {
        for (const float value : map.values) {
            low = std::min(low, static_cast<double>(value));
            high = std::max(high, static_cast<double>(value));
        }
    }
    const double reach = std::max({-low, high, 1e-12});
    return {low < 0 ? -reach : 0.0, reach};
}

} // namespace bolus
