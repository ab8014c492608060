// A heatmap's grid as a coloured, translucent layer over a slice.
#pragma once

#include <optional>

#include <vtkImageMapToColors.h>
#include <vtkLookupTable.h>
#include <vtkNew.h>

#include "viewer/Heatmap.h"
#include "viewer/ResliceLayer.h"

namespace bolus {

class HeatLayer {
public:
    HeatLayer();

    void setHeatmap(const std::optional<Heatmap>& heatmap);
    const std::optional<Heatmap>& heatmap() const { return m_heatmap; }
    void setColors(double threshold, double opacity);
    /// Over the same area as the picture, in pixels of its own.
    void cut(const SliceStack& picture, double position);
    vtkImageSlice* actor() const { return m_layer.actor(); }

private:
    std::optional<Heatmap> m_heatmap;
    ResliceLayer m_layer{1};
    vtkNew<vtkLookupTable> m_table;
    vtkNew<vtkImageMapToColors> m_colors;
};

} // namespace bolus
