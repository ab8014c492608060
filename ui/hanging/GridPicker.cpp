#include "ui/hanging/GridPicker.h"

#include <algorithm>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/style/Theme.h"

namespace bolus {

namespace {
constexpr int side = 30, gap = 5, margin = 10;
}

GridPicker::GridPicker(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("gridPicker"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Rows and columns"));
    setAccessibleDescription(tr("Arrow keys choose, Enter takes"));
}

QSize GridPicker::sizeHint() const {
    const int text = fontMetrics().height() + 6;
    return {2 * margin + columns * (side + gap) - gap,
            2 * margin + rows * (side + gap) - gap + text};
}

QRect GridPicker::cell(int row, int column) const {
    return {margin + column * (side + gap), margin + row * (side + gap), side, side};
}

QPoint GridPicker::cellAt(const QPoint& at) const {
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column)
            if (cell(row, column).adjusted(-gap, -gap, gap, gap).contains(at))
                return {column, row};
    return {-1, -1};
}

void GridPicker::point(int row, int column) {
    m_row = row;
    m_column = column;
    setAccessibleDescription(row < 0 ? tr("Arrow keys choose, Enter takes")
                                     : tr("%1 × %2").arg(row + 1).arg(column + 1));
    update();
}

void GridPicker::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const bool chosen = row <= m_row && column <= m_column;
            painter.setPen(chosen ? theme::accent : theme::secondaryText);
            painter.setBrush(chosen ? QBrush(theme::accent) : QBrush(Qt::NoBrush));
            painter.drawRoundedRect(cell(row, column).adjusted(0, 0, -1, -1), 3, 3);
        }
    }
    painter.setPen(theme::text);
    const QRect below(margin, cell(rows - 1, 0).bottom() + 4, columns * (side + gap) - gap,
                      fontMetrics().height() + 4);
    painter.drawText(below, Qt::AlignCenter,
                     m_row < 0 ? tr("Rows × columns")
                               : tr("%1 × %2").arg(m_row + 1).arg(m_column + 1));
}

void GridPicker::mouseMoveEvent(QMouseEvent* event) {
    const QPoint at = cellAt(event->position().toPoint());
    point(at.y(), at.x());
}

void GridPicker::mouseReleaseEvent(QMouseEvent* event) {
    const QPoint at = cellAt(event->position().toPoint());
    if (at.x() >= 0)
        Q_EMIT picked(at.y() + 1, at.x() + 1);
}

void GridPicker::keyPressEvent(QKeyEvent* event) {
    const int row = std::max(m_row, 0), column = std::max(m_column, 0);
    switch (event->key()) {
    case Qt::Key_Left:
        return point(row, std::max(column - 1, 0));
    case Qt::Key_Right:
        return point(row, std::min(column + (m_column < 0 ? 0 : 1), columns - 1));
    case Qt::Key_Up:
        if (m_row <= 0)
            break; // on to the menu's entry above
        return point(row - 1, column);
    case Qt::Key_Down:
        if (m_row == rows - 1)
            break;
        return point(std::min(row + (m_row < 0 ? 0 : 1), rows - 1), column);
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_row >= 0)
            Q_EMIT picked(m_row + 1, m_column + 1);
        return;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void GridPicker::leaveEvent(QEvent*) {
    point(-1, -1);
}

void GridPicker::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (m_row < 0 && event->reason() != Qt::MouseFocusReason)
        point(0, 0);
}

} // namespace bolus
