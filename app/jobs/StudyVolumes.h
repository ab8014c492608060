// From instances to volumes and cases, in memory.
#pragma once

#include <functional>
#include <vector>

#include "library/domain/Result.h"
#include "library/phases/CaseBuilder.h"

namespace bolus {

/// The instances of one study. Geometry of multi-frame instances is read again from their files
/// where it is missing; a file that fails there is an issue of the case.
StudyVolumes studyVolumes(std::vector<InstanceHeader> instances);

/// Cases of instances of any number of studies. Where a study holds files of people who cannot be
/// one (see library/phases/Identity.h), each gets cases of their own, and these say so.
/// `tellOfLoss` is called for each issue of a study that gives no volume, and so no case that could
/// show it; the subject is one of its files.
std::vector<Case> casesOf(std::vector<InstanceHeader> instances,
                          const std::function<void(const Error&)>& tellOfLoss = {});

} // namespace bolus
