// HL7 FHIR DiagnosticReport resources (R4, R5) in JSON.
#pragma once

#include <string_view>

#include "library/reports/ReportFile.h"

namespace bolus {

bool looksLikeFhir(std::string_view text);

/// A DiagnosticReport alone or in a Bundle, or one resource a line. Accession number: an identifier
/// of the type ACSN, of the report, of its imaging study or of the request it is based on. Study
/// UID: an identifier of the imaging study in the system urn:dicom:uid. References are followed
/// within the Bundle and to contained resources; nothing is ever fetched.
ReportsRead readFhirReports(std::string_view json, const PdfReader& pdf);

} // namespace bolus
