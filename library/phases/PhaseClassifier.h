// Which contrast phase each volume of one exam is, from tags and times.
#pragma once

#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Sets `phase` of every volume, in place, with confidence and reason. Evidence: descriptions and
/// protocol in several languages, ContrastBolusAgent, seconds from ContrastBolusStartTime, and the
/// order and spacing of acquisition times within the exam. Where evidence is missing or disagrees
/// the phase is Unknown with a reason. Records of source User are left as they are.
void classifyPhases(std::vector<VolumeRecord>& exam);

} // namespace bolus
