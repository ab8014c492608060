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

/// Voxels after the Modality LUT, in the order of record.slices; of colour, its luminance. Pixel
/// padding keeps its value, which Volume::padding names (where it differs from slice to slice, one
/// low value takes its place); there is no unit where slices disagree.
/// Safe to call from any thread, and from several at once; takes two threads of its own. Errors: Io
/// (a file is gone), BadInput (a slice does not decode, does not fit the record, or its file has
/// changed since the record was made), Unsupported (bits, colours or a codec that are not read),
/// TooLarge, Cancelled.
Result<Volume> loadVolume(const VolumeRecord& record, Progress* progress = nullptr,
                          const LoadLimits& limits = {});

} // namespace bolus
