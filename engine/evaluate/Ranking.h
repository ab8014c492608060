// How good a ranking is where relevance has grades, and whether one way of ranking is better than
// another.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/evaluate/Retrieval.h"

namespace bolus {

/// `hits` are the grades of what was found, best rank first; 0 is not relevant. Places that are not
/// filled count as not relevant.
double precisionAt(std::span<const int> hits, std::size_t k);
double reciprocalRank(std::span<const int> hits); // of the first relevant one; 0: none
/// Gain 2^grade − 1, discount log2(1 + rank) (Burges et al., "Learning to rank using gradient
/// descent", ICML 2005), over the best that the grades `all`, of every candidate, allow. 0 where
/// none is relevant.
double ndcgAt(std::span<const int> hits, std::span<const int> all, std::size_t k);

/// What a query gave.
struct QueryFigures {
    double precision5 = 0, ndcg10 = 0, reciprocal = 0;
};
QueryFigures figuresOf(std::span<const int> hits, std::span<const int> all);

struct RankingFigures {
    std::size_t queries = 0;
    Interval precision5, ndcg10, mrr; // means over queries, bootstrap 95 %
};
/// 1000 draws of as many queries with replacement; the same seed gives the same intervals.
RankingFigures rankingFigures(std::span<const QueryFigures> queries, std::uint64_t seed);
/// a − b on the same queries in the same order: each draw takes the same from both. None where the
/// sizes differ.
RankingFigures rankingDifference(std::span<const QueryFigures> a, std::span<const QueryFigures> b,
                                 std::uint64_t seed);

} // namespace bolus
