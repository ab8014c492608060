// How attention maps differ.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/attention/AttentionMaps.h"

namespace bolus::test {

inline double largest(const std::vector<GridMap>& maps) {
    double value = 0;
    for (const GridMap& map : maps)
        for (const float one : map)
            value = std::max(value, std::abs(double(one)));
    return value;
}

inline double furthestApart(const std::vector<GridMap>& a, const std::vector<GridMap>& b) {
    double value = 0;
    for (std::size_t t = 0; t < a.size(); ++t)
        for (std::size_t n = 0; n < gridCells; ++n)
            value = std::max(value, std::abs(double(a[t][n]) - b[t][n]));
    return value;
}

} // namespace bolus::test
