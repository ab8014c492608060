// From what the parts of a search found to the list that is shown. For Search.cpp alone.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "library/search/ImageRanking.h"
#include "library/search/LexicalRanking.h"
#include "library/search/Search.h"

namespace bolus {

/// What the parts found; only cases that may be found are in it.
struct SearchFindings {
    std::vector<LexicalCase> words; // in order; those that deny what was asked among them
    std::unordered_set<std::int64_t> contradicting;
    /// By case id: reports that do not name what was asked to be absent; empty where that is not
    /// asked, or told by others.
    std::vector<bool> silent;
    std::string reportSays;         // of an example, in plain words
    std::vector<std::string> notes; // see SearchResult
    std::optional<ImageRanking> image;
    RegionRanking region;
};

Result<SearchResult> listOf(Library& library, const SearchQuery& query,
                            const SearchFindings& findings);

} // namespace bolus
