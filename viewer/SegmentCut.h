// Segments of one object cut together, so that a hundred of them cost little more than one.
#pragma once

#include "viewer/ColorLayer.h"

namespace bolus {

class PointGrid;

/// Which segment a pixel shows: 0 none, else one more than its place in the list; the last of those
/// that overlap there. In a slab wherever any of its slices has it. Each segment is read only where
/// its own box of voxels is met.
class SegmentCut : public SteppedCut {
public:
    /// From the lowest to the topmost; they share one map.
    SegmentCut(std::vector<SceneLayer> segments, const SliceStack& grid, double position,
               const Slab& slab);
    std::vector<float> take() override { return std::move(m_shown); }

protected:
    void add(double position) override;

private:
    struct Segment {
        SceneLayer layer;
        std::array<bool, 256> shows{}; // by place in the range
        float number = 0;
    };
    void mark(const Segment& segment, const PointGrid& points);

    std::vector<Segment> m_segments; // without those that are not visible
    std::vector<float> m_shown;
};

/// May share a layer: labels of the same object in the same place.
bool areTogether(const SceneLayer& a, const SceneLayer& b);
/// What a segment's pixels look like.
std::array<std::uint8_t, 4> colorOf(const LayerStyle& style);

} // namespace bolus
