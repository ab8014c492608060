// What the voxels inside an annotation say, in one volume.
#pragma once

#include <optional>
#include <stop_token>

#include "viewer/LoadedVolume.h"
#include "viewer/measure/Annotation.h"

namespace bolus {

/// Over the voxels that count. `sd` is the sample's: over n − 1.
struct RegionStatistics {
    std::size_t voxels = 0;            // that count: inside the shape, and with a value
    double mean = 0, min = 0, max = 0; // of no voxels: 0
    std::optional<double> sd;          // from two voxels on
    std::size_t withoutValue = 0;      // inside the shape, but padding, blank or not a number
    double outsideShare = 0;           // 0 … 1 of the shape lies beyond the volume
    bool interpolated = false;         // the plane runs across the slices: see below
    bool crossesItself = false;        // a polygon: even-odd for its voxels, and no area that holds
    bool operator==(const RegionStatistics&) const = default;
};

/// The rule. A voxel counts when its centre lies inside the shape (on a curve counts as inside).
/// - Sphere: centres within the radius, in mm, whatever the spacing and the directions.
/// - Ellipse and polygon: the voxels of one slice, the one that the light box shows the shape on:
///   the volume's nearest to the shape's plane where that runs along the volume's own slices, rows
///   or columns (within half a degree). Across them the pixels of the resliced picture through the
///   shape count instead, interpolated trilinearly on that picture's grid; one that touches a voxel
///   without value has none.
/// A plane that no slice of the volume is near to (beyond its ends) is outside wholly.
/// Nothing for a length or an angle, for a shape that is not valid, and when stopped. Any thread.
std::optional<RegionStatistics> measureRegion(const Annotation& annotation,
                                              const LoadedVolume& volume,
                                              const std::stop_token& stop = {});

} // namespace bolus
