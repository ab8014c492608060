// DICOM times as seconds. Private to library/phases.
#pragma once

#include <optional>
#include <string>

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

} // namespace bolus
