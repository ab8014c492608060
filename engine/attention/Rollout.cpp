#include "engine/attention/Rollout.h"

#include <cmath>

#include "engine/model/AttentionKernel.h"

namespace bolus {
namespace {

using torch::Tensor;

/// qkv [K,T,3·C] -> [K,T,T]: how much each token looks at each other, the mean of the heads. One
/// head at a time: all of them at once take as much memory as a training step.
Tensor meanAttention(const Tensor& qkv, std::int64_t heads) {
    const auto parts = qkv.to(torch::kFloat32).chunk(3, -1);
    const std::int64_t depth = parts[0].size(-1) / heads;
    Tensor sum;
    for (std::int64_t h = 0; h < heads; ++h) {
        const Tensor q = parts[0].narrow(-1, h * depth, depth);
        const Tensor k = parts[1].narrow(-1, h * depth, depth);
        const Tensor scores = torch::bmm(q, k.transpose(1, 2)) / std::sqrt(double(depth));
        const Tensor looks = torch::softmax(scores, -1);
        sum = sum.defined() ? sum.add_(looks) : looks;
    }
    return sum / double(heads);
}

/// The residual connection keeps half of every token.
Tensor passedOn(const Tensor& attention) {
    return (attention + torch::eye(attention.size(-1), attention.options())) / 2;
}

/// [K,1+N,1+N] with CLS first -> [K,N,N].
Tensor betweenPatches(const Tensor& flow) {
    const std::int64_t patches = flow.size(1) - 1;
    const Tensor inner = flow.narrow(1, 1, patches).narrow(2, 1, patches);
    return inner / inner.sum(-1, true);
}

} // namespace

WatchedTokens encodeWithRollout(const PamnNet& net, const Tensor& voxels) {
    Tensor flow;
    const AttentionWatch watch([&](const Tensor& qkv, std::int64_t heads) {
        const Tensor step = passedOn(meanAttention(qkv, heads));
        flow = flow.defined() ? torch::bmm(step, flow) : step;
    });
    const Tensor tokens = net.encodePhases(voxels);
    return {tokens, betweenPatches(flow)};
}

} // namespace bolus
