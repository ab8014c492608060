// The small picture that stands for a case in lists.
#pragma once

#include <filesystem>

#include "app/jobs/Png.h"
#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// The middle slice of the phase that shows most (portal venous before arterial before others), CT
/// in the abdomen window, other modalities between percentiles 1 and 99; at most 160 pixels a side,
/// in the slice's true proportions. Errors: those of loadVolume; BadInput without volumes; Io.
Result<GreyPicture> thumbnail(const Case& exam);
Result<void> writeThumbnail(const Case& exam, const std::filesystem::path& target);

} // namespace bolus
