// A DICOMDIR stands for the files that it names.
#pragma once

#include <filesystem>
#include <vector>

#include "library/domain/Progress.h"
#include "library/domain/Result.h"
#include "library/reader/FileReader.h"

namespace bolus {

/// By its name, which PS3.10 section 8.6 gives.
bool isMediaDirectory(const std::filesystem::path& path);

/// The files that a DICOMDIR names and that lie in its folder; media are often mounted with names
/// in lower case. A name that leads elsewhere, and a file that is missing, are warnings. Errors:
/// those of FileReader::directory.
Result<std::vector<std::filesystem::path>> mediaFiles(const std::filesystem::path& dicomdir,
                                                      FileReader& reader, Progress& progress);

} // namespace bolus
