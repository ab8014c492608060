#include "viewer/WindowPresets.h"

#include <algorithm>
#include <array>

namespace bolus {

namespace {

// Abdomen, lung and brain stand so in Radiopaedia, "Windowing (CT)" (rID 52108) and in OHIF's
// defaults; bone is Radiopaedia's. For the liver Radiopaedia has 150/30 (unenhanced) and OHIF
// 150/90 (enhanced): 60 keeps both 55 HU of plain and 110 HU of portal venous parenchyma off the
// ends. Mediastinum, spine (soft tissues) and stroke (the wider of its two) are Radiopaedia's. For
// CT angiography sources differ; 600/300 spreads 0 to 600 HU, from blood to calcified wall.
constexpr std::array<WindowPreset, 9> presets{{
    {"abdomen", "Abdomen", {400, 40}},
    {"liver", "Liver", {150, 60}},
    {"lung", "Lung", {1500, -600}},
    {"bone", "Bone", {1800, 400}},
    {"brain", "Brain", {80, 40}},
    {"mediastinum", "Mediastinum", {350, 50}},
    {"angiography", "CT angiography", {600, 300}},
    {"spine", "Spine, soft tissues", {250, 50}},
    {"stroke", "Stroke", {40, 40}},
}};

template<typename Test>
const WindowPreset* firstWhere(Test test) {
    const auto found = std::find_if(presets.begin(), presets.end(), test);
    return found == presets.end() ? nullptr : &*found;
}

} // namespace

std::span<const WindowPreset> windowPresets() {
    return presets;
}

const WindowPreset* findPreset(std::string_view name) {
    return firstWhere([&](const WindowPreset& p) { return p.name == name; });
}

const WindowPreset* presetOf(const Window& window) {
    return firstWhere([&](const WindowPreset& p) { return p.values == window; });
}

} // namespace bolus
