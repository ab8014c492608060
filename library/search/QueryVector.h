// What is done with vectors before a search by them.
#pragma once

#include <span>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

/// To unit length. BadInput: it is 0, or not finite.
Result<std::vector<float>> unitVector(std::vector<float> vector);

/// sum of weight · vector, to unit length; all of one size. BadInput: they cancel each other out.
struct WeightedVector {
    double weight = 1;
    std::span<const float> vector;
};
Result<std::vector<float>> mixedVector(std::span<const WeightedVector> parts);

/// Rocchio's: query + 0.75 · mean of what is wanted − 0.15 · mean of what is not, to unit length
/// (the usual weights, Manning, Raghavan, Schütze, Introduction to Information Retrieval, 9.1).
/// Without a query, what is wanted alone.
Result<std::vector<float>> movedVector(const std::vector<float>& query,
                                       std::span<const std::vector<float>> more,
                                       std::span<const std::vector<float>> less);

} // namespace bolus
