// Groups volumes into exams and puts the phases of each in contrast order.
#pragma once

#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// One study's volumes with its patient and study attributes in `exam` (volumes empty there).
struct StudyVolumes {
    Case exam;
    std::vector<VolumeRecord> volumes;
};

/// Cases with classified phases (see PhaseClassifier.h), the phase series first and in contrast
/// order, localizers, reformats and dose pages after it with inPhaseSeries false. A case is never
/// made without volumes, never mixes patients, and never mixes modalities.
std::vector<Case> buildCases(std::vector<StudyVolumes> studies);

} // namespace bolus
