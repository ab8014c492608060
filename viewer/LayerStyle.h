// How values that lie over a picture are coloured.
#pragma once

#include <optional>

#include "viewer/ColorMap.h"

namespace bolus {

struct LayerStyle {
    bool visible = true;
    ColorMap map = ColorMap::HotIron;
    std::optional<Rgb> solid; // one colour for all from the threshold on: a segment
    double low = 0, high = 1; // values at the ends of the colour bar; low < high
    bool fromMiddle = false;  // strength counts from the middle: of differences
    double threshold = 0;     // 0 … 1 of the bar, or of half of it; weaker values show nothing
    double opacity = 0.5;     // 0 … 1
    bool operator==(const LayerStyle&) const = default;
};

} // namespace bolus
