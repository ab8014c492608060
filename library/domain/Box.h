// The box in the patient that the network sees of a case, and the cells its tokens stand for.
#pragma once

#include <array>

namespace bolus {

inline constexpr std::array<int, 3> inputSize{32, 256, 256}; // D, H, W
inline constexpr std::array<int, 3> gridSize{4, 8, 8};       // tokens: D, H, W
inline constexpr int gridCells = 256;
inline constexpr int maxPhases = 8;

/// A box in patient coordinates (LPS, mm). `direction` is row-major 3×3, its columns the box's
/// w, h, d axes; `origin` is the centre of voxel (0,0,0); voxel (d,h,w) lies at
/// origin + direction · (w·spacing[0], h·spacing[1], d·spacing[2]).
struct Box {
    std::array<double, 3> origin{}, spacing{};
    std::array<double, 9> direction{};
    /// What one token covers, mm along w, h, d: 32, 32 and 8 voxels (PAMN, patch 8×32×32).
    std::array<double, 3> cellMm() const {
        return {32 * spacing[0], 32 * spacing[1], 8 * spacing[2]};
    }
};

} // namespace bolus
