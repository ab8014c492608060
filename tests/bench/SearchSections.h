// What bench_search measures.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "library/domain/Result.h"

namespace bolus::bench {

struct SearchOptions {
    std::filesystem::path bolusctl, model;
    std::filesystem::path folder; // empty at first; the caller deletes it
    std::filesystem::path kept;   // of the library of cases; empty: in folder
    int rounds = 3;
    int cases = 100000;
    int vectors = 100000; // of the index alone
    int reports = 20000;  // different ones
};

/// Vectors of this model around some centres, as exams are around kinds of exams; of those of cases
/// 1 … count, which need not be there, that have none.
Result<void> insertVectors(const std::filesystem::path& library, const std::string& modelHash,
                           int count);
/// Copies each case and report of a library without vectors so often that there are `copies` of it,
/// as the store would have made them; each copy is another person.
Result<void> growLibrary(const std::filesystem::path& library, int copies);
/// A library of cases, nine of ten with a report of a phantom exam and all with a vector of this
/// model, which is its active one. What is there already stays, and what lacks is added; above
/// storedCases by copying.
constexpr int storedCases = 100000;
Result<void> makeSearchLibrary(const SearchOptions& options, const std::filesystem::path& folder);

/// Phrases as people type them.
const std::vector<std::string>& searchPhrases();

/// The vectors alone: reading them, looking through them, the codes, memory.
Result<void> vectorIndex(const SearchOptions& options);
/// From a phrase to its list: in one process by parts, and through `bolusctl serve`.
Result<void> wholeSearch(const SearchOptions& options);

} // namespace bolus::bench
