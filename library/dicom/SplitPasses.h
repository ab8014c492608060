// Splits stacks in which positions repeat though no attribute tells the slices apart. Private to
// library/dicom.
#pragma once

#include "library/dicom/SliceGroups.h"

namespace bolus {

/// Stacks in which no position repeats: passes over the same positions by their times, else by the
/// order of their numbers; extra slices at a few positions apart.
Stacks splitRepetitions(const SliceStack& stack);

} // namespace bolus
