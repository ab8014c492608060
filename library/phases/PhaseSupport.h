// How well measured HU fit each contrast phase, by ranges from the literature. Private to
// library/phases.
#pragma once

#include <array>
#include <optional>

#include "library/domain/Case.h"

namespace bolus {

/// Of PreContrast, Arterial, PortalVenous and Delayed, which come first in Phase.
using PhaseSupport = std::array<double, 4>;

/// 1 each where all fits, before the phases are compared; nothing without an aorta. `before`: the
/// same patient without contrast medium, or null.
std::optional<PhaseSupport> fitOf(const Enhancement& enhancement, const Enhancement* before);

/// The same as shares, sum 1.
std::optional<PhaseSupport> supportOf(const Enhancement& enhancement,
                                      const Enhancement* before = nullptr);

/// Shares by the medulla's part of the cortex's enhancement alone, which is the same at every tube
/// voltage; nothing where the kidneys have not taken up contrast medium.
std::optional<PhaseSupport> renalSupport(const Enhancement& enhancement);

} // namespace bolus
