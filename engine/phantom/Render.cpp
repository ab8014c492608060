#include <algorithm>
#include <cmath>
#include <span>

#include "engine/phantom/Kinetics.h"
#include "engine/phantom/Painters.h"
#include "engine/phantom/Phantom.h"
#include "engine/phantom/Random.h"

namespace bolus {

namespace {

using namespace phantom;

constexpr float pointSpreadMm = 0.95F; // standard deviation of the reconstruction kernel

struct BoxGrid {
    std::array<int, 3> size;              // columns, rows, slices
    std::array<double, 3> first, spacing; // patient mm
};

BoxGrid centredGrid(const PhantomExam& exam, std::array<std::size_t, 3> size,
                    std::array<double, 3> spacing) {
    BoxGrid grid{{}, {}, spacing};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        grid.size[axis] = static_cast<int>(size[axis]);
        const double centre = (exam.boxLow[axis] + exam.boxHigh[axis]) / 2;
        grid.first[axis] = centre - spacing[axis] * (static_cast<double>(size[axis]) - 1) / 2;
    }
    return grid;
}

Vec toVec(const std::array<double, 3>& a) {
    return {static_cast<float>(a[0]), static_cast<float>(a[1]), static_cast<float>(a[2])};
}

Vec breathingShift(const PhantomExam& exam, std::size_t phase) {
    Random random(exam.seed, exam.index, Stream::Breathing);
    Vec shift;
    for (std::size_t i = 1; i <= phase; ++i) { // each breath hold differs from the first
        shift.y = static_cast<float>(1.2 * random.bell());
        const double deviation = random.chance(0.15) ? 6 : 3;
        shift.z = static_cast<float>(std::clamp(deviation * random.bell(), -9.0, 9.0));
    }
    return shift;
}

/// The labels of each phase; body wall and spine are painted once.
class PhaseLabels {
public:
    PhaseLabels(const PhantomExam& exam, const BoxGrid& box)
        : m_exam(exam), m_anatomy(makeAnatomy(exam.seed, exam.index, exam.set)) {
        m_grid.size = box.size;
        m_grid.origin = toVec(box.first) / m_anatomy.scale;
        m_grid.spacing = toVec(box.spacing) / m_anatomy.scale;
        m_body.assign(m_grid.voxels(), Air);
        Canvas canvas(m_grid, m_body);
        paintBody(canvas, m_anatomy);
    }

    const std::vector<Label>& of(std::size_t phase) {
        m_labels = m_body;
        Grid moved = m_grid;
        moved.origin = m_grid.origin - breathingShift(m_exam, phase) / m_anatomy.scale;
        Canvas canvas(moved, m_labels);
        paintOrgans(canvas, m_anatomy);
        paintLesions(canvas, m_anatomy, m_exam);
        return m_labels;
    }

private:
    const PhantomExam& m_exam;
    Anatomy m_anatomy;
    Grid m_grid;
    std::vector<Label> m_body, m_labels;
};

/// A long row of bell-shaped noise, from which every image row takes its own stretch.
class NoiseBank {
public:
    static constexpr std::size_t period = 1 << 16, longest = 2048;

    static const NoiseBank& shared() {
        static const NoiseBank bank;
        return bank;
    }
    void add(std::span<float> row, float deviation, std::uint64_t seed) const {
        for (std::size_t at = 0; at < row.size(); at += longest) {
            const float* noise = m_values.data() + (mixBits(seed + at) % period);
            const auto part = row.subspan(at, std::min(longest, row.size() - at));
            for (std::size_t i = 0; i < part.size(); ++i) {
                part[i] += deviation * noise[i];
            }
        }
    }

private:
    NoiseBank() : m_values(period + longest) {
        Random random(0x626f6c7573ULL, 0, Stream::Noise);
        for (float& value : m_values) {
            value = static_cast<float>(random.bell());
        }
    }
    std::vector<float> m_values;
};

/// Turns one slice of labels into HU with the scanner's noise and sharpness.
class SliceImager {
public:
    SliceImager(const PhantomExam& exam, std::size_t phase, const BoxGrid& box)
        : m_columns(static_cast<std::size_t>(box.size[0])),
          m_rows(static_cast<std::size_t>(box.size[1])), m_table(huTable(exam, phase)),
          m_seed(mixBits(exam.seed ^ mixBits(static_cast<std::uint64_t>(exam.index) * 64 + phase))),
          m_pixels(m_columns * m_rows), m_above(m_columns) {
        Random random(exam.seed, exam.index, Stream::Scanner);
        const double sharpness = random.uniform(0.8, 1.2) * pointSpreadMm / box.spacing[0];
        // [1 2 1]/4 spreads by half a pixel squared each time it is applied.
        m_passes = std::clamp(static_cast<int>(2 * sharpness * sharpness + 0.5), 1, 8);
        const auto seen = static_cast<float>(random.uniform(6, 13));
        m_deviation = seen * noiseGain(m_passes);
    }

    const std::vector<float>& image(const Label* labels, int slice) {
        for (std::size_t row = 0; row < m_rows; ++row) {
            const std::span<float> pixels(m_pixels.data() + row * m_columns, m_columns);
            for (std::size_t i = 0; i < m_columns; ++i) {
                pixels[i] = m_table[labels[row * m_columns + i]];
            }
            const std::uint64_t place = static_cast<std::uint64_t>(slice) * 65536 + row;
            NoiseBank::shared().add(pixels, m_deviation, m_seed + place * 0x9e3779b97f4a7c15ULL);
        }
        for (int pass = 0; pass < m_passes; ++pass) {
            smoothRows();
            smoothColumns();
        }
        return m_pixels;
    }

private:
    /// How much smoothing lowers white noise: the inverse norm of the repeated binomial kernel.
    static float noiseGain(int passes) {
        std::vector<double> kernel{1};
        for (int i = 0; i < 2 * passes; ++i) {
            kernel.push_back(0);
            for (std::size_t n = kernel.size() - 1; n > 0; --n) {
                kernel[n] = (kernel[n] + kernel[n - 1]) / 2;
            }
            kernel[0] /= 2;
        }
        double sum = 0;
        for (const double weight : kernel) {
            sum += weight * weight;
        }
        return static_cast<float>(1 / sum); // once for rows, once for columns: sqrt squared
    }

    void smoothRows() {
        for (std::size_t row = 0; row < m_rows; ++row) {
            float* p = m_pixels.data() + row * m_columns;
            std::copy(p, p + m_columns, m_above.begin());
            const float* s = m_above.data();
            for (std::size_t i = 1; i + 1 < m_columns; ++i) {
                p[i] = 0.25F * (s[i - 1] + s[i + 1]) + 0.5F * s[i];
            }
        }
    }

    void smoothColumns() {
        std::copy_n(m_pixels.begin(), m_columns, m_above.begin());
        for (std::size_t row = 1; row + 1 < m_rows; ++row) {
            float* p = m_pixels.data() + row * m_columns;
            const float* below = p + m_columns;
            for (std::size_t i = 0; i < m_columns; ++i) {
                const float old = p[i];
                p[i] = 0.25F * (m_above[i] + below[i]) + 0.5F * old;
                m_above[i] = old;
            }
        }
    }

    std::size_t m_columns, m_rows;
    std::array<float, 256> m_table;
    std::uint64_t m_seed;
    std::vector<float> m_pixels, m_above;
    int m_passes = 1;
    float m_deviation = 0;
};

BoxGrid networkGrid(const PhantomExam& exam) {
    std::array<std::size_t, 3> size{};
    std::array<double, 3> spacing{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        size[axis] = static_cast<std::size_t>(inputSize[2 - axis]);
        spacing[axis] = (exam.boxHigh[axis] - exam.boxLow[axis]) / static_cast<double>(size[axis]);
    }
    return centredGrid(exam, size, spacing);
}

void toWindow(std::span<float> hu, float low, float high) {
    const float factor = high > low ? 1 / (high - low) : 0;
    for (float& voxel : hu) {
        voxel = std::min(std::max((voxel - low) * factor, 0.0F), 1.0F);
    }
}

void normalise(std::span<float> hu, const ModelConfig& config) {
    if (config.intensity == Intensity::SharedWindow) {
        return toWindow(hu, static_cast<float>(config.windowLow),
                        static_cast<float>(config.windowHigh));
    }
    const auto [low, high] = std::minmax_element(hu.begin(), hu.end());
    toWindow(hu, *low, *high);
}

ShortImage::Pointer emptyImage(const BoxGrid& grid) {
    auto image = ShortImage::New();
    ShortImage::SizeType size;
    ShortImage::SpacingType spacing;
    ShortImage::PointType origin;
    for (unsigned axis = 0; axis < 3; ++axis) {
        size[axis] = static_cast<itk::SizeValueType>(grid.size[axis]);
        spacing[axis] = grid.spacing[axis];
        origin[axis] = grid.first[axis];
    }
    image->SetRegions(size);
    image->SetSpacing(spacing);
    image->SetOrigin(origin);
    image->Allocate();
    return image;
}

constexpr float lowestHu = -1024, highestHu = 3071;

} // namespace

PhantomGrid scanGrid(const PhantomExam& exam, std::size_t columns, double sliceMm) {
    PhantomGrid grid;
    const double side = exam.boxHigh[0] - exam.boxLow[0], length = exam.boxHigh[2] - exam.boxLow[2];
    const auto slices = static_cast<std::size_t>(std::max(1.0, std::floor(length / sliceMm + 0.5)));
    grid.size = {columns, columns, slices};
    grid.spacing = {side / static_cast<double>(columns), side / static_cast<double>(columns),
                    sliceMm};
    return grid;
}

ShortImage::Pointer renderPhase(const PhantomExam& exam, std::size_t phase,
                                std::array<std::size_t, 3> size, std::array<double, 3> spacing) {
    const BoxGrid grid = centredGrid(exam, size, spacing);
    PhaseLabels labels(exam, grid);
    const std::vector<Label>& map = labels.of(phase);
    SliceImager imager(exam, phase, grid);
    auto image = emptyImage(grid);
    short* out = image->GetBufferPointer();
    const std::size_t area = size[0] * size[1];
    for (int slice = 0; slice < grid.size[2]; ++slice) {
        for (const float hu :
             imager.image(map.data() + static_cast<std::size_t>(slice) * area, slice)) {
            *out++ = static_cast<short>(std::floor(std::clamp(hu, lowestHu, highestHu) + 0.5F));
        }
    }
    return image;
}

NetworkInput renderInput(const PhantomExam& exam, const ModelConfig& config) {
    const BoxGrid grid = networkGrid(exam);
    const auto area =
        static_cast<std::size_t>(grid.size[0]) * static_cast<std::size_t>(grid.size[1]);
    const std::size_t volume = area * static_cast<std::size_t>(grid.size[2]);
    NetworkInput input;
    input.phases = exam.phases;
    input.box = {grid.first, grid.spacing, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    input.voxels.resize(volume * exam.phases.size());
    PhaseLabels labels(exam, grid);
    for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
        const std::vector<Label>& map = labels.of(phase);
        SliceImager imager(exam, phase, grid);
        const auto out = std::span(input.voxels).subspan(phase * volume, volume);
        for (int slice = 0; slice < grid.size[2]; ++slice) {
            const std::size_t at = static_cast<std::size_t>(slice) * area;
            std::ranges::copy(imager.image(map.data() + at, slice),
                              out.begin() + static_cast<std::ptrdiff_t>(at));
        }
        normalise(out, config);
    }
    return input;
}

} // namespace bolus
