#include "ui/view/VolumeViewport.h"

#include <cmath>

#include <QApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "ui/view/PhaseChip.h"
#include "ui/view/ViewportTexts.h"

namespace bolus {

namespace {

constexpr int wheelNotch = 120; // eighths of a degree, QWheelEvent::angleDelta
constexpr double zoomPerPixel = 1.006, zoomPerNotch = 1.15, cutPerNotch = 5; // mm
constexpr int restMs = 180; // without a change: the fine picture is cast
constexpr int smoothPixels = 2'500'000;
constexpr int frameMs = 33, patienceMs = 400; // of turning by itself
constexpr double degreesPerMs = 360.0 / 12000;
const QColor markColor(0xf0, 0xd0, 0x5c);

QString presetName(const RenderPreset& preset) {
    return QCoreApplication::translate("RenderPreset", preset.label.data());
}

QStringList seriesNames(const Case& exam) {
    QStringList names;
    for (const VolumeRecord& volume : exam.volumes) {
        names << phaseName(volume.phase.phase) + QStringLiteral(" — ") + seriesText(volume);
    }
    return names;
}

} // namespace

VolumeViewport::VolumeViewport(QWidget* parent)
    : QWidget(parent), m_overlay(new ViewportOverlay(this)), m_chip(new PhaseChip(this)),
      m_presetChip(new QToolButton(this)) {
    setObjectName("volumeViewport");
    setMinimumSize(120, 120);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_presetChip->setObjectName("presetChip");
    m_presetChip->setPopupMode(QToolButton::InstantPopup);
    m_presetChip->setCursor(Qt::PointingHandCursor);
    m_presetChip->setFocusPolicy(Qt::TabFocus);
    m_presetChip->setToolTip(tr("What is shown, from which side, and what is cut away"));
    m_presetChip->setStyleSheet(
        "QToolButton{background:#2a323b;color:#e6ebf0;border:1px solid rgba(255,255,255,40);"
        "border-radius:9px;padding:1px 9px;font-size:12px;font-weight:600}"
        "QToolButton:hover,QToolButton:focus{border-color:#fff}"
        "QToolButton::menu-indicator{image:none}");
    m_presetChip->setMenu(new QMenu(m_presetChip));
    connect(m_presetChip->menu(), &QMenu::aboutToShow, this, &VolumeViewport::fillMenu);
    m_settling.setSingleShot(true);
    m_settling.setInterval(restMs);
    connect(&m_settling, &QTimer::timeout, this, [this] { m_scene.settle(); });
    m_turning.setInterval(frameMs);
    connect(&m_turning, &QTimer::timeout, this, &VolumeViewport::spinOn);
    m_scene.onChanged([this] { sceneChanged(); });
    m_scene.onPicture([this] { // on another thread
        QMetaObject::invokeMethod(this, &VolumeViewport::pictureArrived, Qt::QueuedConnection);
    });
}

VolumeViewport::~VolumeViewport() {
    m_scene.onChanged([] {});
}

void VolumeViewport::sceneChanged() {
    if (!m_turning.isActive()) {
        m_settling.start();
    }
    if (!std::exchange(m_overlayStale, true)) {
        QMetaObject::invokeMethod(this, &VolumeViewport::refreshOverlay, Qt::QueuedConnection);
    }
    update();
}

void VolumeViewport::pictureArrived() {
    m_picture = m_scene.takePicture();
    const bool wasNoted = !m_overlay->model().note.isEmpty();
    if (wasNoted || !note().isEmpty()) {
        refreshOverlay();
    }
    update();
}

bool VolumeViewport::isSettled() const {
    return m_picture && m_picture->fine && m_picture->serial == m_scene.serial();
}

void VolumeViewport::hang(const Case& exam, int volume, std::shared_ptr<const LoadedVolume> kept) {
    const auto& record = exam.volumes[static_cast<std::size_t>(volume)];
    if (exam.id != m_caseId) {
        m_scene.setVolume(nullptr);
        m_scene.reset();
        m_crop.forget();
    }
    m_caseId = exam.id;
    m_volumeIndex = volume;
    m_record = record;
    m_record.slices.clear();
    m_written = writtenOf(exam, record);
    m_failure.clear();
    m_loading = 0;
    m_checking = false;
    m_chip->setRecord(record.phase);
    m_chip->setSeries(seriesNames(exam), volume);
    setAccessibleName(
        tr("Volume rendering, %1, %2").arg(phaseName(record.phase.phase), seriesText(record)));
    setLoaded(std::move(kept));
    refreshOverlay();
}

void VolumeViewport::setLoaded(std::shared_ptr<const LoadedVolume> volume) {
    m_failure.clear();
    if (volume != m_scene.volume()) {
        m_picture.reset();
        m_scene.setVolume(std::move(volume));
        refreshOverlay();
    }
}

void VolumeViewport::follow(const SliceScene& slices, const PatientMap& map) {
    m_scene.setState(slices.sharedState(), map);
}

void VolumeViewport::setTextChoice(const TextChoice& choice) {
    m_textChoice = choice;
    refreshOverlay();
}

void VolumeViewport::setLoading(double fraction, bool checking) {
    m_loading = fraction;
    m_checking = checking;
    refreshOverlay();
}

void VolumeViewport::setFailed(const QString& sentence) {
    setLoaded(nullptr);
    m_failure = sentence;
    refreshOverlay();
}

void VolumeViewport::setTurning(bool turning) {
    if (turning == m_turning.isActive()) {
        return;
    }
    if (turning) {
        m_settling.stop();
        m_sinceSpin.start();
        m_turning.start();
    } else {
        m_turning.stop();
        m_settling.start();
    }
}

/// No faster than pictures come, but always at the same speed.
void VolumeViewport::spinOn() {
    const bool shown = m_picture && m_picture->serial == m_scene.serial();
    if (isVisible() && (shown || m_sinceSpin.elapsed() > patienceMs)) {
        const auto ms = std::min<qint64>(m_sinceSpin.restart(), patienceMs);
        m_scene.spin(static_cast<double>(ms) * degreesPerMs);
    }
}

QString VolumeViewport::note() const {
    if (!m_failure.isEmpty()) {
        return m_failure;
    }
    if (!m_scene.volume()) {
        return m_checking ? tr("Checking…") : tr("Loading…");
    }
    if (m_scene.isFlat()) {
        return tr("A single slice has no depth to render.");
    }
    if (!m_picture) {
        return tr("Preparing…");
    }
    return isSettled() && m_picture->isBlack
               ? tr("No value here is shown by “%1”. Choose another above, or move its range: "
                    "Ctrl + left button.")
                     .arg(presetName(m_scene.preset()))
               : QString();
}

QStringList VolumeViewport::cutTexts() const {
    QStringList lines;
    if (const auto plane = m_scene.cutSlice()) {
        lines << (*plane == Plane::Coronal    ? tr("Cut at the coronal slice")
                  : *plane == Plane::Sagittal ? tr("Cut at the sagittal slice")
                                              : tr("Cut at the axial slice"));
    }
    if (const auto depth = m_scene.frontCut()) {
        lines << tr("Cut %1 mm deep from the front").arg(qRound(*depth));
    }
    lines << m_crop.cropText();
    lines.removeAll(QString());
    return lines;
}

QStringList VolumeViewport::lookTexts() const {
    QStringList lines;
    const RampShift& ramp = m_scene.ramp();
    if (ramp != RampShift{}) {
        const QString unit = QString::fromStdString(m_scene.volume()->volume.unit);
        lines << tr("Values moved by %1 %2, range × %3")
                     .arg(QString::number(ramp.level, 'f', std::abs(ramp.level) < 10 ? 1 : 0), unit)
                     .arg(ramp.width, 0, 'f', 2);
    }
    if (std::abs(m_scene.zoom() - 1) > 0.005) {
        lines << tr("Zoom %1 %").arg(qRound(m_scene.zoom() * 100));
    }
    return lines;
}

void VolumeViewport::refreshOverlay() {
    m_overlayStale = false;
    m_presetChip->setText(presetName(m_scene.preset()) + QStringLiteral(" ▾"));
    m_presetChip->setAccessibleName(tr("Volume rendering: %1").arg(m_presetChip->text()));
    m_presetChip->setVisible(m_scene.volume() && !m_scene.isFlat());
    placeChips();
    OverlayModel model;
    model.marks = QStringList(tr("Volume rendering: not for measuring")) + cutTexts();
    model.bottomRight = m_scene.volume() ? lookTexts() : QStringList();
    setAccessibleDescription(m_crop.isShown() ? m_crop.hint() : QString());
    const EdgeLetters letters = m_scene.edgeLetters();
    model.edges = {QString::fromStdString(letters.left), QString::fromStdString(letters.right),
                   QString::fromStdString(letters.top), QString::fromStdString(letters.bottom)};
    model.note = note();
    model.progress = m_failure.isEmpty() && !m_scene.volume() ? m_loading : -1;
    model.chipRight =
        (m_presetChip->isHidden() ? m_chip->geometry() : m_presetChip->geometry()).right();
    model.active = hasFocus() && parentWidget() && parentWidget()->size() != size();
    write(m_written, m_textChoice, model);
    if (m_crop.isShown()) {
        model.bottomLeft << m_crop.hint();
    }
    m_overlay->setModel(model);
    update();
}

/// Beside each other; where that is too narrow, in the other corner.
void VolumeViewport::placeChips() {
    constexpr int gap = 6;
    m_presetChip->adjustSize();
    m_chip->move(ViewportOverlay::margin, ViewportOverlay::margin);
    const int beside = m_chip->geometry().right() + gap;
    const bool fits = beside + m_presetChip->width() < width() - ViewportOverlay::margin;
    m_presetChip->move(fits ? QPoint(beside, ViewportOverlay::margin)
                            : QPoint(ViewportOverlay::margin,
                                     height() - m_presetChip->height() - ViewportOverlay::margin));
}

OrientationCube VolumeViewport::cube() const {
    OrientationCube cube;
    cube.half = std::clamp(std::min(width(), height()) / 30.0, 12.0, 22.0);
    cube.view = m_scene.frame();
    const double edge = cube.reach() + ViewportOverlay::margin;
    cube.middle = {width() - edge - 4, height() - edge - 50}; // above the texts of the corner
    return cube;
}

void VolumeViewport::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    if (m_picture) {
        const QImage image(reinterpret_cast<const uchar*>(m_picture->pixels.data()),
                           m_picture->width, m_picture->height, 4 * m_picture->width,
                           QImage::Format_RGB32);
        const bool soon = width() * height() < smoothPixels; // smoothing more takes over a frame
        painter.setRenderHint(QPainter::SmoothPixmapTransform, soon && !m_picture->fine);
        painter.drawImage(QRectF(rect()), image);
    }
    if (m_scene.volume()) {
        m_crop.paint(painter);
        paintMark(painter);
        cube().paint(painter);
    }
}

bool VolumeViewport::isMarkHidden() {
    const Vec3 point = m_scene.point();
    if (m_mark.picture != m_picture || m_mark.serial != m_scene.serial() ||
        m_mark.point != point) {
        m_mark = {m_picture, m_scene.serial(), point, m_scene.isHidden(point)};
    }
    return m_mark.hidden;
}

/// The linked cursor; dotted where it lies behind what is shown.
void VolumeViewport::paintMark(QPainter& painter) {
    if (!m_scene.state().crosshair()) {
        return;
    }
    constexpr double radius = 7, arm = 16;
    const Vec3 point = m_scene.point();
    const auto [x, y] = m_scene.displayFromPatient(point);
    const QPointF at = QPointF(x, y) / devicePixelRatioF();
    const bool hidden = isMarkHidden();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    for (const bool rim : {true, false}) { // readable over bone and black alike
        QPen pen(rim ? QColor(0, 0, 0, 150) : markColor, rim ? 3.5 : 1.5);
        pen.setStyle(hidden ? Qt::DotLine : Qt::SolidLine);
        painter.setPen(pen);
        painter.drawEllipse(at, radius, radius);
        for (const QPointF& way : {QPointF(1, 0), QPointF(-1, 0), QPointF(0, 1), QPointF(0, -1)}) {
            painter.drawLine(at + radius * way, at + arm * way);
        }
    }
}

void VolumeViewport::resizeEvent(QResizeEvent*) {
    m_overlay->setGeometry(rect());
    m_crop.setRatio(devicePixelRatioF());
    m_scene.setSize(qRound(width() * devicePixelRatioF()), qRound(height() * devicePixelRatioF()));
    refreshOverlay();
}

void VolumeViewport::hideEvent(QHideEvent*) {
    setTurning(false);
}

QPointF VolumeViewport::devicePosition(const QPointF& logical) const {
    return (logical + QPointF(0.5, 0.5)) * devicePixelRatioF();
}

VolumeViewport::Gesture VolumeViewport::gestureOf(const QMouseEvent& event) {
    switch (event.button()) {
    case Qt::LeftButton:
        return event.modifiers().testFlag(Qt::ShiftModifier)     ? Gesture::Pan
               : event.modifiers().testFlag(Qt::ControlModifier) ? Gesture::Ramp
                                                                 : Gesture::Turn;
    case Qt::MiddleButton:
        return Gesture::Pan;
    case Qt::RightButton:
        return Gesture::Zoom;
    default:
        return Gesture::None;
    }
}

void VolumeViewport::mousePressEvent(QMouseEvent* event) {
    if (m_gesture == Gesture::None) {
        const bool plainLeft =
            event->button() == Qt::LeftButton && event->modifiers() == Qt::NoModifier;
        m_gesture = plainLeft && m_crop.press(event->position()) ? Gesture::Crop
                                                                 : gestureOf(*event);
        m_pressed = m_last = event->position();
        m_dragged = false;
    }
}

void VolumeViewport::mouseMoveEvent(QMouseEvent* event) {
    if (m_gesture == Gesture::None || event->buttons() == Qt::NoButton) {
        setCursor(m_crop.isOnHandle(event->position()) ? Qt::SizeAllCursor : Qt::ArrowCursor);
        return;
    }
    const double moved = QLineF(m_pressed, event->position()).length();
    if (!m_dragged && moved >= QApplication::startDragDistance() / 2.0) {
        m_dragged = true;
        setTurning(false);
    }
    if (m_dragged && m_gesture == Gesture::Crop) {
        m_crop.move(event->position());
    } else if (m_dragged) {
        drag(event->position() - m_last);
        m_last = event->position();
    }
}

void VolumeViewport::drag(const QPointF& delta) {
    const QPointF device = delta * devicePixelRatioF();
    switch (m_gesture) {
    case Gesture::Turn:
        m_scene.turn(device.x(), device.y());
        break;
    case Gesture::Pan:
        m_scene.pan(device.x(), device.y());
        break;
    case Gesture::Zoom:
        m_scene.zoomBy(std::pow(zoomPerPixel, -delta.y()));
        break;
    case Gesture::Ramp:
        m_scene.dragRamp(delta.x(), delta.y());
        break;
    case Gesture::Crop:
    case Gesture::None:
        break;
    }
}

void VolumeViewport::setCropShown(bool shown) {
    m_crop.setShown(shown);
    setMouseTracking(shown);
    unsetCursor();
    refreshOverlay();
}

void VolumeViewport::reset() {
    m_scene.reset();
    m_crop.reset();
}

void VolumeViewport::click(const QPointF& at) {
    if (const auto side = cube().sideAt(at)) {
        m_scene.lookFrom(*side);
        return;
    }
    const QPointF device = devicePosition(at);
    if (const auto met = m_scene.pick(device.x(), device.y())) {
        m_scene.movePoint(*met);
    }
}

void VolumeViewport::mouseReleaseEvent(QMouseEvent* event) {
    if (m_gesture == Gesture::Turn && !m_dragged && event->button() == Qt::LeftButton) {
        click(event->position());
    }
    if (event->buttons() == Qt::NoButton) {
        m_gesture = Gesture::None;
        m_crop.release();
        refreshOverlay();
    }
}

void VolumeViewport::mouseDoubleClickEvent(QMouseEvent* event) {
    const QPointF at = event->position();
    if (event->button() == Qt::LeftButton && !m_crop.isOnHandle(at) && !cube().sideAt(at)) {
        m_gesture = Gesture::None;
        Q_EMIT maximiseRequested();
    }
}

void VolumeViewport::wheelEvent(QWheelEvent* event) {
    m_wheelRest += event->angleDelta();
    const int turned = m_wheelRest.y() != 0 ? m_wheelRest.y() : m_wheelRest.x(); // Alt and Shift
    const int notches = turned / wheelNotch;                                     // may swap them
    if (notches != 0) {
        m_wheelRest = {};
        event->modifiers().testFlag(Qt::ShiftModifier)
            ? m_scene.moveFrontCut(notches * cutPerNotch)
            : m_scene.zoomBy(std::pow(zoomPerNotch, notches));
    }
    event->accept();
}

void VolumeViewport::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    refreshOverlay();
}

void VolumeViewport::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    refreshOverlay();
}

} // namespace bolus
