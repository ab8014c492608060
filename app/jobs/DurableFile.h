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
/// A target that is there already is left as it is: its name is a hash of its content. The copy is
/// made in `workFolder` on the same drive (empty: beside the target). Errors: Io, also where the
/// source cannot be read.
Result<void> copyDurably(const std::filesystem::path& source, const std::filesystem::path& target,
                         const std::filesystem::path& workFolder = {});
/// The same for a file on the same drive that is given away.
Result<void> moveDurably(const std::filesystem::path& source, const std::filesystem::path& target);

} // namespace bolus
