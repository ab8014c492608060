// Values laid over a picture, cut where the picture is cut. Without VTK's pipeline: what has no
// value stays without one, and points may be mapped by any registration.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "viewer/CutSteps.h"

namespace bolus {

/// Where a point of the picture's patient lies in the patient of the values over it; LPS, mm.
using PointMap = std::function<Vec3(const Vec3& point)>;

/// What a layer shows: `values`, or, where there is a minuend, minuend − values at the places of
/// the minuend, which lies in the picture's patient.
struct LayerSource {
    std::shared_ptr<const Volume> values, minuend;
    std::shared_ptr<const PointMap> map; // null: the same place
    bool nearest = false;                // voxels are not blended: labels
    bool operator==(const LayerSource&) const = default;
};

/// On the pixels of `grid` at `position` mm along its next, row by row from below; of a slab the
/// largest, smallest or mean value of its slices. Linear between voxels; NaN where any value that
/// counts is missing, so that no number is ever made of padding or of what was not scanned.
/// Threads of its own; the map is called from the calling one.
std::vector<float> cutValues(const LayerSource& source, const SliceStack& grid, double position,
                             const Slab& slab);
/// The same, slice by slice.
class ValueCut : public SteppedCut {
public:
    ValueCut(LayerSource source, const SliceStack& grid, double position, const Slab& slab);
    std::vector<float> take() override;

protected:
    void add(double position) override;

private:
    LayerSource m_source;
    std::vector<float> m_all;
    std::vector<int> m_counts; // of the slices that have a value there
};

struct LayerSample {
    double value = 0;                   // shown
    double minuend = 0, subtrahend = 0; // 0 without a minuend
};
/// At a point of the picture's patient: of a difference, in the middle of the minuend's voxel
/// there. Nothing where the layer has no value.
std::optional<LayerSample> sampleLayer(const LayerSource& source, const Vec3& point);

/// Whether any of the values lies in the picture's volume, by a lattice of 17³ points of it.
bool overlaps(const LayerSource& source, const VolumeGeometry& picture);

} // namespace bolus
