// Softmax attention of many heads over short sequences. Internal to engine/*.cpp.
#pragma once

#include <functional>
#include <vector>

#include <torch/torch.h>

namespace bolus {

/// Sequences one after the other without padding: the row at which each begins and, last, the
/// number of all rows.
using SequenceBounds = std::vector<std::int64_t>;

/// qkv [B,T,3·C], rows q | k | v, each of `heads` parts -> softmax(q·kᵀ/√d)·v, [B,T,C].
/// Differentiable once. On the CPU in fp32 it works on the rows in place, heads shared out to the
/// threads; torch 1.13 without MKL copies every part and takes one head after the other.
torch::Tensor manyHeadedAttention(const torch::Tensor& qkv, std::int64_t heads);

/// The same within each of B sequences of different lengths: qkv [R,3·C] -> [R,C].
torch::Tensor attentionWithin(const torch::Tensor& qkv, std::int64_t heads,
                              const SequenceBounds& bounds);

/// What one query a sequence sees of it: queries [B,C], rows k | v [R,2·C] -> [B,C].
torch::Tensor attentionOfOne(const torch::Tensor& queries, const torch::Tensor& keysValues,
                             std::int64_t heads, const SequenceBounds& bounds);

/// While it lives, is handed the qkv and the heads of every manyHeadedAttention() that its thread
/// computes, in order. The kernel keeps no probabilities; who wants them recomputes them from
/// these.
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
