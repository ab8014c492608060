#include "viewer/VolumePresets.h"

#include <algorithm>

namespace bolus {

namespace {

using Color = std::array<double, 3>;

constexpr Color marrow{0.55, 0.27, 0.16}, bone{0.93, 0.84, 0.68}, ivory{1, 0.98, 0.93};
constexpr Color muscle{0.66, 0.25, 0.19}, skin{0.88, 0.68, 0.55}, blood{0.78, 0.12, 0.08};
constexpr Color bright{0.98, 0.62, 0.36}, air{0.30, 0.45, 0.62}, lung{0.75, 0.80, 0.86};
constexpr Color kidney{0.62, 0.34, 0.25}, urine{0.98, 0.86, 0.42};
constexpr Color black{0, 0, 0}, white{1, 1, 1};

// Where tissues lie: lung -950 to -550, fat -100 to -50, muscle and organs 20 to 70, spongy bone 50
// to 200, compact bone from 250 HU on ("Hounsfield scale", radgray.com; Buzug, Computed Tomography,
// Springer 2008, p. 475); vessels with contrast in the arterial phase 200 to 400 HU, urine with
// contrast from 200 HU on. Colours and opacities are our own.
std::vector<RenderPreset> makeCtPresets() {
    return {
        {"bone",
         "Bone",
         RenderMode::Composite,
         {{150, marrow, 0}, {240, marrow, 0.12}, {420, bone, 0.55}, {1200, ivory, 0.95}}},
        {"vessels",
         "Vessels",
         RenderMode::Composite,
         {{120, muscle, 0},
          {170, blood, 0.06},
          {260, blood, 0.45},
          {420, bright, 0.8},
          {700, ivory, 0.95}}},
        {"muscle",
         "Muscle and bone",
         RenderMode::Composite,
         {{-10, muscle, 0},
          {35, muscle, 0.16},
          {110, muscle, 0.4},
          {200, bone, 0.6},
          {800, ivory, 0.95}}},
        {"skin",
         "Skin and soft tissue",
         RenderMode::Composite,
         {{-600, skin, 0},
          {-300, skin, 0.03},
          {-120, skin, 0.18},
          {40, skin, 0.6},
          {250, bone, 0.95}}},
        {"lung",
         "Lung and airways",
         RenderMode::Composite,
         {{-960, air, 0},
          {-920, air, 0.01},
          {-820, lung, 0.03},
          {-650, lung, 0.09},
          {-450, lung, 0.12},
          {-300, lung, 0}}},
        {"urography",
         "Kidney and urinary tract",
         RenderMode::Composite,
         {{90, kidney, 0},
          {150, kidney, 0.035},
          {210, kidney, 0.09},
          {300, urine, 0.6},
          {900, ivory, 0.95}}},
        {"mip", "MIP", RenderMode::Largest, {{-50, black, 1}, {500, white, 1}}},
        {"minip", "MinIP", RenderMode::Smallest, {{-1024, black, 1}, {-400, white, 1}}},
    };
}

double middleOf(const RenderPreset& preset) {
    return (preset.points.front().value + preset.points.back().value) / 2;
}

} // namespace

std::span<const RenderPreset> ctRenderPresets() {
    static const std::vector<RenderPreset> presets = makeCtPresets();
    return presets;
}

std::vector<RenderPreset> automaticRenderPresets(const Window& window) {
    const auto at = [&](double share) { return window.level + (share - 0.5) * window.window; };
    return {{"auto",
             "From the values",
             RenderMode::Composite,
             {{at(0.2), marrow, 0},
              {at(0.45), muscle, 0.03},
              {at(0.75), bone, 0.15},
              {at(1), ivory, 0.6}}},
            {"mip", "MIP", RenderMode::Largest, {{at(0.1), black, 1}, {at(1.1), white, 1}}},
            {"minip", "MinIP", RenderMode::Smallest, {{at(0), black, 1}, {at(0.7), white, 1}}}};
}

std::vector<RampPoint> shifted(const RenderPreset& preset, const RampShift& shift) {
    std::vector<RampPoint> points = preset.points;
    const double middle = middleOf(preset);
    for (RampPoint& point : points) {
        point.value = middle + (point.value - middle) * shift.width + shift.level;
    }
    return points;
}

double opacityAt(std::span<const RampPoint> points, double value) {
    const auto above = std::ranges::upper_bound(points, value, {}, &RampPoint::value);
    if (above == points.begin() || above == points.end()) {
        return above == points.end() ? points.back().opacity : points.front().opacity;
    }
    const RampPoint& low = *(above - 1);
    const double share = (value - low.value) / (above->value - low.value);
    return low.opacity + share * (above->opacity - low.opacity);
}

} // namespace bolus
