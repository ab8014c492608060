// One slice as a small picture.
#pragma once

#include "library/domain/Case.h"
#include "library/domain/Result.h"
#include "library/reader/GreyPicture.h"

namespace bolus {

/// See FileReader::picture. Errors: those of loadVolume.
Result<GreyPicture> slicePicture(const VolumeRecord& slice, int longestSide);

} // namespace bolus
