// What the pixels of a volume say of its contrast phase: structures found without any model, their
// HU, and the phase these mean together.
#pragma once

#include <span>

#include "library/domain/Case.h"
#include "library/domain/Volume.h"

namespace bolus {

/// HU of the structures that are found with confidence in a CT; nothing for other units. The phase
/// is judged from this volume alone. Robust against orientation, partial coverage, metal and noise;
/// never fails: what is not found is absent, and the reason says why nothing is. Some tenths of a
/// second for 300 slices of 512 × 512.
Enhancement measureEnhancement(const Volume& volume);

/// Judges the phases of one exam's volumes anew from their HU, together: a volume without contrast
/// medium tells how the others' structures looked before, which makes enhancement out of HU. That
/// one is returned; null where each was judged alone.
const Enhancement* judgeTogether(std::span<Enhancement* const> exam);

/// Makes a judged phase unsure where the tube voltage is not that of the ranges it was judged by
/// (95-125 kV), unless something decides that is the same at every voltage. `kvp`: KVP (0018,0060).
void limitByVoltage(Enhancement& enhancement, double kvp);

} // namespace bolus
