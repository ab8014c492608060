#include "viewer/SceneLayers.h"

#include <algorithm>

#include "viewer/SegmentCut.h"

namespace bolus {

ColorLayer& SceneLayers::drawn(std::size_t place) {
    while (m_drawn.size() <= place) {
        m_drawn.push_back(std::make_unique<ColorLayer>());
    }
    return *m_drawn[place];
}

void SceneLayers::set(std::vector<SceneLayer> layers) {
    m_layers = std::move(layers);
    m_visible.clear();
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

void SceneLayers::cut(const SliceStack& picture, double position, const Slab& slab, bool whole) {
    for (std::size_t i = 0; i < m_used; ++i) {
        if (m_visible[i]) {
            m_drawn[i]->cut(picture, position, slab, whole);
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

void SceneLayers::paint(ScreenPainter& painter, bool smooth) const {
    for (std::size_t i = 0; i < m_used; ++i) {
        if (m_visible[i]) {
            m_drawn[i]->paint(painter, smooth);
        }
    }
}

} // namespace bolus
