// Tables of reports: a header row, and one report a row.
#pragma once

#include <string_view>

#include "library/reports/ReportFile.h"

namespace bolus {

/// Separated by commas, semicolons or tabs, whichever the header row is. The header names a study
/// UID or an accession number, and report text or sections of it, in any of several languages. A
/// row with more fields than the header is one of the problems, not read: its text would be cut.
/// BadInput: no such header, an open quote, no row with text.
Result<ReportsRead> readCsvReports(std::string_view text);

} // namespace bolus
