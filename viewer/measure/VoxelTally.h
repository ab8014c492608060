// Inside of Region.cpp: voxels as values, and their statistics.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "viewer/measure/Region.h"

namespace bolus {

using VoxelIndex = std::array<std::size_t, 3>;

/// Voxels of a volume as values; NaN where there is none.
class VoxelValues {
public:
    explicit VoxelValues(const LoadedVolume& loaded)
        : m_volume(loaded.volume), m_size(loaded.geometry.size) {
        if (const auto* shorts = std::get_if<ShortImage::Pointer>(&m_volume.image)) {
            m_shorts = (*shorts)->GetBufferPointer();
        } else {
            m_floats = std::get<FloatImage::Pointer>(m_volume.image)->GetBufferPointer();
        }
    }

    double at(const VoxelIndex& i) const {
        const std::size_t offset = (i[2] * m_size[1] + i[1]) * m_size[0] + i[0];
        const double value = m_shorts != nullptr ? static_cast<double>(m_shorts[offset])
                                                 : static_cast<double>(m_floats[offset]);
        return std::isfinite(value) && !m_volume.isPadding(value) &&
                       m_volume.isCovered(i[0], i[1], i[2])
                   ? value
                   : std::numeric_limits<double>::quiet_NaN();
    }

    /// Trilinear; the outermost half voxel has its centre's value.
    double between(const Vec3& index) const {
        VoxelIndex low{}, high{};
        Vec3 share{};
        for (std::size_t a = 0; a < 3; ++a) {
            const double last = static_cast<double>(m_size[a] - 1);
            const double at = std::clamp(index[a], 0.0, last);
            low[a] = static_cast<std::size_t>(at);
            high[a] = std::min(low[a] + 1, m_size[a] - 1);
            share[a] = at - static_cast<double>(low[a]);
        }
        double sum = 0;
        for (unsigned corner = 0; corner < 8; ++corner) {
            double weight = 1;
            VoxelIndex voxel{};
            for (std::size_t a = 0; a < 3; ++a) {
                const bool upper = (corner >> a & 1U) != 0;
                weight *= upper ? share[a] : 1 - share[a];
                voxel[a] = upper ? high[a] : low[a];
            }
            sum += weight > 0 ? weight * at(voxel) : 0;
        }
        return sum;
    }

private:
    const Volume& m_volume;
    VoxelIndex m_size;
    const short* m_shorts = nullptr;
    const float* m_floats = nullptr;
};

/// Sums about the first value, so that large values lose no digits.
class VoxelTally {
public:
    void add(double value) {
        if (std::isnan(value)) {
            ++m_withoutValue;
            return;
        }
        if (m_count == 0) {
            m_first = m_min = m_max = value;
        }
        ++m_count;
        m_sum += value - m_first;
        m_squares += (value - m_first) * (value - m_first);
        m_min = std::min(m_min, value);
        m_max = std::max(m_max, value);
    }

    /// `cell`: what one voxel stands for, `whole`: the shape; mm² or mm³ both.
    RegionStatistics result(double cell, double whole, bool reachesOut) const {
        RegionStatistics s;
        s.voxels = m_count;
        s.withoutValue = m_withoutValue;
        const auto n = static_cast<double>(m_count);
        if (m_count > 0) {
            s.mean = m_first + m_sum / n;
            s.min = m_min;
            s.max = m_max;
        }
        if (m_count > 1) {
            s.sd = std::sqrt(std::max(0.0, (m_squares - m_sum * m_sum / n) / (n - 1)));
        }
        const double inside = (n + static_cast<double>(m_withoutValue)) * cell;
        s.outsideShare = reachesOut && whole > 0 ? std::clamp(1 - inside / whole, 0.0, 1.0) : 0;
        return s;
    }

private:
    std::size_t m_count = 0, m_withoutValue = 0;
    double m_first = 0, m_sum = 0, m_squares = 0, m_min = 0, m_max = 0;
};

} // namespace bolus
