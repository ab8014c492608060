// Size and time of a file, by which a later change is noticed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace bolus {

struct FileFacts {
    std::uintmax_t size = 0;
    std::int64_t modifiedNs = 0; // modification time, ns since the epoch
};

/// Nothing where the file is not there or cannot be looked at.
std::optional<FileFacts> fileFacts(const std::filesystem::path& path);

} // namespace bolus
