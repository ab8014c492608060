// Comma-separated values, RFC 4180.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

using CsvRow = std::vector<std::string>;

/// Gives each row to `take` with the line it begins on, from 1, until that returns false. Quoted
/// fields may hold the separator, line ends and doubled quotes. Empty lines are left out. BadInput:
/// a quote that is not closed, with its line.
Result<void> readCsvRows(std::string_view text, char separator,
                         const std::function<bool(CsvRow, std::size_t)>& take);

} // namespace bolus
