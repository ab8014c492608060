#include "ui/window/VolumeRendering.h"

#include <QMainWindow>
#include <QMenuBar>
#include <QToolBar>
#include <QToolButton>

#include "ui/style/Theme.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"

namespace bolus {

VolumeRendering::VolumeRendering(QMainWindow& window, ViewerWidget& viewer, Actions& actions)
    : QObject(&window), m_show(new QAction(tr("&Volume rendering"), &actions)) {
    m_show->setObjectName(QStringLiteral("volumeRendering"));
    m_show->setCheckable(true);
    m_show->setIcon(theme::icon(QStringLiteral("volume")));
    m_show->setToolTip(tr("Volume rendering of the active view's series"));
    connect(m_show, &QAction::triggered, &viewer, &ViewerWidget::setVolumeRendering);
    connect(&viewer, &ViewerWidget::volumeRenderingChanged, m_show, &QAction::setChecked);
    for (const QAction* menu : window.menuBar()->actions()) {
        if (menu->menu() && menu->menu()->actions().contains(actions.maximise)) {
            menu->menu()->insertAction(actions.maximise, m_show);
        }
    }
    if (auto* bar = window.findChild<QToolBar*>(QStringLiteral("viewerToolBar"))) {
        bar->insertAction(actions.linked, m_show);
        if (auto* button = qobject_cast<QToolButton*>(bar->widgetForAction(m_show))) {
            button->setObjectName(QStringLiteral("volumeRenderingButton"));
            button->setAccessibleName(tr("Volume rendering"));
        }
    }
}

} // namespace bolus
