#include "ui/window/Measuring.h"

#include <QMainWindow>
#include <QMenuBar>
#include <QSaveFile>
#include <QToolBar>
#include <QToolButton>

#include "ui/measure/MeasureKeeper.h"
#include "ui/measure/MeasurePanel.h"
#include "ui/style/Theme.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"
#include "ui/window/DockTabs.h"
#include "ui/window/MessageBar.h"
#include "ui/window/Workbench.h"

namespace bolus {

Measuring::Measuring(QMainWindow& window, Workbench& bench, ViewerWidget& viewer,
                     CaseController& cases, Actions& actions, const Dialogs& dialogs,
                     MessageBar& messages)
    : QObject(&window), m_window(window), m_viewer(viewer), m_dialogs(dialogs),
      m_messages(messages),
      m_keeper(new MeasureKeeper(bench.library, viewer.annotations(), bench.undo, this)),
      m_panel(new MeasurePanel(viewer)), m_dock(new QDockWidget(tr("Measurements"), &window)) {
    m_dock->setObjectName(QStringLiteral("measureDock"));
    m_dock->setWidget(m_panel);
    window.addDockWidget(Qt::BottomDockWidgetArea, m_dock);
    if (auto* jobs = window.findChild<QDockWidget*>(QStringLiteral("jobsDock")))
        joinAsTabs(window, *jobs, *m_dock);
    m_dock->toggleViewAction()->setShortcut(tr("F5"));
    m_dock->hide();
    makeActions(actions);
    addMenu(window, actions);
    connectViewer();
    connectCases(cases);
}

void Measuring::makeActions(Actions& actions) {
    m_tools = new QActionGroup(this);
    m_tools->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    const auto add = [&](Shape shape, const QString& text) { // keys: ui/view/ViewerKeys.cpp
        auto* tool = new QAction(text, &actions); // so that the page of keys has it
        tool->setObjectName(QStringLiteral("measure-") + QLatin1String(shapeToken(shape)));
        tool->setCheckable(true);
        tool->setData(static_cast<int>(shape));
        m_tools->addAction(tool);
    };
    add(Shape::Length, tr("&Length"));
    add(Shape::Angle, tr("A&ngle"));
    add(Shape::Ellipse, tr("&Ellipse"));
    add(Shape::Polygon, tr("&Polygon"));
    add(Shape::Sphere, tr("Sphere (&ball)"));
    m_remove = new QAction(tr("&Remove the selected measurement"), &actions);
    m_remove->setObjectName(QStringLiteral("removeSelectedMeasurement"));
    m_remove->setShortcutContext(Qt::WidgetWithChildrenShortcut); // Delete in a list is the list's
    m_viewer.addAction(m_remove);
    m_panel->addAction(m_remove);
    m_remove->setEnabled(false);
}

void Measuring::addMenu(QMainWindow& window, Actions& actions) {
    auto* menu = new QMenu(tr("Meas&ure"), &window);
    menu->setObjectName(QStringLiteral("measureMenu"));
    menu->addActions(m_tools->actions());
    menu->addSeparator();
    menu->addAction(m_remove);
    menu->addAction(m_dock->toggleViewAction());
    const QList<QAction*> menus = window.menuBar()->actions();
    window.menuBar()->insertMenu(menus.value(3), menu); // after File, Edit and View
    if (auto* bar = window.findChild<QToolBar*>(QStringLiteral("viewerToolBar"))) {
        auto* button = new QToolButton;
        button->setObjectName(QStringLiteral("measureButton"));
        button->setText(tr("Measure"));
        button->setAccessibleName(button->text());
        button->setToolTip(button->text());
        button->setIcon(theme::icon(QStringLiteral("measure")));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setMenu(menu);
        bar->insertWidget(actions.linked, button);
    }
}

void Measuring::connectViewer() {
    AnnotationBook& book = m_viewer.annotations();
    connect(m_tools, &QActionGroup::triggered, this, [this, &book](QAction* tool) {
        book.setTool(tool->isChecked() ? std::optional(static_cast<Shape>(tool->data().toInt()))
                                       : std::nullopt);
        m_viewer.setFocus(); // Esc ends it
    });
    connect(&book, &AnnotationBook::toolChanged, this, [this, &book] {
        for (QAction* tool : m_tools->actions())
            tool->setChecked(book.tool() && tool->data().toInt() == static_cast<int>(*book.tool()));
    });
    connect(&book, &AnnotationBook::selectionChanged, this,
            [this, &book] { m_remove->setEnabled(!book.selected().empty()); });
    connect(m_remove, &QAction::triggered, this, [&book] { book.removeSelected(); });
    connect(&book, &AnnotationBook::edited, this, [this](const AnnotationEdit& edit) {
        if (edit.before && !edit.after)
            m_messages.showOf(m_viewer.shownCase().value_or(0), MessageBar::Level::Info,
                              tr("%1 was removed. Edit → Undo brings it back.")
                                  .arg(annotationName(*edit.before)));
    });
    connect(m_panel, &MeasurePanel::csvRequested, this, [this] {
        m_dialogs.saveCsv(&m_window, tr("Save the measurements"),
                          QStringLiteral("bolus-measurements.csv"),
                          [this](const QString& file) { saveCsv(file); });
    });
    connect(m_keeper, &MeasureKeeper::told, this, [this](const QString& sentence) {
        m_messages.show(MessageBar::Level::Info, sentence);
    });
    connect(m_keeper, &MeasureKeeper::failed, this, [this](const QString& sentence) {
        m_messages.show(MessageBar::Level::Warning, sentence);
    });
}

void Measuring::connectCases(CaseController& cases) {
    for (const auto shown : {&CaseController::caseOpened, &CaseController::besideOpened,
                             &CaseController::caseRefreshed})
        connect(&cases, shown, this, [this](const Case& exam) {
            m_keeper->load(exam.id, exam.patientId);
            m_panel->setCase(exam);
        });
    connect(&cases, &CaseController::allClosed, m_panel, &MeasurePanel::forgetCases);
}

void Measuring::saveCsv(const QString& name) {
    QSaveFile file(name);
    const QByteArray csv = m_panel->csv().toUtf8();
    if (file.open(QIODevice::WriteOnly) && file.write(csv) == csv.size() && file.commit())
        m_messages.show(MessageBar::Level::Info,
                        tr("The measurements were saved as %1.").arg(name));
    else
        m_messages.show(
            MessageBar::Level::Error,
            tr("%1 could not be written. Choose another folder, or free some space.").arg(name));
}

} // namespace bolus
