// Ranks cases for a phrase, a vector, or both.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Result.h"
#include "library/reports/Sentences.h"
#include "library/store/Library.h"

namespace bolus {

enum class SearchMode { Hybrid, Lexical, Image };

struct SearchQuery {
    std::string phrase;        // may be empty for a search by example
    std::vector<float> vector; // unit length, of the active model; empty: lexical only
    SearchMode mode = SearchMode::Hybrid;
    int k = 20;
    CaseFilter filter;
    std::optional<std::int64_t> excludeCase; // the query's own case
};

struct SearchHit {
    int rank = 0; // 1-based
    std::int64_t caseId = 0;
    std::string patientId;
    double score = 0; // reciprocal rank fusion, sum of 1 / (60 + rank); cosine for Image
    std::optional<int> lexicalRank, imageRank;
    std::optional<double> cosine;
    std::vector<Phase> phases;      // of its vector, and what each contributed to it; empty where
    std::vector<float> phaseShares; // only words were searched
    std::string sentence;           // empty when found by its image alone
    Assertion assertion = Assertion::Present;
};

/// Same library and query give the same order; ties are broken by case id.
/// Errors: BadInput (nothing to search for), Storage.
Result<std::vector<SearchHit>> searchCases(Library& library, const std::string& modelHash,
                                           const SearchQuery& query);

/// The words of reports that a phrase finds, in lower case: of what is asked for, present or
/// denied, by the same stems and spellings as the search; no fillers and nothing excluded. Empty
/// where the phrase says nothing.
Result<std::vector<std::string>> wordsMatched(Library& library, std::string_view phrase);

/// FTS5 expression for what a person typed: words are quoted, "phrases" kept, -word excluded.
std::string ftsExpression(std::string_view phrase);

} // namespace bolus
