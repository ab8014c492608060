// What linked views have in common. Views observe it and change it; they do not know one another.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "viewer/Geometry.h"
#include "viewer/WindowPresets.h"

namespace bolus {

/// GUI thread only. Observers are told after a value really changed, and only record it: they draw
/// in their own time.
class ViewState {
public:
    enum Change : unsigned {
        WindowChange = 1,
        PlaneChange = 2,
        PointChange = 4,
        CameraChange = 8,
        CrosshairChange = 16
    };
    using Observer = std::function<void(unsigned changes)>;

    /// The observer lives as long as what is returned.
    [[nodiscard]] std::shared_ptr<void> observe(Observer observer);
    /// The same values for another group of views; observers stay behind.
    std::shared_ptr<ViewState> copy() const;

    Plane plane() const { return m_plane; }
    void setPlane(Plane plane);

    /// The linked cursor, LPS, mm: every view shows the slice through it.
    const Vec3& point() const { return m_point; }
    void setPoint(const Vec3& point);

    /// What a view fits to its size at zoom 1, and looks at the middle of.
    const Bounds& field() const { return m_field; }
    void setField(const Bounds& field);
    const Vec3& centre() const { return m_centre; }
    void setCentre(const Vec3& centre);
    double zoom() const { return m_zoom; }
    void setZoom(double zoom); // 0.1 … 40
    void resetCamera();

    /// Window and level by kind of value ("HU", "MTT", …), as those share no scale.
    std::optional<Window> window(const std::string& kind) const;
    void setWindow(const std::string& kind, Window window);

    bool crosshair() const { return m_crosshair; }
    void setCrosshair(bool visible);

private:
    void changed(unsigned changes);

    std::vector<std::weak_ptr<Observer>> m_observers;
    Plane m_plane = Plane::Axial;
    Vec3 m_point{}, m_centre{};
    Bounds m_field{{-200, -200, -200}, {200, 200, 200}};
    double m_zoom = 1;
    std::map<std::string, Window> m_windows;
    bool m_crosshair = false;
};

} // namespace bolus
