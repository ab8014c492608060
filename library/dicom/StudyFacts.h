// What a file says of its patient and study beyond what the library keeps: objects that join the
// study repeat it.
#pragma once

#include <filesystem>
#include <string>

#include "library/domain/Result.h"

namespace bolus {

/// UTF-8; empty where the file has none.
struct StudyFacts {
    std::string studyId;            // (0020,0010)
    std::string referringPhysician; // ReferringPhysicianName (0008,0090)
    std::string issuerOfPatientId;  // (0010,0021): whose number the Patient ID is
};

/// Errors: of openDicom. Any thread.
Result<StudyFacts> readStudyFacts(const std::filesystem::path& path);

} // namespace bolus
