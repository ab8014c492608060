// One spatial augmentation and one intensity jitter a case, the same for all its phases, so that
// what enhances from phase to phase stays true. Never a left-right flip: laterality is in the
// report.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/preprocess/CommonBox.h"

namespace bolus {

struct Augmentation {
    std::array<double, 3> scale{1, 1, 1}; // along d, h, w, about the centre; above 1 enlarges
    std::array<double, 3> shift{};        // voxels, along d, h, w
    double gain = 1, offset = 0;          // v' = (v − ½)·gain + ½ + offset, kept within [0,1]

    static Augmentation draw(std::uint64_t seed, std::uint64_t stream);
};

/// Trilinear; outside the grid is 0. `from` and `to` hold one phase, inputSize voxels each, and do
/// not overlap.
void augmentPhase(const Augmentation& augmentation, std::span<const float> from,
                  std::span<float> to);

} // namespace bolus
