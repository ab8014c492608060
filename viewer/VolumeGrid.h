// A volume prepared for casting rays: small enough, without gaps, its values in 12 bits.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <stop_token>

#include <vtkImageData.h>
#include <vtkSmartPointer.h>

#include "viewer/Geometry.h"
#include "viewer/LoadedVolume.h"

namespace bolus {

/// From a volume's values to the 0 … 4095 of a grid, brighter is more. HU keep their steps from
/// -1024 to 3071 and stop there; other units are spread from their lowest to their highest value.
struct GridScale {
    static constexpr int top = 4095;
    double low = -1024,
           step = 1; // value = low + index · step; step < 0 where low values are bright

    static GridScale of(const LoadedVolume& volume);
    double valueAt(double index) const { return low + index * step; }
    double indexOf(double value) const { return (value - low) / step; }
};

/// What stands where nothing was scanned: Dark never shows where bright values do, Bright where
/// dark ones do; there the air around the patient counts as not scanned either.
enum class GridBackground { Dark, Bright };

/// Immutable. One voxel is 2 bytes, and what casts rays through it adds 3 for gradients.
struct VolumeGrid {
    vtkSmartPointer<vtkImageData> image; // unsigned short; origin 0, spacing in mm, own axes
    VolumeGeometry geometry;             // of the image; its axes are right-handed
    GridScale scale;

    static constexpr std::size_t bytesPerVoxel = 5;

    /// At most so many voxels, each the mean of what it covers, the finest axes made coarser first.
    /// Null where it was stopped, or where a dimension has fewer than two voxels. Any thread.
    static std::shared_ptr<const VolumeGrid> make(const LoadedVolume& volume, std::size_t most,
                                                  GridBackground background,
                                                  const std::stop_token& stop = {});
    /// 0 … 4095, trilinear; negative outside.
    double sample(const Vec3& patient) const;
};

} // namespace bolus
