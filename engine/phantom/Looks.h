// How a phantom's lesions look beside the tissue around them, phase by phase: the truth of what
// radiologists call hyper-, iso- and hypodense.
#pragma once

#include <vector>

#include "engine/phantom/Phantom.h"

namespace bolus {

enum class Look { Darker, Alike, Brighter };
/// Alike: by less than this, HU.
inline constexpr float leastContrast = 10;

/// A look for each of the exam's phases, from the kinetics it is drawn with; of a lesion of several
/// tissues the one that fills most of it, of hemangiomas the filling rim. Empty where the exam
/// lacks the finding, or it is no lesion in an enhancing organ (stones, fluid, what changes an
/// organ as a whole).
std::vector<Look> looksOf(const PhantomExam& exam, Finding finding);

} // namespace bolus
