// Decodes the slices of a volume into patient coordinates.
#pragma once

#include "library/domain/Case.h"
#include "library/domain/Progress.h"
#include "library/domain/Result.h"
#include "library/domain/Volume.h"

namespace bolus {

struct LoadLimits {
    std::size_t maxBytes = std::size_t{4} << 30; // of decoded voxels; more is TooLarge
};

/// Voxels after the Modality LUT, in the order of record.slices. Safe to call from any thread, and
/// from several at once. Errors: Io (a file is gone), BadInput (a slice does not decode or does not
/// fit the record), Unsupported (colour, or a codec that is not built in), TooLarge, Cancelled.
Result<Volume> loadVolume(const VolumeRecord& record, Progress* progress = nullptr,
                          const LoadLimits& limits = {});

} // namespace bolus
