// What searching and embedding print for people below their table.
#pragma once

#include <string>

#include "app/jobs/Events.h"

namespace bolus {

/// Of a result with `read_as`: how many were found, how the phrase was read, what makes the list
/// unsure, and what is not in it.
bool isSearchResult(const Json& result);
std::string searchSummary(const Json& result);

/// Of `searches replay` and `embed`; empty: another command.
std::string sentenceOf(const std::string& command, const Json& result);

} // namespace bolus
