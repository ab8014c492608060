// Rays cast through a grid into a picture: VTK's software ray caster, without a window.
#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

#include "viewer/VolumeGrid.h"
#include "viewer/VolumePresets.h"

namespace bolus {

/// Keeps what lies on the side its normal points to.
struct CutPlane {
    Vec3 point{}, normal{};
    bool operator==(const CutPlane&) const = default;
};

/// All that a picture follows from, but for the volume. Parallel rays along frame.next.
struct VolumeLook {
    PlaneFrame frame;
    Vec3 middle{}; // of the picture, in the patient
    double mmPerPixel = 1;
    int width = 1, height = 1; // of the view, device pixels
    double step = 1;           // device pixels from ray to ray
    RenderMode mode = RenderMode::Composite;
    std::vector<RampPoint> points;
    std::vector<CutPlane> cuts;
    unsigned serial = 0; // the owner's: which look this is
};

struct VolumePicture {
    int width = 0, height = 0;
    std::vector<std::uint32_t> pixels; // 0xffRRGGBB, rows from the top; covers the whole view
    bool isBlack = true;               // nothing is seen
    double milliseconds = 0;           // that casting took
    unsigned serial = 0;
    bool fine = false;
};

/// One thread at a time, whichever; casts on all cores. Why not on a graphics card: measured with
/// Mesa on two cores, VTK's GPU mapper takes 9 times as long for the same picture, on the window's
/// thread, which also has to upload the volume. This one needs no context and can be stopped.
class VolumeRays {
public:
    VolumeRays();
    ~VolumeRays();
    VolumeRays(const VolumeRays&) = delete;
    VolumeRays& operator=(const VolumeRays&) = delete;

    /// The first cast computes gradients: about a second for 24 million voxels on two cores.
    void setGrid(std::shared_ptr<const VolumeGrid> grid); // null lets its memory go
    const std::shared_ptr<const VolumeGrid>& grid() const;
    /// Null where it was stopped or where there is no grid.
    std::shared_ptr<VolumePicture> cast(const VolumeLook& look, const std::stop_token& stop = {});

private:
    struct Pipeline;
    std::unique_ptr<Pipeline> m;
};

} // namespace bolus
