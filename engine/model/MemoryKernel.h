// The gates and the candidate of the memory cell (Eqs. 2-6) in one pass each way. Internal to
// engine/model/*.cpp.
#pragma once

#include <array>

#include <torch/torch.h>

namespace bolus {

/// The sums that one side's convolutions give for a phase.
struct CellInputs {
    std::array<torch::Tensor, 3> kernels;
    torch::Tensor z, r;
};

struct CellWeights {
    torch::Tensor thetaZ, thetaR;  // [1,N,1]
    torch::Tensor attention, bias; // [1,C], [1]
    bool scaledAttention, clampGates, meanOfKernels;
};

/// Whether rememberPhase() takes rows of this kind: fp32 on the CPU, C a multiple of 16.
bool canRemember(const torch::Tensor& features);

/// The memory after a phase that all cases have, [B,N,C]. `feature` [B,N,C] each; `old` [B,N,C]
/// each, or [C] of a memory of zeros, whose `state` is undefined. `fills`: the phase is taken as it
/// is (z = 1). Differentiable once; MemoryCell::step() by torch's operators gives the same, in some
/// seventy passes over the rows there and back, which took a quarter of a training step.
torch::Tensor rememberPhase(const CellInputs& feature, const CellInputs& old,
                            const torch::Tensor& state, const CellWeights& weights, bool fills);

} // namespace bolus
