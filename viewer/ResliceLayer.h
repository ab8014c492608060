// One grid of values cut by one plane, as a picture in the plane's (right, up) millimetres.
#pragma once

#include <vtkImageData.h>
#include <vtkImageReslice.h>
#include <vtkImageSlice.h>
#include <vtkImageSliceMapper.h>
#include <vtkNew.h>

#include "viewer/ViewState.h"

namespace bolus {

/// The values are kept in index space and cut through their full index-from-patient matrix, because
/// VTK 9.1's image mapper does not heed an image's direction.
class ResliceLayer {
public:
    /// `depth`: distance toward the viewer, so that one layer lies on another.
    explicit ResliceLayer(double depth);

    void setInput(vtkImageData* indexSpace, const VolumeGeometry& geometry, double outside);
    /// Cuts at `position` mm along the frame's next, on the pixel grid of `grid`.
    void cut(const SliceStack& grid, double position, bool interpolate, const Slab& slab = {});

    vtkImageSlice* actor() const { return m_actor; }
    vtkImageReslice* reslice() const { return m_reslice; }
    vtkImageSliceMapper* mapper() const { return m_mapper; }

private:
    void setSlab(const Slab& slab, double step);

    std::array<double, 16> m_indexFromPatient{};
    vtkNew<vtkImageReslice> m_reslice;
    vtkNew<vtkImageSliceMapper> m_mapper;
    vtkNew<vtkImageSlice> m_actor;
};

} // namespace bolus
