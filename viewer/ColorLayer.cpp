#include "viewer/ColorLayer.h"

#include <algorithm>
#include <cmath>

#include <vtkPointData.h>

#include "viewer/SegmentCut.h"

namespace bolus {

namespace {

/// Of values far coarser than the picture, 256 pixels a side show as much.
SliceStack gridFor(const LayerSource& source, const SliceStack& picture) {
    constexpr int side = 256;
    constexpr double coarse = 4;
    const auto spacing = source.values->spacing();
    const double finest = *std::min_element(spacing.begin(), spacing.end());
    const bool isFine = finest <= coarse * std::min(picture.columnStep, picture.rowStep);
    if (isFine || source.minuend || source.nearest) {
        return picture;
    }
    SliceStack grid = picture;
    grid.columns = grid.rows = side;
    grid.columnStep = picture.columns * picture.columnStep / side;
    grid.rowStep = picture.rows * picture.rowStep / side;
    grid.left += (grid.columnStep - picture.columnStep) / 2;
    grid.bottom += (grid.rowStep - picture.rowStep) / 2;
    return grid;
}

bool isSameGrid(const SliceStack& a, const SliceStack& b) {
    return a.frame.right == b.frame.right && a.frame.up == b.frame.up &&
           a.frame.next == b.frame.next && a.step == b.step && a.left == b.left &&
           a.bottom == b.bottom && a.columnStep == b.columnStep && a.rowStep == b.rowStep &&
           a.columns == b.columns && a.rows == b.rows;
}

ColorTable tableOf(const LayerStyle& style) {
    ColorTable table = colorTable(style.map, style.fromMiddle, style.threshold, style.opacity);
    if (style.solid) {
        for (auto& color : table) {
            std::copy(style.solid->begin(), style.solid->end(), color.begin());
        }
        table.front()[3] = 0; // nothing of the segment is there
    }
    return table;
}

using Rgba = std::array<std::uint8_t, 4>;

/// A colour for each value.
void paintValues(const std::vector<float>& values, const LayerStyle& style, std::uint8_t* pixel) {
    const ColorTable table = tableOf(style);
    const double scale = 255 / std::max(style.high - style.low, 1e-30);
    Rgba nothing = table.front();
    nothing[3] = 0;
    for (const float value : values) {
        const double place = std::clamp((value - style.low) * scale, 0.0, 255.0);
        const Rgba& color =
            std::isnan(value) ? nothing : table[static_cast<std::size_t>(place + 0.5)];
        pixel = std::copy(color.begin(), color.end(), pixel);
    }
}

void paintSegments(const std::vector<float>& values, const std::vector<SceneLayer>& segments,
                   std::uint8_t* pixel) {
    std::vector<Rgba> colors(1);
    for (const SceneLayer& segment : segments) {
        colors.push_back(colorOf(segment.style));
    }
    for (const float value : values) {
        const Rgba& color = colors[static_cast<std::size_t>(value)];
        pixel = std::copy(color.begin(), color.end(), pixel);
    }
}

} // namespace

void ColorLayer::setSource(const LayerSource& source) {
    if (!(source == m_source) || !m_segments.empty()) {
        m_segments.clear();
        m_source = source;
        m_wanted.reset();
        m_work.reset();
    }
}

void ColorLayer::setStyle(const LayerStyle& style) {
    m_colored = m_colored && style == m_style;
    m_style = style;
}

void ColorLayer::setSegments(std::vector<SceneLayer> segments) {
    if (segments != m_segments) {
        m_source = {};
        m_segments = std::move(segments);
        m_wanted.reset();
        m_work.reset();
    }
}

bool ColorLayer::Cut::isSame(const Cut& other) const {
    return isSameGrid(grid, other.grid) && position == other.position && slab == other.slab;
}

std::unique_ptr<SteppedCut> ColorLayer::begin(const Cut& cut) const {
    if (!m_segments.empty()) {
        return std::make_unique<SegmentCut>(m_segments, cut.grid, cut.position, cut.slab);
    }
    return std::make_unique<ValueCut>(m_source, cut.grid, cut.position, cut.slab);
}

void ColorLayer::cut(const SliceStack& picture, double position, const Slab& slab, bool whole) {
    const Cut wanted{m_segments.empty() ? gridFor(m_source, picture) : picture, position, slab};
    if (!m_wanted || !m_wanted->isSame(wanted)) {
        m_wanted = wanted;
        m_work = begin(wanted);
        whole = whole || m_work->isQuick();
        if (!whole) {
            const SliceStack grid = coarser(wanted.grid, position, slab, m_work->atOnce() / 2);
            show(grid, finished(*begin({grid, position, slab})));
        }
    }
    while (m_work && whole) {
        refine();
    }
    if (!m_colored) {
        color();
    }
}

void ColorLayer::paint(ScreenPainter& painter, bool smooth) const {
    painter.paintColors(*m_image, smooth && m_segments.empty() && !m_source.nearest);
}

void ColorLayer::refine() {
    m_work->step();
    if (m_work->isDone()) {
        show(m_work->grid(), m_work->take());
        m_work.reset();
    }
}

void ColorLayer::show(const SliceStack& grid, std::vector<float> values) {
    m_grid = grid;
    m_values = std::move(values);
    m_colored = false;
}

void ColorLayer::color() {
    const std::array<int, 3> size{m_grid.columns, m_grid.rows, 1};
    if (!std::equal(size.begin(), size.end(), m_image->GetDimensions()) ||
        m_image->GetPointData()->GetScalars() == nullptr) {
        m_image->SetDimensions(size.data());
        m_image->AllocateScalars(VTK_UNSIGNED_CHAR, 4);
    }
    m_image->SetOrigin(m_grid.left, m_grid.bottom, 0);
    m_image->SetSpacing(m_grid.columnStep, m_grid.rowStep, 1);
    auto* pixel = static_cast<std::uint8_t*>(m_image->GetScalarPointer());
    m_segments.empty() ? paintValues(m_values, m_style, pixel)
                       : paintSegments(m_values, m_segments, pixel);
    m_colored = true;
}

} // namespace bolus
