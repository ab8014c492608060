// Turns slices of labels into HU with a scanner's noise and sharpness.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/phantom/Labels.h"
#include "engine/phantom/Phantom.h"

namespace bolus::phantom {

class SliceImager {
public:
    /// A stack of columns × rows pixels of `spacing` mm, slices spacing[2] apart.
    SliceImager(const PhantomExam& exam, std::size_t phase, std::size_t columns, std::size_t rows,
                const std::array<double, 3>& spacing);

    /// HU of the stack's slice number `slice`, to `out`.
    void image(const Label* labels, int slice, float* out);

private:
    void setKernel(double deviationPixels);
    void smoothRow(float* out);
    void smoothColumns(float* out) const;

    std::size_t m_columns, m_rows;
    std::array<float, 256> m_table;
    std::uint64_t m_seed;
    std::vector<float> m_weights; // of the point spread, from its middle outwards
    float m_noise = 0;            // deviation before smoothing
    std::vector<float> m_row;     // with a margin as wide as the point spread
    std::vector<float> m_smooth;  // the slice, smoothed along its rows
};

} // namespace bolus::phantom
