// Clipping a volume rendering to a box: its six faces, by mouse or keyboard, with undo.
#pragma once

#include <optional>
#include <vector>

#include <QCoreApplication>
#include <QPointF>
#include <QString>

#include "viewer/VolumeScene.h"

class QPainter;

namespace bolus {

/// Works on the scene's crop. Positions are logical pixels. While it is shown, a press on a handle
/// takes hold of its face, and these keys are its own: N the next face, + and − move it, Backspace
/// shows all again, Ctrl+Z and Ctrl+Shift+Z (or Ctrl+Y) go through what was done since the case
/// opened.
class CropTool {
    Q_DECLARE_TR_FUNCTIONS(bolus::CropTool)
public:
    explicit CropTool(VolumeScene& scene) : m_scene(scene) {}

    bool isShown() const { return m_shown && m_scene.volume() && !m_scene.isFlat(); }
    void setShown(bool shown) { m_shown = shown; }
    void setRatio(double devicePixels) { m_ratio = devicePixels; }

    bool press(const QPointF& at);
    bool isHeld() const { return m_held.has_value(); }
    void move(const QPointF& at);
    void release() { m_held.reset(); }
    bool isOnHandle(const QPointF& at) const { return faceAt(at).has_value(); }
    /// True where the key means something now; `act`: it is also done.
    bool key(int key, Qt::KeyboardModifiers modifiers, bool act);
    void reset(); // one step that can be undone
    void undo() { step(m_done, m_undone); }
    void redo() { step(m_undone, m_done); }
    bool canUndo() const { return !m_done.empty(); }
    void forget(); // what was done: of another case

    void paint(QPainter& painter) const;
    QString cropText() const; // what is cut away; empty: nothing
    QString hint() const;     // what can be done now

    static constexpr int faces = 6; // right, left, front, back, feet, head: low before high
    int chosen() const { return m_chosen; }
    QPointF handle(int face) const;

private:
    using Crop = std::optional<Bounds>;
    struct Held {
        int face;
        QPointF from;
        Bounds box;
        bool moved;
    };
    Bounds box() const { return m_scene.crop().value_or(m_scene.extent()); }
    QPointF shown(const Vec3& point) const;
    QPointF wayOf(int face) const; // on screen, pixels a mm
    std::optional<int> faceAt(const QPointF& at) const;
    void moveFace(int face, double outward);
    void step(std::vector<Crop>& from, std::vector<Crop>& to);
    void remember();

    VolumeScene& m_scene;
    double m_ratio = 1;
    bool m_shown = false;
    int m_chosen = 1;
    std::optional<Held> m_held;
    std::vector<Crop> m_done, m_undone;
};

} // namespace bolus
