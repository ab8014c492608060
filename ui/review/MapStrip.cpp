#include "ui/review/MapStrip.h"

#include <algorithm>
#include <cmath>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include "ui/common/Text.h"
#include "ui/style/Theme.h"
#include "ui/view/PhaseChip.h"
#include "viewer/ColorMap.h"
#include "viewer/Heatmap.h"

namespace bolus {

namespace {

constexpr int layers = 4, side = 8, gap = 6;        // PROTOCOL.md: values D-major 4×8×8
constexpr std::array<int, 3> cellVoxels{32, 32, 8}; // along w, h, d

/// Where an axis of the box points to, and where from, in the patient (LPS).
std::array<QString, 2> ends(const std::array<double, 9>& direction, std::size_t axis) {
    static constexpr std::array<std::array<const char*, 2>, 3> letters{
        {{QT_TRANSLATE_NOOP("bolus::MapStrip", "R"), QT_TRANSLATE_NOOP("bolus::MapStrip", "L")},
         {QT_TRANSLATE_NOOP("bolus::MapStrip", "A"), QT_TRANSLATE_NOOP("bolus::MapStrip", "P")},
         {QT_TRANSLATE_NOOP("bolus::MapStrip", "F"), QT_TRANSLATE_NOOP("bolus::MapStrip", "H")}}};
    std::size_t most = 0;
    for (std::size_t row = 1; row < 3; ++row)
        if (std::abs(direction[3 * row + axis]) > std::abs(direction[3 * most + axis]))
            most = row;
    const std::size_t to = direction[3 * most + axis] > 0 ? 1 : 0;
    return {MapStrip::tr(letters[most][1 - to]), MapStrip::tr(letters[most][to])};
}

} // namespace

MapStrip::MapStrip(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("mapStrip"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("The map, cell by cell"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void MapStrip::addRows(const Shown& shown, HeatmapKind kind, bool named) {
    const AttentionAnswer& answer = *shown.answer;
    std::vector<Heatmap> all;
    for (const AttentionAnswer::Map* map : answer.ofKind(kind))
        all.emplace_back().values = map->values;
    const auto& range = shown.range;
    const auto colors = range && (*range)[0] < (*range)[1] ? *range : commonRange(all);
    for (const AttentionAnswer::Map* map : answer.ofKind(kind)) {
        const QString phase = map->phase ? phaseName(*map->phase) : tr("All phases");
        m_rows.push_back({named ? tr("%1 · %2").arg(phase, answer.model) : phase, map->phase,
                          map->values, colors, answer.origin, answer.spacing, answer.direction});
    }
}

void MapStrip::setMaps(const std::vector<Shown>& shown, HeatmapKind kind) {
    m_rows.clear();
    for (const Shown& each : shown)
        addRows(each, kind, shown.size() > 1);
    std::vector<std::optional<Phase>> order;
    for (const Row& row : m_rows)
        order.push_back(row.phase);
    std::ranges::stable_sort(m_rows, {}, [&](const Row& row) {
        return std::ranges::find(order, row.phase) - order.begin();
    });
    m_chosen.row = 0;
    setAccessibleDescription(m_rows.empty() ? QString() : textOf(m_chosen));
    updateGeometry();
    update();
}

int MapStrip::layerAt(const Row& row, const std::array<double, 3>& point) {
    double along = 0;
    for (std::size_t at = 0; at < 3; ++at)
        along += (point[at] - row.origin[at]) * row.direction[3 * at + 2];
    const double layer = (along / row.spacing[2] + 0.5) / cellVoxels[2];
    return layer >= 0 && layer < layers ? static_cast<int>(layer) : -1;
}

void MapStrip::setPoints(const PointOf& pointOf) {
    bool changed = false;
    for (Row& row : m_rows) {
        const int now = layerAt(row, pointOf(row.phase));
        changed = std::exchange(row.layer, now) != now || changed;
    }
    if (changed)
        update();
}

int MapStrip::blockSize(int width) const {
    return std::clamp((width - (layers - 1) * gap) / (layers * side), 3, 16);
}

int MapStrip::heightForWidth(int width) const {
    const auto rows = static_cast<int>(m_rows.size());
    return rows * (nameHeight() + blockSize(width) * side + gap) + nameHeight();
}

QSize MapStrip::sizeHint() const {
    constexpr int wide = 240;
    return {wide, heightForWidth(std::max(width(), wide))};
}

QRect MapStrip::layerRect(int row, int layer) const {
    const int block = blockSize(width()), size = block * side;
    return {layer * (size + gap), row * (nameHeight() + size + gap) + nameHeight(), size, size};
}

QRect MapStrip::cellRect(int row, int layer, int h, int w) const {
    const int block = blockSize(width());
    return {layerRect(row, layer).topLeft() + QPoint(w * block, h * block), QSize(block, block)};
}

double MapStrip::valueOf(const Cell& cell) const {
    const auto at = static_cast<std::size_t>((cell.layer * side + cell.h) * side + cell.w);
    return static_cast<double>(rowOf(cell).values[at]);
}

QString MapStrip::textOf(const Cell& cell) const {
    const Row& row = rowOf(cell);
    const double most = std::max(std::abs(row.range[0]), row.range[1]);
    return tr("%1, layer %2 of %3, row %4, column %5: %6 % of the largest value")
        .arg(row.name)
        .arg(cell.layer + 1)
        .arg(layers)
        .arg(cell.h + 1)
        .arg(cell.w + 1)
        .arg(numberText(100 * valueOf(cell) / most, 0));
}

/// As the letters on the pictures' edges say it.
QString MapStrip::orientation() const {
    const auto& direction = m_rows.front().direction; // one box for all
    const auto layer = ends(direction, 2);
    return tr("layers %1 → %2, right %3, down %4")
        .arg(layer[0], layer[1], ends(direction, 0)[1], ends(direction, 1)[1]);
}

void MapStrip::paintLayer(QPainter& painter, int row, int layer) const {
    const auto& [low, high] = rowOf({row}).range;
    const auto colors = heatColors(low < 0, 0, 1);
    for (int h = 0; h < side; ++h)
        for (int w = 0; w < side; ++w) {
            const double at = (valueOf({row, layer, h, w}) - low) / (high - low);
            const auto& c =
                colors[static_cast<std::size_t>(std::lround(255 * std::clamp(at, 0.0, 1.0)))];
            painter.fillRect(cellRect(row, layer, h, w), QColor(c[0], c[1], c[2]));
        }
    if (layer == rowOf({row}).layer) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(layerRect(row, layer).adjusted(-2, -2, 1, 1));
    }
}

void MapStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    for (int row = 0; row < static_cast<int>(m_rows.size()); ++row) {
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(QRect(0, layerRect(row, 0).top() - nameHeight(), width(), nameHeight()),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         fontMetrics().elidedText(rowOf({row}).name, Qt::ElideMiddle, width()));
        for (int layer = 0; layer < layers; ++layer)
            paintLayer(painter, row, layer);
    }
    if (!m_rows.empty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(
            QRect(0, heightForWidth(width()) - nameHeight() - gap / 2, width(), nameHeight()),
            Qt::AlignLeft | Qt::AlignVCenter, orientation());
    }
    if (hasFocus() && !m_rows.empty()) {
        painter.setPen(QPen(Qt::white, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(cellRect(m_chosen.row, m_chosen.layer, m_chosen.h, m_chosen.w));
    }
}

std::optional<MapStrip::Cell> MapStrip::cellAt(const QPoint& at) const {
    const int block = blockSize(width());
    for (int row = 0; row < static_cast<int>(m_rows.size()); ++row)
        for (int layer = 0; layer < layers; ++layer)
            if (const QRect rect = layerRect(row, layer); rect.contains(at)) {
                const QPoint in = at - rect.topLeft();
                return Cell{row, layer, in.y() / block, in.x() / block};
            }
    return std::nullopt;
}

void MapStrip::ask(const Cell& cell) {
    const Row& of = rowOf(cell);
    const auto at = static_cast<std::size_t>((cell.layer * side + cell.h) * side + cell.w);
    Q_EMIT pointWanted(middleOfCell(of.origin, of.spacing, of.direction, at), of.phase);
}

void MapStrip::mousePressEvent(QMouseEvent* event) {
    if (const auto cell = cellAt(event->position().toPoint())) {
        m_chosen = *cell;
        update();
        ask(*cell);
    }
}

void MapStrip::keyPressEvent(QKeyEvent* event) {
    if (m_rows.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const int rows = static_cast<int>(m_rows.size());
    int column = m_chosen.layer * side + m_chosen.w, line = m_chosen.row * side + m_chosen.h;
    switch (event->key()) {
    case Qt::Key_Left:
        --column;
        break;
    case Qt::Key_Right:
        ++column;
        break;
    case Qt::Key_Up:
        --line;
        break;
    case Qt::Key_Down:
        ++line;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        ask(m_chosen);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    column = std::clamp(column, 0, layers * side - 1);
    line = std::clamp(line, 0, rows * side - 1);
    m_chosen = {line / side, column / side, line % side, column % side};
    setAccessibleDescription(textOf(m_chosen));
    update();
}

bool MapStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        if (const auto cell = cellAt(help->pos()))
            QToolTip::showText(help->globalPos(), textOf(*cell), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace bolus
