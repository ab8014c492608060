// How a viewport shows and turns the planes of three-plane screens.
#include "ui/view/ViewportTurning.h"

#include <QPainter>
#include <QPainterPath>

#include "ui/view/PhaseChip.h"
#include "ui/view/SliceViewport.h"
#include "viewer/PlaneLines.h"

namespace bolus {

namespace {

constexpr double gripPixels = 6; // logical, either side of a line

/// An arrow round most of a circle, white with a dark rim.
QPixmap turningArrow() {
    constexpr int size = 24;
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath arrow;
    const QRectF circle(5, 5, 14, 14);
    arrow.arcMoveTo(circle, 60);
    arrow.arcTo(circle, 60, 285);
    const QPointF tip = arrow.currentPosition();
    arrow.moveTo(tip + QPointF(-6, -1));
    arrow.lineTo(tip);
    arrow.lineTo(tip + QPointF(2, -6));
    for (const auto& [color, width] : {std::pair(Qt::black, 4.5), std::pair(Qt::white, 2.0)}) {
        painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(arrow);
    }
    return pixmap;
}

QString planeName(Plane plane) {
    switch (plane) {
    case Plane::Axial:
        return SliceViewport::tr("Axial");
    case Plane::Coronal:
        return SliceViewport::tr("Coronal");
    case Plane::Sagittal:
        return SliceViewport::tr("Sagittal");
    default:
        return SliceViewport::tr("As acquired");
    }
}

} // namespace

const QCursor& turningCursor() {
    static const QCursor cursor(turningArrow());
    return cursor;
}

bool SliceViewport::isOnTurningGrip(const QPointF& at) const {
    const QPointF device = devicePosition(at);
    return bolus::isOnTurningGrip(m_scene, device.x(), device.y(),
                                  gripPixels * devicePixelRatioF());
}

void SliceViewport::turnBetween(const QPointF& from, const QPointF& to) {
    const QPointF a = devicePosition(from), b = devicePosition(to);
    turnPlanes(m_scene, {a.x(), a.y()}, {b.x(), b.y()});
}

/// Beside the chip: which plane, in the colour of its lines in the other pictures, and how far from
/// upright it is; also where all views follow one turned plane.
void SliceViewport::refreshPlaneTag() {
    const int turned = qRound(m_scene.turnedDegrees());
    const bool own = m_scene.ownPlane().has_value();
    m_planeTag->setVisible(own || turned != 0);
    if (!own && turned == 0) {
        return;
    }
    const QString name = planeName(m_scene.plane());
    const QString text = turned == 0 ? name : tr("%1, turned %2°").arg(name).arg(turned);
    if (text != m_planeTag->text()) {
        const auto [r, g, b] = planeColor(m_scene.plane());
        m_planeTag->setText(text);
        m_planeTag->setAccessibleName(text);
        m_planeTag->setStyleSheet(
            QStringLiteral("QLabel{background:rgba(12,14,17,215);color:%1;border:2px solid %1;"
                           "border-radius:9px;padding:0px 8px;font-size:12px;font-weight:600}")
                .arg(QColor(r, g, b).name()));
        m_planeTag->adjustSize();
    }
    const QRect chip = m_chip->geometry();
    m_planeTag->move(chip.right() + 7, chip.center().y() - m_planeTag->height() / 2);
}

} // namespace bolus
