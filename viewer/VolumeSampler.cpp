#include "viewer/VolumeSampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace bolus {

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();
constexpr double hair = 1e-6; // of a voxel: what rounding makes of a whole index

struct Place {
    std::size_t low = 0, high = 0;
    float share = 0; // of the high one
};

/// Without std::round, which is a call where the machine need not have SSE 4.1.
Place placeOf(double at, std::size_t size) {
    const double inside = std::clamp(at, 0.0, static_cast<double>(size - 1));
    const auto low = static_cast<std::size_t>(inside);
    const double share = inside - static_cast<double>(low);
    if (share < hair) {
        return {low, low, 0};
    }
    return share > 1 - hair ? Place{low + 1, low + 1, 0}
                            : Place{low, low + 1, static_cast<float>(share)};
}

} // namespace

VolumeSampler::VolumeSampler(const Volume& volume)
    : m_volume(volume), m_size(volume.size()),
      m_isWhole(volume.cover.empty() && !volume.padding &&
                std::holds_alternative<ShortImage::Pointer>(volume.image)) {
    if (const auto* shorts = std::get_if<ShortImage::Pointer>(&volume.image)) {
        m_shorts = std::as_const(**shorts).GetBufferPointer();
    } else {
        m_floats = std::as_const(*std::get<FloatImage::Pointer>(volume.image)).GetBufferPointer();
    }
}

float VolumeSampler::voxel(std::size_t column, std::size_t row, std::size_t slice) const {
    const std::size_t at = (slice * m_size[1] + row) * m_size[0] + column;
    const float value = m_shorts != nullptr ? static_cast<float>(m_shorts[at]) : m_floats[at];
    const bool hasValue =
        m_isWhole || ((m_volume.cover.empty() || m_volume.isCovered(column, row, slice)) &&
                      std::isfinite(value) && !m_volume.isPadding(static_cast<double>(value)));
    return hasValue ? value : none;
}

float VolumeSampler::linear(const Vec3& index) const {
    std::array<Place, 3> at;
    for (std::size_t i = 0; i < 3; ++i) {
        if (!(index[i] >= -0.5 && index[i] < static_cast<double>(m_size[i]) - 0.5)) {
            return none;
        }
        at[i] = placeOf(index[i], m_size[i]);
    }
    const auto& [x, y, z] = at;
    const auto alongRow = [&, xs = x](std::size_t row, std::size_t slice) {
        const float low = voxel(xs.low, row, slice);
        return xs.share == 0 ? low : low + xs.share * (voxel(xs.high, row, slice) - low);
    };
    const auto inSlice = [&, ys = y](std::size_t slice) {
        const float low = alongRow(ys.low, slice);
        return ys.share == 0 ? low : low + ys.share * (alongRow(ys.high, slice) - low);
    };
    const float low = inSlice(z.low);
    return z.share == 0 ? low : low + z.share * (inSlice(z.high) - low);
}

float VolumeSampler::nearest(const Vec3& index) const {
    std::array<std::size_t, 3> at{};
    for (std::size_t i = 0; i < 3; ++i) {
        if (!(index[i] >= -0.5 && index[i] < static_cast<double>(m_size[i]) - 0.5)) {
            return none;
        }
        at[i] = static_cast<std::size_t>(index[i] + 0.5);
    }
    return voxel(at[0], at[1], at[2]);
}

} // namespace bolus
