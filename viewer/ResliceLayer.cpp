#include "viewer/ResliceLayer.h"

#include <vtkImageProperty.h>
#include <vtkMatrix4x4.h>
#include <vtkMatrixToLinearTransform.h>

namespace bolus {

ResliceLayer::ResliceLayer(double depth) {
    m_reslice->SetOutputDimensionality(2);
    m_mapper->SetInputConnection(m_reslice->GetOutputPort());
    m_mapper->SetOrientationToZ();
    m_mapper->BorderOn(); // the outermost pixels are drawn whole
    m_actor->SetMapper(m_mapper);
    m_actor->SetPosition(0, 0, depth);
    m_actor->GetProperty()->SetInterpolationTypeToLinear();
    m_actor->VisibilityOff();
}

void ResliceLayer::setInput(vtkImageData* indexSpace, const VolumeGeometry& geometry,
                            double outside) {
    m_reslice->SetInputData(indexSpace);
    m_reslice->SetBackgroundLevel(outside);
    m_indexFromPatient = geometry.indexMatrix();
}

/// Every slice of the grid whose middle lies within the slab, each cut once.
void ResliceLayer::setSlab(const Slab& slab, double step) {
    const bool isOn = slab.mode != Slab::Mode::Off;
    m_reslice->SetSlabNumberOfSlices(isOn ? slicesWithin(slab, step) : 1);
    m_reslice->SetSlabMode(slab.mode == Slab::Mode::Largest    ? VTK_IMAGE_SLAB_MAX
                           : slab.mode == Slab::Mode::Smallest ? VTK_IMAGE_SLAB_MIN
                                                               : VTK_IMAGE_SLAB_MEAN);
}

void ResliceLayer::cut(const SliceStack& grid, double position, bool interpolate,
                       const Slab& slab) {
    const auto& [right, up, next, native] = grid.frame;
    vtkNew<vtkMatrix4x4> patientFromPlane, indexFromPatient, indexFromPlane;
    for (int row = 0; row < 3; ++row) {
        const auto r = static_cast<std::size_t>(row);
        patientFromPlane->SetElement(row, 0, right[r]);
        patientFromPlane->SetElement(row, 1, up[r]);
        patientFromPlane->SetElement(row, 2, next[r]);
        patientFromPlane->SetElement(row, 3, next[r] * position);
    }
    indexFromPatient->DeepCopy(m_indexFromPatient.data());
    vtkMatrix4x4::Multiply4x4(indexFromPatient, patientFromPlane, indexFromPlane);
    vtkNew<vtkMatrixToLinearTransform> transform;
    transform->SetInput(indexFromPlane);
    m_reslice->SetResliceTransform(transform);
    m_reslice->SetInterpolationMode(interpolate ? VTK_RESLICE_LINEAR : VTK_RESLICE_NEAREST);
    m_reslice->SetOutputOrigin(grid.left, grid.bottom, 0);
    m_reslice->SetOutputSpacing(grid.columnStep, grid.rowStep, grid.step);
    m_reslice->SetOutputExtent(0, grid.columns - 1, 0, grid.rows - 1, 0, 0);
    setSlab(slab, grid.step);
}

} // namespace bolus
