// Trilinear sampling of a volume on the grid of a box.
#pragma once

#include <limits>
#include <span>

#include "engine/preprocess/CommonBox.h"

namespace bolus {

/// What a voxel of the box gets where the volume holds nothing.
inline constexpr float outsideVolume = std::numeric_limits<float>::quiet_NaN();

/// Fills `out` [32,256,256]. A position counts as inside up to half a voxel beyond the outermost
/// voxel centres, as itk::LinearInterpolateImageFunction has it; the rest becomes outsideVolume.
void resample(const Volume& volume, const Box& box, std::span<float> out);

} // namespace bolus
