// What names, image types and kernels say of a volume's role in its exam. Private to
// library/phases.
#pragma once

#include <string>

#include "library/domain/Case.h"

namespace bolus {

bool isScout(const VolumeRecord& volume);
bool isBolusTracking(const VolumeRecord& volume);
bool isSummaryPage(const VolumeRecord& volume);

/// Averaged anew; an axial one is what some archives keep of an acquisition.
bool isAverage(const VolumeRecord& volume);
/// Also what shows other than an axial slice does. `axialExists`: in its exam.
bool isReformat(const VolumeRecord& volume, bool axialExists);

/// Maps that a perfusion analysis makes beside MTT, CBV and CBF, and parametric maps: none of them
/// is a phase.
bool isOtherMap(const VolumeRecord& volume);
/// Which of the perfusion maps that are phases: "mtt", "cbv", "cbf"; empty: none.
std::string mapKind(const VolumeRecord& volume);

/// 0 soft tissue or unknown, 1 sharp (lung, bone): by kernel and description.
int sharpness(const VolumeRecord& volume);

} // namespace bolus
