// In which order and to which places the slices of a volume are loaded. Private to library/dicom.
#pragma once

#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// Slices of one file, decoded together: a multi-frame file is opened once.
struct LoadJob {
    std::vector<std::size_t> slices; // indices into record.slices
};

std::vector<LoadJob> jobsOf(const VolumeRecord& record);

/// Where each slice goes: in order, or with the gaps of missing slices left open.
std::vector<std::size_t> slotsOf(const VolumeRecord& record);

} // namespace bolus
