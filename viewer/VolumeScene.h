// A volume rendering without a window: what is looked at and how, letters, the way from a pixel to
// the patient. Pictures are cast on threads of their own.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "viewer/PatientMap.h"
#include "viewer/SliceScene.h"
#include "viewer/VolumeRays.h"

namespace bolus {

/// The side of the patient that is looked at.
enum class Side { Front, Back, Left, Right, Head, Feet };
inline constexpr std::array allSides{Side::Front, Side::Back, Side::Left,
                                     Side::Right, Side::Head, Side::Feet};
/// Upright, but from head and feet: from there the patient's front is up, as on axial slices.
PlaneFrame frameFrom(Side side);

/// GUI thread only; nothing here takes longer than a frame. Every change is told at once; a coarse
/// picture of it follows as fast as it can be cast, and the fine one where settle() asks for it.
/// Memory: at most (coarseVoxels + fineVoxels) · VolumeGrid::bytesPerVoxel beside the volume, some
/// 132 MB, while a volume is set. Display positions are device pixels from the upper left corner.
class VolumeScene {
public:
    static constexpr double leastCrop = 5; // mm from face to face
    static constexpr std::size_t coarseVoxels = 2'400'000, fineVoxels = 24'000'000;

    VolumeScene();
    ~VolumeScene();
    VolumeScene(const VolumeScene&) = delete;
    VolumeScene& operator=(const VolumeScene&) = delete;

    void onChanged(std::function<void()> changed);
    /// Called on another thread: a picture waits for takePicture().
    void onPicture(std::function<void()> arrived);

    void setVolume(std::shared_ptr<const LoadedVolume> volume); // null lets memory go
    const std::shared_ptr<const LoadedVolume>& volume() const;
    /// Its crosshair is marked and moved, its planes cut; turning and zoom are the scene's own.
    void setState(std::shared_ptr<ViewState> state, const PatientMap& map = {});
    ViewState& state() const;
    void setSize(int width, int height);

    std::span<const RenderPreset> presets() const; // that fit the volume
    const RenderPreset& preset() const;
    /// False where no such preset fits. Another preset begins unshifted.
    bool setPreset(std::string_view name);
    const RampShift& ramp() const;
    /// As SliceScene::dragWindow: right widens, down raises.
    void dragRamp(double dx, double dy);

    const PlaneFrame& frame() const; // next: away from the reader
    void lookFrom(Side side);
    /// The side that is looked at squarely, if one is.
    std::optional<Side> side() const;
    void turn(double dx, double dy); // device pixels: the surface follows the mouse
    void spin(double degrees);       // about the patient's long axis
    void pan(double dx, double dy);
    void zoomBy(double factor); // 0.1 … 40
    double zoom() const;
    /// From the front, whole, uncut, with the preset's own ramp; of the next volume, where there is
    /// none now.
    void reset();

    /// Takes away what lies on the reader's side of the slice through the crosshair.
    void setCutSlice(std::optional<Plane> plane);
    std::optional<Plane> cutSlice() const;
    /// Moves a plane that faces the reader into the volume; it comes out again in front of it.
    void moveFrontCut(double mm);
    /// How deep it lies behind the nearest corner of the volume, mm; nothing: no cut.
    std::optional<double> frontCut() const;

    /// Around the whole volume, LPS mm.
    Bounds extent() const;
    /// The box outside which nothing shows, in this volume's patient, along the patient's axes;
    /// nothing: all shows. It is the state's: every rendering that follows it is cut alike, each in
    /// its own volume's place, and reset() leaves it.
    std::optional<Bounds> crop() const;
    /// Kept within the volume and at least `leastCrop` thick; all of it is as none.
    void setCrop(std::optional<Bounds> crop);

    EdgeLetters edgeLetters() const;
    Vec3 point() const; // the linked cursor in this volume's patient
    void movePoint(const Vec3& patient);
    double mmPerPixel() const;
    std::array<double, 2> displayFromPatient(const Vec3& point) const;
    /// What the ray of a pixel meets: where it has gathered half of its opacity, or its largest or
    /// smallest value. Nothing where it meets air, or before a picture could be cast.
    std::optional<Vec3> pick(double x, double y) const;
    /// Whether tissue or a cut hides a point from the reader.
    bool isHidden(const Vec3& point) const;

    /// Asks for the fine picture of what is shown.
    void settle();
    /// The newest picture of this volume; null before there is one.
    std::shared_ptr<const VolumePicture> takePicture();
    /// The volume cannot be rendered: a single slice.
    bool isFlat() const;
    /// All that the newest picture is made from.
    VolumeLook look() const;
    /// Of that; another one with each change of it.
    unsigned serial() const;

private:
    struct State;
    std::unique_ptr<State> m;
};

} // namespace bolus
