// Where PAMN looked, phase by phase and position by position.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/preprocess/CommonBox.h"

namespace bolus {

using GridMap = std::array<float, gridCells>; // [4, 8, 8], D-major

/// Direct: the exact decomposition of the memory (PAMN.md §6). Rollout: the same, carried through
/// the phase encoder back to the patches it looked at (Abnar & Zuidema 2020). Gradient: gradient ×
/// activation at the encoder's tokens.
enum class AttentionMethod { Direct, Rollout, Gradient };
const char* attentionMethodToken(AttentionMethod method); // "direct", "rollout", "gradient"
std::optional<AttentionMethod> attentionMethodFromToken(std::string_view token);
/// What the values of such maps mean, in one sentence for a person.
const char* attentionMethodMeaning(AttentionMethod method);

struct AttentionMaps {
    AttentionMethod method = AttentionMethod::Direct;
    std::vector<Phase> phases;
    std::vector<GridMap> perPhase;  // A_t, text-free, never negative
    GridMap view{};                 // View Attention: sum over t of A_t
    std::vector<float> phaseShares; // of the text-free maps; sum 1
    // With a phrase; else empty
    std::vector<GridMap> textPerPhase;  // kappa_t, signed: contributions to the score
    std::vector<float> textPhaseShares; // sum over cells of kappa_t
    // bias·T̂: sum of all kappa + textBias = unnormalised score; none by Gradient, whose maps add up
    // to nothing
    std::optional<float> textBias;
    float similarity = 0; // cosine of case and phrase
    Box box;
};

} // namespace bolus
