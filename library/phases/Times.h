// DICOM times as seconds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Seconds since midnight of a TM value (PS3.5 6.2), also of HHMM and HH, with or without colons.
std::optional<double> secondsOfDay(const std::string& tm);

/// When the volume was acquired, seconds of the day: AcquisitionTime only, as ContentTime may be
/// that of a later reconstruction.
std::optional<double> acquiredAt(const VolumeRecord& volume);

/// `later` − `earlier`, over midnight if need be: between −12 h and 12 h.
double secondsBetween(double earlier, double later);

/// The time for sorting: date, then acquisition, content or series time, whichever is there first.
std::string sortingTime(const VolumeRecord& volume);

/// Days from some day on, of a DA value (PS3.5 6.2). None of a blank or impossible one, and none of
/// 1900-01-01, which stands in for a date that was taken out.
std::optional<long> dayNumber(const std::string& da);

/// When each volume was made, in seconds that compare among them: over midnight where the dates are
/// blank, and along the temporal positions within a series that has them, whatever its times say.
/// Minus infinity where no time is known.
std::vector<double> instantsOf(const std::vector<VolumeRecord>& exam);

} // namespace bolus
