#include "viewer/HeatLayer.h"

#include <algorithm>

#include <vtkImageProperty.h>

#include "viewer/ColorMap.h"

namespace bolus {

namespace {

constexpr double outside = -1e30; // below every table: transparent
constexpr int pixels = 256;       // a side; the grid itself is far coarser

/// Centres of the cells as a volume of their own.
VolumeGeometry cellGeometry(const Heatmap& map) {
    VolumeGeometry geometry{map.origin, map.cellMm(), map.direction, {}};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto axis = geometry.axis(static_cast<int>(i));
        const double half = (static_cast<double>(map.boxVoxels[2 - i]) / map.grid[2 - i] - 1) / 2;
        geometry.origin = geometry.origin + (half * map.spacing[i]) * axis;
        geometry.size[i] = static_cast<std::size_t>(map.grid[2 - i]);
    }
    return geometry;
}

vtkSmartPointer<vtkImageData> gridImage(const Heatmap& map) {
    const auto image = vtkSmartPointer<vtkImageData>::New();
    image->SetDimensions(map.grid[2], map.grid[1], map.grid[0]);
    image->AllocateScalars(VTK_FLOAT, 1);
    auto* cell = static_cast<float*>(image->GetScalarPointer());
    for (const float value : map.values) {
        *cell++ = std::clamp(value, static_cast<float>(map.low), static_cast<float>(map.high));
    }
    return image;
}

} // namespace

HeatLayer::HeatLayer() {
    m_table->SetNumberOfTableValues(256);
    m_table->UseBelowRangeColorOn();
    m_colors->SetLookupTable(m_table);
    m_colors->SetOutputFormatToRGBA();
    m_colors->SetInputConnection(m_layer.reslice()->GetOutputPort());
    m_layer.mapper()->SetInputConnection(m_colors->GetOutputPort());
    m_layer.actor()->GetProperty()->SetColorWindow(255); // colours pass as they are
    m_layer.actor()->GetProperty()->SetColorLevel(127.5);
    m_layer.actor()->ForceTranslucentOn();
}

void HeatLayer::setHeatmap(const std::optional<Heatmap>& heatmap) {
    m_heatmap = heatmap && heatmap->isValid() ? heatmap : std::nullopt;
    if (!m_heatmap) {
        return;
    }
    if (!(m_heatmap->low < m_heatmap->high)) {
        const auto [low, high] = commonRange({&*m_heatmap, 1});
        m_heatmap->low = low;
        m_heatmap->high = high;
    }
    m_layer.setInput(gridImage(*m_heatmap), cellGeometry(*m_heatmap), outside);
    m_table->SetTableRange(m_heatmap->low, m_heatmap->high);
}

void HeatLayer::setColors(double threshold, double opacity) {
    const bool diverging = m_heatmap && m_heatmap->low < 0;
    const auto colors = heatColors(diverging, threshold, opacity);
    for (std::size_t i = 0; i < colors.size(); ++i) {
        const auto& [r, g, b, a] = colors[i];
        m_table->SetTableValue(static_cast<vtkIdType>(i), r / 255.0, g / 255.0, b / 255.0,
                               a / 255.0);
    }
    const auto& first = colors.front();
    m_table->SetBelowRangeColor(first[0] / 255.0, first[1] / 255.0, first[2] / 255.0, 0);
}

void HeatLayer::cut(const SliceStack& picture, double position) {
    SliceStack grid = picture;
    const double width = picture.columns * picture.columnStep;
    const double height = picture.rows * picture.rowStep;
    grid.columns = grid.rows = pixels;
    grid.columnStep = width / pixels;
    grid.rowStep = height / pixels;
    grid.left += (grid.columnStep - picture.columnStep) / 2;
    grid.bottom += (grid.rowStep - picture.rowStep) / 2;
    m_layer.cut(grid, position, true);
}

} // namespace bolus
