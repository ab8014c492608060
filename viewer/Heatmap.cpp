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

std::shared_ptr<const Volume> cellsOf(const Heatmap& map) {
    const VolumeGeometry box{map.origin, map.cellMm(), map.direction, {}};
    const auto image = FloatImage::New();
    FloatImage::SizeType size;
    FloatImage::SpacingType spacing;
    FloatImage::DirectionType direction;
    Vec3 origin = map.origin; // of the box's first voxel; then the middle of the first cell
    for (unsigned i = 0; i < 3; ++i) {
        size[i] = static_cast<std::size_t>(map.grid[2 - i]);
        spacing[i] = box.spacing[i];
        const double half = (static_cast<double>(map.boxVoxels[2 - i]) / map.grid[2 - i] - 1) / 2;
        origin = origin + (half * map.spacing[i]) * box.axis(static_cast<int>(i));
        for (unsigned j = 0; j < 3; ++j) {
            direction(i, j) = map.direction[3 * i + j];
        }
    }
    image->SetRegions(size);
    image->SetOrigin(FloatImage::PointType(origin.data()));
    image->SetSpacing(spacing);
    image->SetDirection(direction);
    image->Allocate();
    std::ranges::copy(map.values, image->GetBufferPointer());
    return std::make_shared<Volume>(Volume{image, {}});
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
