#include "ui/window/Actions.h"

#include <QApplication>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>

#include "library/domain/Phase.h"
#include "ui/style/Theme.h"
#include "viewer/WindowPresets.h"

namespace bolus {

Actions::Actions(QUndoStack& undoStack, QObject* parent) : QObject(parent) {
    makeFileActions();
    undo = undoStack.createUndoAction(this, tr("&Undo"));
    undo->setObjectName(QStringLiteral("undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setIcon(theme::icon(QStringLiteral("undo")));
    redo = undoStack.createRedoAction(this, tr("&Redo"));
    redo->setObjectName(QStringLiteral("redo"));
    redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))});
    redo->setIcon(theme::icon(QStringLiteral("redo")));
    search = make("search", tr("&Search…"), tr("Ctrl+F"), "search");
    filterCases = make("filterCases", tr("&Filter the case list"), tr("Ctrl+L"));
    preferences = make("preferences", tr("&Preferences…"), tr("Ctrl+,"));
    makeViewActions();
    makePresets();
    makeCaseActions();
}

QAction* Actions::make(const char* name, const QString& text, const QKeySequence& key,
                       const char* icon) {
    auto* action = new QAction(text, this);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(key);
    if (icon)
        action->setIcon(theme::icon(QLatin1String(icon)));
    return action;
}

QAction* Actions::makeToggle(const char* name, const QString& text, const QKeySequence& key,
                             const char* icon, bool on) {
    QAction* action = make(name, text, key, icon);
    action->setCheckable(true);
    action->setChecked(on);
    return action;
}

void Actions::makeFileActions() {
    importFolder = make("importFolder", tr("&Import folder…"), tr("Ctrl+I"), "import");
    importFiles = make("importFile", tr("Import &file…"), tr("Ctrl+Shift+I"));
    importReports = make("importReports", tr("Import &reports…"), tr("Ctrl+R"));
    unmatchedReports = make("unmatchedReports", tr("Reports &without an exam…"));
    openLibrary = make("openLibrary", tr("&Open or make library…"), tr("Ctrl+O"), "library");
    verifyLibrary = make("verifyLibrary", tr("&Verify the library"));
    makeDemonstration = make("makeDemonstration", tr("Make &demonstration cases"), {}, "phantom");
    exportView = make("exportView", tr("&Export view as PNG…"), tr("Ctrl+E"), "export");
    quit = make("quit", tr("&Quit"), tr("Ctrl+Q"));
    recentLibraries = new QMenu(tr("Re&cent libraries"));
    connect(this, &QObject::destroyed, recentLibraries, &QObject::deleteLater);
}

void Actions::makeViewActions() {
    planes = new QActionGroup(this);
    const auto plane = [this](const char* name, const QString& text, const char* icon,
                              Plane value) {
        QAction* action = makeToggle(name, text, {}, icon, value == Plane::Axial);
        action->setData(static_cast<int>(value));
        planes->addAction(action);
    };
    plane("axial", tr("&Axial"), "axial", Plane::Axial);
    plane("coronal", tr("&Coronal"), "coronal", Plane::Coronal);
    plane("sagittal", tr("&Sagittal"), "sagittal", Plane::Sagittal);
    plane("acquired", tr("As ac&quired"), "oblique", Plane::Oblique);
    layouts = new QActionGroup(this);
    for (int count = 0; count <= 8; ++count) {
        QAction* action =
            makeToggle("layout", count ? tr("%n view(s)", nullptr, count) : tr("As the case needs"),
                       count ? tr("Ctrl+%1").arg(count) : tr("Ctrl+0"), nullptr, count == 0);
        action->setObjectName(QStringLiteral("layout%1").arg(count));
        action->setData(count);
        layouts->addAction(action);
    }
    linked = makeToggle("linked", tr("&Link the views"), {}, "link", true);
    crosshair = makeToggle("crosshair", tr("C&rosshair"), {}, "crosshair", false);
    maximise = make("maximise", tr("&Maximise the view or bring all back"));
    resetView = make("resetView", tr("&Reset the view"), {}, "reset");
    resetView->setToolTip(tr("Reset the view: window, slab, inversion, turns, zoom and centre as at "
                             "first, and what hangs where by the hanging protocol"));
    heatmap = makeToggle("heatmap", tr("&Heatmap"), tr("Ctrl+H"), "heatmap", false);
    fullScreen = makeToggle("fullScreen", tr("&Full screen"), tr("F11"), nullptr, false);
}

void Actions::makePresets() {
    presets = new QMenu(tr("&Window"));
    connect(this, &QObject::destroyed, presets, &QObject::deleteLater);
    for (const WindowPreset& preset : windowPresets()) {
        const auto label =
            QString::fromUtf8(preset.label.data(), static_cast<int>(preset.label.size()));
        QAction* action =
            make("preset", QCoreApplication::translate("Preset", label.toUtf8().constData()));
        const auto name =
            QString::fromUtf8(preset.name.data(), static_cast<int>(preset.name.size()));
        action->setObjectName(QStringLiteral("preset-") + name);
        action->setData(name);
        presets->addAction(action);
    }
    QAction* automatic = make("preset-auto", tr("From the values"));
    automatic->setData(QStringLiteral("auto"));
    presets->addAction(automatic);
}

void Actions::makeCaseActions() {
    openCase = make("openCase", tr("&Open the selected case"));
    openBeside =
        make("openBesideCase", tr("Open it &beside the current case"), tr("Ctrl+B"), "beside");
    closeBeside = make("closeBeside", tr("&Close the case beside"), tr("Ctrl+W"), "close");
    mergeCases = make("mergeCases", tr("&Merge the selected cases"), tr("Ctrl+J"));
    arrangeCase = make("arrangeCase", tr("Order and s&plit its series…"), tr("Ctrl+G"));
    moveEarlier = make("moveEarlier", tr("Move the phase &earlier"), tr("Ctrl+Shift+Left"));
    moveLater = make("moveLater", tr("Move the phase &later"), tr("Ctrl+Shift+Right"));
    splitSeries = make("splitSeries", tr("Spl&it this series off into a case of its own"));
    similar = make("similar", tr("Find &similar cases"), tr("Ctrl+Shift+F"), "similar");
    fineTune = make("fineTune", tr("&Fine-tune the model…"), tr("Ctrl+T"), "train");
    models = make("models", tr("&Models…"), tr("Ctrl+M"), "models");
    embed = make("embed", tr("&Prepare all cases for searching"));
    cancelJobs = make("cancelJobs", tr("&Stop all jobs"), {}, "cancel");
    clearJobs = make("clearJobs", tr("&Clear finished jobs"));
    shortcuts = make("shortcuts", tr("&Keys and mouse"), tr("F1"));
    about = make("about", tr("&About Bolus"), {}, "about");
    fullScreen->setProperty("native", true);
}

void Actions::fillMenuBar(QMenuBar& bar, const QList<QAction*>& panels) {
    QMenu* file = bar.addMenu(tr("&File"));
    file->addActions({importFolder, importFiles, importReports, makeDemonstration});
    file->addAction(unmatchedReports);
    file->addSeparator();
    file->addAction(openLibrary);
    file->addMenu(recentLibraries);
    file->addAction(verifyLibrary);
    file->addSeparator();
    file->addAction(exportView);
    file->addSeparator();
    file->addAction(quit);
    QMenu* edit = bar.addMenu(tr("&Edit"));
    edit->addActions({undo, redo, search, filterCases});
    edit->addSeparator();
    edit->addAction(preferences);
    QMenu* view = bar.addMenu(tr("&View"));
    view->addActions(planes->actions());
    view->addSeparator();
    view->addMenu(presets);
    view->addMenu(tr("&Layout"))->addActions(layouts->actions());
    view->addActions({linked, crosshair, maximise, resetView});
    view->addSeparator();
    view->addAction(heatmap);
    view->addSeparator();
    view->addActions(panels);
    view->addAction(fullScreen);
    QMenu* cases = bar.addMenu(tr("&Case"));
    cases->addActions({openCase, openBeside, closeBeside, similar});
    cases->addSeparator();
    cases->addActions({mergeCases, arrangeCase, moveEarlier, moveLater, splitSeries});
    bar.addMenu(tr("&Model"))->addActions({fineTune, models, embed});
    bar.addMenu(tr("&Jobs"))->addActions({cancelJobs, clearJobs});
    bar.addMenu(tr("&Help"))->addActions({shortcuts, about});
}

void Actions::fillViewerToolBar(QToolBar& bar) {
    const auto menuButton = [&bar](const QString& text, const char* icon, QMenu* menu) {
        auto* button = new QToolButton;
        button->setText(text);
        button->setAccessibleName(text);
        button->setToolTip(text);
        button->setIcon(theme::icon(QLatin1String(icon)));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setPopupMode(QToolButton::InstantPopup);
        button->setMenu(menu);
        bar.addWidget(button);
    };
    bar.addActions(planes->actions());
    bar.addSeparator();
    menuButton(tr("Window"), "preset", presets);
    auto* layoutMenu = new QMenu(&bar);
    layoutMenu->addActions(layouts->actions());
    menuButton(tr("Layout"), "layout", layoutMenu);
    bar.addSeparator();
    bar.addActions({linked, crosshair, resetView});
    bar.addSeparator();
    bar.addActions({heatmap, closeBeside});
    QAction* acquired = planes->actions().constLast();
    for (QAction* action :
         {acquired, linked, crosshair, resetView, closeBeside}) // pictures suffice
        if (auto* button = qobject_cast<QToolButton*>(bar.widgetForAction(action)))
            button->setToolButtonStyle(Qt::ToolButtonIconOnly);
}

QList<QAction*> Actions::all() const {
    return findChildren<QAction*>(QString(), Qt::FindDirectChildrenOnly);
}

} // namespace bolus
