// The searches: ITK's metric and optimiser, kept to one file because they compile slowly. Private
// to library/registration.
#pragma once

#include <functional>
#include <vector>

#include "library/domain/Registration.h"
#include "library/domain/Result.h"
#include "library/registration/CoarseVolume.h"

namespace bolus {

/// Six numbers: angles in radians about x, y, z (Euler, ZXY as ITK's Euler3DTransform), then mm.
using RigidParameters = std::array<double, 6>;
std::array<double, 16> rigidMatrix(const RigidParameters& parameters, const Vec3& about);

struct MatchOptions {
    std::vector<std::uint32_t> samples; // cells of the fixed volume
    unsigned mostEvaluations = 60;
    /// After each evaluation; true stops the search.
    std::function<bool()> stopped;
};

/// Errors: Cancelled; BadInput: the samples lie outside the moving volume.
Result<RigidParameters> matchRigid(const CoarseVolume& fixed, const CoarseVolume& moving,
                                   const Vec3& about, const RigidParameters& start,
                                   const MatchOptions& options);

/// A smooth deformation p → p + u(p) of the fixed volume, sampled by `nodes` (its values are
/// overwritten), so that `warped` at p + u(p) is like `fixed` at p. `controlMm`: the control
/// points' distance.
Result<void> matchSmooth(const CoarseVolume& fixed, const CoarseVolume& warped, double controlMm,
                         const MatchOptions& options, DisplacementGrid& nodes);

} // namespace bolus
