// Text of a DICOM Structured Report (PS3.3 C.17.3): its text, code and numeric items, in order.
#pragma once

#include <filesystem>

#include "library/domain/Case.h"
#include "library/domain/Result.h"

namespace bolus {

/// One line an item ("name: value"), containers as headings on a line of their own. Errors: those
/// of readHeader, Unsupported (not a structured report), BadInput (no words in it).
Result<Report> readStructuredReport(const std::filesystem::path& path);

} // namespace bolus
