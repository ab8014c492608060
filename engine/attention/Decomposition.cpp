#include "engine/attention/Decomposition.h"

#include <algorithm>

namespace bolus {
namespace {

using torch::Tensor;

/// [P,N] -> one map a phase.
std::vector<GridMap> toMaps(const Tensor& maps) {
    const auto flat = maps.to(torch::kCPU, torch::kFloat32).contiguous();
    std::vector<GridMap> result(static_cast<std::size_t>(flat.size(0)));
    for (std::size_t t = 0; t < result.size(); ++t)
        std::copy_n(flat.data_ptr<float>() + t * gridCells, gridCells, result[t].begin());
    return result;
}

std::vector<float> toVector(const Tensor& values) {
    const auto flat = values.to(torch::kCPU, torch::kFloat32).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

/// strength [P,N] of the text-free maps.
AttentionMaps withoutText(AttentionMethod method, const Tensor& strength) {
    AttentionMaps maps;
    maps.method = method;
    maps.perPhase = toMaps(strength);
    maps.view = toMaps(strength.sum(0, true))[0];
    maps.phaseShares = toVector(strength.sum(1) / strength.sum().clamp_min(1e-20));
    return maps;
}

/// kappa [P,N].
void addText(const Tensor& kappa, const FusedCases& fused, const Tensor& text,
             AttentionMaps& maps) {
    maps.textPerPhase = toMaps(kappa);
    maps.textPhaseShares = toVector(kappa.sum(1));
    maps.similarity = fused.unit[0].dot(text).item<float>();
}

/// maps [P,N] -> [P,N], each carried by its R_t.
Tensor carried(const Tensor& maps, const Tensor& rollout) {
    return rollout.defined() ? torch::bmm(maps.unsqueeze(1), rollout).squeeze(1) : maps;
}

Tensor gradientTimesActivation(const Tensor& score, const Tensor& tokens, bool again) {
    const auto gradients = torch::autograd::grad({score}, {tokens}, {}, again);
    return (gradients[0] * tokens).sum(-1)[0].detach();
}

} // namespace

AttentionMaps decompose(const PamnNet& net, const FusedCases& fused, const Tensor& text,
                        const Tensor& rollout) {
    const auto method = rollout.defined() ? AttentionMethod::Rollout : AttentionMethod::Direct;
    const Tensor strength = fused.contributions[0].abs().mean(-1); // [P,N]
    AttentionMaps maps = withoutText(method, carried(strength, rollout));
    if (!text.defined())
        return maps;
    const Tensor parts = net.headPart(fused.contributions, fused.pooled)[0]; // [P,N,E]
    addText(carried(torch::matmul(parts, text), rollout), fused, text, maps);
    maps.textBias = net.headBias().dot(text).item<float>();
    return maps;
}

AttentionMaps gradientMaps(const PamnNet& net, const Tensor& tokens, const Tensor& phaseId,
                           const Tensor& text) {
    const torch::AutoGradMode withGradients(true);
    const Tensor leaf = tokens.detach().to(torch::kFloat32).requires_grad_();
    const Tensor present = torch::ones_like(phaseId, torch::kBool);
    const FusedCases fused = net.fuse(leaf, present, phaseId);
    const Tensor strength = gradientTimesActivation(fused.pooled.norm(), leaf, text.defined());
    AttentionMaps maps = withoutText(AttentionMethod::Gradient, strength.abs());
    if (text.defined())
        addText(gradientTimesActivation(fused.unit[0].dot(text), leaf, false), fused, text, maps);
    return maps;
}

} // namespace bolus
