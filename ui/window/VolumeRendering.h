// Volume rendering in the window: its action, in the View menu and on the tool bar.
#pragma once

#include <QAction>

class QMainWindow;

namespace bolus {

class Actions;
class ViewerWidget;

/// What is rendered and from which side is the rendering's own (ui/view/VolumeViewport.h).
class VolumeRendering : public QObject {
    Q_OBJECT
public:
    /// Belongs to the window, whose menu bar and tool bar are there already.
    VolumeRendering(QMainWindow& window, ViewerWidget& viewer, Actions& actions);

private:
    QAction* m_show;
};

} // namespace bolus
