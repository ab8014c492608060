// The SHA-256 of a file's content.
#pragma once

#include <filesystem>
#include <string>

#include "library/domain/Progress.h"
#include "library/domain/Result.h"

namespace bolus {

/// In lowercase hexadecimal. Errors: Io, Cancelled.
Result<std::string> fileHash(const std::filesystem::path& file, const Progress& progress);

} // namespace bolus
