// Comma-separated values, RFC 4180.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

/// Rows of fields; quoted fields may hold the separator, line ends and doubled quotes. Empty lines
/// are left out. BadInput: a quote that is not closed, with its line.
Result<std::vector<std::vector<std::string>>> parseCsv(std::string_view text, char separator);

} // namespace bolus
