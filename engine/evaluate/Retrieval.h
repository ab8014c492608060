// Retrieval figures: R@k and MRR in both directions, duplicate-aware, ties broken pessimistically;
// and whether one model's are better than another's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bolus {

struct RecallFigures {
    int candidates = 0;
    double textToImage[3]{}, imageToText[3]{}; // R@1, R@5, R@10
    double textToImageMrr = 0, imageToTextMrr = 0;
};

struct Interval {
    double value = 0, low = 0, high = 0; // bootstrap 95 %
};

struct RetrievalTable {
    int candidates = 0;
    Interval textToImage[3], imageToText[3]; // R@1, R@5, R@10
    Interval textToImageMrr, imageToTextMrr;
};

/// `images` and `texts` are [n, dim] row-major unit vectors, pair i belongs together; cases with
/// equal `groups` count as each other's match. The rank of a query is one plus the number of
/// non-matches that score at least as well as its best match: a tie (within 1e-6, the noise of
/// fp32 unit vectors) or a score that is not a number counts against the model. Shares are 0 … 1.
/// n is groups.size(); vectors of another size give 0 candidates.
RecallFigures recall(const std::vector<float>& images, const std::vector<float>& texts, int dim,
                     const std::vector<int>& groups);

/// As recall(), with percentile intervals from 1000 draws of n queries with replacement (the
/// candidates stay the same). The same seed gives the same intervals on every machine.
RetrievalTable retrievalTable(const std::vector<float>& images, const std::vector<float>& texts,
                              int dim, const std::vector<int>& groups, std::uint64_t seed);

/// Of each query, from 1.
struct RetrievalRanks {
    std::vector<int> textToImage, imageToText;
};

/// As recall() ranks, within disjoint sets of `candidates` cases, taken in order; cases that fill
/// no set are left out. Empty where there are fewer cases, or vectors of another size.
RetrievalRanks retrievalRanks(const std::vector<float>& images, const std::vector<float>& texts,
                              int dim, const std::vector<int>& groups, int candidates);
/// The figures of such ranks with intervals as retrievalTable() gives them. Queries with equal
/// `clusters`, of which there are at least as many as queries or none, are drawn together: volumes
/// of one exam tell little more than one of them does. Figures of 0 where the sizes do not fit.
RetrievalTable tableOfRanks(const RetrievalRanks& ranks, int candidates, std::uint64_t seed,
                            const std::vector<int>& clusters = {});

/// R@k of two models on the same queries.
struct RecallComparison {
    Interval difference; // a − b
    Interval ratio;      // a / b; infinite where only b finds nothing, 1 where neither does
};
/// `a` and `b` are ranks of the same queries in the same order; each draw of the bootstrap takes
/// the same queries from both, so that what makes a query hard counts in neither. Figures of 0
/// where the sizes differ or there is no query.
RecallComparison compareRecall(const std::vector<int>& a, const std::vector<int>& b, int k,
                               std::uint64_t seed);

/// Mean cosine between different rows of [n, dim] unit vectors; 1 says that all are the same. 0
/// where there are not two.
double meanCosine(const std::vector<float>& vectors, int dim);

/// Groups of reports that are identical after lower-casing and folding of white space; numbered
/// from 0 in order of first appearance.
std::vector<int> duplicateGroups(const std::vector<std::string>& reports);

} // namespace bolus
