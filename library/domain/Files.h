// What a folder tells of a file: its name, and by what a later change is noticed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "library/domain/Result.h"

struct stat;

namespace bolus {

/// A file as it was met: what is known of it holds while the same version is there.
struct FileStamp {
    std::filesystem::path path;
    std::uintmax_t size = 0;
    std::int64_t modifiedNs = 0; // modification time, ns since the epoch
    /// Change time (as modifiedNs) and inode, where the file system keeps them for good; else 0.
    std::int64_t changedNs = 0;
    std::uint64_t inode = 0;
};

/// Whether both are one version of a file, whatever its path: by all that is known of both.
bool isSameVersion(const FileStamp& one, const FileStamp& other);

/// As the file is now; nothing where it is not there or cannot be looked at.
std::optional<FileStamp> fileStamp(const std::filesystem::path& path);
/// Out of what stat() said of it.
FileStamp fileStamp(const std::filesystem::path& path, const struct ::stat& status);

/// Io: it is not there, or its rights or its drive forbid to read it.
std::unexpected<Error> unreadableFile(const std::filesystem::path& path);
/// What the messages about a file that was cut short advise; whoever adds advice looks for it.
inline constexpr std::string_view copyAgain = "copy it again";

/// With its dot, in lower case: ".zip"; empty where the name has none.
std::string lowerExtension(const std::filesystem::path& path);

} // namespace bolus
