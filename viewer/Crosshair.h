// The linked cursor in a picture: two lines that leave the place itself free.
#pragma once

#include <array>

#include <vtkActor.h>
#include <vtkNew.h>
#include <vtkPolyData.h>

namespace bolus {

class Crosshair {
public:
    struct Line {
        std::array<double, 2> along{}; // unit, along right and up
        std::array<unsigned char, 4> color{240, 209, 92, 140};
    };

    Crosshair();

    void setVisible(bool visible) { m_actor->SetVisibility(visible); }
    /// mm of the picture along right and up.
    void place(const std::array<double, 2>& at, const std::array<Line, 2>& lines, double reach,
               double mmPerPixel);
    vtkActor* actor() const { return m_actor; }

private:
    vtkNew<vtkPolyData> m_lines;
    vtkNew<vtkActor> m_actor;
};

} // namespace bolus
