// Which images are in colour. Their voxels are luminance (Rec. 601), and their volume says so.
#pragma once

#include <string_view>

namespace bolus {

/// By PhotometricInterpretation (0028,0004) and SamplesPerPixel (0028,0002): RGB, YBR_…, PALETTE
/// COLOR. Where the interpretation is missing, one sample a pixel is grey.
inline bool isColour(std::string_view photometric, int samplesPerPixel) {
    return samplesPerPixel != 1 || (!photometric.empty() && !photometric.starts_with("MONOCHROME"));
}

/// The issue of a volume that is made of colour images.
inline constexpr const char* colourIssue = "Colour shown as grey.";

} // namespace bolus
