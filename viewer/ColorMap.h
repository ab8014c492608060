// Colours for values laid over a picture: perceptual colour maps, and colours for segments.
#pragma once

#include <array>
#include <cstdint>

namespace bolus {

using Rgb = std::array<std::uint8_t, 3>;

/// From the low to the high end. Inferno and Viridis: van der Walt and Smith, 2015 (matplotlib,
/// CC0). Cividis, the same to most colour-blind eyes: Nuñez, Anderton and Renslow, 2018. HotIron:
/// DICOM PS3.6 annex B, table B.1-1. CoolWarm, diverging, grey in the middle: Moreland, 2009.
enum class ColorMap { Inferno, Viridis, Cividis, HotIron, CoolWarm, Grey };
inline constexpr std::array<ColorMap, 6> allColorMaps{ColorMap::Inferno,  ColorMap::Viridis,
                                                      ColorMap::Cividis,  ColorMap::HotIron,
                                                      ColorMap::CoolWarm, ColorMap::Grey};

/// `at` runs from 0 to 1. Of Inferno, Viridis, Cividis (ten points each) and CoolWarm (nine) from
/// points of the published tables, HotIron as the standard has it.
Rgb colorAt(ColorMap map, double at);
inline Rgb inferno(double at) {
    return colorAt(ColorMap::Inferno, at);
}
inline Rgb coolWarm(double at) {
    return colorAt(ColorMap::CoolWarm, at);
}

/// Seven colours that colour-blind eyes tell apart (Okabe and Ito, "Color Universal Design", 2008),
/// over and over.
Rgb segmentColor(std::size_t index);

using ColorTable = std::array<std::array<std::uint8_t, 4>, 256>;
/// 256 colours from the low to the high end of a range. Where `fromMiddle`, strength counts from
/// the middle to either end, else from the low end: below `threshold` (0 … 1) a colour is fully
/// transparent, from there on `opacity`.
ColorTable colorTable(ColorMap map, bool fromMiddle, double threshold, double opacity);
/// Of a heatmap.
inline ColorTable heatColors(bool diverging, double threshold, double opacity) {
    return colorTable(diverging ? ColorMap::CoolWarm : ColorMap::Inferno, diverging, threshold,
                      opacity);
}

} // namespace bolus
