#include "ui/hanging/Hangings.h"

#include <QMainWindow>
#include <QMenuBar>
#include <QSettings>
#include <QWidgetAction>

#include "ui/common/Text.h"
#include "ui/hanging/GridPicker.h"
#include "ui/hanging/ScreenJson.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"
#include "ui/window/MessageBar.h"
#include "ui/window/Workbench.h"

namespace bolus {

namespace {

QString useKey() {
    return QStringLiteral("hanging/use");
}

} // namespace

Hangings::Hangings(QMainWindow& window, Workbench& bench, ViewerWidget& viewer,
                   CaseController& cases, Actions& actions, MessageBar& messages)
    : QObject(&window), m_window(window), m_bench(bench), m_viewer(viewer), m_cases(cases),
      m_actions(actions), m_messages(messages), m_keeper(bench.library, viewer),
      m_dock(new SeriesDock(window)), m_series(&m_dock->list()) {
    makeActions(actions);
    addSeriesDock();
    addMenus(actions);
    connectViewer();
    connectCases();
    connect(&m_protocols, &ProtocolStore::changed, this, &Hangings::fillProtocols);
    for (const QString& problem : m_protocols.load())
        m_messages.show(MessageBar::Level::Warning, problem);
    fillProtocols();
    fillOthers();
}

QAction* Hangings::make(Actions& actions, const char* name, const QString& text,
                        const QKeySequence& key) {
    auto* action = new QAction(text, &actions); // so that the page of keys has it
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    return action;
}

/// Keys of those that the light box has too stand in ui/view/ViewerKeys.cpp.
void Hangings::makeActions(Actions& actions) {
    m_threePlanes = make(actions, "threePlanes", tr("One series in &three planes"));
    m_threePlanes->setCheckable(true);
    m_previousSeries =
        make(actions, "previousSeries", tr("&Previous phase or series in this view"));
    m_nextSeries = make(actions, "nextSeries", tr("&Next phase or series in this view"));
    m_saveProtocol = make(actions, "saveProtocol", tr("&Save the present screen as a protocol…"),
                          tr("Ctrl+Shift+P"));
    m_manageProtocols = make(actions, "manageProtocols", tr("&Manage protocols…"));
    m_useProtocols = make(actions, "useProtocols", tr("&Use protocols when a case opens"));
    m_useProtocols->setCheckable(true);
    m_useProtocols->setChecked(QSettings().value(useKey(), true).toBool());
    m_comparePrior =
        make(actions, "comparePrior", tr("Compare with the p&rior exam"), tr("Ctrl+Shift+B"));
    connect(m_threePlanes, &QAction::triggered, this, [this](bool on) {
        m_viewer.setThreePlanes(on);
        checkLayout(); // without a case there is nothing to show
        m_viewer.setFocus();
    });
    connect(m_previousSeries, &QAction::triggered, this, [this] { m_viewer.pageSeries(-1); });
    connect(m_nextSeries, &QAction::triggered, this, [this] { m_viewer.pageSeries(1); });
    connect(m_saveProtocol, &QAction::triggered, this, &Hangings::saveProtocol);
    connect(m_manageProtocols, &QAction::triggered, this, &Hangings::showProtocols);
    connect(m_useProtocols, &QAction::toggled, this,
            [](bool on) { QSettings().setValue(useKey(), on); });
    connect(m_comparePrior, &QAction::triggered, this, &Hangings::comparePrior);
}

// In every menu that has the layouts: the grid, and after them what hangs in it.
void Hangings::addMenus(Actions& actions) {
    m_protocolMenu = new QMenu(tr("Hanging &protocols"), &m_window);
    m_protocolMenu->setObjectName(QStringLiteral("protocolMenu"));
    m_othersMenu = new QMenu(tr("&Other exams of this patient"), &m_window);
    m_othersMenu->setObjectName(QStringLiteral("otherExamsMenu"));
    const QAction* first = actions.layouts->actions().value(0);
    for (QMenu* menu : m_window.findChildren<QMenu*>()) {
        if (!menu->actions().contains(first))
            continue;
        addPicker(*menu, first);
        menu->addSeparator();
        menu->addActions({m_threePlanes, m_previousSeries, m_nextSeries});
        menu->addSeparator();
        menu->addMenu(m_protocolMenu);
    }
    for (const QAction* top : m_window.menuBar()->actions()) {
        if (top->menu() && top->menu()->actions().contains(actions.closeBeside)) {
            top->menu()->insertAction(actions.closeBeside, m_comparePrior);
            top->menu()->insertMenu(actions.closeBeside, m_othersMenu);
        } else if (top->menu() && top->menu()->actions().contains(actions.fullScreen)) {
            top->menu()->insertAction(actions.fullScreen, m_dock->toggleViewAction());
        }
    }
}

void Hangings::addPicker(QMenu& menu, const QAction* before) {
    auto* picker = new GridPicker;
    auto* entry = new QWidgetAction(&menu);
    entry->setText(tr("Rows and columns"));
    entry->setDefaultWidget(picker);
    const auto all = menu.actions();
    menu.insertAction(all.value(all.indexOf(before)), entry);
    connect(picker, &GridPicker::picked, this, [this, &menu](int rows, int columns) {
        menu.close();
        m_viewer.setGrid(rows, columns);
        m_viewer.setFocus();
    });
}

void Hangings::addSeriesDock() {
    m_dock->toggleViewAction()->setShortcut(tr("F6"));
    m_window.addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    if (auto* library = m_window.findChild<QDockWidget*>(QStringLiteral("libraryDock")))
        m_window.splitDockWidget(library, m_dock, Qt::Vertical);
    connect(m_series, &SeriesList::chosen, this, [this](qint64 caseId, int volume) {
        m_viewer.hangInActive(caseId, volume);
        m_viewer.setFocus();
    });
    connect(m_series, &SeriesList::dragMoved, this,
            [this](const QPoint& global) { m_viewer.showDropAt(global); });
    connect(m_series, &SeriesList::dropped, this,
            [this](qint64 caseId, int volume, const QPoint& global) {
                m_viewer.showDropAt({});
                m_viewer.dropSeries(global, caseId, volume);
            });
}

void Hangings::connectViewer() {
    connect(&m_viewer, &ViewerWidget::layoutChanged, this, &Hangings::checkLayout);
    for (const auto changed :
         {&ViewerWidget::layoutChanged, &ViewerWidget::besideClosed, &ViewerWidget::hung})
        connect(&m_viewer, changed, this, &Hangings::markShown);
    m_window.installEventFilter(this);
}

bool Hangings::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Close)
        m_keeper.saveNow();
    return QObject::eventFilter(watched, event);
}

void Hangings::markShown() {
    std::vector<int> shown;
    for (const SliceViewport* view : m_viewer.viewports())
        if (view->caseId() == m_series->caseId())
            shown.push_back(view->volumeIndex());
    m_series->setShown(shown);
}

void Hangings::checkLayout() {
    m_threePlanes->setChecked(m_viewer.threePlanes());
    const bool free = m_viewer.grid()[0] == 0 && !m_viewer.threePlanes();
    m_actions.layouts->setExclusionPolicy(QActionGroup::ExclusionPolicy::ExclusiveOptional);
    for (QAction* layout : m_actions.layouts->actions())
        layout->setChecked(free && layout->data().toInt() == m_viewer.layoutCount());
    m_actions.layouts->setExclusionPolicy(QActionGroup::ExclusionPolicy::Exclusive);
}

void Hangings::connectCases() {
    connect(&m_cases, &CaseController::caseLeaving, this, [this] { m_keeper.end(); });
    connect(&m_cases, &CaseController::caseOpened, this, &Hangings::hangOpened);
    connect(&m_cases, &CaseController::caseRefreshed, this, [this](const Case& exam) {
        if (m_cases.current() && m_cases.current()->id == exam.id) {
            m_series->setCase(exam);
            markShown();
        }
    });
    connect(&m_cases, &CaseController::allClosed, this, [this] {
        m_series->clearCase();
        m_hung = 0;
        m_others.reset();
        m_othersOf = 0;
        fillOthers();
        m_saveProtocol->setEnabled(false);
    });
    m_saveProtocol->setEnabled(false);
}

// What was kept of the case counts before any protocol; that is where "Reset the view" leads.
void Hangings::hangOpened(const Case& exam) {
    m_saveProtocol->setEnabled(true);
    m_series->setCase(exam);
    findOthers(exam);
    if (std::exchange(m_hung, exam.id) != exam.id) {
        m_used.clear();
        const Protocol* best = m_useProtocols->isChecked() ? m_protocols.bestFor(exam) : nullptr;
        const auto kept = screenFromBody(m_cases.keptView());
        if (best) {
            m_viewer.setHome(best->screen);
            m_used = best->name;
        }
        if (kept)
            m_viewer.applyScreen(*kept);
        else if (best)
            m_viewer.applyScreen(best->screen);
        m_keeper.begin(exam.id, m_cases.keptView());
    }
    fillProtocols();
    checkLayout();
    markShown();
}

void Hangings::use(const Protocol& protocol) {
    m_used = protocol.name;
    m_viewer.setHome(protocol.screen);
    m_viewer.applyScreen(protocol.screen);
    // Later: the menu's entry that asked for this is still at work.
    QMetaObject::invokeMethod(this, &Hangings::fillProtocols, Qt::QueuedConnection);
}

void Hangings::fillProtocols() {
    m_protocolMenu->clear();
    for (const Protocol& protocol : m_protocols.protocols()) {
        QAction* action = m_protocolMenu->addAction(protocol.name);
        action->setCheckable(true);
        action->setChecked(protocol.name == m_used);
        action->setEnabled(m_cases.current().has_value());
        connect(action, &QAction::triggered, this, [this, protocol] { use(protocol); });
    }
    m_protocolMenu->addSeparator();
    m_protocolMenu->addActions({m_saveProtocol, m_manageProtocols, m_useProtocols});
}

void Hangings::saveProtocol() {
    if (!m_cases.current())
        return;
    const Case& exam = *m_cases.current();
    auto* dialog = new SaveProtocolDialog(conditionsOf(exam), &m_window);
    const ScreenView screen = generalised(m_viewer.screen(), exam);
    connect(dialog, &QDialog::accepted, this, [this, dialog, screen] {
        Protocol protocol{dialog->name(), {}, true, dialog->conditions(), screen};
        const auto saved = m_protocols.add(protocol);
        if (saved) {
            m_used = protocol.name;
            m_viewer.setHome(protocol.screen);
            fillProtocols();
            m_messages.show(MessageBar::Level::Info,
                            tr("The screen was saved as the protocol “%1”.").arg(protocol.name));
        } else {
            m_messages.show(MessageBar::Level::Error, toText(saved.error().message));
        }
    });
    dialog->open();
}

void Hangings::showProtocols() {
    (new ProtocolsDialog(m_protocols, &m_window))->open();
}

void Hangings::findOthers(const Case& exam) {
    m_othersOf = exam.id;
    m_others.reset();
    m_compareWhenKnown = false;
    fillOthers();
    m_bench.library.ask<std::vector<OtherExam>>(
        this,
        [id = exam.id](Library& library) -> Result<std::vector<OtherExam>> {
            auto exams = library.otherExams(id);
            if (!exams)
                return std::unexpected(exams.error());
            std::vector<OtherExam> others;
            for (Case& other : *exams) {
                const std::int64_t both[]{id, other.id};
                auto doubts = library.mergeDoubts(both);
                others.push_back(
                    {std::move(other), doubts ? *doubts : std::vector{doubts.error().message}});
            }
            return others;
        },
        [this, id = exam.id](Result<std::vector<OtherExam>> others) {
            if (id != m_othersOf)
                return;
            const bool wanted = std::exchange(m_compareWhenKnown, false);
            if (!others) { // asked again the next time somebody wants them
                if (wanted)
                    m_messages.show(MessageBar::Level::Warning, toText(others.error().message));
                return;
            }
            m_others = std::move(*others);
            fillOthers();
            if (wanted)
                comparePrior();
        });
}

void Hangings::fillOthers() {
    m_othersMenu->clear();
    for (const OtherExam& other : m_others.value_or(std::vector<OtherExam>())) {
        const QString doubt = other.doubts.empty() ? QString() : toText(other.doubts.front());
        QAction* action = m_othersMenu->addAction(
            doubt.isEmpty() ? examText(other.exam)
                            : tr("%1 – %2").arg(examText(other.exam), doubt));
        connect(action, &QAction::triggered, this,
                [this, other] { compare(other, tr("chosen in the menu")); });
    }
    m_othersMenu->setEnabled(m_others && !m_others->empty());
}

void Hangings::comparePrior() {
    if (!m_cases.current()) {
        m_messages.showOf(MessageBar::noCase, MessageBar::Level::Info,
                          tr("Open a case first; then its prior exam can be hung below it."));
        return;
    }
    if (!m_others) {
        findOthers(*m_cases.current());
        m_compareWhenKnown = true;
        return;
    }
    if (const auto prior = choosePrior(*m_cases.current(), *m_others))
        compare((*m_others)[prior->index], prior->rule);
    else
        m_messages.showOf(m_cases.current()->id, MessageBar::Level::Info,
                          whyNoPrior(*m_cases.current(), *m_others));
}

void Hangings::compare(const OtherExam& other, const QString& rule) {
    m_cases.openBeside(other.exam.id);
    const qint64 here = m_cases.current() ? m_cases.current()->id : 0;
    const QString sentence =
        tr("Compared with the exam of %1: %2.").arg(dateText(other.exam.studyDate), rule);
    if (other.doubts.empty())
        m_messages.showOf(here, MessageBar::Level::Info, sentence);
    else
        m_messages.showOf(
            here, MessageBar::Level::Warning,
            tr("%1 It may be of somebody else: %2").arg(sentence, toText(other.doubts.front())));
    m_viewer.setFocus();
}

} // namespace bolus
