// The inside of ViewerWidget: what hangs, and how it is linked.
#pragma once

#include <map>
#include <set>

#include <QGridLayout>
#include <QLabel>

#include "ui/keys/KeyMap.h"
#include "ui/view/AnnotationPen.h"
#include "ui/view/Hanging.h"
#include "ui/view/Measurer.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerOverlays.h"
#include "ui/view/ViewerWidget.h"
#include "ui/view/VolumeFetcher.h"

namespace bolus {

struct ViewerWidget::State {
    State(ViewerWidget& owner, VolumeSource source, KeyMap* keys);
    ~State();

    // Hanging
    void begin(const Case& exam); // a case that was not on screen
    void rehang();                // plan, viewports, labels, loads
    void arrange();               // places what is hung in the grid
    void put(SliceViewport* view, int exam, int volume);
    SliceViewport* viewportFor(std::size_t place);
    SliceViewport* makeViewport();
    QLabel* placeholderFor(std::size_t place, const HangingCell& cell);
    const Case& caseOf(int exam) const { return exam == 0 ? *this->exam : *beside; }
    std::vector<const Case*> casesShown() const; // the one beside last
    const Case* caseWithId(qint64 id) const;
    void showSeries(SliceViewport* view, int volume);
    SliceViewport* viewportShowing(qint64 caseId, int volume);

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
    Vec3 offsetOf(const SliceViewport* view) const;
    void shareState(SliceViewport* view);
    SliceViewport* leaderOf(int exam) const;
    void link();
    void watchActive();
    void announce();
    std::shared_ptr<ViewState> activeState() const;

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
    int layoutCount = 0;
    std::vector<SliceViewport*> pool; // made so far; contexts are costly, so they are reused
    std::vector<QLabel*> placeholderPool;
    std::vector<SliceViewport*> shown;
    std::vector<QWidget*> cellWidgets;                // one a cell of `hanging`
    std::map<const SliceViewport*, std::string> keys; // what hangs in each viewport
    SliceViewport* active = nullptr;
    SliceViewport* maximised = nullptr;

    std::map<std::string, std::shared_ptr<const LoadedVolume>> loaded;
    std::map<std::string, QString> failures;
    std::set<qint64> toAnnounce; // cases whose pictures are still coming

    std::shared_ptr<ViewState> view = std::make_shared<ViewState>();
    Vec3 besideOffset{};
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
