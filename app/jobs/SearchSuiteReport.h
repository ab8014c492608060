// What the search benchmark writes.
#pragma once

#include <filesystem>
#include <string>

#include "app/jobs/Events.h"

namespace bolus {

struct RankingFigures;

/// `queries, precision_5, ndcg_10, mrr`, with intervals.
Json rankingJson(const RankingFigures& figures);
/// search.md: the rows, the kinds of phrases, the comparisons, how it was made; `byHand` is what
/// somebody wrote on them, before the tables.
std::string searchMarkdown(const Json& results, const std::string& byHand = {});
/// results.json and search.md, which takes in the search-notes.md of the folder. Errors: Io.
Result<void> writeSearchReport(const std::filesystem::path& folder, const Json& results);

} // namespace bolus
