// The small picture that stands for a case in lists.
#pragma once

#include <filesystem>

#include "library/domain/Case.h"
#include "library/domain/Result.h"
#include "library/reader/FileReader.h"
#include "library/store/Library.h"

namespace bolus {

/// The phase that shows most (portal venous before arterial before others); null without volumes.
const VolumeRecord* thumbnailVolume(const Case& exam);
/// Its middle slice.
const SliceRef* thumbnailSlice(const Case& exam);
/// That slice as FileReader::picture shows it; at most 160 pixels a side. Errors: those of
/// FileReader::picture; BadInput without volumes.
Result<GreyPicture> thumbnail(const Case& exam, FileReader& reader, const Progress* progress);
/// The same as a PNG file. Errors: also Io.
Result<void> writeThumbnail(const Case& exam, const std::filesystem::path& target,
                            FileReader& reader, const Progress* progress);
/// With a reader of its own.
Result<void> writeThumbnail(const Case& exam, const std::filesystem::path& target,
                            const Progress* progress);

/// Removes pictures of cases that the library has no more; how many.
Result<std::int64_t> sweepThumbnails(Library& library);

} // namespace bolus
