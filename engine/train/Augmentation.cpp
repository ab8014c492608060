#include "engine/train/Augmentation.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/train/Random.h"

namespace bolus {
namespace {

/// Where each output index of an axis reads: two neighbours and their weights, 0 outside the grid.
struct Tap {
    std::size_t low = 0, high = 0;
    float lowWeight = 0, highWeight = 0;
};

std::vector<Tap> taps(int size, double scale, double shift) {
    std::vector<Tap> out(static_cast<std::size_t>(size));
    const double centre = (size - 1) / 2.0;
    for (int i = 0; i < size; ++i) {
        const double at = (i - shift - centre) / scale + centre;
        const int low = static_cast<int>(std::floor(at));
        const auto part = static_cast<float>(at - low);
        const auto inside = [size](int k) { return k >= 0 && k < size; };
        out[static_cast<std::size_t>(i)] = {
            static_cast<std::size_t>(std::clamp(low, 0, size - 1)),
            static_cast<std::size_t>(std::clamp(low + 1, 0, size - 1)),
            inside(low) ? 1 - part : 0.0f, inside(low + 1) ? part : 0.0f};
    }
    return out;
}

/// Four rows blended into one: the d and h axes.
void blendRows(const Tap& d, const Tap& h, std::span<const float> from, std::span<float> row) {
    const auto width = row.size();
    const auto at = [&](std::size_t slice, std::size_t line) {
        return from.data() + (slice * inputSize[1] + line) * width;
    };
    const float *a = at(d.low, h.low), *b = at(d.low, h.high), *c = at(d.high, h.low),
                *e = at(d.high, h.high);
    const float wa = d.lowWeight * h.lowWeight, wb = d.lowWeight * h.highWeight,
                wc = d.highWeight * h.lowWeight, we = d.highWeight * h.highWeight;
    for (std::size_t i = 0; i < width; ++i)
        row[i] = wa * a[i] + wb * b[i] + wc * c[i] + we * e[i];
}

} // namespace

Augmentation Augmentation::draw(std::uint64_t seed, std::uint64_t stream) {
    Random random(seed, stream);
    const double size = random.uniform(0.92, 1.08);
    Augmentation out;
    out.scale = {random.uniform(0.95, 1.05), size * random.uniform(0.98, 1.02),
                 size * random.uniform(0.98, 1.02)};
    out.shift = {random.uniform(-1.5, 1.5), random.uniform(-12, 12), random.uniform(-12, 12)};
    out.gain = random.uniform(0.95, 1.05);
    out.offset = random.uniform(-0.02, 0.02);
    return out;
}

void augmentPhase(const Augmentation& augmentation, std::span<const float> from,
                  std::span<float> to) {
    std::array<std::vector<Tap>, 3> axes;
    for (std::size_t k = 0; k < 3; ++k)
        axes[k] = taps(inputSize[k], augmentation.scale[k], augmentation.shift[k]);
    const auto gain = static_cast<float>(augmentation.gain);
    const auto bias = static_cast<float>(0.5 - 0.5 * augmentation.gain + augmentation.offset);
    std::vector<float> row(axes[2].size());
    float* out = to.data();
    for (const Tap& d : axes[0])
        for (const Tap& h : axes[1]) {
            blendRows(d, h, from, row);
            for (const Tap& w : axes[2]) {
                const float value = w.lowWeight * row[w.low] + w.highWeight * row[w.high];
                *out++ = std::clamp(value * gain + bias, 0.0f, 1.0f);
            }
        }
}

} // namespace bolus
