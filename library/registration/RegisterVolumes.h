// Registers one volume to another: rigidly, then by a smooth deformation.
#pragma once

#include <memory>

#include "library/domain/Progress.h"
#include "library/domain/Registration.h"
#include "library/domain/Result.h"
#include "library/domain/Volume.h"

namespace bolus {

struct RegistrationOptions {
    bool deformable = true;
    /// Both volumes' positions are of one frame of reference: the search starts where they say.
    /// Else the middles of the bodies are laid on each other first, and levels are tried.
    bool sameFrame = true;
};

/// All that registration needs of a volume: a few MB, whatever its size, so that of many phases one
/// need be in memory at a time. Cheap to copy.
class RegistrationSide {
public:
    /// BadInput: fewer than four slices, or nothing in it to go by.
    static Result<RegistrationSide> of(const Volume& volume);

    struct Levels;
    const Levels& levels() const { return *m_levels; }

private:
    std::shared_ptr<const Levels> m_levels;
};

/// Where the points of `fixed` lie in `moving`. Rigid: Euler angles about the body's centre;
/// deformable: cubic B-splines on a grid of 64, then 32 mm, whose coefficients stay within 0.4 of
/// its spacing, so that nothing folds (Choi and Lee, 2000). Both maximise the mutual information of
/// Mattes et al. (2003), since phases enhance differently, at a fixed set of the body's cells: the
/// same input gives the same result. The quality's verdict Failed: the result is by position.
/// Stage "register". Errors: Cancelled, within a second; BadInput: of different kinds of values, or
/// they hardly overlap wherever they were tried.
Result<Registration> registerVolumes(const RegistrationSide& fixed, const RegistrationSide& moving,
                                     const RegistrationOptions& options, Progress* progress);

} // namespace bolus
