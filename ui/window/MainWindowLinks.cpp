// What happens when: the connections between the window's parts.
#include <algorithm>

#include <QApplication>
#include <QDockWidget>

#include "ui/common/Text.h"
#include "ui/library/LibraryPanel.h"
#include "ui/report/ReferenceFinder.h"
#include "ui/report/ReportPanel.h"
#include "ui/report/UnmatchedReports.h"
#include "ui/report/WhyPanel.h"
#include "ui/search/SearchPanel.h"
#include "ui/train/ModelsDialog.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseEditor.h"
#include "ui/window/FirstStartPage.h"
#include "ui/window/HeatmapController.h"
#include "ui/window/HelpDialogs.h"
#include "ui/window/JobNotices.h"
#include "ui/window/LibraryController.h"
#include "ui/window/MainWindow.h"
#include "ui/window/StatusStrip.h"

namespace bolus {

void MainWindow::connectLibrary() {
    connect(m_library, &LibraryController::opened, this, [this](const QString& folder) {
        m_cases->closeAll();
        m_bench.undo.clear();
        m_editor->takeUpEarlier();
        m_searchPanel->clearSearch();
        m_libraryPanel->reset();
        m_status->setLibrary(folder);
        m_justOpened = true;
        setWindowTitle(tr("%1 – Bolus").arg(folder));
    });
    connect(&m_bench.cases, &CaseListModel::refreshed, this, &MainWindow::showCentre);
    connect(m_library, &LibraryController::modelChanged, m_status, &StatusStrip::setModel);
    connect(m_library, &LibraryController::modelChanged, this,
            [this](const QString& model) {
                m_heatmaps->setModel(model);
                m_hasModel = !model.isEmpty();
            });
    connect(m_library, &LibraryController::deviceKnown, m_status, &StatusStrip::setDevice);
    connect(m_firstStart, &FirstStartPage::importRequested, m_actions->importFolder,
            &QAction::trigger);
    connect(m_firstStart, &FirstStartPage::demonstrationRequested, m_actions->makeDemonstration,
            &QAction::trigger);
    connect(m_libraryPanel, &LibraryPanel::openRequested, this, [this](std::int64_t id) {
        m_why->clear();
        m_report->setWords({});
        m_cases->open(id);
    });
    connect(m_libraryPanel, &LibraryPanel::besideRequested, m_cases, &CaseController::openBeside);
    connect(m_libraryPanel, &LibraryPanel::similarRequested, this, [this](std::int64_t id) {
        m_search->findSimilar(id, m_libraryPanel->titleOf(id));
    });
}

void MainWindow::connectSearch() {
    m_search->setFilterSource([this] { return m_libraryPanel->facets(); });
    connect(m_searchPanel, &SearchPanel::openRequested, this,
            [this](const Hit& hit) { openHit(hit, false); });
    connect(m_searchPanel, &SearchPanel::besideRequested, this,
            [this](const Hit& hit) { openHit(hit, true); });
    connect(m_search, &SearchController::answered, this, [this](const SearchAnswer& answer) {
        m_heatmaps->setPhrase(answer.phrase());
        m_report->setWords(answer.words);
        if (const auto& why = m_why->hit()) { // what it said was of the search before
            const auto again = std::ranges::find(answer.hits, why->caseId, &Hit::caseId);
            again != answer.hits.end() ? m_why->setHit(*again, answer.words, answer.phrase())
                                       : m_why->clear();
        }
    });
    connect(m_search, &SearchController::cleared, this, [this] {
        m_heatmaps->setPhrase({});
        m_report->setWords({});
    });
}

void MainWindow::connectCases() {
    connect(m_cases, &CaseController::caseOpened, this, [this](const Case& exam) {
        m_messages->setCase(exam.id);
        m_report->setCase(exam);
        m_libraryPanel->selectCase(exam.id);
        m_viewer->setFocus();
    });
    connect(m_cases, &CaseController::caseRefreshed, m_report, &ReportPanel::refreshCase);
    connect(m_library, &LibraryController::refreshed, m_cases, &CaseController::refresh);
    connect(m_cases, &CaseController::besideOpened, m_report, &ReportPanel::setBeside);
    connect(m_cases, &CaseController::besideOpened, m_actions->closeBeside,
            [this] { m_actions->closeBeside->setEnabled(true); });
    connect(m_cases, &CaseController::besideClosed, this, [this] {
        m_report->closeBeside();
        m_why->clear();
        m_actions->closeBeside->setEnabled(false);
    });
    connect(m_cases, &CaseController::allClosed, this, [this] {
        m_messages->setCase(0);
        m_report->clear();
        m_why->clear();
        m_actions->closeBeside->setEnabled(false);
    });
    connect(m_cases, &CaseController::phaseStored, &m_bench.library, &LibrarySession::changed);
    m_actions->closeBeside->setEnabled(false);
}

void MainWindow::connectReports() {
    for (const auto shown : {&CaseController::caseOpened, &CaseController::besideOpened,
                             &CaseController::caseRefreshed})
        connect(m_cases, shown, m_references, &ReferenceFinder::find);
    connect(m_references, &ReferenceFinder::found, m_report, &ReportPanel::setReferences);
    connect(m_report, &ReportPanel::sliceRequested, m_viewer,
            [this](qint64 caseId, const QString& series, int part, int slice) {
                m_viewer->goToSlice(caseId, series.toStdString(), part,
                                    static_cast<std::size_t>(slice));
            });
    connect(m_report, &ReportPanel::referenceExplained, this, [this](const QString& sentence) {
        m_messages->showOf(m_viewer->shownCase().value_or(0), MessageBar::Level::Info, sentence);
    });
    connect(m_actions->unmatchedReports, &QAction::triggered, this,
            &MainWindow::showUnmatchedReports);
}

UnmatchedReports* MainWindow::showUnmatchedReports() {
    if (!m_unmatched)
        m_unmatched = new UnmatchedReports(m_bench.library, this);
    m_unmatched->show();
    m_unmatched->raise();
    m_unmatched->activateWindow();
    m_unmatched->reload();
    return m_unmatched;
}

void MainWindow::connectJobs() {
    connect(&m_bench.queue, &JobQueue::jobAdded, this, [this] {
        m_jobsDock->show();
        m_firstStart->setBusy(true);
    });
    connect(&m_bench.queue, &JobQueue::jobEnded, this,
            [this](Job* job) { noticeJobEnd(*job, *m_messages); });
    connect(&m_bench.queue, &JobQueue::becameIdle, m_firstStart,
            [this] { m_firstStart->setBusy(false); });
    connect(m_actions->cancelJobs, &QAction::triggered, &m_bench.queue, &JobQueue::cancelAll);
    connect(m_actions->clearJobs, &QAction::triggered, &m_bench.queue, &JobQueue::clearFinished);
}

void MainWindow::connectFileActions() {
    connect(m_actions->importFolder, &QAction::triggered, m_library,
            &LibraryController::askForImportFolder);
    connect(m_actions->importFiles, &QAction::triggered, m_library,
            &LibraryController::askForImportFile);
    connect(m_actions->importReports, &QAction::triggered, m_library,
            &LibraryController::askForReports);
    connect(m_actions->openLibrary, &QAction::triggered, m_library,
            &LibraryController::askForLibrary);
    connect(m_actions->verifyLibrary, &QAction::triggered, &m_bench.jobs, &LibraryJobs::verify);
    connect(m_actions->makeDemonstration, &QAction::triggered, m_library,
            &LibraryController::makeDemonstration);
    connect(m_actions->exportView, &QAction::triggered, this, [this] {
        m_dialogs.savePng(this, tr("Export the view"), QStringLiteral("bolus-view.png"),
                          [this](const QString& file) { exportView(file); });
    });
    connect(m_actions->quit, &QAction::triggered, this, &QWidget::close);
    connect(m_actions->search, &QAction::triggered, this, [this] {
        m_leftDock->show();
        m_searchPanel->focusBox();
    });
    connect(m_actions->filterCases, &QAction::triggered, this, [this] {
        m_leftDock->show();
        m_searchPanel->clearSearch();
        m_libraryPanel->focusFilter();
    });
}

void MainWindow::connectViewActions() {
    connect(m_actions->planes, &QActionGroup::triggered, this, [this](QAction* action) {
        m_viewer->setPlane(static_cast<Plane>(action->data().toInt()));
    });
    connect(m_viewer, &ViewerWidget::planeChanged, this, [this](Plane plane) {
        for (QAction* action : m_actions->planes->actions())
            if (action->data().toInt() == static_cast<int>(plane))
                action->setChecked(true);
    });
    connect(m_actions->layouts, &QActionGroup::triggered, this,
            [this](QAction* action) { m_viewer->setLayoutCount(action->data().toInt()); });
    connect(m_actions->presets, &QMenu::triggered, this,
            [this](QAction* action) { m_viewer->applyPreset(action->data().toString()); });
    connect(m_actions->linked, &QAction::toggled, m_viewer, &ViewerWidget::setLinked);
    connect(m_viewer, &ViewerWidget::linkedChanged, m_actions->linked, &QAction::setChecked);
    connect(m_actions->crosshair, &QAction::toggled, m_viewer, &ViewerWidget::setCrosshairVisible);
    connect(m_actions->maximise, &QAction::triggered, m_viewer, &ViewerWidget::toggleMaximised);
    connect(m_actions->resetView, &QAction::triggered, m_viewer, &ViewerWidget::resetView);
    connect(m_actions->fullScreen, &QAction::toggled, this,
            [this](bool on) { on ? showFullScreen() : showNormal(); });
    connect(m_viewer, &ViewerWidget::loadingProgress, m_status, &StatusStrip::setLoading);
}

void MainWindow::connectOtherActions() {
    connect(m_actions->openCase, &QAction::triggered, this, [this] {
        if (const auto id = chosenCase())
            m_cases->open(*id);
    });
    connect(m_actions->openBeside, &QAction::triggered, this, [this] {
        if (const auto hit = m_searchPanel->selectedHit())
            openHit(*hit, true);
        else if (const auto id = chosenCase())
            m_cases->openBeside(*id);
    });
    connect(m_actions->closeBeside, &QAction::triggered, m_cases, &CaseController::closeBeside);
    connect(m_actions->similar, &QAction::triggered, this, [this] {
        const auto id =
            m_cases->current() ? std::optional<qint64>(m_cases->current()->id) : chosenCase();
        if (id)
            Q_EMIT m_libraryPanel->similarRequested(*id);
    });
    connect(m_actions->fineTune, &QAction::triggered, this, &MainWindow::showTraining);
    connect(m_actions->models, &QAction::triggered, this, &MainWindow::showModels);
    connect(m_actions->embed, &QAction::triggered, &m_bench.jobs, &LibraryJobs::embed);
    connect(m_actions->about, &QAction::triggered, this, [this] { showAbout(this); });
}

void MainWindow::connectMessages() {
    const auto warn = [this](const QString& sentence) {
        m_messages->show(MessageBar::Level::Warning, sentence);
    };
    connect(m_library, &LibraryController::failed, this, warn);
    connect(m_cases, &CaseController::failed, this, warn);
    connect(m_viewer, &ViewerWidget::volumeFailed, this, [this](const QString& sentence) {
        m_messages->showOf(m_viewer->shownCase().value_or(0), MessageBar::Level::Warning, sentence);
    });
    connect(m_viewer, &ViewerWidget::phasesLeftOut, this,
            [this, told = QString()](const QStringList& phases) mutable {
                m_messages->withdraw(std::exchange(told, QString()));
                if (!phases.isEmpty()) {
                    told = tr("Not shown for want of room: %1. The menu Layout has more columns.")
                               .arg(phases.join(QStringLiteral(", ")));
                    m_messages->showOf(m_viewer->shownCase().value_or(0), MessageBar::Level::Info,
                                       told);
                }
            });
    connect(&m_bench.serve, &ServeClient::stateChanged, this,
            [warn](ServeClient::State, const QString& sentence) {
                if (!sentence.isEmpty())
                    warn(sentence);
            });
}

ModelsDialog* MainWindow::showModels() {
    if (!m_models) {
        m_models = new ModelsDialog(m_bench.library, m_bench.jobs, this);
        connect(m_models, &ModelsDialog::importRequested, this, [this] {
            m_dialogs.file(m_models, tr("Import a model"), tr("Models (*.safetensors)"),
                           [this](const QString& file) { m_bench.jobs.importModel(file); });
        });
        connect(m_models, &ModelsDialog::removeRequested, this, [this](const QString& id) {
            m_dialogs.confirm(m_models,
                              tr("Remove model %1 and what was computed with it?").arg(id),
                              tr("Remove"), [this, id] { m_bench.jobs.removeModel(id); });
        });
    }
    m_models->reload();
    m_models->show();
    m_models->raise();
    m_models->activateWindow();
    return m_models;
}

} // namespace bolus
