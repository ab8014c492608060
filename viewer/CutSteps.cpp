#include "viewer/CutSteps.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

int slicesEachWay(const SliceStack& grid, const Slab& slab) {
    return slab.mode == Slab::Mode::Off ? 0 : slicesWithin(slab, grid.step) / 2;
}

int sliceAt(const SliceStack& grid, double position) {
    return static_cast<int>(std::lround((position - grid.first) / grid.step));
}

SliceStack coarserBy(int times, const SliceStack& grid, double position) {
    SliceStack coarse = grid;
    coarse.columns = (grid.columns + times - 1) / times;
    coarse.rows = (grid.rows + times - 1) / times;
    coarse.columnStep = grid.columns * grid.columnStep / coarse.columns;
    coarse.rowStep = grid.rows * grid.rowStep / coarse.rows;
    coarse.left += (coarse.columnStep - grid.columnStep) / 2;
    coarse.bottom += (coarse.rowStep - grid.rowStep) / 2;
    const int here = std::clamp(sliceAt(grid, position), 0, std::max(grid.count - 1, 0));
    const int before = here / times, after = (grid.count - 1 - here) / times;
    coarse.step = times * grid.step;
    coarse.first = position - before * coarse.step;
    coarse.count = before + after + 1;
    return coarse;
}

} // namespace

std::int64_t valuesOf(const SliceStack& grid, const Slab& slab) {
    const int slices = std::min(2 * slicesEachWay(grid, slab) + 1, std::max(grid.count, 1));
    return std::int64_t(grid.columns) * grid.rows * slices;
}

SliceStack coarser(const SliceStack& grid, double position, const Slab& slab, std::int64_t most) {
    constexpr int coarsest = 16;
    SliceStack coarse = grid;
    for (int times = 2; times <= coarsest && valuesOf(coarse, slab) > most; ++times) {
        coarse = coarserBy(times, grid, position);
    }
    return coarse;
}

SteppedCut::SteppedCut(const SliceStack& grid, double position, const Slab& slab, int perPixel)
    : m_grid(grid), m_position(position), m_slab(slab), m_perPixel(perPixel),
      m_each(slicesEachWay(grid, slab)), m_slice(-m_each) {}

void SteppedCut::step() {
    const int here = sliceAt(m_grid, m_position);
    while (m_slab.mode != Slab::Mode::Off && !isDone() && !m_grid.contains(here + m_slice)) {
        ++m_slice; // the picture has none there
    }
    if (!isDone()) {
        add(m_position + m_slice++ * m_grid.step);
    }
}

std::vector<float> finished(SteppedCut& cut) {
    while (!cut.isDone()) {
        cut.step();
    }
    return cut.take();
}

} // namespace bolus
