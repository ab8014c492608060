// From instances to volumes and cases, in memory.
#pragma once

#include <vector>

#include "library/phases/CaseBuilder.h"

namespace bolus {

/// The instances of one study. Geometry of multi-frame instances is read again from their files
/// where it is missing; a file that fails there is an issue of the case.
StudyVolumes studyVolumes(std::vector<InstanceHeader> instances);

/// Cases of instances of any number of studies.
std::vector<Case> casesOf(std::vector<InstanceHeader> instances);

} // namespace bolus
