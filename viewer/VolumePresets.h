// How values become colour and opacity in a volume rendering.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "viewer/WindowPresets.h"

namespace bolus {

/// Composite: light through coloured tissue. Largest and Smallest: one value of each ray, as grey.
enum class RenderMode { Composite, Largest, Smallest };

struct RampPoint {
    double value = 0; // of the volume
    std::array<double, 3> color{};
    double opacity = 0; // 0 … 1, of one millimetre; projections use the colour alone
    bool operator==(const RampPoint&) const = default;
};

/// Between points colour and opacity are linear, beyond the ends constant.
struct RenderPreset {
    std::string_view name;  // stable: "bone", "vessels", …
    std::string_view label; // for people
    RenderMode mode = RenderMode::Composite;
    std::vector<RampPoint> points; // by value, at least two
    bool operator==(const RenderPreset&) const = default;
};

/// For HU, in the order of the keys 1 to 8.
std::span<const RenderPreset> ctRenderPresets();
/// For other values: a ramp over their own window, and both projections.
std::vector<RenderPreset> automaticRenderPresets(const Window& window);

/// Moves a preset's values: widened about its middle, then shifted; both in its own unit.
struct RampShift {
    double width = 1, level = 0; // factor (0.1 … 10); added
    bool operator==(const RampShift&) const = default;
};
std::vector<RampPoint> shifted(const RenderPreset& preset, const RampShift& shift);
/// 0 … 1.
double opacityAt(std::span<const RampPoint> points, double value);

} // namespace bolus
