// How alike two maps are, whatever their scales.
#pragma once

#include <optional>
#include <span>

namespace bolus {

/// Spearman's rank correlation (C. Spearman, "The proof and measurement of association between two
/// things", 1904): Pearson's of the ranks, equal values sharing the mean of theirs. -1 … 1; nothing
/// where the lengths differ, where there are fewer than two values, where one is not a number, and
/// where all values of one side are equal.
std::optional<double> rankCorrelation(std::span<const float> a, std::span<const float> b);

} // namespace bolus
