// The files that a DICOMDIR names (PS3.3 F.3, PS3.10 section 8).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

struct MediaDirectory {
    std::vector<std::filesystem::path> files; // below the DICOMDIR's folder, as written, each once
    std::vector<std::string> refused;         // file IDs that lead elsewhere, as written
};

/// Errors: those of readHeader; Unsupported (no DICOMDIR).
Result<MediaDirectory> readMediaDirectory(const std::filesystem::path& dicomdir);

} // namespace bolus
