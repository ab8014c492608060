#include "viewer/Crosshair.h"

#include <vtkCellArray.h>
#include <vtkPoints.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>

namespace bolus {

namespace {

constexpr double gapPixels = 18, towardViewer = 4;

}

Crosshair::Crosshair() {
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(m_lines);
    m_actor->SetMapper(mapper);
    m_actor->GetProperty()->SetColor(0.94, 0.82, 0.36);
    m_actor->GetProperty()->SetOpacity(0.55);
    m_actor->GetProperty()->LightingOff();
    m_actor->VisibilityOff();
}

void Crosshair::place(const std::array<double, 2>& at, double reach, double mmPerPixel) {
    if (!m_actor->GetVisibility()) {
        return;
    }
    const double gap = mmPerPixel * gapPixels;
    vtkNew<vtkPoints> points;
    vtkNew<vtkCellArray> lines;
    for (const auto& [du, dv] : {std::array{1., 0.}, {-1., 0.}, {0., 1.}, {0., -1.}}) {
        const auto point = [&, u = du, v = dv](double far) {
            return points->InsertNextPoint(at[0] + u * far, at[1] + v * far, towardViewer);
        };
        const vtkIdType ends[2] = {point(gap), point(reach)};
        lines->InsertNextCell(2, ends);
    }
    m_lines->SetPoints(points);
    m_lines->SetLines(lines);
}

} // namespace bolus
