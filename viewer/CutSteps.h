// Cuts that take longer than a hand waits: a coarse one meanwhile, the whole one step by step.
#pragma once

#include <cstdint>
#include <vector>

#include "viewer/ViewState.h"

namespace bolus {

/// Values read without holding the window up: about 15 ms on two cores.
inline constexpr std::int64_t mostAtOnce = 1'000'000;

/// Pixels by slices.
std::int64_t valuesOf(const SliceStack& grid, const Slab& slab);
/// The same area and the same slab of as many fewer pixels each way, and slices, as leave no more
/// than so many values to be read. The slice at `position` stays.
SliceStack coarser(const SliceStack& grid, double position, const Slab& slab, std::int64_t most);

/// A value for each pixel, row by row from below, from one slice after the other.
class SteppedCut {
public:
    virtual ~SteppedCut() = default;
    void step(); // one slice
    bool isDone() const { return m_slice > m_each; }
    bool isQuick() const { return valuesOf(m_grid, m_slab) <= atOnce(); }
    std::int64_t atOnce() const { return mostAtOnce / m_perPixel; } // pixels by slices
    virtual std::vector<float> take() = 0; // when done
    const SliceStack& grid() const { return m_grid; }
    const Slab& slab() const { return m_slab; }

protected:
    SteppedCut(const SliceStack& grid, double position, const Slab& slab, int perPixel);
    virtual void add(double position) = 0; // one slice

private:
    SliceStack m_grid;
    double m_position;
    Slab m_slab;
    int m_perPixel, m_each, m_slice;
};

/// All of it.
std::vector<float> finished(SteppedCut& cut);

} // namespace bolus
