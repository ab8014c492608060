// The linked cursor in a picture: four lines that leave the place itself free.
#pragma once

#include <array>

#include <vtkActor.h>
#include <vtkNew.h>
#include <vtkPolyData.h>

namespace bolus {

class Crosshair {
public:
    Crosshair();

    void setVisible(bool visible) { m_actor->SetVisibility(visible); }
    /// mm of the picture along right and up.
    void place(const std::array<double, 2>& at, double reach, double mmPerPixel);
    vtkActor* actor() const { return m_actor; }

private:
    vtkNew<vtkPolyData> m_lines;
    vtkNew<vtkActor> m_actor;
};

} // namespace bolus
