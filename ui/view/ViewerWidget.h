// The light box: the phases of one exam side by side, with a found exam below it when asked for.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QVector>
#include <QWidget>

#include "library/domain/Case.h"
#include "library/domain/Progress.h"
#include "library/domain/Result.h"
#include "library/domain/Volume.h"
#include "ui/view/ScreenView.h"
#include "viewer/Heatmap.h"

namespace bolus {

class AnnotationBook;
class KeyMap;
class SliceViewport;
class VolumeViewport;
class ViewerOverlays;
class ViewState;
struct LoadedVolume;
struct Alignment;
struct TextChoice;

/// Where voxels come from; the default is checkedVolume, so that this process decodes only what its
/// reader process has decoded whole before. Called on worker threads, from several at once.
using VolumeSource = std::function<Result<Volume>(const VolumeRecord&, Progress*)>;

/// Lives on the GUI thread and never blocks it: voxels are read on worker threads and handed over
/// immutable. Mouse and keys: see SliceViewport.h and ViewerKeys.cpp.
class ViewerWidget : public QWidget {
    Q_OBJECT
public:
    /// The window's map of keys, or none: then one of its own, with the keys that are so by default.
    explicit ViewerWidget(QWidget* parent = nullptr, VolumeSource source = {},
                          KeyMap* keys = nullptr);
    ~ViewerWidget() override;

    static constexpr int maxViewports = 8;

    /// Hangs the phase series of `exam` in the order of its volumes (contrast order), labels at
    /// once, pictures as they arrive. The case needs its slices (Library::caseById). Loads still
    /// under way for another case are cancelled; volumes on screen already are kept, so showing the
    /// same case again after a phase was corrected reads nothing.
    void showCase(const Case& exam);
    /// Hangs a found case in a second row, each phase below the same phase of the current case.
    void showBeside(const Case& found);
    void closeBeside();
    void clear();
    std::optional<std::int64_t> shownCase() const;
    std::optional<std::int64_t> besideCase() const;

    /// Replaces the maps of a case. A map with a series goes over that series, one without over
    /// every viewport of the case that has no map of its own. Not visible until asked for.
    void setHeatmaps(qint64 caseId, const QVector<Heatmap>& heatmaps);
    void clearHeatmaps();
    void setHeatmapVisible(bool visible);
    bool heatmapVisible() const;
    void setHeatmapOpacity(double opacity);     // 0 … 1, starts at 0.5
    void setHeatmapThreshold(double threshold); // 0 … 1 of the colour bar, starts at 0.15
    /// Hides the heatmap while held, as the H key does.
    void setHeatmapHeld(bool held);

    /// Axial, Coronal or Sagittal in patient axes; Oblique shows the slices as they were acquired.
    void setPlane(Plane plane);
    Plane plane() const;
    /// Of the active viewport and, when linked, of all with the same kind of values.
    void setWindowLevel(double window, double level);
    std::array<double, 2> windowLevel() const;
    /// A name of viewer/WindowPresets.h for volumes in HU, or "auto": the 1st to 99th percentile.
    /// False where the name is not known or does not fit the active viewport's values.
    bool applyPreset(const QString& name);
    /// Scroll, zoom, pan, plane, window/level and cursor follow the active viewport.
    void setLinked(bool linked);
    bool linked() const;
    /// Zoom 1, centred, and the first window/level.
    void resetView();
    /// 1 … 8 viewports; 0 lets the case decide (its number of phases).
    void setLayoutCount(int count);
    int layoutCount() const;
    /// Rows (1 or 2) of columns (1 … 4), whatever the case has; 0, 0: no fixed grid.
    void setGrid(int rows, int columns);
    std::array<int, 2> grid() const;
    /// The active viewport's series in its three patient planes and as a volume rendering, linked
    /// by the crosshair; off: back to what hung before.
    void setThreePlanes(bool on);
    bool threePlanes() const;
    /// Another series of its case in the active viewport; in all where it is shown in three planes.
    void pageSeries(int step);
    /// Hangs a volume of a case on screen in the cell at a place; false where there is none.
    bool dropSeries(const QPoint& global, qint64 caseId, int volume);
    bool hangInActive(qint64 caseId, int volume);
    void showDropAt(const std::optional<QPoint>& global); // outlines the cell there

    /// The active viewport's volume rendered over the whole light box; off: what hung comes back.
    void setVolumeRendering(bool on);
    bool volumeRendering() const;
    VolumeViewport* volumeViewport() const; // on screen, there or in a cell; else null

    /// What is on screen of the current case, to be kept, and to be brought back.
    ScreenView screen() const;
    void applyScreen(const ScreenView& screen);
    /// Where resetView() leads, of the current case.
    void setHome(std::optional<ScreenView> home);
    void setCrosshairVisible(bool visible);
    bool crosshairVisible() const;

    /// What linked views have in common: of the active viewport, and while linked of all.
    std::shared_ptr<ViewState> viewState() const;
    void setTextChoice(const TextChoice& choice);
    const TextChoice& textChoice() const;
    /// The loaded phases of the active viewport's case, in their order: indices of its volumes. At
    /// most mostMeasured; those not loaded yet are read.
    std::vector<int> readPhases();
    /// Shows a loaded volume of its case in the active viewport for now: what hangs where does not
    /// change. Slice and window stay.
    bool showForNow(int volume);

    /// How the current case's phases lie to each other beyond their positions.
    void setAlignment(const Alignment& alignment);
    const Alignment& alignment() const;
    void setLinkedByRegistration(bool by);
    /// Lets the active view be scrolled and panned apart; once more keeps how it then lies.
    void setAligning(bool aligning);
    bool isAligning() const;

    /// Scrolls (and marks) every linked viewport to a point of the current case, LPS, mm.
    void goTo(const std::array<double, 3>& point);
    /// Shows one slice (0-based along the volume's third axis) in the plane it was acquired in, and
    /// makes its viewport the active one; a series that does not hang takes the place of another.
    /// False where there is no such slice.
    bool goToSlice(qint64 caseId, const std::string& seriesUid, int part, std::size_t slice);
    /// The slices through a point of a case that run along a plane, or as nearly as views go.
    void goToPlane(qint64 caseId, const std::array<double, 3>& point,
                   const std::array<double, 3>& normal);
    std::array<double, 3> cursorPoint() const;
    /// Steps the active viewport by slices; positive is toward the feet, the back or the left.
    void scrollBy(int slices);

    /// Listed in the menu of each label of the current case; they act on the active viewport.
    void setEdits(const QList<QAction*>& actions);

    /// Shapes drawn on the cases on screen. Regions are measured in the first 12 phases of a case,
    /// which are read for that where they do not hang, and in what else hangs.
    AnnotationBook& annotations() const;
    /// What lies over the phases on screen.
    ViewerOverlays& overlays() const;
    static constexpr std::size_t mostMeasured = 12;
    /// Null where it is not loaded. The volume is one of a case on screen.
    std::shared_ptr<const LoadedVolume> loadedVolume(const VolumeRecord& volume) const;
    QString failureOf(const VolumeRecord& volume) const; // empty where it did not fail

    /// Viewports in use, in order of rows; the found case's are the last ones.
    std::vector<SliceViewport*> viewports() const;
    SliceViewport* activeViewport() const; // null when nothing is shown
    void setActiveViewport(int index);
    void toggleMaximised(); // the active viewport fills the light box, or all come back
    bool isMaximised() const;

Q_SIGNALS:
    /// Every volume of the hanging has arrived or has failed.
    void caseShown(qint64 caseId);
    void volumeFailed(const QString& sentence);
    /// For the library to keep (Library::markDecoded), so that they open at once the next time.
    void filesDecoded(const std::vector<bolus::SliceRef>& files);
    void loadingProgress(int volumesDone, int volumesTotal);
    /// The user corrected a phase; store it, then showCase again.
    void phaseChosen(qint64 caseId, const QString& seriesUid, int part, bolus::Phase phase);
    void activeViewportChanged(int index);
    void windowLevelChanged(double window, double level); // of the active viewport
    void planeChanged(bolus::Plane plane);
    void viewStateChanged(); // something in viewState(), or it is another one; told once a burst
    void linkedChanged(bool linked);
    /// A phase was laid right by hand: how far it lies from where its positions say, LPS mm.
    void alignedByHand(qint64 volumeId, const std::array<double, 3>& mm);
    void aligningChanged(bool aligning);
    void heatmapVisibleChanged(bool visible);
    void besideClosed();
    /// Of two exams that hang level these have no column; none: all have one again.
    void phasesLeftOut(const QStringList& phases);
    void layoutChanged();
    void hung(); // another series hangs somewhere
    void volumeRenderingChanged(bool on); // over the whole light box

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace bolus
