// Where PAMN looked: the exact decomposition of its memory into phases and positions.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/preprocess/CommonBox.h"

namespace bolus {

using GridMap = std::array<float, gridCells>; // [4, 8, 8], D-major

struct AttentionMaps {
    std::vector<Phase> phases;
    std::vector<GridMap> perPhase;  // A_t, text-free
    GridMap view{};                 // View Attention: sum over t of A_t
    std::vector<float> phaseShares; // of the text-free maps; sum 1
    // With a phrase; else empty
    std::vector<GridMap> textPerPhase;  // kappa_t, signed: contributions to the score
    std::vector<float> textPhaseShares; // sum over cells of kappa_t
    float textBias = 0;                 // bias·T̂: sum of all kappa + textBias = unnormalised score
    float similarity = 0;               // cosine of case and phrase
    Box box;
};

} // namespace bolus
