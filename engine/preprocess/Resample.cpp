#include "engine/preprocess/Resample.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/preprocess/AxisTaps.h"
#include "engine/preprocess/Parallel.h"
#include "engine/preprocess/Vectorised.h"
#include "library/domain/Vectors.h"

namespace bolus {

namespace {

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
    map.start = index(box.origin - Vec3{origin[0], origin[1], origin[2]});
    for (unsigned axis = 0; axis < 3; ++axis) {
        const double mm = box.spacing[axis];
        map.step[axis] = index(
            {box.direction[axis] * mm, box.direction[3 + axis] * mm, box.direction[6 + axis] * mm});
    }
    return map;
}

/// Samples that are averaged along each axis of the box for one of its voxels. A trilinear sample
/// already weighs two voxels along an axis, so more are needed only beyond a ratio of two.
std::array<int, 3> sampleCounts(const IndexMap& map) {
    std::array<int, 3> count{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        double ratio = 0;
        for (const double component : map.step[axis]) {
            ratio = std::max(ratio, std::abs(component));
        }
        count[axis] = std::clamp(static_cast<int>(std::ceil(ratio / 2 - 1e-6)), 1, 16);
    }
    return count;
}

std::vector<Vec3> sampleOffsets(const IndexMap& map) {
    const std::array<int, 3> count = sampleCounts(map);
    std::vector<Vec3> offsets;
    const auto part = [&](std::size_t axis, int i) { return (i + 0.5) / count[axis] - 0.5; };
    for (int d = 0; d < count[2]; ++d) {
        for (int h = 0; h < count[1]; ++h) {
            for (int w = 0; w < count[0]; ++w) {
                offsets.push_back(part(0, w) * map.step[0] + part(1, h) * map.step[1] +
                                  part(2, d) * map.step[2]);
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
        return insideAxis(at[0], m_last[0]) && insideAxis(at[1], m_last[1]) &&
               insideAxis(at[2], m_last[2]);
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
        const Vec3 sample = at + offset;
        if (sampler.inside(sample)) {
            sum += sampler(sample);
            ++count;
        }
    }
    return count > 0 ? sum / static_cast<float>(count) : outsideVolume;
}

/// Any direction: sample after sample.
template<typename Pixel>
void sampleOblique(const itk::Image<Pixel, 3>& image, const IndexMap& map, std::span<float> out) {
    const std::vector<Vec3> offsets = sampleOffsets(map);
    const Sampler<Pixel> sampler(image);
    inParts(inputSize[0] * inputSize[1], [&](int begin, int end) {
        for (int line = begin; line < end; ++line) {
            const Vec3 slice = map.start + line / inputSize[1] * map.step[2];
            const Vec3 row = slice + line % inputSize[1] * map.step[1];
            float* voxel = out.data() + static_cast<std::ptrdiff_t>(line) * inputSize[2];
            for (int w = 0; w < inputSize[2]; ++w) {
                *voxel++ = average(sampler, row + w * map.step[0], offsets);
            }
        }
    });
}

/// Which axis of the box (w, h, d) runs along which axis of the volume: boxAxis[volume axis]. None
/// where they are turned against each other by more than a thousandth of a voxel over the box.
std::optional<std::array<std::size_t, 3>> sharedAxes(const IndexMap& map) {
    constexpr double most = 1e-3;
    std::array<std::size_t, 3> boxAxis{3, 3, 3};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const double voxels = inputSize[2 - axis];
        for (std::size_t of = 0; of < 3; ++of) {
            if (std::abs(map.step[axis][of]) * voxels <= most) {
                continue;
            }
            if (boxAxis[of] != 3 || std::ranges::count(boxAxis, axis) > 0) {
                return {};
            }
            boxAxis[of] = axis;
        }
    }
    return std::ranges::count(boxAxis, 3U) == 0 ? std::optional(boxAxis) : std::nullopt;
}

BOLUS_VECTORISED
void addRow(const short* row, float weight, float* sum, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        sum[i] += weight * static_cast<float>(row[i]);
    }
}

BOLUS_VECTORISED
void addRow(const float* row, float weight, float* sum, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        sum[i] += weight * row[i];
    }
}

BOLUS_VECTORISED
void shrinkRow(const float* row, const std::int32_t* index, const float* weight, std::size_t taps,
               std::size_t voxels, float* out) {
    for (std::size_t i = 0; i < voxels; ++i) {
        out[i] = weight[i] * row[index[i]];
    }
    for (std::size_t tap = 1; tap < taps; ++tap) {
        index += voxels;
        weight += voxels;
        for (std::size_t i = 0; i < voxels; ++i) {
            out[i] += weight[i] * row[index[i]];
        }
    }
}

/// The box's axes are the volume's: the mean of trilinear samples is a weighted sum along one axis
/// after the other. Each row of the volume is read as it lies, and none is kept.
template<typename Pixel>
class AlignedSampler {
public:
    AlignedSampler(const itk::Image<Pixel, 3>& image, const IndexMap& map,
                   const std::array<std::size_t, 3>& boxAxis)
        : m_data(image.GetBufferPointer()), m_axis(boxAxis) {
        const auto size = image.GetLargestPossibleRegion().GetSize();
        const std::array<int, 3> samples = sampleCounts(map);
        for (unsigned of = 0; of < 3; ++of) {
            const std::size_t axis = boxAxis[of];
            const AxisLine line{map.start[of], map.step[axis][of], samples[axis], size[of]};
            m_taps.emplace_back(line, static_cast<std::size_t>(inputSize[2 - axis]));
        }
        m_columns = size[0];
        m_slice = size[0] * size[1];
    }

    void operator()(std::span<float> out) const {
        inParts(static_cast<int>(m_taps[2].voxels), [&](int begin, int end) {
            std::vector<float> sum(m_columns), line(m_taps[0].voxels);
            for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
                for (std::size_t j = 0; j < m_taps[1].voxels; ++j) {
                    fillLine(j, k, sum, line);
                    write(line, out.data() + j * stride(1) + k * stride(2));
                }
            }
        });
    }

private:
    /// Values of the box between voxels along the volume's axis.
    std::size_t stride(std::size_t of) const {
        constexpr std::array<std::size_t, 3> strides{1, inputSize[2],
                                                     std::size_t{1} * inputSize[2] * inputSize[1]};
        return strides[m_axis[of]];
    }

    void fillLine(std::size_t j, std::size_t k, std::span<float> sum, std::span<float> line) const {
        const AxisTaps &columns = m_taps[0], &rows = m_taps[1], &slices = m_taps[2];
        std::ranges::fill(sum, 0.0F);
        for (std::size_t s = k; s < slices.index.size(); s += slices.voxels) {
            for (std::size_t r = j; r < rows.index.size(); r += rows.voxels) {
                const float weight = slices.weight[s] * rows.weight[r];
                if (weight != 0) { // outside it is no number, and makes none of the line
                    addRow(m_data + static_cast<std::size_t>(slices.index[s]) * m_slice +
                               static_cast<std::size_t>(rows.index[r]) * m_columns,
                           weight, sum.data(), m_columns);
                }
            }
        }
        shrinkRow(sum.data(), columns.index.data(), columns.weight.data(), columns.taps,
                  columns.voxels, line.data());
    }

    void write(std::span<const float> line, float* out) const {
        const std::size_t step = stride(0);
        for (std::size_t i = 0; i < line.size(); ++i) {
            out[i * step] = line[i];
        }
    }

    const Pixel* m_data;
    std::array<std::size_t, 3> m_axis; // of the box, for each of the volume
    std::vector<AxisTaps> m_taps;      // for each axis of the volume
    std::size_t m_columns = 0, m_slice = 0;
};

template<typename Pixel>
void resampleImage(const itk::Image<Pixel, 3>& image, const Box& box, std::span<float> out) {
    const IndexMap map = mapInto(image, box);
    if (const auto boxAxis = sharedAxes(map)) {
        AlignedSampler(image, map, *boxAxis)(out);
    } else {
        sampleOblique(image, map, out);
    }
}

} // namespace

void resample(const Volume& volume, const Box& box, std::span<float> out) {
    std::visit([&](const auto& image) { resampleImage(*image, box, out); }, volume.image);
}

} // namespace bolus
