#include "ui/window/MainWindow.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QMimeData>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QVBoxLayout>

#include "ui/compare/Comparing.h"
#include "ui/hanging/Hangings.h"
#include "ui/jobs/JobsPanel.h"
#include "ui/library/LibraryPanel.h"
#include "ui/picture/PictureMenu.h"
#include "ui/report/ReferenceFinder.h"
#include "ui/report/ReportPanel.h"
#include "ui/report/UnmatchedReports.h"
#include "ui/report/WhyPanel.h"
#include "ui/review/Reviewing.h"
#include "ui/search/SearchPanel.h"
#include "ui/search/SearchRecords.h"
#include "ui/train/ModelsDialog.h"
#include "ui/train/TrainDialog.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/library/ArrangeDialog.h"
#include "ui/window/CaseEditor.h"
#include "ui/window/FirstStartPage.h"
#include "ui/window/HeatmapController.h"
#include "ui/window/HoldKey.h"
#include "ui/window/LibraryController.h"
#include "ui/window/Measuring.h"
#include "ui/window/MessageBar.h"
#include "ui/window/PhaseAligning.h"
#include "ui/window/Preferring.h"
#include "ui/window/Searching.h"
#include "ui/window/StatusStrip.h"
#include "ui/window/ViewerToolBar.h"
#include "ui/window/VolumeRendering.h"

namespace bolus {

namespace {
constexpr int stateVersion = 2; // of the docks' arrangement
}

MainWindow::MainWindow(Dialogs dialogs, QWidget* parent)
    : QMainWindow(parent), m_dialogs(std::move(dialogs)),
      m_actions(new Actions(m_bench.undo, this)),
      m_viewer(new ViewerWidget(nullptr, {}, &m_keys)),
      m_cases(new CaseController(m_bench.library, *m_viewer, m_bench.undo, this)),
      m_editor(new CaseEditor(m_bench.library, m_bench.undo, this)),
      m_search(new SearchController(m_bench.library, m_bench.serve, this)),
      m_records(new SearchRecords(m_bench.library, m_bench.serve, this)),
      m_library(new LibraryController(m_bench, m_dialogs, *m_actions->recentLibraries, this)),
      m_messages(new MessageBar), m_pages(new QStackedWidget), m_firstStart(new FirstStartPage),
      m_libraryPanel(new LibraryPanel(m_bench.cases, m_bench.thumbnails)),
      m_searchPanel(new SearchPanel(*m_search, *m_records, m_bench.thumbnails, m_bench.pictures,
                                    m_libraryPanel)),
      m_report(new ReportPanel), m_references(new ReferenceFinder(m_bench.library, this)),
      m_why(new WhyPanel), m_heatmapPanel(new HeatmapPanel(m_actions->heatmap)),
      m_jobsPanel(new JobsPanel(m_bench.queue)), m_status(new StatusStrip) {
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Bolus"));
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    buildCentre();
    buildDocks();
    setStatusBar(m_status);
    m_heatmaps = new HeatmapController(m_bench.serve, *m_cases, *m_viewer, *m_heatmapPanel,
                                       *m_actions->heatmap, this);
    new HoldKey(m_keys, QStringLiteral("hideHeatmap"), this,
                [this](bool held) { m_viewer->setHeatmapHeld(held); });
    m_actions->fillMenuBar(*menuBar(),
                           {m_leftDock->toggleViewAction(), m_rightDock->toggleViewAction(),
                            m_jobsDock->toggleViewAction()});
    m_measuring =
        new Measuring(*this, m_bench, *m_viewer, *m_cases, *m_actions, m_dialogs, *m_messages);
    m_hangings = new Hangings(*this, m_bench, *m_viewer, *m_cases, *m_actions, *m_messages);
    new PictureMenu(*this, *m_viewer, *m_actions, *m_messages);
    new VolumeRendering(*this, *m_viewer, *m_actions);
    m_comparing = new Comparing(*this, *m_viewer, *m_actions, *m_heatmapPanel, *m_messages);
    new PhaseAligning(*this, m_bench, *m_viewer, *m_cases, *m_actions, m_comparing->menu(),
                      *m_messages);
    m_reviewing = new Reviewing(*this, {m_bench, *m_viewer, *m_cases, *m_heatmaps, *m_heatmapPanel,
                                        *m_why, *m_actions, m_keys, m_dialogs, *m_messages});
    m_searching = new Searching(*this, {m_bench, *m_viewer, *m_cases, *m_search, *m_records,
                                        *m_searchPanel, *m_libraryPanel, *m_why, *m_heatmaps,
                                        *m_heatmapPanel, *m_actions, m_dialogs, *m_messages});
    m_searchPanel->setPreviewArea(m_pages);
    connectLibrary();
    connectSearch();
    connectCases();
    connectReports();
    connectJobs();
    connectFileActions();
    connectViewActions();
    connectOtherActions();
    connectMessages();
    connectEdits();
    new Preferring(*this, m_keys, *m_actions, *m_viewer, *m_firstStart); // every menu is there
    restore();
}

// The viewer and the panels refer to the workbench: they go before it does.
MainWindow::~MainWindow() {
    delete m_training;
    delete m_models;
    delete m_arrange;
    delete m_unmatched;
    delete takeCentralWidget();
    for (QDockWidget* dock : {m_leftDock, m_rightDock, m_jobsDock})
        delete dock;
}

void MainWindow::buildCentre() {
    auto* bar = new ViewerToolBar;
    m_actions->fillViewerToolBar(*bar);
    m_viewer->setObjectName(QStringLiteral("viewer"));
    m_viewer->setAccessibleName(tr("Light box"));
    auto* light = new QWidget;
    auto* lightRows = new QVBoxLayout(light);
    lightRows->setContentsMargins(0, 0, 0, 0);
    lightRows->setSpacing(0);
    lightRows->addWidget(bar);
    lightRows->addWidget(m_viewer, 1);
    m_pages->addWidget(m_firstStart);
    m_pages->addWidget(light);
    auto* centre = new QWidget;
    auto* rows = new QVBoxLayout(centre);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_messages);
    rows->addWidget(m_pages, 1);
    setCentralWidget(centre);
}

QDockWidget* MainWindow::addDock(const char* name, const QString& title, Qt::DockWidgetArea area,
                                 QWidget* content) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(QLatin1String(name));
    dock->setWidget(content);
    addDockWidget(area, dock);
    return dock;
}

QWidget* MainWindow::buildReading() {
    auto* reading = new QWidget;
    auto* rows = new QVBoxLayout(reading);
    rows->setContentsMargins(4, 4, 8, 8);
    rows->setSpacing(14);
    rows->addWidget(m_report, 1);
    rows->addWidget(m_why);
    rows->addWidget(m_heatmapPanel);
    auto* area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setMinimumWidth(300); // narrower, its buttons would be cut
    area->setWidget(reading);
    area->setAccessibleName(tr("Report and heatmap"));
    return area;
}

void MainWindow::buildDocks() {
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    m_leftDock = addDock("libraryDock", tr("Library"), Qt::LeftDockWidgetArea, m_searchPanel);
    m_rightDock = addDock("readingDock", tr("Report"), Qt::RightDockWidgetArea, buildReading());
    m_jobsDock = addDock("jobsDock", tr("Jobs"), Qt::BottomDockWidgetArea, m_jobsPanel);
    m_leftDock->toggleViewAction()->setShortcut(tr("F2"));
    m_rightDock->toggleViewAction()->setShortcut(tr("F3"));
    m_jobsDock->toggleViewAction()->setShortcut(tr("F4"));
    m_jobsDock->hide(); // until there is a job
}

void MainWindow::restore() {
    constexpr QSize preferred(1560, 940), frame(8, 36); // room for the window manager's frame
    const QSize room = screen()->availableSize() - frame;
    resize(preferred.boundedTo(room));
    if (preferred.height() > room.height() || preferred.width() > room.width())
        setWindowState(Qt::WindowMaximized);
    const QSettings settings;
    restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray());
    if (!restoreState(settings.value(QStringLiteral("window/state")).toByteArray(), stateVersion)) {
        const int side = qBound(270, width() * 22 / 100, 340); // the pictures have most of it
        resizeDocks({m_leftDock, m_rightDock}, {side + 20, side}, Qt::Horizontal);
        resizeDocks({m_jobsDock}, {170}, Qt::Vertical);
    }
    m_jobsDock->hide();
}

void MainWindow::openLibrary(const QString& folder) {
    m_library->open(folder);
}

void MainWindow::showCentre() {
    const bool empty = m_bench.cases.total() == 0;
    m_pages->setCurrentIndex(empty ? 0 : 1);
    if (!empty && std::exchange(m_justOpened, false))
        m_libraryPanel->focusList();
}

void MainWindow::openHit(const Hit& hit, bool beside) {
    m_report->setWords(m_searchPanel->shownWords());
    m_why->setHit(hit, m_searchPanel->shownWords(), m_search->phrase());
    beside ? m_cases->openBeside(hit.caseId) : m_cases->open(hit.caseId);
}

// The one the user points at: a search result while results are shown, else a row of the list.
std::optional<qint64> MainWindow::chosenCase() const {
    if (const auto hit = m_searchPanel->selectedHit())
        return hit->caseId;
    if (const auto id = m_libraryPanel->selectedCase())
        return *id;
    return m_cases->current() ? std::optional<qint64>(m_cases->current()->id) : std::nullopt;
}

TrainDialog* MainWindow::showTraining() {
    if (!m_training) {
        m_training = new TrainDialog(m_bench.library, m_bench.thumbnails, m_bench.jobs, this);
        connect(m_training, &TrainDialog::discardRequested, this, [this](const QString& name) {
            m_dialogs.confirm(m_training,
                              tr("Discard the stopped run %1? What it learned is lost.").arg(name),
                              tr("Discard"), [this, name] { m_training->discard(name); });
        });
    }
    m_training->reload();
    m_training->show();
    m_training->raise();
    m_training->activateWindow();
    return m_training;
}

void MainWindow::exportView(const QString& file) {
    for (SliceViewport* view : m_viewer->viewports())
        view->finish();
    if (m_reviewing->captioned(m_viewer->grab()).save(file, "PNG"))
        m_messages->show(MessageBar::Level::Info, tr("The view was saved as %1.").arg(file));
    else
        m_messages->show(
            MessageBar::Level::Error,
            tr("%1 could not be written. Choose another folder, or free some space.").arg(file));
}

void MainWindow::askToQuit() {
    m_dialogs.confirm(
        this,
        tr("%n job(s) are still running. Stop them and quit? What is finished stays, and "
           "fine-tuning can be resumed from its last checkpoint.",
           nullptr, m_bench.queue.unfinished()),
        tr("Stop and quit"), [this] {
            m_quitting = true;
            if (m_bench.queue.isIdle()) { // they ended while the question stood
                QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
                return;
            }
            connect(&m_bench.queue, &JobQueue::becameIdle, this, &QWidget::close);
            m_bench.queue.cancelAll();
        });
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_bench.queue.isIdle()) {
        event->ignore();
        if (!m_quitting)
            askToQuit();
        return;
    }
    QSettings settings;
    settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    settings.setValue(QStringLiteral("window/state"), saveState(stateVersion));
    m_bench.serve.stop();
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (LibraryController::localPaths(*event->mimeData()).isEmpty())
        return;
    event->acceptProposedAction();
    m_firstStart->setDropActive(true);
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent*) {
    m_firstStart->setDropActive(false);
}

void MainWindow::dropEvent(QDropEvent* event) {
    m_firstStart->setDropActive(false);
    const QStringList paths = LibraryController::localPaths(*event->mimeData());
    if (paths.isEmpty())
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    m_library->importPaths(paths);
}

} // namespace bolus
