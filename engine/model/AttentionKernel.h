// Softmax attention of many heads over short sequences. Internal to engine/*.cpp.
#pragma once

#include <functional>

#include <torch/torch.h>

namespace bolus {

/// qkv [B,T,3·C], rows q | k | v, each of `heads` parts; mask [B,T] bool where defined, true where
/// a token may be looked at -> softmax(q·kᵀ/√d)·v, [B,T,C]. Differentiable once. On the CPU in fp32
/// it works on the rows in place, heads shared out to the threads; torch 1.13 without MKL copies
/// every part and takes one head after the other.
torch::Tensor manyHeadedAttention(const torch::Tensor& qkv, std::int64_t heads,
                                  const torch::Tensor& mask);

/// While it lives, is handed the qkv and the heads of every attention that its thread computes, in
/// order. The kernel keeps no probabilities; who wants them recomputes them from these.
class AttentionWatch {
public:
    using See = std::function<void(const torch::Tensor& qkv, std::int64_t heads)>;
    explicit AttentionWatch(See see);
    ~AttentionWatch();
    AttentionWatch(const AttentionWatch&) = delete;
    AttentionWatch& operator=(const AttentionWatch&) = delete;

private:
    See m_see;
    const See* m_before; // a watch within a watch hides the outer one
};

} // namespace bolus
