#include "viewer/ColorLayer.h"

#include <algorithm>
#include <cmath>

#include <vtkImageProperty.h>
#include <vtkPointData.h>

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

} // namespace

ColorLayer::ColorLayer(double depth) {
    m_mapper->SetInputData(m_image);
    m_mapper->SetOrientationToZ();
    m_mapper->BorderOn(); // the outermost pixels are drawn whole
    m_actor->SetMapper(m_mapper);
    m_actor->SetPosition(0, 0, depth);
    m_actor->GetProperty()->SetColorWindow(255); // colours pass as they are
    m_actor->GetProperty()->SetColorLevel(127.5);
    m_actor->ForceTranslucentOn();
    m_actor->VisibilityOff();
}

void ColorLayer::setSource(const LayerSource& source) {
    if (!(source == m_source)) {
        m_source = source;
        m_cut.reset();
    }
}

void ColorLayer::setStyle(const LayerStyle& style) {
    m_painted = m_painted && style == m_style;
    m_style = style;
}

bool ColorLayer::isCut(const Cut& wanted) const {
    return m_cut && isSameGrid(m_cut->grid, wanted.grid) && m_cut->position == wanted.position &&
           m_cut->slab == wanted.slab;
}

void ColorLayer::cut(const SliceStack& picture, double position, const Slab& slab, bool smooth) {
    const Cut wanted{gridFor(m_source, picture), position, slab};
    if (!isCut(wanted)) {
        m_values = cutValues(m_source, wanted.grid, position, slab);
        m_cut = wanted;
        m_painted = false;
    }
    if (!m_painted) {
        paint();
    }
    smooth && !m_source.nearest ? m_actor->GetProperty()->SetInterpolationTypeToLinear()
                                : m_actor->GetProperty()->SetInterpolationTypeToNearest();
}

void ColorLayer::paint() {
    const SliceStack& grid = m_cut->grid;
    const std::array<int, 3> size{grid.columns, grid.rows, 1};
    if (!std::equal(size.begin(), size.end(), m_image->GetDimensions()) ||
        m_image->GetPointData()->GetScalars() == nullptr) {
        m_image->SetDimensions(size.data());
        m_image->AllocateScalars(VTK_UNSIGNED_CHAR, 4);
    }
    m_image->SetOrigin(grid.left, grid.bottom, 0);
    m_image->SetSpacing(grid.columnStep, grid.rowStep, 1);
    const ColorTable table = tableOf(m_style);
    const double scale = 255 / std::max(m_style.high - m_style.low, 1e-30);
    auto nothing = table.front();
    nothing[3] = 0;
    auto* pixel = static_cast<std::uint8_t*>(m_image->GetScalarPointer());
    for (const float value : m_values) {
        const double place = std::clamp((value - m_style.low) * scale, 0.0, 255.0);
        const auto& color =
            std::isnan(value) ? nothing : table[static_cast<std::size_t>(place + 0.5)];
        pixel = std::copy(color.begin(), color.end(), pixel);
    }
    m_image->Modified();
    m_painted = true;
}

} // namespace bolus
