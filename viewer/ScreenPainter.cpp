#include "viewer/ScreenPainter.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <vtkImageData.h>

namespace bolus {

namespace {

constexpr std::uint32_t black = 0xff000000;
constexpr int bits = 11, one = 1 << bits; // 255 · one · one is still an int

/// Where the pixels of a screen's row or column lie among those of a picture.
struct Axis {
    struct Place {
        int low, share; // of the next one after `low`; 0 … one
    };
    int begin = 0;             // of the screen's pixels, the first that lies in the picture
    std::vector<Place> places; // of that one and the following
};

/// The screen's pixels lie at first, first + step, …; the picture's at origin, origin + spacing, ….
Axis axisOf(double first, double step, int pixels, double origin, double spacing, int count,
            bool smooth) {
    Axis axis;
    for (int pixel = 0; pixel < pixels; ++pixel) {
        const double at = (first + pixel * step - origin) / spacing;
        if (!(at >= -0.5 && at < count - 0.5)) {
            continue;
        }
        if (axis.places.empty()) {
            axis.begin = pixel;
        }
        const double within = std::clamp(smooth ? at : std::floor(at + 0.5), 0.0, count - 1.0);
        const int low = static_cast<int>(within);
        axis.places.push_back({low, static_cast<int>(std::lround((within - low) * one))});
    }
    return axis;
}

/// Rows from below, 8 bits a channel.
struct Pixels {
    const std::uint8_t* first = nullptr;
    int columns = 0, rows = 0;
};

/// A picture's row between two of its rows, in `one`ths; the last pixel once more, to blend with.
template<int channels>
void blendRows(const Pixels& picture, const Axis::Place& place, std::vector<int>& row) {
    const int count = picture.columns * channels;
    const std::uint8_t* low = picture.first + std::ptrdiff_t(place.low) * count;
    const std::uint8_t* high = place.low + 1 < picture.rows ? low + count : low;
    const int share = place.share;
    int* to = row.data();
    for (int i = 0; i < count; ++i) {
        to[i] = low[i] * (one - share) + high[i] * share;
    }
    std::copy_n(to + count - channels, channels, to + count);
}

/// put(pixel of the screen, channels of the picture there).
template<int channels, typename Put>
void paint(const Screen& screen, const Pixels& picture, const Axis& across, const Axis& down,
           const Put& put) {
    std::vector<int> row(std::size_t(picture.columns + 1) * channels);
    for (std::size_t i = 0; i < down.places.size(); ++i) {
        blendRows<channels>(picture, down.places[i], row);
        const std::ptrdiff_t y = down.begin + static_cast<std::ptrdiff_t>(i);
        std::uint32_t* pixel = screen.pixels + y * screen.width + across.begin;
        for (const auto& [low, share] : across.places) {
            const int* at = &row[static_cast<std::size_t>(low * channels)];
            std::array<std::uint32_t, channels> color;
            for (std::size_t c = 0; c < channels; ++c) {
                const int sum = at[c] * (one - share) + at[c + channels] * share;
                color[c] = static_cast<std::uint32_t>(sum + one * one / 2) >> (2 * bits);
            }
            put(*pixel++, color);
        }
    }
}

/// What is no number lies at the low end.
template<typename Value>
std::vector<std::uint8_t> greysOf(const Value* values, std::size_t count, const Window& window,
                                  bool inverted) {
    const double scale = 255 / std::max(window.window, 1e-30);
    const std::uint8_t flip = inverted ? 255 : 0;
    std::vector<std::uint8_t> greys(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double grey = (static_cast<double>(values[i]) - window.level) * scale + 128;
        const double above = grey > 0 ? grey : 0;
        greys[i] = static_cast<std::uint8_t>(static_cast<int>(above < 255 ? above : 255)) ^ flip;
    }
    return greys;
}

/// Of a share of 255.
std::uint32_t over(std::uint32_t below, std::uint32_t above, std::uint32_t share) {
    return (below * (255 - share) + above * share + 127) / 255;
}

void blend(std::uint32_t& pixel, const std::array<std::uint32_t, 4>& rgba) {
    const auto [r, g, b, a] = rgba;
    if (a > 0) {
        pixel = black | over(pixel >> 16 & 255, r, a) << 16 | over(pixel >> 8 & 255, g, a) << 8 |
                over(pixel & 255, b, a);
    }
}

/// Of the screen in a picture.
struct Axes {
    Axes(const Screen& screen, const ScreenCorner& place, vtkImageData& picture, bool smooth) {
        const double* origin = picture.GetOrigin();
        const double* spacing = picture.GetSpacing();
        const int* size = picture.GetDimensions();
        across = axisOf(place.left, place.mmPerPixel, screen.width, origin[0], spacing[0], size[0],
                        smooth);
        down = axisOf(place.top, -place.mmPerPixel, screen.height, origin[1], spacing[1], size[1],
                      smooth);
    }
    Axis across, down;
};

} // namespace

void ScreenPainter::clear() {
    std::fill_n(m_screen.pixels, std::ptrdiff_t(m_screen.width) * m_screen.height, black);
}

void ScreenPainter::paintValues(vtkImageData& values, const Window& window, bool inverted,
                                bool smooth) {
    const int columns = values.GetDimensions()[0], rows = values.GetDimensions()[1];
    const std::size_t count = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
    const void* first = values.GetScalarPointer();
    const auto greys = values.GetScalarType() == VTK_SHORT
                           ? greysOf(static_cast<const short*>(first), count, window, inverted)
                           : greysOf(static_cast<const float*>(first), count, window, inverted);
    const Axes axes(m_screen, m_place, values, smooth);
    paint<1>(m_screen, {greys.data(), columns, rows}, axes.across, axes.down,
             [](std::uint32_t& pixel, const std::array<std::uint32_t, 1>& grey) {
                 pixel = black | grey[0] * 0x010101U;
             });
}

void ScreenPainter::paintColors(vtkImageData& rgba, bool smooth) {
    const int* size = rgba.GetDimensions();
    const Axes axes(m_screen, m_place, rgba, smooth);
    paint<4>(m_screen,
             {static_cast<const std::uint8_t*>(rgba.GetScalarPointer()), size[0], size[1]},
             axes.across, axes.down, blend);
}

void ScreenPainter::paintLine(const std::array<double, 2>& from, const std::array<double, 2>& to,
                              const std::array<std::uint8_t, 4>& rgba) {
    const auto onScreen = [this](const std::array<double, 2>& mm) {
        return std::array{(mm[0] - m_place.left) / m_place.mmPerPixel,
                          (m_place.top - mm[1]) / m_place.mmPerPixel};
    };
    std::array<double, 2> a = onScreen(from), b = onScreen(to);
    // A pixel for each column that it crosses, or for each row where it is steep.
    const std::size_t along = std::abs(b[0] - a[0]) >= std::abs(b[1] - a[1]) ? 0 : 1;
    if (a[along] > b[along]) {
        std::swap(a, b);
    }
    const std::array size{m_screen.width, m_screen.height};
    const double slope = (b[1 - along] - a[1 - along]) / std::max(b[along] - a[along], 1e-9);
    const double last = std::min(std::floor(b[along]), size[along] - 1.0);
    for (double at = std::max(std::ceil(a[along]), 0.0); at <= last; ++at) {
        const double beside = std::floor(a[1 - along] + (at - a[along]) * slope + 0.5);
        if (beside >= 0 && beside < size[1 - along]) {
            const auto x = static_cast<std::ptrdiff_t>(along == 0 ? at : beside);
            const auto y = static_cast<std::ptrdiff_t>(along == 0 ? beside : at);
            blend(m_screen.pixels[y * m_screen.width + x], {rgba[0], rgba[1], rgba[2], rgba[3]});
        }
    }
}

} // namespace bolus
