// Stored values to voxels of a volume. Private to library/dicom.
#pragma once

#include <span>

#include "library/dicom/Padding.h"
#include "library/dicom/Rescale.h"
#include "library/dicom/StoredFrame.h"

namespace bolus {

/// Puts a frame's values after the Modality LUT into `out`, of the frame's size; float or short.
/// False where they are not all whole numbers that fit into short; `out` is undefined then. Padding
/// that does not fit is no reason for that: it becomes the lowest short.
template<typename Pixel>
bool storeVoxels(const StoredFrame& frame, const Rescale& rescale, const PaddingRange& padding,
                 std::span<Pixel> out);

extern template bool storeVoxels<short>(const StoredFrame&, const Rescale&, const PaddingRange&,
                                        std::span<short>);
extern template bool storeVoxels<float>(const StoredFrame&, const Rescale&, const PaddingRange&,
                                        std::span<float>);

} // namespace bolus
