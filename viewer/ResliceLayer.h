// One grid of values cut by one plane, as a picture in the plane's (right, up) millimetres.
#pragma once

#include <optional>

#include <vtkImageData.h>
#include <vtkImageReslice.h>
#include <vtkNew.h>

#include "viewer/SlabProjection.h"

namespace bolus {

/// The values are kept in index space and cut through their full index-from-patient matrix, because
/// VTK 9.1's image filters do not all heed an image's direction.
class ResliceLayer {
public:
    ResliceLayer();

    void setInput(vtkImageData* indexSpace, const VolumeGeometry& geometry, double outside);
    /// The same, where values from `none.low` to `none.high` stand for no value: slabs leave them
    /// out.
    void setInput(vtkImageData* indexSpace, const VolumeGeometry& geometry, const NoValue& none);
    /// Cuts at `position` mm along the frame's next, on the pixel grid of `grid`. A slab takes in
    /// every slice of the grid whose middle lies within it; unless `whole`, it is coarse where it
    /// would take long, until refine() has come to its end.
    void cut(const SliceStack& grid, double position, bool interpolate, const Slab& slab = {},
             bool whole = true);
    bool isCoarse() const { return m_showsSlab && m_slab && m_rows < m_slab->rows; }
    void refine(); // some rows

    /// What was cut last, brought up to date.
    vtkImageData* values();
    /// The same for the eye: while it is coarse, a coarse cut.
    vtkImageData* shown();
    /// Of the picture at mm along right and up: nothing beside it, and where it has no value.
    std::optional<double> valueAt(double right, double up);

private:
    /// A plane's cut, as an index matrix and as pixels.
    SlabCut slabCut(const SliceStack& grid, double position, bool interpolate,
                    const Slab& slab) const;
    void cutSlab(const SlabCut& cut, const SliceStack& grid, double position, const Slab& slab,
                 bool whole);

    std::array<double, 16> m_indexFromPatient{};
    NoValue m_none;
    std::optional<SlabCut> m_slab; // of what m_projected shows, as far as m_rows
    int m_rows = 0, m_rowsAtOnce = 1;
    bool m_showsSlab = false, m_hasCoarse = false; // m_coarse: of m_slab
    vtkNew<vtkImageData> m_projected, m_coarse;
    vtkNew<vtkImageReslice> m_reslice;
};

} // namespace bolus
