// Several slices of a volume shown as one picture.
#pragma once

#include <array>

#include <vtkImageData.h>

#include "viewer/ViewState.h"

namespace bolus {

/// The picture of a slab: where its pixels are, and what becomes of the slices.
struct SlabCut {
    std::array<double, 16> indexFromPlane{}; // row-major; mm along (right, up, next) → voxel index
    int columns = 0, rows = 0, slices = 1;   // slices: odd; the middle one lies at next = 0
    double left = 0, bottom = 0;             // mm: middle of the first pixel
    double columnStep = 1, rowStep = 1, step = 1; // mm
    Slab::Mode mode = Slab::Mode::Off;
    bool interpolate = false; // else the nearest voxel
    bool operator==(const SlabCut&) const = default;
};

/// Values from `low` to `high` stand for no value: they take no part, and neither does what lies
/// outside the volume. A pixel of which no slice has a value becomes `outside`.
struct NoValue {
    double low = 0, high = 0, outside = 0;
};

/// Largest, smallest or mean value of the slices, into `picture`, of the voxels' type. `voxels`:
/// short or float, one component, in index space. vtkImageReslice's slabs count voxels that stand
/// for no value as values, which darkens smallest and mean ones.
void projectSlab(vtkImageData& voxels, const SlabCut& cut, const NoValue& none,
                 vtkImageData& picture);
/// The same in parts: rows from `begin` to before `end`, the first part from row 0.
void projectRows(vtkImageData& voxels, const SlabCut& cut, const NoValue& none, int begin, int end,
                 vtkImageData& picture);

} // namespace bolus
