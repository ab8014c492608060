// Ranks cases by their vectors, and tells what of that ranking is worth showing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "library/search/VectorIndex.h"

namespace bolus {

/// So many of the nearest are looked at, and those that another part of the search found.
constexpr std::size_t mostImageRanks = 1000;
/// Of these, in their order; of more the cosine alone is told: with the usual weights they come after
/// hundreds of the first, wherever their images put them.
constexpr std::size_t mostOthersRanked = 5000;

/// How near a library's cases are to a query as a rule: the median of their cosines, and how they
/// spread (1.4826 × median absolute deviation, which is one standard deviation of a normal
/// distribution).
struct Bulk {
    double median = 0, spread = 0;
    std::int64_t cases = 0; // whose vectors were looked at
    /// By how many spreads this lies above the median; nothing where the cases are too few or too
    /// alike to tell.
    std::optional<double> standing(double cosine) const;
};
Bulk bulkOf(std::vector<double> cosines);

/// A case stands out from that many spreads on: tried on phrases and exams of phantom libraries,
/// where the cases that were meant lie 2 to 8 above, and those nearest to a phrase that means
/// nothing below 1.5.
constexpr double standsOut = 2;
/// Fewer vectors have no bulk that one could stand out from.
constexpr std::int64_t fewestForBulk = 12;

struct ImageRanking {
    std::vector<NearCase> nearest; // by rank: the nearest, and those of `also` that have a vector;
                                   // then those of them without a rank
    std::int64_t compared = 0;     // cases that may be found and have a vector
    Bulk bulk;                     // of the whole library, whatever may be found
};

/// `also`: cases whose rank is wanted wherever they lie, best first; `allowed` by case id, null: all. A vector
/// of another length than the index finds nothing.
Result<ImageRanking> rankByImage(const VectorIndex& index, std::span<const float> query,
                                 const std::vector<bool>* allowed, std::vector<std::int64_t> also);

} // namespace bolus
