#include "viewer/Crosshair.h"

#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkPoints.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkUnsignedCharArray.h>

namespace bolus {

namespace {

constexpr double gapPixels = 18, towardViewer = 4;

}

Crosshair::Crosshair() {
    vtkNew<vtkPolyDataMapper> mapper;
    mapper->SetInputData(m_lines);
    mapper->SetScalarModeToUseCellData();
    m_actor->SetMapper(mapper);
    m_actor->GetProperty()->LightingOff();
    m_actor->VisibilityOff();
}

void Crosshair::place(const std::array<double, 2>& at, const std::array<Line, 2>& lines,
                      double reach, double mmPerPixel) {
    if (!m_actor->GetVisibility()) {
        return;
    }
    const double gap = mmPerPixel * gapPixels;
    vtkNew<vtkPoints> points;
    vtkNew<vtkCellArray> cells;
    vtkNew<vtkUnsignedCharArray> colors;
    colors->SetNumberOfComponents(4);
    for (const Line& line : lines) {
        for (const double way : {1.0, -1.0}) {
            const auto point = [&](double far) {
                return points->InsertNextPoint(at[0] + way * far * line.along[0],
                                               at[1] + way * far * line.along[1], towardViewer);
            };
            const vtkIdType ends[2] = {point(gap), point(reach)};
            cells->InsertNextCell(2, ends);
            colors->InsertNextTypedTuple(line.color.data());
        }
    }
    m_lines->SetPoints(points);
    m_lines->SetLines(cells);
    m_lines->GetCellData()->SetScalars(colors);
}

} // namespace bolus
