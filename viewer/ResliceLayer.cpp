#include "viewer/ResliceLayer.h"

#include <algorithm>
#include <cmath>

#include <vtkMatrix4x4.h>
#include <vtkMatrixToLinearTransform.h>

#include "viewer/CutSteps.h"

namespace bolus {

ResliceLayer::ResliceLayer() {
    m_reslice->SetOutputDimensionality(2);
}

void ResliceLayer::setInput(vtkImageData* indexSpace, const VolumeGeometry& geometry,
                            double outside) {
    setInput(indexSpace, geometry, {outside, outside, outside});
}

void ResliceLayer::setInput(vtkImageData* indexSpace, const VolumeGeometry& geometry,
                            const NoValue& none) {
    m_reslice->SetInputData(indexSpace);
    m_reslice->SetBackgroundLevel(none.outside);
    m_indexFromPatient = geometry.indexMatrix();
    m_none = none;
    m_slab.reset();
}

SlabCut ResliceLayer::slabCut(const SliceStack& grid, double position, bool interpolate,
                              const Slab& slab) const {
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
    const int slices = slab.mode == Slab::Mode::Off ? 1 : slicesWithin(slab, grid.step);
    SlabCut cut{{},        grid.columns, grid.rows,       slices,
                grid.left, grid.bottom,  grid.columnStep, grid.rowStep,
                grid.step, slab.mode,    interpolate};
    std::copy_n(indexFromPlane->GetData(), 16, cut.indexFromPlane.begin());
    return cut;
}

void ResliceLayer::cut(const SliceStack& grid, double position, bool interpolate, const Slab& slab,
                       bool whole) {
    const SlabCut wanted = slabCut(grid, position, interpolate, slab);
    vtkNew<vtkMatrixToLinearTransform> transform;
    vtkNew<vtkMatrix4x4> indexFromPlane;
    indexFromPlane->DeepCopy(wanted.indexFromPlane.data());
    transform->SetInput(indexFromPlane);
    m_reslice->SetResliceTransform(transform);
    m_reslice->SetInterpolationMode(interpolate ? VTK_RESLICE_LINEAR : VTK_RESLICE_NEAREST);
    m_reslice->SetOutputOrigin(grid.left, grid.bottom, 0);
    m_reslice->SetOutputSpacing(grid.columnStep, grid.rowStep, grid.step);
    m_reslice->SetOutputExtent(0, grid.columns - 1, 0, grid.rows - 1, 0, 0);
    m_showsSlab = wanted.slices > 1;
    if (m_showsSlab) {
        cutSlab(wanted, grid, position, slab, whole);
    }
}

void ResliceLayer::cutSlab(const SlabCut& cut, const SliceStack& grid, double position,
                           const Slab& slab, bool whole) {
    // Voxels in rows are read as quickly as memory gives them.
    const std::int64_t most = grid.frame.native ? mostAtOnce * 8
                              : cut.interpolate ? mostAtOnce / 2
                                                : mostAtOnce;
    if (m_slab != cut) {
        m_slab = cut;
        m_rows = 0;
        m_hasCoarse = false;
        const std::int64_t row = std::int64_t(cut.columns) * cut.slices;
        m_rowsAtOnce = static_cast<int>(std::clamp<std::int64_t>(most / row, 1, cut.rows));
    }
    while (isCoarse() && (whole || m_rowsAtOnce == cut.rows)) {
        refine();
    }
    if (isCoarse() && !m_hasCoarse) {
        const SliceStack coarse = coarser(grid, position, slab, most);
        projectSlab(*vtkImageData::SafeDownCast(m_reslice->GetInput()),
                    slabCut(coarse, position, cut.interpolate, slab), m_none, *m_coarse);
        m_hasCoarse = true;
    }
}

void ResliceLayer::refine() {
    const int end = std::min(m_rows + m_rowsAtOnce, m_slab->rows);
    projectRows(*vtkImageData::SafeDownCast(m_reslice->GetInput()), *m_slab, m_none, m_rows, end,
                *m_projected);
    m_rows = end;
}

vtkImageData* ResliceLayer::values() {
    if (m_showsSlab) {
        return m_projected;
    }
    m_reslice->Update();
    return m_reslice->GetOutput();
}

vtkImageData* ResliceLayer::shown() {
    return isCoarse() ? m_coarse : values();
}

std::optional<double> ResliceLayer::valueAt(double right, double up) {
    vtkImageData* picture = values();
    const double* origin = picture->GetOrigin();
    const double* spacing = picture->GetSpacing();
    const int* size = picture->GetDimensions();
    const double column = std::round((right - origin[0]) / spacing[0]);
    const double row = std::round((up - origin[1]) / spacing[1]);
    if (!(column >= 0 && column < size[0] && row >= 0 && row < size[1])) {
        return std::nullopt;
    }
    const double value =
        picture->GetScalarComponentAsDouble(static_cast<int>(column), static_cast<int>(row), 0, 0);
    const bool none = value == m_none.outside || (value >= m_none.low && value <= m_none.high);
    return none ? std::nullopt : std::optional(value);
}

} // namespace bolus
