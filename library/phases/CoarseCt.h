// A CT volume as averages over cells along the patient's axes: coarse enough to search quickly and
// to average the noise away, fine enough for an aorta. Private to library/phases.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "library/domain/Volume.h"

namespace bolus::pixels {

inline constexpr float airHu = -1000;

/// Cells of about 2.5 × 2.5 × 5 mm, never finer than the volume's own voxels. Axes are LPS: x to
/// the patient's left, y to the back, z to the head, however the volume was stored.
struct CoarseCt {
    std::array<int, 3> size{};
    std::array<double, 3> spacing{}; // mm
    std::vector<float> hu;           // x fastest; air where nothing was scanned or no number stood

    std::size_t area() const {
        return static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]);
    }
    std::size_t indexOf(int x, int y, int z) const {
        return static_cast<std::size_t>(z) * area() +
               static_cast<std::size_t>(y) * static_cast<std::size_t>(size[0]) +
               static_cast<std::size_t>(x);
    }
    bool holds(int x, int y, int z) const {
        return x >= 0 && y >= 0 && z >= 0 && x < size[0] && y < size[1] && z < size[2];
    }
    /// Air outside.
    float at(int x, int y, int z) const { return holds(x, y, z) ? hu[indexOf(x, y, z)] : airHu; }
    /// Cells in so many mm, along x or y, at least 1.
    int cells(double mm) const { return std::max(1, static_cast<int>(mm / spacing[0] + 0.5)); }
};

/// Nothing where the volume is empty or lies more than 25° off the patient's axes.
std::optional<CoarseCt> coarsen(const Volume& volume);

} // namespace bolus::pixels
