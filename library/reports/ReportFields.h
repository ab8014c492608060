// Which identifier a name in front of a value, or above a column, stands for.
#pragma once

#include <optional>
#include <string_view>

namespace bolus {

enum class ReportField { StudyUid, Accession, Patient, Text, Status, Written };

/// In several languages, by foldedName: "Study Instance UID", "Zugriffsnummer", "MRN".
std::optional<ReportField> reportFieldNamed(std::string_view name);

} // namespace bolus
