// Reads report files that lie beside exams.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// The text of a PDF document: see PdfText.h. Empty where PDF is not to be read.
using PdfReader = std::function<Result<std::string>(std::string_view)>;

struct ReportsRead {
    std::vector<Report> reports;
    std::vector<Error> problems; // of parts of the file; the rest was read
};

/// By content, then by extension: HL7 v2 messages; FHIR JSON (a DiagnosticReport, a Bundle, or one
/// resource a line); CDA; PDF and plain text whose first lines say `StudyInstanceUID: …` or
/// `AccessionNumber: …`; CSV with a header row that names a study UID or accession number and text.
/// Errors: NotFound, BadInput (no identifier, no text, not text), TooLarge (> 64 MB), Io.
Result<ReportsRead> readReportFile(const std::filesystem::path& path, const PdfReader& pdf = {});

/// By its name, the file may be a report.
bool hasReportExtension(const std::filesystem::path& path);

} // namespace bolus
