// A volume's values between its voxels.
#pragma once

#include <array>
#include <cstddef>

#include "library/domain/Vectors.h"
#include "library/domain/Volume.h"

namespace bolus {

/// Reads a volume that outlives it. Any thread, and several at once. No number (NaN) is what was
/// not scanned (Volume::hasValueAt) and what lies beyond the outer faces of the outermost voxels.
class VolumeSampler {
public:
    explicit VolumeSampler(const Volume& volume);

    /// Linear between the eight voxels around an index (column, row, slice), none of which may be
    /// without a value unless it does not count. Beyond the middles of the outermost voxels, but
    /// within them, these count alone.
    float linear(const Vec3& index) const;
    /// Of the voxel that holds the index.
    float nearest(const Vec3& index) const;

private:
    float voxel(std::size_t column, std::size_t row, std::size_t slice) const;

    const Volume& m_volume;
    const short* m_shorts = nullptr;
    const float* m_floats = nullptr;
    std::array<std::size_t, 3> m_size;
    bool m_isWhole; // every voxel of it has a value
};

} // namespace bolus
