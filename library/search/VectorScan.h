// Dot products of one vector with many, as fast as they can be read from memory.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "library/search/VectorRows.h"

namespace bolus {

/// Of `query` with `count` rows that follow each other in memory.
void dotsOf(const float* query, const float* rows, std::size_t count, std::size_t dimension,
            float* out);
float dotProduct(const float* a, const float* b, std::size_t dimension);
/// With each row, in order; by several threads where there are many. A row's value depends on
/// nothing but its numbers and the processor.
std::vector<float> dotProducts(std::span<const float> query, const VectorRows& rows);

/// Calls `work` for parts of 0 … count, on several threads where there are many; by memory's pace,
/// not by the processor's, more than a few gain nothing.
void inParts(std::size_t count,
             const std::function<void(std::size_t begin, std::size_t end)>& work);

} // namespace bolus
