// Pictures of a plane on the pixels of a screen.
#pragma once

#include <array>
#include <cstdint>

#include "viewer/WindowPresets.h"

class vtkImageData;

namespace bolus {

/// 0xffRRGGBB, row by row from above, of somebody else's.
struct Screen {
    std::uint32_t* pixels = nullptr;
    int width = 0, height = 0;
};

/// Where the middle of the screen's upper left pixel lies in the plane: mm along right and up.
struct ScreenCorner {
    double left = 0, top = 0, mmPerPixel = 1;
};

/// Of a picture, origin and spacing are mm along right and up, rows from below, and its outermost
/// pixels are drawn whole. Smoothing blends what is drawn, not values: colours next to each other.
class ScreenPainter {
public:
    ScreenPainter(const Screen& screen, const ScreenCorner& place)
        : m_screen(screen), m_place(place) {}

    void clear();
    /// Short or float values as greys, black at the low end of the window unless `inverted`.
    void paintValues(vtkImageData& values, const Window& window, bool inverted, bool smooth);
    /// RGBA over what is there.
    void paintColors(vtkImageData& rgba, bool smooth);
    /// One pixel wide; mm along right and up.
    void paintLine(const std::array<double, 2>& from, const std::array<double, 2>& to,
                   const std::array<std::uint8_t, 4>& rgba);

private:
    Screen m_screen;
    ScreenCorner m_place;
};

} // namespace bolus
