// Measuring in the window: its menu, its button, its table, and what keeps it.
#pragma once

#include <QActionGroup>
#include <QDockWidget>

#include "ui/window/Dialogs.h"

class QMainWindow;
class QMenu;

namespace bolus {

class Actions;
class CaseController;
class MeasureKeeper;
class MeasurePanel;
class MessageBar;
class ViewerWidget;
struct Workbench;

class Measuring : public QObject {
    Q_OBJECT
public:
    /// Belongs to the window, whose menu bar, tool bar and docks are there already.
    Measuring(QMainWindow& window, Workbench& bench, ViewerWidget& viewer, CaseController& cases,
              Actions& actions, const Dialogs& dialogs, MessageBar& messages);

    MeasurePanel& panel() { return *m_panel; }
    QDockWidget& dock() { return *m_dock; }

private:
    void makeActions(Actions& actions);
    void addMenu(QMainWindow& window, Actions& actions);
    void connectViewer();
    void connectCases(CaseController& cases);
    void saveCsv(const QString& file);

    QMainWindow& m_window;
    ViewerWidget& m_viewer;
    const Dialogs& m_dialogs;
    MessageBar& m_messages;
    MeasureKeeper* m_keeper;
    MeasurePanel* m_panel;
    QDockWidget* m_dock;
    QActionGroup* m_tools; // data: int(Shape)
    QAction* m_remove;
};

} // namespace bolus
