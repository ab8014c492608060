// Series of many time points: dynamic MR, perfusion CT. Private to library/phases.
#pragma once

#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Sets sequences apart that are no contrast phases where the exam has a dynamic series: diffusion,
/// T2 weighting, maps of them.
void setOtherSequencesApart(std::vector<VolumeRecord>& exam);

/// Where a phase series is longer than the 8 volumes that hang and that PAMN takes, its dynamic
/// series (three or more volumes on one grid) are thinned out to fit beside the others, but each to
/// two at least: the first and the last time point stay, then the first of each phase that is
/// known, then those in the middle of the longest run left out. The rest is set apart, and can be
/// chosen like any other.
void thinDynamicSeries(std::vector<VolumeRecord>& exam);

} // namespace bolus
