// Which stored values are no part of the image (PS3.3 C.7.5.1.1.2). Private to library/dicom.
#pragma once

#include <array>
#include <optional>

#include "library/dicom/PixelFormat.h"

namespace bolus {

/// Stored values that are padding, lowest and highest.
using PaddingRange = std::optional<std::array<double, 2>>;

/// Pixel Padding Value and Range Limit of a data set, or those of floating-point pixels; none of
/// colour.
PaddingRange paddingOf(DcmItem& dataset, const PixelFormat& format);

} // namespace bolus
