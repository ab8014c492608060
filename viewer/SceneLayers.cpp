#include "viewer/SceneLayers.h"

#include <algorithm>

#include <vtkRenderer.h>

#include "viewer/SegmentCut.h"

namespace bolus {

namespace {

constexpr double lowest = 0.1, highest = 0.9, apart = 0.01; // mm; the heatmap lies at 1

}

SceneLayers::SceneLayers(vtkRenderer& renderer) : m_renderer(renderer) {}

ColorLayer& SceneLayers::drawn(std::size_t place) {
    while (m_drawn.size() <= place) {
        const double depth = lowest + apart * static_cast<double>(m_drawn.size());
        m_drawn.push_back(std::make_unique<ColorLayer>());
        m_drawn.back()->setDepth(std::min(depth, highest));
        m_renderer.AddViewProp(m_drawn.back()->actor());
    }
    return *m_drawn[place];
}

void SceneLayers::set(std::vector<SceneLayer> layers) {
    m_layers = std::move(layers);
    m_visible.clear();
    hide();
    for (std::size_t i = 0; i < m_layers.size();) {
        const auto isOther = [&](const SceneLayer& layer) {
            return !areTogether(m_layers[i], layer);
        };
        const auto first = m_layers.begin() + static_cast<std::ptrdiff_t>(i);
        const auto last = std::find_if(first, m_layers.end(), isOther);
        ColorLayer& place = drawn(m_visible.size());
        if (first == last) { // no segment
            place.setSource(first->source);
            place.setStyle(first->style);
            m_visible.push_back(first->style.visible && first->source.values);
            ++i;
            continue;
        }
        m_visible.push_back(std::any_of(
            first, last, [](const SceneLayer& segment) { return segment.style.visible; }));
        place.setSegments({first, last});
        i += static_cast<std::size_t>(last - first);
    }
    m_used = m_visible.size();
    for (std::size_t i = m_used; i < m_drawn.size(); ++i) { // the rest lets go of its volume
        m_drawn[i]->setSource({});
    }
}

const SceneLayer* SceneLayers::difference() const {
    const auto found = std::ranges::find_if(m_layers, [](const SceneLayer& layer) {
        return layer.isDifference() && layer.style.visible;
    });
    return found == m_layers.end() ? nullptr : &*found;
}

void SceneLayers::cut(const SliceStack& picture, double position, const Slab& slab, bool smooth,
                      bool whole) {
    for (std::size_t i = 0; i < m_used; ++i) {
        m_drawn[i]->actor()->SetVisibility(m_visible[i]);
        if (m_visible[i]) {
            m_drawn[i]->cut(picture, position, slab, smooth, whole);
        }
    }
}

ColorLayer* SceneLayers::coarse() const {
    for (std::size_t i = 0; i < m_used; ++i) {
        if (m_visible[i] && m_drawn[i]->isCoarse()) {
            return m_drawn[i].get();
        }
    }
    return nullptr;
}

bool SceneLayers::isCoarse() const {
    return coarse() != nullptr;
}

void SceneLayers::refine() {
    coarse()->refine();
}

void SceneLayers::hide() {
    for (const auto& layer : m_drawn) {
        layer->actor()->VisibilityOff();
    }
}

} // namespace bolus
