// One viewport of the light box: a slice scene, what is written over it, and the mouse.
#pragma once

#include <memory>
#include <optional>

#include <QImage>
#include <QLabel>
#include <QPointF>
#include <QTimer>
#include <QWidget>

#include "library/domain/Case.h"
#include "ui/view/AnnotationLayer.h"
#include "ui/view/PictureTexts.h"
#include "ui/view/ViewportOverlay.h"
#include "viewer/SliceScene.h"

namespace bolus {

class PhaseChip;

/// Left drag: window (across) and level (down). Left click: the linked cursor. Middle or Shift+left
/// drag: pan. Right drag or Ctrl+wheel: zoom. Wheel: scroll. Double click: maximise. The left
/// button turns the other planes where it takes hold of the outer half of their line (three
/// planes), and is the annotation pen's while a tool is in hand, and where it takes hold of a
/// shape. Keys belong to the light box (ViewerKeys.cpp).
class SliceViewport : public QWidget {
    Q_OBJECT
public:
    explicit SliceViewport(QWidget* parent = nullptr);
    ~SliceViewport() override;

    SliceScene& scene() { return m_scene; }
    const SliceScene& scene() const { return m_scene; }
    PhaseChip* chip() const { return m_chip; }
    const OverlayModel& overlay() const { return m_overlay->model(); }
    const AnnotationLayer& annotationLayer() const { return *m_layer; }
    void setPen(AnnotationBook& book, AnnotationPen& pen);
    AnnotationPen::Page page() const;

    /// Labels at once. `volume` is the index among exam.volumes.
    void hang(const Case& exam, int volume);
    void setLoaded(std::shared_ptr<const LoadedVolume> volume);
    void setLoading(double fraction, bool checking = false);
    void setFailed(const QString& sentence);
    void setActive(bool active);
    void setTextChoice(const TextChoice& choice);

    qint64 caseId() const { return m_caseId; }
    int volumeIndex() const { return m_volumeIndex; }
    const VolumeRecord& record() const { return m_record; }
    void setLinkText(const QString& text); // how it is linked, beyond its positions
    void finish(); // shows no coarse cut from now on: before a picture of it is kept
    void refreshOverlay(); // happens by itself before each frame
    /// What is on screen below the texts and shapes, brought up to date: device pixels.
    const QImage& picture();

Q_SIGNALS:
    void activated();
    void maximiseRequested();
    void differenceDragged(double dx); // across, with the button that drags the window

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    enum class Gesture { None, Window, Pan, Zoom, Turn };
    Gesture gestureOf(const QMouseEvent& event) const;
    void drag(const QPointF& delta);
    QPointF devicePosition(const QPointF& logical) const;
    QString note() const;
    void sceneChanged();
    void followSize();
    void requestPicture(); // at most one a frame is painted
    void prepareScene();
    void showCursor();
    // (ViewportTurning.cpp)
    bool isOnTurningGrip(const QPointF& at) const;
    void turnBetween(const QPointF& from, const QPointF& to);
    void refreshPlaneTag();

    SliceScene m_scene;
    ViewportOverlay* m_overlay;
    AnnotationLayer* m_layer;
    PhaseChip* m_chip;
    QLabel* m_planeTag; // which plane this is, where it has one of its own
    AnnotationBook* m_book = nullptr;
    AnnotationPen* m_pen = nullptr;
    qint64 m_caseId = 0;
    int m_volumeIndex = -1;
    VolumeRecord m_record;              // without its slices
    std::optional<double> m_offPlaceMm; // of these
    WrittenTexts m_written;
    TextChoice m_textChoice;
    QString m_failure, m_linkText;
    double m_loading = 0;
    bool m_checking = false; // the files are looked at for the first time
    bool m_active = false;
    bool m_overlayStale = false;
    QImage m_picture; // device pixels
    bool m_pictureStale = true;

    QTimer m_refine; // what is coarse while the hand moves is cut anew when it is still
    Gesture m_gesture = Gesture::None;
    bool m_dragged = false;
    QPointF m_pressed, m_last;
    std::optional<QPointF> m_mouse; // logical
    QPoint m_wheelRest;             // eighths of a degree not yet turned into slices
};

} // namespace bolus
