// The layers over one picture, in their order.
#pragma once

#include <memory>
#include <vector>

#include "viewer/ColorLayer.h"

class vtkRenderer;

namespace bolus {

/// GUI thread.
class SceneLayers {
public:
    explicit SceneLayers(vtkRenderer& renderer);

    /// From the lowest to the topmost.
    void set(std::vector<SceneLayer> layers);
    const std::vector<SceneLayer>& all() const { return m_layers; }
    /// That is shown, instead of the picture; null without one.
    const SceneLayer* difference() const;
    void cut(const SliceStack& picture, double position, const Slab& slab, bool smooth);
    void hide();

private:
    vtkRenderer& m_renderer;
    std::vector<SceneLayer> m_layers;
    std::vector<std::unique_ptr<ColorLayer>> m_drawn; // as many at least
};

} // namespace bolus
