#include "viewer/ViewState.h"

#include <algorithm>
#include <cmath>

namespace bolus {

int slicesWithin(const Slab& slab, double step) {
    constexpr double mostEachWay = 500, hair = 1e-6; // 10 mm of 1 mm slices: five each way
    return 2 * static_cast<int>(std::min(slab.mm / 2 / step + hair, mostEachWay)) + 1;
}

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
    set(m_plane, plane, PlaneChange);
}

void ViewState::setRotation(const Rotation& rotation) {
    set(m_rotation, rotation, PlaneChange);
}

Turn ViewState::turn(Plane plane) const {
    const auto found = m_turns.find(plane);
    return found == m_turns.end() ? Turn{} : found->second;
}

void ViewState::setTurn(Plane plane, Turn turn) {
    set(m_turns[plane], turn, PlaneChange);
}

void ViewState::setSlab(Slab slab) {
    constexpr double thinnest = 1, thickest = 200;
    if (std::isfinite(slab.mm)) {
        slab.mm = std::clamp(slab.mm, thinnest, thickest);
        set(m_slab, slab, PictureChange);
    }
}

void ViewState::setSmooth(bool smooth) {
    set(m_smooth, smooth, PictureChange);
}

void ViewState::setInverted(bool inverted) {
    set(m_inverted, inverted, PictureChange);
}

void ViewState::setCrop(const std::optional<Bounds>& crop) {
    set(m_crop, crop, CropChange);
}

void ViewState::setPoint(const Vec3& point) {
    const bool finite =
        std::all_of(point.begin(), point.end(), [](double v) { return std::isfinite(v); });
    if (finite) {
        set(m_point, point, PointChange);
    }
}

void ViewState::setField(const Bounds& field) {
    m_field = field;
    resetCamera();
}

void ViewState::setCentre(const Vec3& centre) {
    set(m_centre, centre, CameraChange);
}

void ViewState::setZoom(double zoom) {
    set(m_zoom, std::clamp(zoom, 0.1, 40.0), CameraChange);
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
    set(m_crosshair, visible, CrosshairChange);
}

} // namespace bolus
