// The inside of ViewerWidget: what hangs, and how it is linked.
#pragma once

#include <map>
#include <set>

#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QSet>

#include "ui/keys/KeyMap.h"
#include "ui/view/Alignment.h"
#include "ui/view/AnnotationPen.h"
#include "ui/view/Hanging.h"
#include "ui/view/Measurer.h"
#include "ui/view/ScreenView.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerOverlays.h"
#include "ui/view/ViewerWidget.h"
#include "ui/view/VolumeFetcher.h"

namespace bolus {

class VolumeViewport;

/// A view that is being laid right by hand has a state of its own meanwhile.
struct Aligning {
    SliceViewport* view = nullptr;
    std::string key; // of the volume that hung in it
};

struct ViewerWidget::State {
    State(ViewerWidget& owner, VolumeSource source, KeyMap* keys);
    ~State();

    // Hanging
    void begin(const Case& exam); // a case that was not on screen
    void rehang();                // plan, viewports, labels, loads
    void tellLeftOut();
    void arrange();               // places what is hung in the grid
    void put(SliceViewport* view, const HangingCell& cell);
    SliceViewport* viewportFor(std::size_t place);
    SliceViewport* makeViewport();
    QLabel* placeholderFor(std::size_t place, const HangingCell& cell);
    const Case& caseOf(int exam) const { return exam == 0 ? *this->exam : *beside; }
    int whichOf(qint64 caseId) const { return exam && caseId == exam->id ? 0 : 1; }
    std::vector<const Case*> casesShown() const; // the one beside last
    const Case* caseWithId(qint64 id) const;
    void showSeries(SliceViewport* view, int volume);
    SliceViewport* viewportShowing(qint64 caseId, int volume);

    // Layouts, and what is hung where by hand (ViewerHanging.cpp)
    Hanging plan() const;
    int cellOf(const QWidget* view) const;  // -1: none
    int cellAt(const QPoint& global) const; // -1: none
    void fixCells();
    void hang(int cell, int exam, int volume);
    void swapCells(int one, int other);
    void divide(int count, int rows, int columns);
    void enterPlanes();
    bool leavePlanes(); // false where they were not on screen
    void setPlane(Plane plane);
    void goHome();
    // What is kept of a case (ViewerScreen.cpp)
    ScreenLook lookOf(const ViewState& state, const SliceViewport* lead) const;
    void lead(const ScreenPlace& place);
    void applyLooks(const ScreenView& screen);
    // (ViewerReset.cpp)
    void resetPicture();
    Window firstWindowOf(const SliceViewport& view) const;
    void connectDrag(SliceViewport* viewport);
    // (ViewerTurning.cpp)
    void addHangingCommands();
    void turn(double degrees);
    void tip(double degrees);

    // Volume rendering (ViewerRendering.cpp)
    VolumeViewport* renderingView();
    std::optional<HangingCell> renderedCell() const;
    std::optional<VolumeRecord> renderedVolume() const;
    void refreshRendering();
    void renderSeries(int volume);
    void endRendering();
    void keepFocus(const QSet<QWidget*>& visible);

    // Loading
    void fetchWhatHangs();
    void arrived(const std::string& key, std::shared_ptr<const LoadedVolume> volume);
    void failed(const std::string& key, const QString& sentence);
    void fill(SliceViewport* view, const std::shared_ptr<const LoadedVolume>& volume);
    void reportLoading();
    void reportShown();

    // Measuring (ViewerMeasures.cpp)
    std::vector<const VolumeRecord*> measuredVolumes() const;
    void measureWhereNeeded();
    void publishVolumes();
    void keepBook();
    bool penKey(int key);
    bool drawKey(int key, bool far);

    // Linking
    void shareState(SliceViewport* view);
    SliceViewport* leaderOf(int exam) const;
    void link();
    void watchActive();
    void announce();
    std::shared_ptr<ViewState> activeState() const;

    // How phases lie to each other (ViewerAlignment.cpp)
    PatientMap mapOf(const SliceViewport* view) const;
    PatientMap mapOf(qint64 caseId, const VolumeRecord& volume) const;
    void placeRegions();
    QString linkText(const SliceViewport* view) const;
    bool isCurrent(const SliceViewport* view) const; // of the case that is not beside
    void takeAlignment(const std::function<void()>& change);
    void beginAligning();
    void keepAligning();
    void cancelAligning();
    std::string alignedTo(const SliceViewport* view) const;
    void endAligning(); // without keeping anything

    void applyHeatmap(SliceViewport* view);
    void applyStyle();
    void setActive(SliceViewport* view);

    // Keys (ViewerKeys.cpp)
    using Run = std::function<void(State&)>;
    static constexpr const char* holdCommand = "hideHeatmap";
    void addCommands();
    void addPresetCommands();
    void addToolCommands();
    void addCommand(const QString& id, const QString& title, const QList<QKeySequence>& keys,
                    Run run);
    bool key(const QKeyEvent& event);
    bool drawsWith(int key) const;
    int indexOf(const SliceViewport* view) const;

    ViewerWidget& self;
    KeyMap* keyMap;
    std::map<QString, Run> commands;
    AnnotationBook* book; // before the viewports that show it
    AnnotationPen pen;
    Measurer* measurer;
    ViewerOverlays* overlays;
    std::set<qint64> measuring; // cases whose phases are read for their regions, shown or not
    VolumeFetcher fetcher;
    QGridLayout* grid = nullptr;
    QLabel* empty = nullptr;

    std::optional<Case> exam, beside;
    Hanging hanging;
    QStringList leftOut; // phases, as was told last
    ScreenLayout layout;
    ScreenLayout chosen; // by hand, without cells: how the next case is divided
    std::optional<ScreenLayout> beforePlanes; // where leaving three planes leads back to
    bool crosshairBefore = false;
    std::vector<CellContent> cellsAlone; // of the layout, while a case is beside
    std::optional<ScreenView> home;      // where "Reset the view" leads
    QFrame* dropFrame = nullptr;         // round the cell a series would drop into
    std::vector<SliceViewport*> pool; // made so far; contexts are costly, so they are reused
    std::vector<QLabel*> placeholderPool;
    std::vector<SliceViewport*> shown;
    std::vector<QWidget*> cellWidgets;                // one a cell of `hanging`
    std::map<const SliceViewport*, std::string> keys; // what hangs in each viewport
    SliceViewport* active = nullptr;
    SliceViewport* maximised = nullptr;
    VolumeViewport* rendering = nullptr; // made when first asked for
    bool renderingAlone = false;         // it fills the light box
    std::string renderingKey;            // what it shows

    std::map<std::string, std::shared_ptr<const LoadedVolume>> loaded;
    std::map<std::string, QString> failures;
    std::set<qint64> toAnnounce; // cases whose pictures are still coming

    std::shared_ptr<ViewState> view = std::make_shared<ViewState>();
    Vec3 besideOffset{};
    Alignment alignment;                // of the current case
    std::optional<Aligning> aligning{}; // a view that is being laid right by hand
    bool isLinked = true;
    std::shared_ptr<void> activeWatch;
    bool announcing = false;
    Window firstWindow;
    Window lastWindow{0, 0};
    Plane lastPlane = Plane::Unknown;

    QList<QAction*> edits; // of the labels' menus
    std::map<qint64, QVector<Heatmap>> heatmaps;
    HeatmapStyle style;
    bool held = false;
    TextChoice textChoice;
    std::set<qint64> playing; // cases whose phases are read to be played, as for measuring
};

} // namespace bolus
