// A volume ready for the screen: made on a worker thread, immutable, shared by any number of views.
#pragma once

#include <memory>

#include <vtkImageData.h>
#include <vtkSmartPointer.h>

#include "library/domain/Volume.h"
#include "viewer/Geometry.h"
#include "viewer/WindowPresets.h"

namespace bolus {

struct LoadedVolume {
    Volume volume;
    VolumeGeometry geometry;
    /// The same voxels in index space (origin 0, spacing 1), without a copy: `volume` keeps them.
    /// A copy only where a voxel that has no value (Volume::hasValueAt) would not be drawn black.
    vtkSmartPointer<vtkImageData> picture;
    double black = 0; // a value that every window draws black
    /// Values of `picture` between these stand for none: padding, or black where that was put in.
    std::array<double, 2> noValue{};
    Window automatic; // from the 1st to the 99th percentile of what has a value

    /// Any thread.
    static std::shared_ptr<const LoadedVolume> make(Volume volume);
};

} // namespace bolus
