// Where a ray through a rendered volume meets what is seen.
#pragma once

#include <optional>
#include <vector>

#include "viewer/VolumeCaster.h"

namespace bolus {

/// Not cut away by any of these.
bool isKept(const std::vector<CutPlane>& cuts, const Vec3& point);

/// From `start` along the unit vector `direction`, at most `length` mm: where half of the opacity
/// is gathered or, in a projection, where its extreme value lies. Empty: the ray goes through.
std::optional<Vec3> pickAlong(const VolumeGrid& values, const VolumeLook& look, const Vec3& start,
                              const Vec3& direction, double length);

} // namespace bolus
