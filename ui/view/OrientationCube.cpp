#include "ui/view/OrientationCube.h"

#include <cmath>

#include <QPainter>
#include <QPolygonF>
#include <QTransform>

namespace bolus {

namespace {

/// From a face's own pixels, x to its right and y down, to the screen.
QTransform placeOf(const OrientationCube& cube, const PlaneFrame& face) {
    const auto right = [&](const Vec3& v) { return dot(v, cube.view.right); };
    const auto down = [&](const Vec3& v) { return -dot(v, cube.view.up); };
    const Vec3 out = -1.0 * face.next, below = -1.0 * face.up;
    return {right(face.right),
            down(face.right),
            right(below),
            down(below),
            cube.middle.x() + cube.half * right(out),
            cube.middle.y() + cube.half * down(out)};
}

double facing(const OrientationCube& cube, const PlaneFrame& face) {
    return dot(face.next, cube.view.next); // 1: squarely; below 0: on the far side
}

QRectF square(const OrientationCube& cube) {
    return {-cube.half, -cube.half, 2 * cube.half, 2 * cube.half};
}

} // namespace

double OrientationCube::reach() const {
    return half * std::sqrt(3.0);
}

void OrientationCube::paint(QPainter& painter) const {
    constexpr double seen = 0.02;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const QTransform base = painter.transform();
    for (const Side side : allSides) {
        const PlaneFrame face = frameFrom(side);
        const double share = facing(*this, face);
        if (share < seen) {
            continue;
        }
        painter.setTransform(placeOf(*this, face) * base);
        painter.setPen(QPen(QColor(16, 19, 23), 1.5));
        painter.setBrush(QColor::fromHsvF(0.58, 0.22, 0.30 + 0.32 * share));
        painter.drawRect(square(*this));
        QFont font = painter.font();
        font.setPixelSize(static_cast<int>(1.3 * half));
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(QColor(0xff, 0xff, 0xff, static_cast<int>(90 + 165 * share)));
        painter.drawText(square(*this), Qt::AlignCenter,
                         QString::fromStdString(orientationLetters(-1.0 * face.next)));
    }
    painter.restore();
}

std::optional<Side> OrientationCube::sideAt(const QPointF& at) const {
    for (const Side side : allSides) {
        const PlaneFrame face = frameFrom(side);
        if (facing(*this, face) > 0.1 &&
            placeOf(*this, face).map(QPolygonF(square(*this))).containsPoint(at, Qt::OddEvenFill)) {
            return side;
        }
    }
    return std::nullopt;
}

} // namespace bolus
