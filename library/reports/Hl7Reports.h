// Radiology reports in HL7 v2 messages (ORU, chapter 7; MDM, chapter 9).
#pragma once

#include <string_view>

#include "library/reports/ReportFile.h"

namespace bolus {

bool looksLikeHl7(std::string_view bytes);

/// One report for each order (OBR) that has text. Accession number: IPC-1, else OBR-18 (where IHE's
/// Scheduled Workflow puts it), else OBR-3, ORC-3, OBR-2, ORC-2. Study UID: ZDS-1, IPC-3, or an OBX
/// called 113014^^DCM or "Study Instance UID". A message that cannot be used is one of the
/// problems.
ReportsRead readHl7Reports(std::string_view bytes, const PdfReader& pdf);

} // namespace bolus
