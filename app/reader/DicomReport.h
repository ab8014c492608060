// The report in a DICOM file, whichever kind of object holds it.
#pragma once

#include <filesystem>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// A Structured Report, or an encapsulated PDF or CDA document. A document without words that can
/// be read becomes a report of the status "unreadable" whose text says so: it is shown with its
/// exam, and nothing of it is searched. Errors: those of readStructuredReport; Unsupported: it is
/// neither.
Result<Report> readDicomReport(const std::filesystem::path& file);

} // namespace bolus
