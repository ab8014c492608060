// Values in colour over a slice: heatmaps, another phase, a difference of two, segments.
#pragma once

#include <memory>
#include <string>

#include <vtkImageData.h>
#include <vtkImageSlice.h>
#include <vtkImageSliceMapper.h>
#include <vtkNew.h>

#include "viewer/LayerCut.h"
#include "viewer/LayerStyle.h"

namespace bolus {

/// One layer of a scene. Texts are for people.
struct SceneLayer {
    std::string id;
    std::string label;   // what lies over what
    std::string caution; // why its place or its values are in doubt; or why it is not there yet
    std::string unit;
    std::string group;        // that it is one of: a segmentation, say
    std::string above, below; // names of the values and of the picture's
    LayerSource source;       // without values while they are loading: nothing is drawn
    LayerStyle style;

    bool isDifference() const { return source.values && source.minuend; }
    bool operator==(const SceneLayer&) const = default;
};

/// GUI thread.
class ColorLayer {
public:
    ColorLayer();

    void setSource(const LayerSource& source);
    void setStyle(const LayerStyle& style);
    /// Segments that share a map, from the lowest to the topmost, instead of a source and a style.
    void setSegments(std::vector<SceneLayer> segments);
    const LayerSource& source() const { return m_source; }
    const LayerStyle& style() const { return m_style; }
    /// Distance toward the viewer, so that one layer lies on another; mm.
    void setDepth(double depth) { m_actor->SetPosition(0, 0, depth); }
    /// Over the same area as the picture. Nothing is computed again that is there already. Unless
    /// `whole`, coarse where it would take long, until refine() has come to its end.
    void cut(const SliceStack& picture, double position, const Slab& slab = {}, bool smooth = true,
             bool whole = true);
    bool isCoarse() const { return m_work != nullptr; }
    void refine(); // one slice
    vtkImageSlice* actor() const { return m_actor; }
    /// RGBA as cut last.
    vtkImageData* image() const { return m_image; }

private:
    struct Cut {
        SliceStack grid;
        double position = 0;
        Slab slab;
        bool isSame(const Cut& other) const;
    };
    std::unique_ptr<SteppedCut> begin(const Cut& cut) const;
    void show(const SliceStack& grid, std::vector<float> values);
    void paint();

    LayerSource m_source;
    LayerStyle m_style;
    std::vector<SceneLayer> m_segments;
    std::optional<Cut> m_wanted;
    std::unique_ptr<SteppedCut> m_work; // for what is wanted; null when it is there
    SliceStack m_grid;                  // of m_values
    std::vector<float> m_values;        // of segments: which one, from 1 on
    bool m_painted = false;
    vtkNew<vtkImageData> m_image;
    vtkNew<vtkImageSliceMapper> m_mapper;
    vtkNew<vtkImageSlice> m_actor;
};

} // namespace bolus
