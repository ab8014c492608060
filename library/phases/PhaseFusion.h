// One phase record out of what tags and pixels say.
#pragma once

#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Confidence from here on is a sure record.
inline constexpr double surePhase = 0.7;

/// Sure only where both agree or one is silent; where they contradict each other the phase is
/// Unknown, and the reason names both. `tags` is a record of classifyPhases(); `before`: the scan
/// without contrast medium that the pixels were judged beside, or null.
PhaseRecord fusePhase(const PhaseRecord& tags, const Enhancement& pixels,
                      const Enhancement* before = nullptr);

/// classifyPhases(), then each volume that was measured is judged together with the exam's others
/// (its `enhancement` gets the phase that follows) and fused with its tags. Records of source User
/// stay. The same whatever the records were before, so it can be run again at any time.
void classifyExam(std::vector<VolumeRecord>& exam);

} // namespace bolus
