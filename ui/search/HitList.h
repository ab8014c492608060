// The list of found cases: its pictures go through the phases below the mouse and by keys.
#pragma once

#include <QListView>

#include "ui/search/HitModel.h"

namespace bolus {

class HitDelegate;

class HitList : public QListView {
    Q_OBJECT
public:
    explicit HitList(HitModel& model, QWidget* parent = nullptr);

    /// Selects and shows it.
    void choose(int row);

Q_SIGNALS:
    void openRequested(bool beside);
    void previewRequested(); // of the current hit; again: no more
    void foldRequested(const QModelIndex& index);
    void menuRequested(const QPoint& global);
    void moreRequested(); // like the current hit
    void lessRequested();
    void boxRequested(); // up from the first row
    void endReached();   // down from the last one

protected:
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    bool isPicture(const QPoint& at) const;
    bool isFold(const QPoint& at) const;
    bool stepKey(const QKeyEvent& event);
    void leavePicture();

    HitModel& m_model;
    HitDelegate* m_delegate;
    QPersistentModelIndex m_scrubbed; // whose phases the mouse goes through
    int m_before = 0;                 // its phase until then
    bool m_onPicture = false;         // the mouse went down there
};

} // namespace bolus
