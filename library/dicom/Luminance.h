// Grey values of colour pixels (Rec. 601). Private to library/dicom.
#pragma once

#include <cstdint>
#include <vector>

#include "library/dicom/PixelFormat.h"
#include "library/dicom/Rec601.h"

namespace bolus {

/// A palette's luminances, by stored value.
struct GreyPalette {
    std::int64_t first = 0;
    std::vector<std::int32_t> greys;

    std::int32_t at(std::int64_t stored) const;
};

/// The three tables of a PALETTE COLOR image, also segmented ones (PS3.3 C.7.9). Nothing where one
/// is missing or damaged, or they differ in length.
std::optional<GreyPalette> readGreyPalette(DcmItem& dataset);

/// Luminances of a frame of three samples a pixel, in words of one or two bytes.
std::vector<std::int32_t> luminancesOf(const std::uint8_t* bytes, int wordBytes,
                                       const PixelFormat& format);

} // namespace bolus
