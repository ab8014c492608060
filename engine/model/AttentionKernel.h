// Softmax attention of many heads over short sequences. Internal to engine/model/*.cpp.
#pragma once

#include <torch/torch.h>

namespace bolus {

/// qkv [B,T,3·C], rows q | k | v, each of `heads` parts; mask [B,T] bool where defined, true where
/// a token may be looked at -> softmax(q·kᵀ/√d)·v, [B,T,C]. Differentiable once. On the CPU in fp32
/// it works on the rows in place, heads shared out to the threads; torch 1.13 without MKL copies
/// every part and takes one head after the other.
torch::Tensor manyHeadedAttention(const torch::Tensor& qkv, std::int64_t heads,
                                  const torch::Tensor& mask);

} // namespace bolus
