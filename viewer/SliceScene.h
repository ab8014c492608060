// One viewport's scene without a window: a slice of one volume, layers and a heatmap over it, a
// crosshair.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "viewer/Geometry.h"
#include "viewer/Heatmap.h"
#include "viewer/LoadedVolume.h"
#include "viewer/PatientMap.h"
#include "viewer/PlaneLines.h"
#include "viewer/SceneLayers.h"
#include "viewer/ViewState.h"

class vtkImageData;

namespace bolus {

struct HeatmapStyle {
    bool visible = false;
    double opacity = 0.5;    // 0 … 1
    double threshold = 0.15; // 0 … 1 of the colour bar
    bool operator==(const HeatmapStyle&) const = default;
};

struct VoxelSample {
    double value = 0;
    std::array<std::size_t, 3> index{};
};

/// Letters on the four edges of the picture.
struct EdgeLetters {
    std::string left, right, top, bottom;
};

/// GUI thread only. Changes are recorded and told to the owner, who paints when it likes, after
/// prepare(). Display positions are device pixels from the upper left corner. The scene's own
/// patient point is where its map leads from the state's point.
class SliceScene {
public:
    SliceScene();
    ~SliceScene();
    SliceScene(const SliceScene&) = delete;
    SliceScene& operator=(const SliceScene&) = delete;

    void onChanged(std::function<void()> changed);

    /// Geometry is enough for positions and letters; the picture comes with the volume.
    void setGeometry(const VolumeGeometry& geometry);
    void setVolume(std::shared_ptr<const LoadedVolume> volume); // null takes the picture away
    bool hasVolume() const;
    const std::shared_ptr<const LoadedVolume>& volume() const;

    void setState(std::shared_ptr<ViewState> state, const PatientMap& map = {});
    ViewState& state() const;
    const std::shared_ptr<ViewState>& sharedState() const;
    const PatientMap& map() const; // from the state's patient to this volume's

    /// Shows this plane whatever the state's is; nothing: the state's again.
    void setOwnPlane(std::optional<Plane> plane);
    Plane plane() const;
    std::optional<Plane> ownPlane() const;
    /// Between the slices shown and those of the upright plane.
    double turnedDegrees() const;
    /// Where the other two patient planes cut the picture; none without a plane of its own.
    std::vector<PlaneLine> planeLines() const;

    /// Which of the state's windows counts here: "HU", "MTT", …
    void setWindowKind(std::string kind);
    const std::string& windowKind() const;
    Window window() const;
    void setWindow(const Window& window);

    /// An invalid or absent map takes the layer away. `low` < `high` are the bar's ends.
    void setHeatmap(const std::optional<Heatmap>& heatmap);
    const std::optional<Heatmap>& heatmap() const;
    void setHeatmapStyle(const HeatmapStyle& style);
    const HeatmapStyle& heatmapStyle() const;

    /// From the lowest to the topmost; the heatmap lies over them all. A visible difference is
    /// shown instead of the picture: where it has no value, there is nothing.
    void setLayers(std::vector<SceneLayer> layers);
    const SceneLayers& layers() const;

    void setSize(int width, int height); // device pixels
    std::array<int, 2> displaySize() const;
    enum class Detail { Whole, AtOnce };
    /// Cuts what was recorded. Call just before painting. AtOnce: what would hold the window up is
    /// cut coarsely.
    void prepare(Detail detail = Detail::Whole);
    void paint(const Screen& screen); // of the display's size
    /// Whether something on screen was cut coarsely: nothing may be read from it.
    bool isCoarse() const;
    /// A step towards the whole picture, about 15 ms on two cores; told as a change when it is
    /// there. False when nothing is coarse.
    bool refine();

    const SliceStack& stack() const;
    int slice() const;      // nearest to the point; may be outside the stack
    bool isOutside() const; // the point lies beyond this volume's slices
    Vec3 point() const;     // the linked cursor in this volume's patient
    EdgeLetters edgeLetters() const;
    double mmPerPixel() const;
    Vec3 patientFromDisplay(double x, double y) const; // on the slice shown
    std::array<double, 2> displayFromPatient(const Vec3& point) const;
    /// The stored voxel that holds a point; nothing outside the volume or before it is loaded.
    std::optional<VoxelSample> sampleAt(const Vec3& point) const;
    /// The value on screen at a point: of a slab, what its slices come to; nothing where it has
    /// none, and while it is coarse.
    std::optional<double> projectedAt(const Vec3& point);
    /// The resliced values on screen; null before there are any.
    vtkImageData* pictureValues();

    void scroll(int slices);
    void moveCursor(double x, double y); // the linked cursor to a display position
    void pan(double dx, double dy);      // device pixels
    void zoomBy(double factor);
    /// Right widens the window, down raises the level, in steps that fit the present window.
    void dragWindow(double dx, double dy);

private:
    struct State;
    std::unique_ptr<State> m;
};

} // namespace bolus
