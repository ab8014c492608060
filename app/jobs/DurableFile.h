// Files that are either whole or not there: temporary file, fsync, rename, fsync of the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "library/domain/Result.h"

namespace bolus {

/// Folders on the way are made. Errors: Io, naming the file and the system's reason.
Result<void> writeDurably(const std::filesystem::path& target, std::span<const std::uint8_t> bytes);
/// A target that is there already is left as it is: its name is a hash of its content.
Result<void> copyDurably(const std::filesystem::path& source, const std::filesystem::path& target);

} // namespace bolus
