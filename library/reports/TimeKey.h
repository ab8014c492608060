// Points in time as texts that sort.
#pragma once

#include <string>
#include <string_view>

namespace bolus {

/// HL7's and DICOM's 20240102103000.5+0100 and ISO 8601's 2024-01-02T10:30:00+01:00 as
/// "20240102093000", UTC where the text gives a zone; what is not given is zero. Empty: no date.
std::string timeKey(std::string_view text);

} // namespace bolus
