// The workstation: docks around the light box. Builds the parts and connects them; what they do
// lives in the panels and controllers.
#pragma once

#include <QMainWindow>
#include <QPointer>
#include <QStackedWidget>
#include <QTimer>

#include "ui/keys/KeyMap.h"
#include "ui/report/HeatmapPanel.h"
#include "ui/search/SearchController.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"
#include "ui/window/Dialogs.h"
#include "ui/window/Workbench.h"

namespace bolus {

class ArrangeDialog;
class CaseEditor;
class Comparing;
class FirstStartPage;
class Hangings;
class HeatmapController;
class JobsPanel;
class LibraryController;
class LibraryPanel;
class Measuring;
class MessageBar;
class ModelsDialog;
class ReferenceFinder;
class ReportPanel;
class Reviewing;
class SearchPanel;
class SearchRecords;
class Searching;
class StatusStrip;
class TrainDialog;
class UnmatchedReports;
class ViewerWidget;
class WhyPanel;

class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(Dialogs dialogs = standardDialogs(), QWidget* parent = nullptr);
    ~MainWindow() override;

    void openLibrary(const QString& folder);
    TrainDialog* showTraining();
    ModelsDialog* showModels();
    UnmatchedReports* showUnmatchedReports();
    void exportView(const QString& file);

    Workbench& bench() { return m_bench; }
    Actions& actionsOfWindow() { return *m_actions; }
    ViewerWidget& viewer() { return *m_viewer; }
    CaseController& caseController() { return *m_cases; }
    LibraryController& libraryController() { return *m_library; }
    HeatmapController& heatmapController() { return *m_heatmaps; }
    SearchPanel& searchPanel() { return *m_searchPanel; }
    Measuring& measuring() { return *m_measuring; }
    Hangings& hangings() { return *m_hangings; }
    Reviewing& reviewing() { return *m_reviewing; }
    Comparing& comparing() { return *m_comparing; }
    SearchController& searchController() { return *m_search; }
    Searching& searching() { return *m_searching; }
    KeyMap& keys() { return m_keys; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildCentre();
    QDockWidget* addDock(const char* name, const QString& title, Qt::DockWidgetArea area,
                         QWidget* content);
    QWidget* buildReading();
    void buildDocks();
    void connectLibrary();
    void connectSearch();
    void connectCases();
    void connectReports();
    void connectJobs();
    void connectFileActions();
    void connectViewActions();
    void connectOtherActions();
    void connectMessages();
    void connectEdits();
    void followMoved();
    void renewPictures(qint64 caseId);
    void mergeSelected();
    void merge(const std::vector<std::int64_t>& cases, const std::vector<std::string>& doubts);
    void embedLater();
    void movePhase(int step);
    void splitSeries();
    void showArranging();
    void showCentre();
    void openHit(const Hit& hit, bool beside);
    std::optional<qint64> chosenCase() const;
    void restore();
    void askToQuit();

    Dialogs m_dialogs;
    Workbench m_bench;
    KeyMap m_keys;
    Actions* m_actions;
    ViewerWidget* m_viewer;
    CaseController* m_cases;
    CaseEditor* m_editor;
    SearchController* m_search;
    SearchRecords* m_records;
    LibraryController* m_library;
    HeatmapController* m_heatmaps;

    Measuring* m_measuring;
    Hangings* m_hangings;
    Reviewing* m_reviewing;
    Comparing* m_comparing;
    Searching* m_searching;
    MessageBar* m_messages;
    QStackedWidget* m_pages;
    FirstStartPage* m_firstStart;
    LibraryPanel* m_libraryPanel;
    SearchPanel* m_searchPanel;
    ReportPanel* m_report;
    ReferenceFinder* m_references;
    WhyPanel* m_why;
    HeatmapPanel* m_heatmapPanel;
    JobsPanel* m_jobsPanel;
    QDockWidget *m_leftDock, *m_rightDock, *m_jobsDock;
    StatusStrip* m_status;
    QPointer<TrainDialog> m_training;
    QPointer<ModelsDialog> m_models;
    QPointer<ArrangeDialog> m_arrange;
    std::int64_t m_moved = 0; // the volume whose viewport stays the active one
    QPointer<UnmatchedReports> m_unmatched;
    QTimer m_embedding; // rests after edits: their vectors are computed again
    bool m_hasModel = false;
    bool m_quitting = false;
    bool m_justOpened = false; // the list takes the focus when it is filled
};

} // namespace bolus
