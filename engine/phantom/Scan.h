// How an exam is acquired: the scanned box, the scanner's style, and what each phase covers.
#pragma once

#include "engine/phantom/Anatomy.h"

namespace bolus::phantom {

/// Sets the exam's box and scan. Its phases and lesions stand already: a phase that is scanned
/// short covers them all. `sliceMm` 0 lets the scanner choose.
void planScan(PhantomExam& exam, const Anatomy& anatomy, double sliceMm);

struct SliceRange {
    int first = 0, count = 0;
};

/// The slices of a stack, `count` of them from `firstZ` on and `spacingZ` apart, whose middles one
/// phase covers; at least one.
SliceRange coveredSlices(const PhantomExam& exam, std::size_t phase, double firstZ, double spacingZ,
                         int count);

/// Instance Number, from 1 at the feet, of the slice nearest to `z` (LPS mm) in a phase's series as
/// it is written with the scan's own slices.
int imageNumberAt(const PhantomExam& exam, std::size_t phase, double z);

} // namespace bolus::phantom
