#include "ui/window/ViewerToolBar.h"

#include <QToolButton>

namespace bolus {

namespace {
constexpr auto labelledKey = "labelled"; // on a button: its name stands beside its picture
}

ViewerToolBar::ViewerToolBar(QWidget* parent) : QToolBar(parent) {
    setObjectName(QStringLiteral("viewerToolBar"));
    setAccessibleName(tr("View tools"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIconSize({18, 18});
}

void ViewerToolBar::resizeEvent(QResizeEvent* event) {
    if (m_labelledWidth == 0) {
        for (auto* button : findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly))
            button->setProperty(labelledKey,
                                button->toolButtonStyle() == Qt::ToolButtonTextBesideIcon);
        m_labelledWidth = sizeHint().width();
    }
    setLabelled(width() >= m_labelledWidth);
    QToolBar::resizeEvent(event);
}

void ViewerToolBar::setLabelled(bool labelled) {
    if (std::exchange(m_labelled, labelled) == labelled)
        return;
    for (auto* button : findChildren<QToolButton*>(QString(), Qt::FindDirectChildrenOnly))
        if (button->property(labelledKey).toBool())
            button->setToolButtonStyle(labelled ? Qt::ToolButtonTextBesideIcon
                                                : Qt::ToolButtonIconOnly);
}

} // namespace bolus
