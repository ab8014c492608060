// A depthwise 3D convolution on the 4×8×8 grid, tokens in rows. Internal to engine/model/*.cpp.
#pragma once

#include <torch/torch.h>

namespace bolus {

/// x [B,N,C], kernel [C,1,k,k,k] with k odd -> [B,N,C]: stride 1, same padding, no bias.
/// Differentiable once. On the CPU in fp32 it runs on the rows as they are, several times as fast
/// as torch's convolution, which on so small a grid spends its time outside the multiplications.
torch::Tensor depthwiseConv(const torch::Tensor& x, const torch::Tensor& kernel);

} // namespace bolus
