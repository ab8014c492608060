#include "engine/preprocess/OrderStatistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <mutex>
#include <numeric>
#include <vector>

#include "engine/preprocess/Parallel.h"

namespace bolus {
namespace {

constexpr std::size_t halfKeys = 1U << 16;
constexpr std::size_t block = 4096; // values of one unit of work
using Histogram = std::vector<std::uint32_t>;

/// In the order of the floats: negative ones have all bits turned, the others the sign.
std::uint32_t keyOf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    return bits >> 31 ? ~bits : bits | 0x80000000U;
}

float valueOf(std::uint32_t key) {
    return std::bit_cast<float>(key >> 31 ? key & 0x7fffffffU : ~key);
}

/// How often each place comes; placeOf gives halfKeys for a value that does not count.
template<typename PlaceOf>
Histogram count(std::span<const float> values, PlaceOf placeOf) {
    Histogram all(halfKeys + 1);
    std::mutex mutex;
    const auto blocks = static_cast<int>((values.size() + block - 1) / block);
    inParts(blocks, [&](int begin, int end) {
        Histogram own(halfKeys + 1);
        const std::size_t from = static_cast<std::size_t>(begin) * block;
        const std::size_t to = std::min(static_cast<std::size_t>(end) * block, values.size());
        for (std::size_t i = from; i < to; ++i)
            ++own[placeOf(values[i])];
        const std::scoped_lock lock(mutex);
        std::ranges::transform(all, own, all.begin(), std::plus());
    });
    all.pop_back();
    return all;
}

/// The place that holds the value of this rank, which becomes the rank within that place.
std::uint32_t placeOfRank(const Histogram& histogram, std::uint64_t& rank) {
    std::uint32_t place = 0;
    while (rank >= histogram[place])
        rank -= histogram[place++];
    return place;
}

/// First the place of its upper half among all, then of the lower half among those that share it.
float valueOfRank(std::span<const float> values, const Histogram& upper, std::uint64_t rank) {
    const std::uint32_t high = placeOfRank(upper, rank);
    const Histogram lower = count(values, [high](float value) -> std::size_t {
        const std::uint32_t key = keyOf(value);
        return key >> 16 == high && std::isfinite(value) ? key & 0xffffU : halfKeys;
    });
    return valueOf(high << 16 | placeOfRank(lower, rank));
}

} // namespace

std::optional<std::array<float, 2>> percentilesOf(std::span<const float> values, double low,
                                                  double high) {
    const Histogram upper = count(values, [](float value) -> std::size_t {
        return std::isfinite(value) ? keyOf(value) >> 16 : halfKeys;
    });
    const auto finite = std::accumulate(upper.begin(), upper.end(), std::uint64_t{0});
    if (finite == 0)
        return {};
    const auto rank = [&](double share) {
        return static_cast<std::uint64_t>(share * static_cast<double>(finite - 1));
    };
    return std::array{valueOfRank(values, upper, rank(low)),
                      valueOfRank(values, upper, rank(high))};
}

} // namespace bolus
