// What the phase encoder makes of a case, cell by cell, and how it is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "library/domain/Box.h"
#include "library/domain/Phase.h"
#include "library/domain/Result.h"

namespace bolus {

/// PAMN's F_t (Eq. 1), before the memory reads the phases.
struct CaseTokens {
    std::vector<Phase> phases; // in the order of the case
    std::size_t width = 0;     // numbers a token
    std::vector<float> values; // [P, 256, width], cells D-major as in GridMap
    Box box;                   // common to the phases; maps cells to the patient
    std::span<const float> token(std::size_t phase, std::size_t cell) const {
        return std::span(values).subspan((phase * gridCells + cell) * width, width);
    }
};

/// 8 bits a number and one scale a token: a token's numbers are off by at most 1/254 of its
/// largest. A
/// phase takes 66 KB in place of 262.
std::vector<std::uint8_t> packTokens(const CaseTokens& tokens);
/// BadInput where they are not what packTokens made.
Result<CaseTokens> unpackTokens(std::span<const std::uint8_t> bytes);

/// Only these phases, in the order of the case; those that it lacks are left out.
CaseTokens onlyPhases(const CaseTokens& tokens, std::span<const Phase> phases);

} // namespace bolus
