#include "ui/search/HitList.h"

#include <QContextMenuEvent>
#include <QMouseEvent>

#include "ui/search/HitDelegate.h"

namespace bolus {

HitList::HitList(HitModel& model, QWidget* parent)
    : QListView(parent), m_model(model), m_delegate(new HitDelegate(model, this)) {
    setObjectName(QStringLiteral("resultList"));
    setAccessibleName(tr("Found cases"));
    setAccessibleDescription(tr("Left and right: the phases of the case. Space: a larger picture. "
                                "Enter: open."));
    setModel(&model);
    setItemDelegate(m_delegate);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
}

void HitList::choose(int row) {
    setCurrentIndex(m_model.index(row));
    scrollTo(currentIndex());
}

bool HitList::isPicture(const QPoint& at) const {
    const QModelIndex index = indexAt(at);
    return index.isValid() && m_delegate->pictureArea(visualRect(index), index).contains(at);
}

bool HitList::isFold(const QPoint& at) const {
    const QModelIndex index = indexAt(at);
    return index.isValid() && m_delegate->foldArea(visualRect(index), index).contains(at);
}

bool HitList::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave)
        leavePicture();
    return QListView::viewportEvent(event);
}

void HitList::leavePicture() {
    if (m_scrubbed.isValid())
        m_model.showPhase(m_scrubbed, m_before);
    m_scrubbed = QModelIndex();
}

// From its left edge to its right the picture shows the first to the last phase.
void HitList::mouseMoveEvent(QMouseEvent* event) {
    QListView::mouseMoveEvent(event);
    const QPoint at = event->position().toPoint();
    viewport()->setCursor(isPicture(at) || isFold(at) ? Qt::PointingHandCursor : Qt::ArrowCursor);
    const QModelIndex index = indexAt(at);
    if (!isPicture(at)) {
        leavePicture();
        return;
    }
    if (m_scrubbed != index) {
        leavePicture();
        m_before = m_model.picture(index).index;
        m_scrubbed = index;
    }
    const QRect area = m_delegate->pictureArea(visualRect(index), index);
    if (const int count = m_model.picture(index).count; count > 1)
        m_model.showPhase(index,
                          qBound(0, (at.x() - area.left()) * count / area.width(), count - 1));
}

void HitList::mousePressEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    m_onPicture = event->button() == Qt::LeftButton && isPicture(at);
    if (event->button() == Qt::LeftButton && isFold(at)) {
        setCurrentIndex(indexAt(at));
        Q_EMIT foldRequested(indexAt(at));
        return;
    }
    QListView::mousePressEvent(event);
}

void HitList::mouseReleaseEvent(QMouseEvent* event) {
    QListView::mouseReleaseEvent(event);
    if (std::exchange(m_onPicture, false) && event->button() == Qt::LeftButton &&
        isPicture(event->position().toPoint()))
        Q_EMIT previewRequested();
}

void HitList::mouseDoubleClickEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    m_onPicture = false;
    if (event->button() == Qt::LeftButton && indexAt(at).isValid() && !isFold(at))
        Q_EMIT openRequested(false);
}

void HitList::contextMenuEvent(QContextMenuEvent* event) {
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = byKey ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    setCurrentIndex(index);
    Q_EMIT menuRequested(byKey ? viewport()->mapToGlobal(visualRect(index).center())
                               : event->globalPos());
}

bool HitList::stepKey(const QKeyEvent& event) {
    const QModelIndex index = currentIndex();
    const bool plain = !(event.modifiers() & ~Qt::KeypadModifier);
    if (!index.isValid() || !plain)
        return false;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        leavePicture();
        m_model.stepPhase(index, event.key() == Qt::Key_Left ? -1 : 1);
        return true;
    case Qt::Key_Space:
        Q_EMIT previewRequested();
        return true;
    case Qt::Key_Plus:
        Q_EMIT moreRequested();
        return true;
    case Qt::Key_Minus:
        Q_EMIT lessRequested();
        return true;
    case Qt::Key_Asterisk: // as trees unfold
        Q_EMIT foldRequested(index);
        return true;
    case Qt::Key_Down:
        if (index.row() + 1 == m_model.rowCount())
            Q_EMIT endReached();
        return false;
    case Qt::Key_Up:
        if (index.row() == 0)
            Q_EMIT boxRequested();
        return index.row() == 0;
    default:
        return false;
    }
}

void HitList::keyPressEvent(QKeyEvent* event) {
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool isShifted = event->key() == Qt::Key_Plus || event->key() == Qt::Key_Asterisk;
    QKeyEvent plain(event->type(), event->key(),
                    isShifted ? event->modifiers() & ~Qt::ShiftModifier : event->modifiers());
    if (enter && currentIndex().isValid())
        Q_EMIT openRequested(event->modifiers().testFlag(Qt::ControlModifier));
    else if (!stepKey(plain))
        QListView::keyPressEvent(event);
}

} // namespace bolus
