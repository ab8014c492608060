// Values in colour over a slice: heatmaps, another phase, a difference of two, segments.
#pragma once

#include <memory>
#include <string>

#include <vtkImageData.h>
#include <vtkNew.h>

#include "viewer/LayerCut.h"
#include "viewer/LayerStyle.h"
#include "viewer/ScreenPainter.h"

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
    void setSource(const LayerSource& source);
    void setStyle(const LayerStyle& style);
    /// Segments that share a map, from the lowest to the topmost, instead of a source and a style.
    void setSegments(std::vector<SceneLayer> segments);
    const LayerSource& source() const { return m_source; }
    const LayerStyle& style() const { return m_style; }
    /// Over the same area as the picture. Nothing is computed again that is there already. Unless
    /// `whole`, coarse where it would take long, until refine() has come to its end.
    void cut(const SliceStack& picture, double position, const Slab& slab = {}, bool whole = true);
    bool isCoarse() const { return m_work != nullptr; }
    void refine(); // one slice
    /// RGBA as cut last.
    vtkImageData* image() const { return m_image; }
    /// The same on a screen; labels are never smoothed.
    void paint(ScreenPainter& painter, bool smooth) const;

private:
    struct Cut {
        SliceStack grid;
        double position = 0;
        Slab slab;
        bool isSame(const Cut& other) const;
    };
    std::unique_ptr<SteppedCut> begin(const Cut& cut) const;
    void show(const SliceStack& grid, std::vector<float> values);
    void color();

    LayerSource m_source;
    LayerStyle m_style;
    std::vector<SceneLayer> m_segments;
    std::optional<Cut> m_wanted;
    std::unique_ptr<SteppedCut> m_work; // for what is wanted; null when it is there
    SliceStack m_grid;                  // of m_values
    std::vector<float> m_values;        // of segments: which one, from 1 on
    bool m_colored = false;
    vtkNew<vtkImageData> m_image;
};

} // namespace bolus
