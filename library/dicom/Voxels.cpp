#include "library/dicom/Voxels.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bolus {

namespace {

constexpr int lowest = std::numeric_limits<short>::min();
constexpr int highest = std::numeric_limits<short>::max();

/// Slope and intercept that leave words of up to 16 bits within 32-bit arithmetic.
bool isSmallAndWhole(const Rescale& rescale) {
    return !rescale.table && rescale.slope == std::floor(rescale.slope) &&
           rescale.intercept == std::floor(rescale.intercept) && std::abs(rescale.slope) <= 8192 &&
           std::abs(rescale.intercept) <= 1e9;
}

/// The loop that nearly every CT takes: plain enough for the compiler to do eight pixels at once.
template<bool isScaled, typename Values>
bool storeWhole(const Values& values, int slope, int intercept, std::span<short> out) {
    using Value = typename Values::Value;
    Value low = highest, high = lowest;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const Value value = (isScaled ? values[i] * slope : values[i]) + intercept;
        low = std::min(low, value);
        high = std::max(high, value);
        out[i] = static_cast<short>(value);
    }
    return low >= lowest && high <= highest;
}

/// After the rescale, lowest and highest.
std::array<double, 2> rescaled(const Rescale& rescale, const std::array<double, 2>& stored,
                               bool isReal) {
    const auto valueOf = [&](double value) {
        return isReal ? static_cast<double>(static_cast<float>(rescale.applyReal(value)))
                      : rescale.apply(std::llround(value));
    };
    const auto [low, high] = std::minmax({valueOf(stored[0]), valueOf(stored[1])});
    return {low, high};
}

bool reachesAboveShort(const Rescale& rescale, const PaddingRange& padding) {
    return padding && rescaled(rescale, *padding, false)[1] > highest;
}

template<typename Values>
bool storeChecked(const Values& values, const Rescale& rescale, const PaddingRange& padding,
                  std::span<short> out) {
    const bool paddingIsLowest = reachesAboveShort(rescale, padding);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const std::int64_t stored = values[i];
        const double value = rescale.apply(stored);
        const bool fits = value >= lowest && value <= highest;
        const bool isPadding = (paddingIsLowest || !fits) && padding &&
                               static_cast<double>(stored) >= (*padding)[0] &&
                               static_cast<double>(stored) <= (*padding)[1];
        if (isPadding) {
            out[i] = static_cast<short>(lowest);
        } else if (fits) {
            out[i] = static_cast<short>(value);
        } else {
            return false;
        }
    }
    return true;
}

bool storeShorts(const StoredFrame& frame, const Rescale& rescale, const PaddingRange& padding,
                 std::span<short> out) {
    return withValues(frame, [&](const auto& values) {
        if (isSmallAndWhole(rescale) && !reachesAboveShort(rescale, padding)) {
            const int slope = static_cast<int>(rescale.slope);
            const int intercept = static_cast<int>(rescale.intercept);
            const bool fits = slope == 1 ? storeWhole<false>(values, 1, intercept, out)
                                         : storeWhole<true>(values, slope, intercept, out);
            if (fits || !padding) {
                return fits;
            }
        }
        return storeChecked(values, rescale, padding, out);
    });
}

void storeFloats(const StoredFrame& frame, const Rescale& rescale, std::span<float> out) {
    withValues(frame, [&](const auto& values) {
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = static_cast<float>(rescale.apply(values[i]));
        }
    });
}

template<typename Real>
void storeReals(const StoredFrame& frame, const Rescale& rescale, std::span<float> out) {
    const auto* values = reinterpret_cast<const Real*>(frame.bytes);
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<float>(rescale.applyReal(static_cast<double>(values[i])));
    }
}

} // namespace

template<typename Pixel>
bool storeVoxels(const StoredFrame& frame, const Rescale& rescale, const PaddingRange& padding,
                 std::span<Pixel> out) {
    if constexpr (std::is_same_v<Pixel, float>) {
        if (!frame.isReal) {
            storeFloats(frame, rescale, out);
        } else if (frame.wordBytes == sizeof(float)) {
            storeReals<float>(frame, rescale, out);
        } else {
            storeReals<double>(frame, rescale, out);
        }
        return true;
    } else {
        return !frame.isReal && rescale.wholeNumbers() && storeShorts(frame, rescale, padding, out);
    }
}

template<typename Pixel>
PaddingRange paddingValues(const Rescale& rescale, const PaddingRange& stored, bool isReal) {
    if (!stored) {
        return std::nullopt;
    }
    const auto [low, high] = rescaled(rescale, *stored, isReal);
    if constexpr (std::is_same_v<Pixel, short>) {
        const double least = lowest;
        return high > highest ? std::array{least, least}
                              : std::array{std::max(low, least), std::max(high, least)};
    }
    return std::array{low, high};
}

template PaddingRange paddingValues<short>(const Rescale&, const PaddingRange&, bool);
template PaddingRange paddingValues<float>(const Rescale&, const PaddingRange&, bool);
template bool storeVoxels<short>(const StoredFrame&, const Rescale&, const PaddingRange&,
                                 std::span<short>);
template bool storeVoxels<float>(const StoredFrame&, const Rescale&, const PaddingRange&,
                                 std::span<float>);

} // namespace bolus
