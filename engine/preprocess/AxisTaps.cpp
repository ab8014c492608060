#include "engine/preprocess/AxisTaps.h"

#include <algorithm>

#include "engine/preprocess/Resample.h"

namespace bolus {
namespace {

struct Tap {
    std::int32_t index;
    double weight;
};

void add(std::vector<Tap>& taps, std::int32_t index, double weight) {
    if (weight <= 0) // must not be read: it may be no number
        return;
    const auto same = std::ranges::find(taps, index, &Tap::index);
    if (same != taps.end())
        same->weight += weight;
    else
        taps.push_back({index, weight});
}

std::vector<Tap> tapsOf(const AxisLine& line, std::size_t voxel) {
    const double last = static_cast<double>(line.size) - 1;
    std::vector<Tap> taps;
    int inside = 0;
    for (int sample = 0; sample < line.samples; ++sample) {
        const double part = (sample + 0.5) / line.samples - 0.5;
        const double at = line.start + (static_cast<double>(voxel) + part) * line.step;
        if (!insideAxis(at, last))
            continue;
        const double clamped = std::clamp(at, 0.0, last);
        const auto whole = static_cast<std::int32_t>(clamped);
        add(taps, whole, 1 - (clamped - whole));
        add(taps, whole + 1, clamped - whole);
        ++inside;
    }
    for (Tap& tap : taps)
        tap.weight /= inside;
    return taps;
}

} // namespace

AxisTaps::AxisTaps(const AxisLine& line, std::size_t voxels) : voxels(voxels) {
    std::vector<std::vector<Tap>> all;
    for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
        all.push_back(tapsOf(line, voxel));
        taps = std::max(taps, all.back().size());
    }
    taps = std::max(taps, std::size_t{1});
    index.resize(taps * voxels);
    weight.resize(taps * voxels);
    for (std::size_t voxel = 0; voxel < voxels; ++voxel)
        for (std::size_t tap = 0; tap < taps; ++tap) {
            const std::vector<Tap>& own = all[voxel];
            const std::size_t at = tap * voxels + voxel;
            // What is left over repeats the first with weight 0: that one is read in any case.
            index[at] = own.empty() ? 0 : own[tap < own.size() ? tap : 0].index;
            weight[at] = own.empty()        ? outsideVolume
                         : tap < own.size() ? static_cast<float>(own[tap].weight)
                                            : 0.0F;
        }
}

} // namespace bolus
