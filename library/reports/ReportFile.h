// Reads report files that lie beside exams.
#pragma once

#include <filesystem>
#include <vector>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// Plain text (.txt: first lines may say `StudyInstanceUID: …` or `AccessionNumber: …`), or CSV
/// (header row with study_uid or accession_number, and report or findings and impression).
/// Errors: NotFound, BadInput (no identifier, no text, not UTF-8 nor Latin-1), TooLarge (> 16 MB).
Result<std::vector<Report>> readReportFile(const std::filesystem::path& path);

} // namespace bolus
