// Stored values to voxels of a volume. Private to library/dicom.
#pragma once

#include <span>

#include "library/dicom/Padding.h"
#include "library/dicom/Rescale.h"
#include "library/dicom/StoredFrame.h"

namespace bolus {

/// Puts a frame's values after the Modality LUT into `out`, of the frame's size; float or short.
/// False where they are not all whole numbers that fit into short; `out` is undefined then. Padding
/// that does not fit is no reason for that: below the lowest short it becomes that, and where its
/// range reaches above the highest, all of it becomes the lowest, which no value is.
template<typename Pixel>
bool storeVoxels(const StoredFrame& frame, const Rescale& rescale, const PaddingRange& padding,
                 std::span<Pixel> out);

/// Values of the padding as storeVoxels() leaves them, lowest and highest.
template<typename Pixel>
PaddingRange paddingValues(const Rescale& rescale, const PaddingRange& stored, bool isReal);

extern template PaddingRange paddingValues<short>(const Rescale&, const PaddingRange&, bool);
extern template PaddingRange paddingValues<float>(const Rescale&, const PaddingRange&, bool);
extern template bool storeVoxels<short>(const StoredFrame&, const Rescale&, const PaddingRange&,
                                        std::span<short>);
extern template bool storeVoxels<float>(const StoredFrame&, const Rescale&, const PaddingRange&,
                                        std::span<float>);

} // namespace bolus
