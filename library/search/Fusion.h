// Makes one ranking of several.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace bolus {

enum class SearchPart { Words, Image, Region };
const char* searchPartToken(SearchPart part); // "words", "image", "region"

/// What words, image and region count if nothing else is said. With words at twice the weight a
/// case that its image alone speaks for comes after the first 60 whose reports do; on phantom exams
/// of the validation set that was better than one to one (evaluate --suite search).
constexpr std::array<double, 3> usualWeights{2, 1, 1};

/// The same beside an example: who looks for cases like an exam means what its report says, and
/// two reports that say the same are more alike than two images of a small lesion.
constexpr std::array<double, 3> exampleWeights{4, 1, 1};

/// What one part of a search found, best first.
struct PartRanking {
    struct Entry {
        std::int64_t caseId = 0;
        std::optional<double> score{}; // on the part's own scale
        int rank = 0;                  // 0: its place in the list; else given, and ascending
    };
    SearchPart part = SearchPart::Words;
    double weight = 1;
    std::vector<Entry> cases;
};

struct PartRank {
    SearchPart part = SearchPart::Words;
    int rank = 0; // 1-based
    std::optional<double> score{};
    double weight = 1;
};

struct FusedCase {
    std::int64_t caseId = 0;
    double score = 0;
    std::vector<PartRank> parts; // that found it, in the order given
};

/// Reciprocal rank fusion: the score of a case is the sum of weight / (60 + rank) over the parts
/// that found it (Cormack, Clarke, Büttcher, SIGIR 2009). Best first, ties by case id. What a part
/// knows nothing of gets nothing from it, and loses nothing. Parts of weight 0 do not count.
std::vector<FusedCase> fuse(std::span<const PartRanking> rankings);

constexpr std::size_t mostFused = 3; // parts
struct FusedScore {
    std::int64_t caseId = 0;
    double score = 0;
    std::array<std::uint32_t, mostFused> ranks{};  // by part as given, 1-based; 0: it knows nothing
    std::array<std::uint32_t, mostFused> places{}; // in their lists
};
/// The same of at most mostFused parts, for many cases of which few are shown: partsOf() tells
/// theirs.
std::vector<FusedScore> fusedScores(std::span<const PartRanking> rankings);
std::vector<PartRank> partsOf(const FusedScore& fused, std::span<const PartRanking> rankings);

} // namespace bolus
