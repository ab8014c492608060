#include "viewer/ViewState.h"

#include <algorithm>
#include <cmath>

namespace bolus {

std::shared_ptr<void> ViewState::observe(Observer observer) {
    auto kept = std::make_shared<Observer>(std::move(observer));
    m_observers.push_back(kept);
    return kept;
}

std::shared_ptr<ViewState> ViewState::copy() const {
    auto other = std::make_shared<ViewState>(*this);
    other->m_observers.clear();
    return other;
}

void ViewState::changed(unsigned changes) {
    std::erase_if(m_observers, [](const auto& observer) { return observer.expired(); });
    const auto observers = m_observers; // one may subscribe another
    for (const auto& weak : observers) {
        if (const auto observer = weak.lock()) {
            (*observer)(changes);
        }
    }
}

void ViewState::setPlane(Plane plane) {
    if (plane != m_plane) {
        m_plane = plane;
        changed(PlaneChange);
    }
}

void ViewState::setPoint(const Vec3& point) {
    const bool finite =
        std::all_of(point.begin(), point.end(), [](double v) { return std::isfinite(v); });
    if (finite && point != m_point) {
        m_point = point;
        changed(PointChange);
    }
}

void ViewState::setField(const Bounds& field) {
    m_field = field;
    resetCamera();
}

void ViewState::setCentre(const Vec3& centre) {
    if (centre != m_centre) {
        m_centre = centre;
        changed(CameraChange);
    }
}

void ViewState::setZoom(double zoom) {
    zoom = std::clamp(zoom, 0.1, 40.0);
    if (zoom != m_zoom) {
        m_zoom = zoom;
        changed(CameraChange);
    }
}

void ViewState::resetCamera() {
    m_centre = m_field.centre();
    m_zoom = 1;
    changed(CameraChange);
}

std::optional<Window> ViewState::window(const std::string& kind) const {
    const auto found = m_windows.find(kind);
    return found == m_windows.end() ? std::nullopt : std::optional(found->second);
}

void ViewState::setWindow(const std::string& kind, Window window) {
    if (!std::isfinite(window.window) || !std::isfinite(window.level)) {
        return;
    }
    window.window = std::clamp(window.window, 1e-6, 1e9);
    window.level = std::clamp(window.level, -1e9, 1e9);
    const auto [place, isNew] = m_windows.try_emplace(kind, window);
    if (isNew || place->second != window) {
        place->second = window;
        changed(WindowChange);
    }
}

void ViewState::setCrosshair(bool visible) {
    if (visible != m_crosshair) {
        m_crosshair = visible;
        changed(CrosshairChange);
    }
}

} // namespace bolus
