// Trilinear sampling taken apart into its axes, where those of the box and of the volume agree.
// Internal to engine/preprocess/*.cpp.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bolus {

/// Positions along one axis of a volume, in voxels: of sample s of voxel i of the box
/// start + (i + (s + ½)/samples − ½)·step.
struct AxisLine {
    double start = 0, step = 0;
    int samples = 1;
    std::size_t size = 0; // of the volume
};

/// For each voxel of the box along that axis, what the mean of its linear samples takes from which
/// voxels of the volume. Tap t of voxel i stands at t·voxels + i. The weights of a voxel sum to 1,
/// the last may be 0; a voxel with no sample inside has the weight outsideVolume.
struct AxisTaps {
    std::size_t voxels = 0, taps = 0;
    std::vector<std::int32_t> index;
    std::vector<float> weight;

    AxisTaps(const AxisLine& line, std::size_t voxels);
};

/// A sample counts as inside up to half a voxel beyond the outermost voxel centres.
inline bool insideAxis(double at, double last) {
    constexpr double half = 0.5 + 1e-6;
    return at >= -half && at <= last + half;
}

} // namespace bolus
