// Files that are either whole or not there: temporary file, fsync, rename, fsync of the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

#include "library/domain/Files.h"
#include "library/domain/Result.h"

namespace bolus {

/// Folders on the way are made. Errors: Io, naming the file and the system's reason.
Result<void> writeDurably(const std::filesystem::path& target, std::span<const std::uint8_t> bytes);
/// A target that is there already is left as it is: its name is a hash of its content. Errors: Io,
/// also where the source cannot be read.
Result<void> copyDurably(const std::filesystem::path& source, const std::filesystem::path& target);
/// A copy by the name of its content: `placeOf` is given the SHA-256 of what was copied. The source
/// is of this size and time before and after, or nothing is kept. Gives the copy's path. Errors: Io
/// (the source cannot be read, or changes), Storage (the copy cannot be written).
Result<std::filesystem::path>
copyByHash(const FileStamp& source, const std::filesystem::path& workFolder,
           const std::function<std::filesystem::path(const std::string& hash)>& placeOf);
/// As copyDurably, for a file on the same drive that is given away.
Result<void> moveDurably(const std::filesystem::path& source, const std::filesystem::path& target);

} // namespace bolus
