#include "library/dicom/Padding.h"

#include <algorithm>
#include <cstdint>

#include "library/dicom/Attributes.h"

namespace bolus {

namespace {

PaddingRange realPadding(DcmItem& dataset, const PixelFormat& format) {
    const bool isDouble = format.wordBytes() == sizeof(double);
    const auto value = Attributes::number(dataset, isDouble ? DCM_DoubleFloatPixelPaddingValue
                                                            : DCM_FloatPixelPaddingValue);
    if (!value) {
        return std::nullopt;
    }
    const auto limit = Attributes::number(dataset, isDouble ? DCM_DoubleFloatPixelPaddingRangeLimit
                                                            : DCM_FloatPixelPaddingRangeLimit);
    const auto [low, high] = std::minmax({*value, limit.value_or(*value)});
    return std::array{low, high};
}

} // namespace

PaddingRange paddingOf(DcmItem& dataset, const PixelFormat& format) {
    if (format.isReal) {
        return realPadding(dataset, format);
    }
    const auto value = Attributes::integer(dataset, DCM_PixelPaddingValue);
    if (!value || format.colours != Colours::Grey) {
        return std::nullopt;
    }
    const auto asStored = [&](std::int64_t written) { // its VR may be of the other sign
        const std::int64_t range = std::int64_t{1} << format.bitsStored;
        const std::int64_t pattern = ((written % range) + range) % range;
        return format.isSigned && pattern >= range / 2 ? pattern - range : pattern;
    };
    const auto limit = Attributes::integer(dataset, DCM_PixelPaddingRangeLimit).value_or(*value);
    const auto [low, high] = std::minmax({asStored(*value), asStored(limit)});
    return std::array{static_cast<double>(low), static_cast<double>(high)};
}

} // namespace bolus
