#include "engine/preprocess/Resample.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

using Vec3 = std::array<double, 3>;

Vec3 plus(const Vec3& a, const Vec3& b, double factor = 1) {
    return {a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]};
}

/// Continuous index in the volume as an affine function of the box's voxel index.
struct IndexMap {
    Vec3 start{};               // of voxel (0,0,0)
    std::array<Vec3, 3> step{}; // for one voxel along w, h, d
};

IndexMap mapInto(const itk::ImageBase<3>& image, const Box& box) {
    const auto toIndex = image.GetInverseDirection();
    const auto index = [&](const Vec3& v) {
        Vec3 out{};
        for (unsigned r = 0; r < 3; ++r) {
            out[r] = (toIndex(r, 0) * v[0] + toIndex(r, 1) * v[1] + toIndex(r, 2) * v[2]) /
                     image.GetSpacing()[r];
        }
        return out;
    };
    const auto origin = image.GetOrigin();
    IndexMap map;
    map.start = index(plus(box.origin, {origin[0], origin[1], origin[2]}, -1));
    for (unsigned axis = 0; axis < 3; ++axis) {
        const double mm = box.spacing[axis];
        map.step[axis] = index(
            {box.direction[axis] * mm, box.direction[3 + axis] * mm, box.direction[6 + axis] * mm});
    }
    return map;
}

/// Offsets of the samples that are averaged for one voxel of the box. A trilinear sample already
/// weighs two voxels along an axis, so more are needed only beyond a ratio of two.
std::vector<Vec3> sampleOffsets(const IndexMap& map) {
    std::array<int, 3> count{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        double ratio = 0;
        for (const double component : map.step[axis]) {
            ratio = std::max(ratio, std::abs(component));
        }
        count[axis] = std::clamp(static_cast<int>(std::ceil(ratio / 2 - 1e-6)), 1, 16);
    }
    std::vector<Vec3> offsets;
    const auto part = [&](std::size_t axis, int i) { return (i + 0.5) / count[axis] - 0.5; };
    for (int d = 0; d < count[2]; ++d) {
        for (int h = 0; h < count[1]; ++h) {
            for (int w = 0; w < count[0]; ++w) {
                Vec3 offset = plus({}, map.step[0], part(0, w));
                offset = plus(offset, map.step[1], part(1, h));
                offsets.push_back(plus(offset, map.step[2], part(2, d)));
            }
        }
    }
    return offsets;
}

template<typename Pixel>
class Sampler {
public:
    explicit Sampler(const itk::Image<Pixel, 3>& image) : m_data(image.GetBufferPointer()) {
        const auto size = image.GetLargestPossibleRegion().GetSize();
        for (unsigned axis = 0; axis < 3; ++axis) {
            m_last[axis] = static_cast<double>(size[axis]) - 1;
        }
        m_stride = {1, static_cast<std::ptrdiff_t>(size[0]),
                    static_cast<std::ptrdiff_t>(size[0] * size[1])};
    }

    bool inside(const Vec3& at) const {
        constexpr double half = 0.5 + 1e-6;
        return at[0] >= -half && at[0] <= m_last[0] + half && at[1] >= -half &&
               at[1] <= m_last[1] + half && at[2] >= -half && at[2] <= m_last[2] + half;
    }

    /// `at` lies inside.
    float operator()(const Vec3& at) const {
        const Pixel* corner = m_data;
        std::array<float, 3> part{};
        std::array<std::ptrdiff_t, 3> next{};
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const double clamped = std::min(std::max(at[axis], 0.0), m_last[axis]);
            const auto whole = static_cast<std::ptrdiff_t>(clamped);
            part[axis] = static_cast<float>(clamped - static_cast<double>(whole));
            corner += whole * m_stride[axis];
            next[axis] = part[axis] > 0 ? m_stride[axis] : 0;
        }
        const auto row = [&](const Pixel* p) {
            return mix(static_cast<float>(p[0]), static_cast<float>(p[next[0]]), part[0]);
        };
        const auto plane = [&](const Pixel* p) { return mix(row(p), row(p + next[1]), part[1]); };
        return mix(plane(corner), plane(corner + next[2]), part[2]);
    }

private:
    static float mix(float a, float b, float part) { return a + part * (b - a); }

    const Pixel* m_data;
    Vec3 m_last{};
    std::array<std::ptrdiff_t, 3> m_stride{};
};

template<typename Pixel>
float average(const Sampler<Pixel>& sampler, const Vec3& at, const std::vector<Vec3>& offsets) {
    float sum = 0;
    int count = 0;
    for (const Vec3& offset : offsets) {
        const Vec3 sample = plus(at, offset);
        if (sampler.inside(sample)) {
            sum += sampler(sample);
            ++count;
        }
    }
    return count > 0 ? sum / static_cast<float>(count) : outsideVolume;
}

template<typename Pixel>
void resampleImage(const itk::Image<Pixel, 3>& image, const Box& box, std::span<float> out) {
    const IndexMap map = mapInto(image, box);
    const std::vector<Vec3> offsets = sampleOffsets(map);
    const Sampler<Pixel> sampler(image);
    float* voxel = out.data();
    for (int d = 0; d < inputSize[0]; ++d) {
        const Vec3 slice = plus(map.start, map.step[2], d);
        for (int h = 0; h < inputSize[1]; ++h) {
            const Vec3 row = plus(slice, map.step[1], h);
            for (int w = 0; w < inputSize[2]; ++w) {
                *voxel++ = average(sampler, plus(row, map.step[0], w), offsets);
            }
        }
    }
}

} // namespace

void resample(const Volume& volume, const Box& box, std::span<float> out) {
    std::visit([&](const auto& image) { resampleImage(*image, box, out); }, volume.image);
}

} // namespace bolus
