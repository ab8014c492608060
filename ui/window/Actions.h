// Every action of the program, once: text, key, icon. Menus and tool bars are made from these. The
// keys of those that the light box has too stand in ui/view/ViewerKeys.cpp.
#pragma once

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QObject>

class QToolBar;
class QUndoStack;

namespace bolus {

class Actions : public QObject {
    Q_OBJECT
public:
    Actions(QUndoStack& undo, QObject* parent);

    // File
    QAction *importFolder, *importFiles, *importReports, *unmatchedReports, *openLibrary, *verifyLibrary,
        *makeDemonstration, *exportView, *quit;
    QMenu* recentLibraries;
    // Edit
    QAction *undo, *redo, *search, *filterCases, *preferences;
    // View
    QActionGroup* planes;  // data: int(Plane)
    QActionGroup* layouts; // data: number of viewports, 0: as the case needs
    QMenu* presets;        // action data: name of the preset
    QAction *linked, *crosshair, *maximise, *resetView, *heatmap, *fullScreen;
    // Case
    QAction *openCase, *openBeside, *closeBeside, *similar;
    QAction *mergeCases, *arrangeCase, *moveEarlier, *moveLater, *splitSeries;
    // Model
    QAction *fineTune, *models, *embed;
    // Jobs
    QAction *cancelJobs, *clearJobs;
    // Help
    QAction *shortcuts, *about;

    /// `panels` are the show-and-hide actions of the docks.
    void fillMenuBar(QMenuBar& bar, const QList<QAction*>& panels);
    void fillViewerToolBar(QToolBar& bar);
    QList<QAction*> all() const;

private:
    QAction* make(const char* name, const QString& text, const QKeySequence& key = {},
                  const char* icon = nullptr);
    QAction* makeToggle(const char* name, const QString& text, const QKeySequence& key,
                        const char* icon, bool on);
    void makeFileActions();
    void makeViewActions();
    void makePresets();
    void makeCaseActions();
};

} // namespace bolus
