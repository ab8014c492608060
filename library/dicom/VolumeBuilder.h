// Sorts the instances of one series into geometrically consistent volumes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Splits where image type (localizer), orientation, matrix size, pixel spacing, acquisition,
/// temporal position or echo differ, where positions repeat, and where the spacing changes from one
/// constant to another; each part says why. Slices are ordered along the normal of
/// ImageOrientationPatient and spacing[2] is the median distance between their positions, not
/// SliceThickness (PS3.3 C.7.6.2.1.1). Missing slices keep their place (see VolumeRecord); uneven
/// spacing, gaps and gantry tilt are written into `issues`. Instances without pixels or geometry,
/// colour images, segmentations and doses give no volume. Frames of a multi-frame instance are
/// placed by its frameGeometry; without it (see readFrameGeometry) they give no volume.
/// Images whose geometry is missing or impossible are left out, and an issue of the first volume
/// counts them.
std::vector<VolumeRecord> buildVolumes(const std::vector<InstanceHeader>& series);

/// A sentence where a series has images and none can be placed, so that buildVolumes() gives no
/// volume that could carry the issue.
std::optional<std::string> noVolumeReason(const std::vector<InstanceHeader>& series);

} // namespace bolus
