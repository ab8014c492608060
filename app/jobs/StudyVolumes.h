// From instances to volumes and cases, in memory.
#pragma once

#include <functional>
#include <vector>

#include "library/domain/Progress.h"
#include "library/domain/Result.h"
#include "library/phases/CaseBuilder.h"

namespace bolus {

/// The instances of one study. Geometry of multi-frame instances is read again from their files
/// where it is missing; a file that cannot be used is an issue of the case.
/// Errors: those that may pass; without that file's geometry its volume would be missing.
Result<StudyVolumes> studyVolumes(std::vector<InstanceHeader> instances,
                                  const Progress* progress = nullptr);

/// Cases of instances of any number of studies. Where a study holds files of people who cannot be
/// one (see library/phases/Identity.h), each gets cases of their own, and these say so.
/// `tellOfLoss` is called for each issue of a study that gives no volume, and so no case that could
/// show it; the subject is one of its files. Errors: those of studyVolumes.
Result<std::vector<Case>> casesOf(std::vector<InstanceHeader> instances,
                                  const std::function<void(const Error&)>& tellOfLoss = {},
                                  const Progress* progress = nullptr);

} // namespace bolus
