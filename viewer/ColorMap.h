// Perceptual colour maps for heatmaps.
#pragma once

#include <array>
#include <cstdint>

namespace bolus {

using Rgb = std::array<std::uint8_t, 3>;

/// Inferno (van der Walt and Smith, 2015; matplotlib, CC0), from ten points of its published table.
/// `at` runs from 0 to 1.
Rgb inferno(double at);
/// Diverging cool to warm, grey in the middle (Moreland, "Diverging Color Maps for Scientific
/// Visualization", 2009), from nine points of its published table.
Rgb coolWarm(double at);

/// 256 colours from the low to the high end of a range. Below `threshold` (0 … 1 of the way from
/// zero or from the low end to the high one) a colour is fully transparent, above it `opacity`.
std::array<std::array<std::uint8_t, 4>, 256> heatColors(bool diverging, double threshold,
                                                        double opacity);

} // namespace bolus
