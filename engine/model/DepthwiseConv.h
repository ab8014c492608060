// A depthwise 3D convolution on the grid of tokens and on finer ones, positions in rows. Internal
// to engine/model/*.cpp.
#pragma once

#include <array>
#include <vector>

#include <torch/torch.h>

namespace bolus {

/// Where the rows of a grid lie: [d,h,w] each. N = 256 is the 4×8×8 grid of tokens, D-major; 1024
/// the 4×16×16 and 8192 the 8×32×32 grid, token by token, within it by the halves of h and w, of
/// 8192 within those by the halves of d, h and w.
struct GridPlaces {
    std::array<int, 3> size{};
    std::vector<std::array<int, 3>> rows;
};
GridPlaces nestedPlaces(std::int64_t positions);

/// x [B,N,C] on one of those grids, kernel [C,1,k,k,k] with k odd -> [B,N,C]: stride 1, same
/// padding, no bias. Differentiable once. On the CPU in fp32 it runs on the rows as they are,
/// several times as fast as torch's convolution, which on so small a grid spends its time outside
/// the multiplications.
torch::Tensor depthwiseConv(const torch::Tensor& x, const torch::Tensor& kernel);

/// Several such convolutions of the same input, a result a kernel. On the CPU in fp32 and on the
/// grid of tokens, with kernels of 3 and 5, twice as fast as one after the other.
std::vector<torch::Tensor> depthwiseConvs(const torch::Tensor& x,
                                          const std::vector<torch::Tensor>& kernels);

} // namespace bolus
