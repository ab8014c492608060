// Sorts the instances of one series into geometrically consistent volumes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Splits always where orientation, matrix size, pixel spacing, grey scale or being a scout differ;
/// by contrast phase, cardiac phase, time point, image type, b-value, diffusion direction, echo,
/// tube voltage, kernel, acquisition or stack only where slices lie among each other and come apart
/// by it, frames of a multi-frame instance by what they say themselves; then where positions
/// repeat, where blocks overlap, and where the spacing changes from one constant to another.
/// partReason and splitCause say why. Slices are ordered along the normal of
/// ImageOrientationPatient, and spacing[2] is the distance between their positions, not
/// SliceThickness (PS3.3 C.7.6.2.1.1). Missing slices keep their place (see VolumeRecord). Sideways
/// offsets, such as of a tilted gantry, are taken out of the geometry: loadVolume moves the slices,
/// and size, spacing, origin and direction describe what it gives. geometryFlags and issues tell of
/// all of that. Instances without pixels or geometry, segmentations and doses give no volume.
/// Frames of a multi-frame instance are placed by its frameGeometry; without it (see
/// readFrameGeometry) they give no volume. Images whose geometry is missing or impossible are left
/// out, and an issue of the first volume counts them.
/// imageType is that of the frames where they have their own; "CONTRAST PHASE …" and "PARAMETRIC
/// MAP" follow as further values where the frames or the object's class say so.
std::vector<VolumeRecord> buildVolumes(const std::vector<InstanceHeader>& series);

/// A sentence where a series has images and none can be placed, so that buildVolumes() gives no
/// volume that could carry the issue.
std::optional<std::string> noVolumeReason(const std::vector<InstanceHeader>& series);

} // namespace bolus
