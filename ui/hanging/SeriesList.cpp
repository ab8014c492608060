#include "ui/hanging/SeriesList.h"

#include <algorithm>

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>

#include "ui/view/Hanging.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/ViewportTexts.h"

namespace bolus {

namespace {

constexpr int volumeRole = Qt::UserRole;

/// The phase's colour; filled where the series is on screen.
QIcon markOf(Phase phase, bool shown) {
    QPixmap pixmap(14, 14);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(phaseColor(phase), 2));
    painter.setBrush(shown ? QBrush(phaseColor(phase)) : QBrush(Qt::NoBrush));
    painter.drawEllipse(QRectF(2, 2, 10, 10));
    return pixmap;
}

} // namespace

SeriesList::SeriesList(QWidget* parent) : QListWidget(parent) {
    setObjectName(QStringLiteral("seriesList"));
    setAccessibleName(tr("Series of this case"));
    setToolTip(tr("Drag a series into any view. A double click hangs it in the active one."));
    setTextElideMode(Qt::ElideRight);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMinimumHeight(2 * fontMetrics().height());
    setSpacing(2);
    connect(this, &QListWidget::itemActivated, this, [this](const QListWidgetItem* item) {
        Q_EMIT chosen(m_caseId, item->data(volumeRole).toInt());
    });
}

void SeriesList::setCase(const Case& exam) {
    const int row = exam.id == m_caseId ? currentRow() : 0;
    clear();
    m_caseId = exam.id;
    for (const int volume : seriesInOrder(exam)) {
        const VolumeRecord& record = exam.volumes[static_cast<std::size_t>(volume)];
        const QString phase = phaseName(record.phase.phase);
        const QString text = tr("%1 · %2 (%3)").arg(phase, seriesText(record)).arg(record.size[2]);
        auto* item = new QListWidgetItem(markOf(record.phase.phase, false), text, this);
        item->setData(volumeRole, volume);
        item->setData(volumeRole + 1, static_cast<int>(record.phase.phase));
        item->setToolTip(text);
    }
    setCurrentRow(std::clamp(row, 0, count() - 1));
}

QSize SeriesList::sizeHint() const {
    const int row = count() > 0 ? sizeHintForRow(0) : fontMetrics().height();
    return {QListWidget::sizeHint().width(),
            qMax(1, count()) * (row + 2 * spacing()) + 2 * frameWidth()};
}

void SeriesList::clearCase() {
    clear();
    m_caseId = 0;
}

void SeriesList::setShown(const std::vector<int>& volumes) {
    for (int i = 0; i < count(); ++i) {
        QListWidgetItem* series = item(i);
        const bool shown =
            std::ranges::find(volumes, series->data(volumeRole).toInt()) != volumes.end();
        series->setIcon(markOf(static_cast<Phase>(series->data(volumeRole + 1).toInt()), shown));
        series->setData(Qt::AccessibleDescriptionRole, shown ? tr("on screen") : QString());
    }
}

void SeriesList::mousePressEvent(QMouseEvent* event) {
    QListWidget::mousePressEvent(event);
    m_dragging = false;
    m_pressed.reset();
    const QListWidgetItem* item = itemAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && item) {
        m_pressed = event->position().toPoint();
        m_draggedCase = m_caseId;
        m_draggedVolume = item->data(volumeRole).toInt();
    }
}

// The list's own way would select what the mouse is dragged over.
void SeriesList::mouseMoveEvent(QMouseEvent* event) {
    if (!m_pressed) {
        QListWidget::mouseMoveEvent(event);
        return;
    }
    const QPoint way = event->position().toPoint() - *m_pressed;
    if (!m_dragging && way.manhattanLength() >= QApplication::startDragDistance()) {
        m_dragging = true;
        viewport()->setCursor(Qt::ClosedHandCursor);
    }
    if (m_dragging)
        Q_EMIT dragMoved(event->globalPosition().toPoint());
}

void SeriesList::mouseReleaseEvent(QMouseEvent* event) {
    m_pressed.reset();
    if (!std::exchange(m_dragging, false)) {
        QListWidget::mouseReleaseEvent(event);
        return;
    }
    viewport()->unsetCursor();
    setState(QAbstractItemView::NoState);
    if (m_draggedCase == m_caseId)
        Q_EMIT dropped(m_caseId, m_draggedVolume, event->globalPosition().toPoint());
}

} // namespace bolus
