#include "ui/common/FlowLayout.h"

namespace bolus {

FlowLayout::FlowLayout(QWidget* parent, int gap) : QLayout(parent), m_gap(gap) {
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout() {
    qDeleteAll(m_items);
}

QLayoutItem* FlowLayout::takeAt(int index) {
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const {
    return arrange({0, 0, width, 0}, false);
}

void FlowLayout::setGeometry(const QRect& area) {
    QLayout::setGeometry(area);
    arrange(area, true);
}

QSize FlowLayout::minimumSize() const {
    QSize size;
    for (const QLayoutItem* item : m_items)
        size = size.expandedTo(QSize(0, item->minimumSize().height()));
    return size;
}

int FlowLayout::arrange(const QRect& area, bool move) const {
    const bool mirrored = parentWidget() && parentWidget()->isRightToLeft();
    int x = area.left(), y = area.top(), line = 0;
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty())
            continue;
        const QSize wanted = item->sizeHint().boundedTo(QSize(area.width(), QWIDGETSIZE_MAX));
        if (x > area.left() && x + wanted.width() > area.left() + area.width()) {
            x = area.left();
            y += line + m_gap;
            line = 0;
        }
        if (move) {
            QRect place(QPoint(x, y), wanted);
            if (mirrored)
                place.moveRight(area.right() - (x - area.left()));
            item->setGeometry(place);
        }
        x += wanted.width() + m_gap;
        line = qMax(line, wanted.height());
    }
    return y + line - area.top();
}

} // namespace bolus
