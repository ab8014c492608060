#include "ui/view/CropTool.h"

#include <array>
#include <cmath>

#include <QPainter>

namespace bolus {

namespace {

constexpr double mmPerKey = 5, radius = 9, reach = 13;
constexpr double leastSlope = 0.2; // of an axis on screen: steeper ones cannot be dragged
constexpr std::size_t mostSteps = 200;
constexpr std::array letters{'R', 'L', 'A', 'P', 'F', 'H'};
const QColor boxColor(0x56, 0xc4, 0xf0), chosenColor(0xf5, 0xb0, 0x3d), rimColor(0, 0, 0, 170);

std::size_t axisOf(int face) {
    return static_cast<std::size_t>(face) / 2;
}

bool isHigh(int face) {
    return face % 2 == 1;
}

Vec3 cornerOf(const Bounds& box, int corner) {
    Vec3 point = box.low;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((corner >> axis) % 2 == 1) {
            point[axis] = box.high[axis];
        }
    }
    return point;
}

/// Against its opposite a face stops, which does not give way.
Bounds stretched(Bounds box, int face, double outward) {
    const std::size_t axis = axisOf(face);
    double &low = box.low[axis], &high = box.high[axis];
    isHigh(face) ? high = std::max(high + outward, low + VolumeScene::leastCrop)
                 : low = std::min(low - outward, high - VolumeScene::leastCrop);
    return box;
}

} // namespace

QPointF CropTool::shown(const Vec3& point) const {
    const auto [x, y] = m_scene.displayFromPatient(point);
    return QPointF(x, y) / m_ratio;
}

QPointF CropTool::handle(int face) const {
    const Bounds now = box();
    Vec3 point = now.centre();
    point[axisOf(face)] = isHigh(face) ? now.high[axisOf(face)] : now.low[axisOf(face)];
    return shown(point);
}

QPointF CropTool::wayOf(int face) const {
    Vec3 outward{};
    outward[axisOf(face)] = isHigh(face) ? 1 : -1;
    return shown(outward) - shown({});
}

/// Of handles that lie on one another, the one nearer to the reader.
std::optional<int> CropTool::faceAt(const QPointF& at) const {
    std::optional<int> found;
    double best = 0;
    for (int face = 0; isShown() && face < faces; ++face) {
        const QPointF away = handle(face) - at;
        const double slope =
            std::hypot(wayOf(face).x(), wayOf(face).y()) * m_scene.mmPerPixel() * m_ratio;
        const double depth = (isHigh(face) ? 1 : -1) * m_scene.frame().next[axisOf(face)];
        if (std::hypot(away.x(), away.y()) <= reach && slope >= leastSlope &&
            (!found || depth < best)) {
            found = face;
            best = depth;
        }
    }
    return found;
}

bool CropTool::press(const QPointF& at) {
    const auto face = faceAt(at);
    if (face) {
        m_chosen = *face;
        m_held = Held{*face, at, box(), false};
    }
    return face.has_value();
}

void CropTool::move(const QPointF& at) {
    if (!m_held) {
        return;
    }
    if (!std::exchange(m_held->moved, true)) {
        remember();
    }
    const QPointF way = wayOf(m_held->face), moved = at - m_held->from;
    m_scene.setCrop(stretched(m_held->box, m_held->face,
                              QPointF::dotProduct(moved, way) / QPointF::dotProduct(way, way)));
}

void CropTool::moveFace(int face, double outward) {
    remember();
    m_scene.setCrop(stretched(box(), face, outward));
}

void CropTool::remember() {
    m_done.push_back(m_scene.crop());
    m_undone.clear();
    if (m_done.size() > mostSteps) {
        m_done.erase(m_done.begin());
    }
}

void CropTool::step(std::vector<Crop>& from, std::vector<Crop>& to) {
    if (!from.empty()) {
        to.push_back(m_scene.crop());
        m_scene.setCrop(from.back());
        from.pop_back();
    }
}

void CropTool::reset() {
    if (m_scene.crop()) {
        remember();
        m_scene.setCrop({});
    }
}

void CropTool::forget() {
    m_done.clear();
    m_undone.clear();
    m_held.reset();
    m_shown = false;
}

bool CropTool::key(int key, Qt::KeyboardModifiers modifiers, bool act) {
    const auto run = [act](const auto& action) {
        if (act) {
            action();
        }
        return true;
    };
    const auto held = modifiers & ~Qt::KeypadModifier;
    const bool redoes = (key == Qt::Key_Z && held == (Qt::ControlModifier | Qt::ShiftModifier)) ||
                        (key == Qt::Key_Y && held == Qt::ControlModifier);
    if (redoes) {
        return run([this] { redo(); });
    }
    if (key == Qt::Key_Z && held == Qt::ControlModifier) {
        return run([this] { undo(); });
    }
    if (key == Qt::Key_Plus || (key == Qt::Key_Equal && held == Qt::NoModifier)) {
        return run([this] { moveFace(m_chosen, mmPerKey); });
    }
    if (held != Qt::NoModifier) {
        return false;
    }
    switch (key) {
    case Qt::Key_Minus:
        return run([this] { moveFace(m_chosen, -mmPerKey); });
    case Qt::Key_N:
        return run([this] { m_chosen = (m_chosen + 1) % faces; });
    case Qt::Key_Backspace:
        return run([this] { reset(); });
    default:
        return false;
    }
}

QString CropTool::cropText() const {
    const auto crop = m_scene.crop();
    if (!crop) {
        return {};
    }
    const Vec3 size = crop->high - crop->low;
    return tr("Clipped to %1 × %2 × %3 mm")
        .arg(qRound(size[0]))
        .arg(qRound(size[1]))
        .arg(qRound(size[2]));
}

QString CropTool::hint() const {
    const std::array<QString, faces> names{tr("right"), tr("left"), tr("front"),
                                           tr("back"),  tr("feet"), tr("head")};
    return tr("Clipping box: drag a face, or N: next face (%1) · + and −: move it · Backspace: "
              "show "
              "all · B ends")
        .arg(names[static_cast<std::size_t>(m_chosen)]);
}

void CropTool::paint(QPainter& painter) const {
    if (!isShown()) {
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const Bounds now = box();
    for (const bool rim : {true, false}) {
        painter.setPen(QPen(rim ? rimColor : boxColor, rim ? 3 : 1));
        for (int corner = 0; corner < 8; ++corner) {
            for (int axis = 0; axis < 3; ++axis) {
                if ((corner >> axis) % 2 == 0) {
                    painter.drawLine(shown(cornerOf(now, corner)),
                                     shown(cornerOf(now, corner + (1 << axis))));
                }
            }
        }
    }
    QFont font;
    font.setPixelSize(11);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    for (int face = 0; face < faces; ++face) {
        const QPointF at = handle(face);
        const bool chosen = face == m_chosen;
        painter.setPen(QPen(chosen ? chosenColor : boxColor, 1.5));
        painter.setBrush(chosen ? chosenColor : QColor(12, 16, 20, 220));
        painter.drawEllipse(at, radius, radius);
        painter.setPen(chosen ? Qt::black : boxColor);
        painter.drawText(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius),
                         Qt::AlignCenter,
                         QString(QLatin1Char(letters[static_cast<std::size_t>(face)])));
    }
}

} // namespace bolus
