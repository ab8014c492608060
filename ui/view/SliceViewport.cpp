#include "ui/view/SliceViewport.h"

#include <algorithm>
#include <cmath>

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "ui/view/PhaseChip.h"
#include "ui/view/ViewportTurning.h"
#include "ui/view/ViewportTexts.h"

namespace bolus {

namespace {

constexpr int stillMs = 120;
constexpr int wheelNotch = 120; // eighths of a degree, QWheelEvent::angleDelta
constexpr double zoomPerPixel = 1.006, zoomPerNotch = 1.15;

QStringList seriesNames(const Case& exam) {
    QStringList names;
    for (const VolumeRecord& volume : exam.volumes) {
        names << phaseName(volume.phase.phase) + QStringLiteral(" — ") + seriesText(volume) +
                     QStringLiteral(" (%1)").arg(volume.size[2]);
    }
    return names;
}

} // namespace

SliceViewport::SliceViewport(QWidget* parent)
    : QWidget(parent), m_overlay(new ViewportOverlay(this)), m_layer(new AnnotationLayer(this)),
      m_chip(new PhaseChip(this)), m_planeTag(new QLabel(this)) {
    setObjectName("sliceViewport");
    setMinimumSize(120, 120);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    m_planeTag->setObjectName("planeTag");
    m_planeTag->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_planeTag->hide();
    m_layer->keepUnder(*m_overlay);
    m_chip->move(ViewportOverlay::margin, ViewportOverlay::margin);
    m_scene.onChanged([this] { sceneChanged(); });
    m_refine.setSingleShot(true);
    connect(&m_refine, &QTimer::timeout, this, [this] {
        if (m_scene.refine()) {
            m_refine.start(0);
        }
    });
}

SliceViewport::~SliceViewport() {
    m_scene.onChanged([] {});
}

void SliceViewport::setPen(AnnotationBook& book, AnnotationPen& pen) {
    m_book = &book;
    m_pen = &pen;
    m_layer->setBook(&book);
    connect(&book, &AnnotationBook::toolChanged, this, &SliceViewport::showCursor);
}

AnnotationPen::Page SliceViewport::page() const {
    return {m_caseId,
            &m_record,
            {&m_scene, devicePixelRatioF(), m_record.seriesUid, m_record.frameOfReferenceUid},
            m_offPlaceMm};
}

void SliceViewport::showCursor() {
    const bool free = m_pen != nullptr && m_mouse && m_gesture == Gesture::None;
    if (free && !(m_book != nullptr && m_book->tool()) && !m_pen->holds(page(), *m_mouse) &&
        isOnTurningGrip(*m_mouse)) {
        setCursor(turningCursor());
        return;
    }
    setCursor(m_book != nullptr && m_book->tool()        ? Qt::CrossCursor
              : free && m_pen->holds(page(), *m_mouse)   ? Qt::SizeAllCursor
              : free && m_pen->selects(page(), *m_mouse) ? Qt::PointingHandCursor
                                                         : Qt::ArrowCursor);
}

void SliceViewport::sceneChanged() {
    requestPicture();
    if (!std::exchange(m_overlayStale, true)) { // once, before the frame that shows the change
        QMetaObject::invokeMethod(
            this,
            [this] {
                refreshOverlay();
                m_layer->update();
            },
            Qt::QueuedConnection);
    }
}

void SliceViewport::hang(const Case& exam, int volume) {
    const auto& record = exam.volumes[static_cast<std::size_t>(volume)];
    m_caseId = exam.id;
    m_volumeIndex = volume;
    m_record = record;
    m_record.slices.clear();
    m_offPlaceMm = mostOffPlace(record);
    m_written = writtenOf(exam, record);
    m_failure.clear();
    m_loading = 0;
    m_checking = false;
    m_chip->setRecord(record.phase);
    m_chip->setSeries(seriesNames(exam), volume);
    setAccessibleName(phaseName(record.phase.phase) + ", " + seriesText(record));
    m_scene.setVolume(nullptr);
    m_scene.setGeometry(VolumeGeometry::of(record));
    m_layer->setPage(page());
    refreshOverlay();
}

void SliceViewport::setLoaded(std::shared_ptr<const LoadedVolume> volume) {
    m_failure.clear();
    m_scene.setVolume(std::move(volume));
}

void SliceViewport::setLoading(double fraction, bool checking) {
    m_loading = fraction;
    m_checking = checking;
    refreshOverlay();
}

void SliceViewport::setFailed(const QString& sentence) {
    m_failure = sentence;
    m_scene.setVolume(nullptr);
    refreshOverlay();
}

void SliceViewport::setActive(bool active) {
    m_active = active;
    refreshOverlay();
}

void SliceViewport::prepareScene() {
    m_scene.prepare(SliceScene::Detail::AtOnce);
    if (m_scene.isCoarse()) {
        m_refine.start(stillMs);
    }
    refreshOverlay();
}

void SliceViewport::finish() {
    m_scene.prepare();
    requestPicture();
}

void SliceViewport::requestPicture() {
    m_pictureStale = true;
    update();
}

void SliceViewport::followSize() {
    const QSize size = (QSizeF(this->size()) * devicePixelRatioF()).toSize().expandedTo({1, 1});
    if (size != m_picture.size()) {
        m_picture = QImage(size, QImage::Format_RGB32);
        m_scene.setSize(size.width(), size.height());
    }
}

const QImage& SliceViewport::picture() {
    followSize(); // another screen may have other pixels
    if (std::exchange(m_pictureStale, false)) {
        prepareScene();
        m_scene.paint({reinterpret_cast<std::uint32_t*>(m_picture.bits()), m_picture.width(),
                       m_picture.height()});
    }
    return m_picture;
}

void SliceViewport::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.scale(1 / devicePixelRatioF(), 1 / devicePixelRatioF());
    painter.drawImage(0, 0, picture());
}

void SliceViewport::resizeEvent(QResizeEvent*) {
    followSize();
    m_overlay->setGeometry(rect());
    m_layer->setGeometry(rect());
}

QPointF SliceViewport::devicePosition(const QPointF& logical) const {
    return (logical + QPointF(0.5, 0.5)) * devicePixelRatioF(); // middle of the pixel pointed at
}

SliceViewport::Gesture SliceViewport::gestureOf(const QMouseEvent& event) const {
    switch (event.button()) {
    case Qt::LeftButton:
        return event.modifiers().testFlag(Qt::ShiftModifier) ? Gesture::Pan : Gesture::Window;
    case Qt::MiddleButton:
        return Gesture::Pan;
    case Qt::RightButton:
        return Gesture::Zoom;
    default:
        return Gesture::None;
    }
}

void SliceViewport::mousePressEvent(QMouseEvent* event) {
    Q_EMIT activated();
    const bool plainLeft =
        event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier;
    if (plainLeft && m_pen != nullptr && m_gesture == Gesture::None &&
        m_pen->press(page(), event->position())) {
        return;
    }
    if (m_gesture == Gesture::None) { // a second button does not change a drag under way
        m_gesture = plainLeft && isOnTurningGrip(event->position()) ? Gesture::Turn
                                                                    : gestureOf(*event);
        m_pressed = m_last = event->position();
        m_dragged = false;
    }
}

void SliceViewport::mouseMoveEvent(QMouseEvent* event) {
    m_mouse = event->position();
    const bool left = event->buttons().testFlag(Qt::LeftButton);
    const bool drawing = m_pen != nullptr && m_gesture == Gesture::None &&
                         m_pen->move(page(), event->position(), left);
    if (!drawing && event->buttons() == Qt::NoButton) {
        showCursor();
    }
    if (m_gesture != Gesture::None) {
        const double moved = (event->position() - m_pressed).manhattanLength();
        m_dragged = m_dragged || moved >= QApplication::startDragDistance() / 2.0;
        if (m_dragged) {
            drag(event->position() - m_last);
            m_last = event->position();
        }
    }
    refreshOverlay();
}

void SliceViewport::drag(const QPointF& delta) {
    const QPointF device = delta * devicePixelRatioF();
    switch (m_gesture) {
    case Gesture::Window:
        m_scene.layers().difference() == nullptr ? m_scene.dragWindow(delta.x(), delta.y())
                                                 : Q_EMIT differenceDragged(delta.x());
        break;
    case Gesture::Pan:
        m_scene.pan(device.x(), device.y());
        break;
    case Gesture::Zoom:
        m_scene.zoomBy(std::pow(zoomPerPixel, -delta.y()));
        break;
    case Gesture::Turn:
        turnBetween(m_last, m_last + delta);
        break;
    case Gesture::None:
        break;
    }
}

void SliceViewport::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && m_pen != nullptr && m_gesture == Gesture::None &&
        m_pen->release(page(), event->position())) {
        return;
    }
    const bool clicked =
        m_gesture == Gesture::Window && !m_dragged && event->button() == Qt::LeftButton;
    if (clicked && !(m_pen != nullptr && m_pen->click(page(), event->position()))) {
        const QPointF at = devicePosition(event->position());
        m_scene.moveCursor(at.x(), at.y());
        m_scene.state().setCrosshair(true);
    }
    if (event->buttons() == Qt::NoButton) {
        m_gesture = Gesture::None;
    }
}

void SliceViewport::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton) {
        m_gesture = Gesture::None;
        if (m_pen != nullptr && m_pen->doubleClick(page())) {
            return;
        }
        Q_EMIT maximiseRequested();
    }
}

void SliceViewport::wheelEvent(QWheelEvent* event) {
    Q_EMIT activated();
    m_wheelRest += event->angleDelta();
    const int notches = m_wheelRest.y() / wheelNotch;
    m_wheelRest.ry() -= notches * wheelNotch;
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        m_scene.zoomBy(std::pow(zoomPerNotch, notches));
    } else {
        m_scene.scroll(-notches);
    }
    event->accept();
}

void SliceViewport::leaveEvent(QEvent* event) {
    m_mouse.reset();
    refreshOverlay();
    QWidget::leaveEvent(event);
}

void SliceViewport::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    Q_EMIT activated();
}

} // namespace bolus
