// The list of series, as small as it is and only while there is something to drag from it.
#pragma once

#include <QDockWidget>
#include <QTimer>

#include "ui/hanging/SeriesList.h"

class QMainWindow;

namespace bolus {

/// As high as its rows, at most a third of the window's middle; hidden while the case has fewer
/// than two series. Where the user opens or closes it otherwise, it stays so.
class SeriesDock : public QDockWidget {
    Q_OBJECT
public:
    explicit SeriesDock(QMainWindow& window); // which it belongs to
    SeriesList& list() { return *m_list; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    bool isUseful() const { return m_list->count() > 1; }
    void choose(bool open);
    void follow();
    void fit();

    QMainWindow& m_window;
    SeriesList* m_list;
    QTimer m_follow;  // after what fills the list, or brings an arrangement of the window back
    int m_fitted = 0; // rows its height was set for
};

} // namespace bolus
