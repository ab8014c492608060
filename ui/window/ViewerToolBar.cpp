#include "ui/window/ViewerToolBar.h"

#include <ranges>

#include <QToolButton>

namespace bolus {

ViewerToolBar::ViewerToolBar(QWidget* parent) : QToolBar(parent) {
    setObjectName(QStringLiteral("viewerToolBar"));
    setAccessibleName(tr("View tools"));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIconSize({18, 18});
}

void ViewerToolBar::measure() {
    m_picturesWidth = sizeHint().width();
    m_groups.emplace_back();
    for (QAction* action : actions()) {
        auto* button = qobject_cast<QToolButton*>(widgetForAction(action));
        if (action->isSeparator()) {
            m_groups.emplace_back();
        } else if (button && button->toolButtonStyle() == Qt::ToolButtonTextBesideIcon) {
            const int labelled = button->sizeHint().width();
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
            const int name = labelled - button->sizeHint().width();
            m_groups.back().named.push_back(button);
            m_groups.back().namesWidth += name;
            m_picturesWidth -= name;
        }
    }
}

/// Names are given from the right: the planes on the left are known by their pictures first.
void ViewerToolBar::resizeEvent(QResizeEvent* event) {
    if (m_groups.empty())
        measure();
    int room = width() - m_picturesWidth;
    for (const Group& group : std::views::reverse(m_groups)) {
        room -= group.namesWidth;
        for (QToolButton* button : group.named)
            button->setToolButtonStyle(room >= 0 ? Qt::ToolButtonTextBesideIcon
                                                 : Qt::ToolButtonIconOnly);
    }
    QToolBar::resizeEvent(event);
}

} // namespace bolus
