#include "ui/window/DockTabs.h"

#include <memory>

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>

namespace bolus {

namespace {

/// A dock behind another tab counts as open for Qt, whose action would close it unseen.
void comeToFront(QDockWidget& dock) {
    const auto wasSeen = std::make_shared<bool>(false);
    QObject::connect(
        &dock, &QDockWidget::visibilityChanged, &dock, [wasSeen](bool seen) { *wasSeen = seen; },
        Qt::QueuedConnection); // after the action has been told of
    QObject::connect(dock.toggleViewAction(), &QAction::triggered, &dock,
                     [&dock, wasSeen](bool shown) {
                         if (shown || !*wasSeen) {
                             dock.show();
                             dock.raise();
                         }
                     });
}

} // namespace

void joinAsTabs(QMainWindow& window, QDockWidget& first, QDockWidget& dock) {
    window.tabifyDockWidget(&first, &dock);
    comeToFront(first);
    comeToFront(dock);
}

} // namespace bolus
