// Where the library keeps a case's picture for the list.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace bolus {

/// `folder` is the library's; the file may not exist yet.
inline std::filesystem::path thumbnailFile(const std::filesystem::path& folder,
                                           std::int64_t caseId) {
    return folder / "thumbnails" / (std::to_string(caseId) + ".png");
}

} // namespace bolus
