// Finds every regular file under some paths.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "library/domain/Progress.h"
#include "library/domain/Result.h"

namespace bolus {

struct FoundFile {
    std::filesystem::path path; // absolute
    std::uintmax_t size = 0;
    std::int64_t modifiedNs = 0;
};

/// In the order of their names, links followed, each folder once. Pipes, sockets and devices are
/// not files. A folder that cannot be read is a warning. Progress stage: "files".
/// Errors: NotFound, naming a path that is not there; Cancelled.
Result<std::vector<FoundFile>> findFiles(const std::vector<std::filesystem::path>& paths,
                                         Progress& progress);

} // namespace bolus
