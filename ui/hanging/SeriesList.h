// The series of the current case, to be dragged into any viewport.
#pragma once

#include <optional>

#include <QListWidget>

#include "library/domain/Case.h"

namespace bolus {

/// A drag carries a series; a double click or Enter hangs it in the active viewport.
class SeriesList : public QListWidget {
    Q_OBJECT
public:
    explicit SeriesList(QWidget* parent = nullptr);

    void setCase(const Case& exam);
    void clearCase();
    /// Which of them hang, by index among the case's volumes.
    void setShown(const std::vector<int>& volumes);
    qint64 caseId() const { return m_caseId; }
    QSize sizeHint() const override; // of all its rows

Q_SIGNALS:
    void chosen(qint64 caseId, int volume);
    void dragMoved(const QPoint& global);
    void dropped(qint64 caseId, int volume, const QPoint& global);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    qint64 m_caseId = 0;
    std::optional<QPoint> m_pressed;
    bool m_dragging = false;
    qint64 m_draggedCase = 0; // the list may be filled anew meanwhile
    int m_draggedVolume = -1;
};

} // namespace bolus
