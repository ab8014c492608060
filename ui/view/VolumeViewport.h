// A volume rendering on the light box: the scene's pictures, what is written over them, the mouse.
#pragma once

#include <memory>
#include <optional>

#include <QElapsedTimer>
#include <QTimer>
#include <QToolButton>
#include <QWidget>

#include "library/domain/Case.h"
#include "ui/view/CropTool.h"
#include "ui/view/OrientationCube.h"
#include "ui/view/PictureTexts.h"
#include "viewer/VolumeScene.h"

namespace bolus {

class PhaseChip;

/// Left drag: turn. Middle or Shift+left drag: pan. Right drag or wheel: zoom. Ctrl+left drag:
/// widen (across) and move (down) the range of values that shows. Shift+wheel: cut from the front.
/// Left click: the linked cursor, where tissue is met; on the cube: look from that side. Double
/// click: maximise. Handles of the clipping box, while it is shown: CropTool. Keys: VolumeKeys.cpp. Pictures are cast on other threads; this one only draws.
class VolumeViewport : public QWidget {
    Q_OBJECT
public:
    explicit VolumeViewport(QWidget* parent = nullptr);
    ~VolumeViewport() override;

    VolumeScene& scene() { return m_scene; }
    const VolumeScene& scene() const { return m_scene; }
    PhaseChip* chip() const { return m_chip; }
    QToolButton* presetChip() const { return m_presetChip; }
    const OverlayModel& overlay() const { return m_overlay->model(); }

    /// Labels at once. `volume` is the index among exam.volumes; `kept` is its voxels, where they
    /// are shown already.
    void hang(const Case& exam, int volume, std::shared_ptr<const LoadedVolume> kept = nullptr);
    void setLoaded(std::shared_ptr<const LoadedVolume> volume); // null: lets memory go
    /// Its crosshair and planes are those of a slice's view; `map` leads to this volume.
    void follow(const SliceScene& slices, const PatientMap& map);
    void setTextChoice(const TextChoice& choice);
    void setLoading(double fraction, bool checking = false);
    void setFailed(const QString& sentence);
    void setTurning(bool turning); // by itself, once in 12 s
    bool isTurning() const { return m_turning.isActive(); }
    CropTool& cropTool() { return m_crop; }
    void setCropShown(bool shown);
    void reset(); // upright, whole and uncut; the clipping can be undone

    qint64 caseId() const { return m_caseId; }
    int volumeIndex() const { return m_volumeIndex; }
    const VolumeRecord& record() const { return m_record; }
    /// The fine picture of what is shown is on screen.
    bool isSettled() const;

Q_SIGNALS:
    void maximiseRequested();
    void closeRequested(); // Escape

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    enum class Gesture { None, Turn, Pan, Zoom, Ramp, Crop };
    static Gesture gestureOf(const QMouseEvent& event);
    void drag(const QPointF& delta);
    void click(const QPointF& at);
    void sceneChanged();
    void pictureArrived();
    void refreshOverlay();
    void placeChips();
    void spinOn();
    void fillMenu();
    QString note() const;
    QStringList lookTexts() const;
    QStringList cutTexts() const;
    OrientationCube cube() const;
    void paintMark(QPainter& painter);
    bool isMarkHidden();
    // (VolumeKeys.cpp)
    bool key(int key, bool act);
    bool key(const QKeyEvent& event, bool act);
    void addCropEntries(QMenu& menu);
    QPointF devicePosition(const QPointF& logical) const;

    ViewportOverlay* m_overlay;
    PhaseChip* m_chip;
    QToolButton* m_presetChip;
    QTimer m_settling, m_turning;
    QElapsedTimer m_sinceSpin;
    std::shared_ptr<const VolumePicture> m_picture;
    struct Mark { // a ray is cast to tell whether it is hidden: once a look
        std::shared_ptr<const VolumePicture> picture;
        unsigned serial = 0;
        Vec3 point{};
        bool hidden = false;
    } m_mark;
    qint64 m_caseId = 0;
    int m_volumeIndex = -1;
    VolumeRecord m_record; // without its slices
    WrittenTexts m_written;
    TextChoice m_textChoice;
    QString m_failure;
    double m_loading = 0;
    bool m_checking = false;
    bool m_overlayStale = false;

    Gesture m_gesture = Gesture::None;
    bool m_dragged = false;
    QPointF m_pressed, m_last;
    QPoint m_wheelRest; // eighths of a degree not yet turned into notches

    CropTool m_crop{m_scene};
    VolumeScene m_scene; // last: its threads, which call back, end before all else goes
};

} // namespace bolus
