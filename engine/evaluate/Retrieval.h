// Retrieval figures: R@k and MRR in both directions, duplicate-aware, ties broken pessimistically.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/train/Trainer.h"

namespace bolus {

struct Interval {
    double value = 0, low = 0, high = 0; // bootstrap 95 %
};

struct RetrievalTable {
    int candidates = 0;
    Interval textToImage[3], imageToText[3]; // R@1, R@5, R@10
    Interval textToImageMrr, imageToTextMrr;
};

/// `images` and `texts` are [n, dim] row-major unit vectors, pair i belongs together; texts with
/// equal `groups` count as each other's match.
RecallFigures recall(const std::vector<float>& images, const std::vector<float>& texts, int dim,
                     const std::vector<int>& groups);
RetrievalTable retrievalTable(const std::vector<float>& images, const std::vector<float>& texts,
                              int dim, const std::vector<int>& groups, std::uint64_t seed);

/// Groups of reports that are identical after lower-casing and folding of white space.
std::vector<int> duplicateGroups(const std::vector<std::string>& reports);

} // namespace bolus
