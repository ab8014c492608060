// What linked views have in common. Views observe it and change it; they do not know one another.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "viewer/Turning.h"
#include "viewer/WindowPresets.h"

namespace bolus {

/// Several slices shown as one: the largest, smallest or mean value of all whose middles lie within
/// `mm` / 2 of the slice that is gone to.
struct Slab {
    enum class Mode { Off, Largest, Smallest, Mean };
    Mode mode = Mode::Off;
    double mm = 10; // 1 … 200
    bool operator==(const Slab&) const = default;
};

/// 1, 3, 5 …: of slices `step` mm apart.
int slicesWithin(const Slab& slab, double step);

/// GUI thread only. Observers are told after a value really changed, and only record it: they draw
/// in their own time.
class ViewState {
public:
    enum Change : unsigned {
        WindowChange = 1,
        PlaneChange = 2,
        PointChange = 4,
        CameraChange = 8,
        CrosshairChange = 16,
        PictureChange = 32, // slab, smoothing, inversion
        CropChange = 64
    };
    using Observer = std::function<void(unsigned changes)>;

    /// The observer lives as long as what is returned.
    [[nodiscard]] std::shared_ptr<void> observe(Observer observer);
    /// The same values for another group of views; observers stay behind.
    std::shared_ptr<ViewState> copy() const;

    Plane plane() const { return m_plane; }
    void setPlane(Plane plane);

    /// Of the three patient planes together; the slices as acquired stay as they are.
    const Rotation& rotation() const { return m_rotation; }
    void setRotation(const Rotation& rotation);
    /// How the pictures of a plane lie.
    Turn turn(Plane plane) const;
    void setTurn(Plane plane, Turn turn);
    const std::map<Plane, Turn>& turns() const { return m_turns; } // those not named lie upright

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
    const std::map<std::string, Window>& windows() const { return m_windows; }

    bool crosshair() const { return m_crosshair; }
    void setCrosshair(bool visible);

    const Slab& slab() const { return m_slab; }
    void setSlab(Slab slab);
    /// Whether pixels are blended on the way to the screen. Off: every pixel a square, and across
    /// the slices the nearest voxel.
    bool smooth() const { return m_smooth; }
    void setSmooth(bool smooth);
    bool inverted() const { return m_inverted; } // white for black
    void setInverted(bool inverted);

    /// What volume renderings show of the patient, as the point lies in it; nothing: all.
    const std::optional<Bounds>& crop() const { return m_crop; }
    void setCrop(const std::optional<Bounds>& crop);

private:
    void changed(unsigned changes);
    template<typename T>
    void set(T& value, const T& to, unsigned change) {
        if (!(value == to)) {
            value = to;
            changed(change);
        }
    }

    std::vector<std::weak_ptr<Observer>> m_observers;
    Plane m_plane = Plane::Axial;
    Vec3 m_point{}, m_centre{};
    Bounds m_field{{-200, -200, -200}, {200, 200, 200}};
    double m_zoom = 1;
    std::map<std::string, Window> m_windows;
    Rotation m_rotation;
    std::map<Plane, Turn> m_turns;
    Slab m_slab;
    std::optional<Bounds> m_crop;
    bool m_crosshair = false, m_smooth = true, m_inverted = false;
};

} // namespace bolus
