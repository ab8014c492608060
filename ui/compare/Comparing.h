// Comparing two phases in one picture: its menu, its button, and what lies over what.
#pragma once

#include <QMenu>

#include "ui/view/ViewerOverlays.h"

class QMainWindow;

namespace bolus {

class Actions;
class HeatmapPanel;
class MessageBar;
class ViewerWidget;

class Comparing : public QObject {
    Q_OBJECT
public:
    /// Belongs to the window, whose menu bar, tool bar and docks are there already. Its panel joins
    /// the heatmap's.
    Comparing(QMainWindow& window, ViewerWidget& viewer, Actions& actions,
              HeatmapPanel& heatmapPanel, MessageBar& messages);

    QMenu& menu() { return *m_menu; }

private:
    QAction* makeAction(ViewerOverlays::Kind kind, const char* name, const QString& text,
                        Actions& actions);
    QMenu* makePhases(ViewerOverlays::Kind kind, const char* name, const QString& title);
    void fillPhases(QMenu& phases, ViewerOverlays::Kind kind);
    void fillObjects(QMenu& objects);
    void place(QMainWindow& window, Actions& actions);
    void follow();

    ViewerWidget& m_viewer;
    ViewerOverlays& m_overlays;
    QMenu* m_menu;
    QAction *m_color, *m_difference;
};

} // namespace bolus
