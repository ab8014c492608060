// Window width and centre by body region, for CT in HU.
#pragma once

#include <span>
#include <string_view>

namespace bolus {

/// Grey runs linearly from level - window/2 (black) to level + window/2 (white), LINEAR_EXACT of
/// DICOM PS3.3 C.11.2.1.3.2. Unit is the volume's.
struct Window {
    double window = 400, level = 40;
    bool operator==(const Window&) const = default;
};

struct WindowPreset {
    std::string_view name;  // stable: "abdomen", "liver", …
    std::string_view label; // for people
    Window values;
};

/// In the order of the keys 1 to 9.
std::span<const WindowPreset> windowPresets();
const WindowPreset* findPreset(std::string_view name); // null when there is none
const WindowPreset* presetOf(const Window& window);    // the preset that has these values, or null

} // namespace bolus
