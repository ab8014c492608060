// Which volumes of an exam are its phases, and which only accompany them. Private.
#pragma once

#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Sets inPhaseSeries of every volume of one exam. Scouts, bolus tracking, dose pages, reformats
/// and virtual images beside what they were computed from, sharp-kernel and other reconstructions
/// of an acquisition that is there already, and lone slices beside a stack are false, with the
/// reason as an issue. Something stays where anything can.
void assignRoles(std::vector<VolumeRecord>& exam);

/// Takes a volume out of the phase series; the reason becomes one of its issues.
void setApart(VolumeRecord& volume, std::string reason);

/// True where both are reconstructions of one acquisition: same frame of reference, acquisition
/// time and number.
bool sameAcquisition(const VolumeRecord& a, const VolumeRecord& b);

} // namespace bolus
