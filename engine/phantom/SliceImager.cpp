#include "engine/phantom/SliceImager.h"

#include <algorithm>
#include <cmath>

#include "engine/phantom/Kinetics.h"
#include "engine/phantom/Random.h"

namespace bolus::phantom {

namespace {

constexpr double pointSpreadMm = 0.95; // standard deviation, of a middle soft-tissue kernel
constexpr double noiseSliceMm = 5;     // whose noise PhantomScan tells

/// A long row of bell-shaped noise, from which every image row takes its own stretch.
class NoiseBank {
public:
    static const NoiseBank& shared() {
        static const NoiseBank bank;
        return bank;
    }
    void add(float* row, std::size_t length, float deviation, std::uint64_t seed) const {
        for (std::size_t at = 0; at < length; at += longest) {
            const float* noise = m_values.data() + (mixBits(seed + at) % period);
            const std::size_t count = std::min(longest, length - at);
            for (std::size_t i = 0; i < count; ++i) {
                row[at + i] += deviation * noise[i];
            }
        }
    }

private:
    static constexpr std::size_t period = 1 << 16, longest = 2048;

    NoiseBank() : m_values(period + longest) {
        Random random(0x626f6c7573ULL, 0, Stream::Noise);
        for (float& value : m_values) {
            value = static_cast<float>(random.bell());
        }
    }
    std::vector<float> m_values;
};

/// [a, 1-2a, a] applied `passes` times.
std::vector<double> repeatedKernel(double a, int passes) {
    std::vector<double> kernel{1};
    for (int pass = 0; pass < passes; ++pass) {
        std::vector<double> next(kernel.size() + 2);
        for (std::size_t n = 0; n < kernel.size(); ++n) {
            next[n] += a * kernel[n];
            next[n + 1] += (1 - 2 * a) * kernel[n];
            next[n + 2] += a * kernel[n];
        }
        kernel = std::move(next);
    }
    return kernel;
}

} // namespace

SliceImager::SliceImager(const PhantomExam& exam, std::size_t phase, std::size_t columns,
                         std::size_t rows, const std::array<double, 3>& spacing)
    : m_columns(columns), m_rows(rows), m_table(huTable(exam, phase)),
      m_seed(mixBits(exam.seed ^ mixBits(static_cast<std::uint64_t>(exam.index) * 64 + phase))),
      m_smooth(columns * rows) {
    setKernel(exam.scan.sharpness * pointSpreadMm / spacing[0]);
    const double thinness = std::clamp(noiseSliceMm / spacing[2], 0.25, 6.0);
    m_noise *= static_cast<float>(exam.scan.noiseHu * std::sqrt(thinness));
}

void SliceImager::setKernel(double deviationPixels) {
    const double variance = std::min(deviationPixels * deviationPixels, 4.0);
    const int passes = std::max(1, static_cast<int>(std::ceil(2 * variance)));
    const std::vector<double> kernel = repeatedKernel(variance / (2 * passes), passes);
    double squares = 0;
    for (const double weight : kernel) {
        squares += weight * weight;
    }
    m_noise = static_cast<float>(1 / squares); // once for rows, once for columns: a root squared
    const auto middle = kernel.begin() + passes;
    m_weights.assign(middle, kernel.end());
    m_row.resize(m_columns + 2 * static_cast<std::size_t>(passes));
}

void SliceImager::smoothRow(float* out) {
    const std::size_t reach = m_weights.size() - 1;
    float* row = m_row.data() + reach;
    std::fill_n(m_row.data(), reach, row[0]);
    std::fill_n(row + m_columns, reach, row[m_columns - 1]);
    for (std::size_t i = 0; i < m_columns; ++i) {
        out[i] = m_weights[0] * row[i] + m_weights[1] * (row[i - 1] + row[i + 1]);
    }
    for (std::size_t t = 2; t <= reach; ++t) {
        for (std::size_t i = 0; i < m_columns; ++i) {
            out[i] += m_weights[t] * (row[i - t] + row[i + t]);
        }
    }
}

void SliceImager::smoothColumns(float* out) const {
    const std::size_t last = m_rows - 1;
    const auto rowAt = [&](std::size_t row) { return m_smooth.data() + row * m_columns; };
    for (std::size_t row = 0; row < m_rows; ++row, out += m_columns) {
        const float *here = rowAt(row), *above = rowAt(row > 0 ? row - 1 : 0),
                    *below = rowAt(std::min(row + 1, last));
        for (std::size_t i = 0; i < m_columns; ++i) {
            out[i] = m_weights[0] * here[i] + m_weights[1] * (above[i] + below[i]);
        }
        for (std::size_t t = 2; t < m_weights.size(); ++t) {
            above = rowAt(row > t ? row - t : 0);
            below = rowAt(std::min(row + t, last));
            for (std::size_t i = 0; i < m_columns; ++i) {
                out[i] += m_weights[t] * (above[i] + below[i]);
            }
        }
    }
}

void SliceImager::image(const Label* labels, int slice, float* out) {
    float* pixels = m_row.data() + m_weights.size() - 1;
    for (std::size_t row = 0; row < m_rows; ++row) {
        for (std::size_t i = 0; i < m_columns; ++i) {
            pixels[i] = m_table[*labels++];
        }
        const std::uint64_t place = static_cast<std::uint64_t>(slice) * 65536 + row;
        NoiseBank::shared().add(pixels, m_columns, m_noise, m_seed + place * 0x9e3779b97f4a7c15ULL);
        smoothRow(m_smooth.data() + row * m_columns);
    }
    smoothColumns(out);
}

} // namespace bolus::phantom
