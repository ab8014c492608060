#include "ui/compare/Comparing.h"

#include <QBoxLayout>
#include <QMainWindow>
#include <QToolBar>
#include <QToolButton>

#include "ui/compare/LayersPanel.h"
#include "ui/report/HeatmapPanel.h"
#include "ui/style/Theme.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/MessageBar.h"

namespace bolus {

using Kind = ViewerOverlays::Kind;

Comparing::Comparing(QMainWindow& window, ViewerWidget& viewer, Actions& actions,
                     HeatmapPanel& heatmapPanel, MessageBar& messages)
    : QObject(&window), m_viewer(viewer), m_overlays(viewer.overlays()),
      m_menu(new QMenu(tr("Co&mpare"), &window)),
      m_color(makeAction(Kind::Color, "phaseInColour", tr("Another phase in &colour over this one"),
                         actions)),
      m_difference(makeAction(Kind::Difference, "subtraction",
                              tr("&Subtract another phase from this one"), actions)) {
    m_menu->setObjectName(QStringLiteral("compareMenu"));
    m_menu->addAction(m_color);
    m_menu->addMenu(makePhases(Kind::Color, "colourPhases", tr("&Which phase in colour")));
    m_menu->addSeparator();
    m_menu->addAction(m_difference);
    m_menu->addMenu(makePhases(Kind::Difference, "subtractedPhases", tr("W&hich is subtracted")));
    m_menu->addSeparator();
    auto* objects = m_menu->addMenu(tr("Segmentations and &maps"));
    objects->setObjectName(QStringLiteral("caseObjects"));
    connect(objects, &QMenu::aboutToShow, this, [this, objects] { fillObjects(*objects); });
    place(window, actions);
    if (auto* rows = qobject_cast<QBoxLayout*>(heatmapPanel.parentWidget()->layout()))
        rows->addWidget(new LayersPanel(m_overlays));
    connect(&m_overlays, &ViewerOverlays::changed, this, &Comparing::follow);
    connect(&viewer, &ViewerWidget::volumeRenderingChanged, this, &Comparing::follow);
    connect(
        &m_overlays, &ViewerOverlays::refused, this, [this, &messages](const QString& sentence) {
            messages.showOf(m_viewer.shownCase().value_or(0), MessageBar::Level::Warning, sentence);
        });
    follow();
}

QAction* Comparing::makeAction(Kind kind, const char* name, const QString& text,
                               Actions& actions) { // keys: ui/view/ViewerKeys.cpp
    auto* action = new QAction(text, &actions);
    action->setObjectName(QLatin1String(name));
    action->setCheckable(true);
    connect(action, &QAction::triggered, this, [this, kind] {
        m_overlays.toggle(kind);
        follow(); // where nothing changed, the mark goes back
    });
    return action;
}

QMenu* Comparing::makePhases(Kind kind, const char* name, const QString& title) {
    auto* phases = new QMenu(title, m_menu);
    phases->setObjectName(QLatin1String(name));
    connect(phases, &QMenu::aboutToShow, this, [this, phases, kind] { fillPhases(*phases, kind); });
    return phases;
}

void Comparing::fillPhases(QMenu& phases, Kind kind) {
    phases.clear();
    const int now = m_overlays.partner(kind);
    for (const int volume : m_overlays.partners()) {
        QAction* action = phases.addAction(m_overlays.nameOf(volume));
        action->setCheckable(true);
        action->setChecked(volume == now);
        connect(action, &QAction::triggered, this, [this, kind, volume, now] {
            m_overlays.choose(kind, volume == now ? -1 : volume);
        });
    }
    if (phases.isEmpty())
        phases.addAction(tr("No other phase in this exam"))->setEnabled(false);
}

void Comparing::fillObjects(QMenu& objects) {
    objects.clear();
    for (const CaseObject* object : m_overlays.objects()) {
        QAction* action = objects.addAction(CaseObjects::nameOf(*object));
        action->setCheckable(true);
        action->setChecked(m_overlays.isShown(*object));
        connect(action, &QAction::triggered, this,
                [this, object = *object](bool shown) { m_overlays.setShown(object, shown); });
    }
    if (objects.isEmpty())
        objects.addAction(tr("None in this exam"))->setEnabled(false);
}

void Comparing::place(QMainWindow& window, Actions& actions) {
    for (QObject* holder : actions.heatmap->associatedObjects())
        if (auto* view = qobject_cast<QMenu*>(holder))
            view->insertMenu(actions.heatmap, m_menu);
    if (auto* bar = window.findChild<QToolBar*>(QStringLiteral("viewerToolBar"))) {
        auto* button = new QToolButton;
        button->setObjectName(QStringLiteral("compareButton"));
        button->setText(tr("Compare"));
        button->setAccessibleName(button->text());
        button->setToolTip(tr("Compare phases in one picture"));
        button->setIcon(theme::icon(QStringLiteral("compare")));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setMenu(m_menu);
        bar->insertWidget(actions.heatmap, button);
    }
}

void Comparing::follow() {
    const bool possible = !m_viewer.volumeRendering() && !m_overlays.partners().empty();
    m_color->setChecked(m_overlays.partner(Kind::Color) >= 0);
    m_difference->setChecked(m_overlays.partner(Kind::Difference) >= 0);
    m_color->setEnabled(possible);
    m_difference->setEnabled(possible);
}

} // namespace bolus
