#include "viewer/SceneLayers.h"

#include <algorithm>

#include <vtkRenderer.h>

namespace bolus {

namespace {

constexpr double lowest = 0.1, apart = 0.01; // mm; the heatmap lies at 1

}

SceneLayers::SceneLayers(vtkRenderer& renderer) : m_renderer(renderer) {}

void SceneLayers::set(std::vector<SceneLayer> layers) {
    m_layers = std::move(layers);
    while (m_drawn.size() < m_layers.size()) {
        m_drawn.push_back(
            std::make_unique<ColorLayer>(lowest + apart * static_cast<double>(m_drawn.size())));
        m_renderer.AddViewProp(m_drawn.back()->actor());
    }
    hide();
    for (std::size_t i = 0; i < m_drawn.size(); ++i) { // the rest lets go of its volume
        m_drawn[i]->setSource(i < m_layers.size() ? m_layers[i].source : LayerSource{});
        m_drawn[i]->setStyle(i < m_layers.size() ? m_layers[i].style : LayerStyle{});
    }
}

const SceneLayer* SceneLayers::difference() const {
    const auto found = std::ranges::find_if(m_layers, [](const SceneLayer& layer) {
        return layer.isDifference() && layer.style.visible;
    });
    return found == m_layers.end() ? nullptr : &*found;
}

void SceneLayers::cut(const SliceStack& picture, double position, const Slab& slab, bool smooth) {
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const bool visible = m_layers[i].style.visible && m_layers[i].source.values;
        m_drawn[i]->actor()->SetVisibility(visible);
        if (visible) {
            m_drawn[i]->cut(picture, position, slab, smooth);
        }
    }
}

void SceneLayers::hide() {
    for (const auto& layer : m_drawn) {
        layer->actor()->VisibilityOff();
    }
}

} // namespace bolus
