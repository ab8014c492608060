// The layers over one picture, in their order.
#pragma once

#include <memory>
#include <vector>

#include "viewer/ColorLayer.h"

namespace bolus {

/// GUI thread.
class SceneLayers {
public:
    /// From the lowest to the topmost.
    void set(std::vector<SceneLayer> layers);
    const std::vector<SceneLayer>& all() const { return m_layers; }
    /// That is shown, instead of the picture; null without one.
    const SceneLayer* difference() const;
    void cut(const SliceStack& picture, double position, const Slab& slab, bool whole);
    bool isCoarse() const;
    void refine(); // one slice of one layer; only where isCoarse()
    /// As cut last.
    void paint(ScreenPainter& painter, bool smooth) const;
    /// Of what is drawn: the segments of one object make one.
    std::size_t pictures() const { return m_used; }

private:
    ColorLayer& drawn(std::size_t place);
    ColorLayer* coarse() const;

    std::vector<SceneLayer> m_layers;
    std::size_t m_used = 0;
    std::vector<bool> m_visible;                      // of those used
    std::vector<std::unique_ptr<ColorLayer>> m_drawn; // as many at least
};

} // namespace bolus
