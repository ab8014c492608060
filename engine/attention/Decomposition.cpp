#include "engine/attention/Decomposition.h"

#include <algorithm>

namespace bolus {
namespace {

/// [P,N] -> one map a phase.
std::vector<GridMap> toMaps(const torch::Tensor& maps) {
    const auto flat = maps.to(torch::kCPU, torch::kFloat32).contiguous();
    std::vector<GridMap> result(static_cast<std::size_t>(flat.size(0)));
    for (std::size_t t = 0; t < result.size(); ++t)
        std::copy_n(flat.data_ptr<float>() + t * gridCells, gridCells, result[t].begin());
    return result;
}

std::vector<float> toVector(const torch::Tensor& values) {
    const auto flat = values.to(torch::kCPU, torch::kFloat32).contiguous();
    return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

void addTextMaps(const PamnNet& net, const FusedCases& fused, const torch::Tensor& text,
                 AttentionMaps& maps) {
    const auto parts = net.headPart(fused.contributions, fused.pooled)[0]; // [P,N,E]
    const auto scores = torch::matmul(parts, text);
    maps.textPerPhase = toMaps(scores);
    maps.textPhaseShares = toVector(scores.sum(1));
    maps.textBias = net.headBias().dot(text).item<float>();
    maps.similarity = fused.unit[0].dot(text).item<float>();
}

} // namespace

AttentionMaps decompose(const PamnNet& net, const FusedCases& fused, const torch::Tensor& text) {
    AttentionMaps maps;
    const auto strength = fused.contributions[0].abs().mean(-1); // [P,N]
    maps.perPhase = toMaps(strength);
    maps.view = toMaps(strength.sum(0, true))[0];
    maps.phaseShares = toVector(strength.sum(1) / strength.sum().clamp_min(1e-20));
    if (text.defined())
        addTextMaps(net, fused, text, maps);
    return maps;
}

} // namespace bolus
