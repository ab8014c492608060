#include "engine/model/PamnNet.h"

#include <c10/core/impl/LocalDispatchKeySet.h>
#include <cmath>

#include "engine/preprocess/CommonBox.h"
#include "library/domain/Phase.h"

namespace bolus {

using torch::Tensor;

PamnNet::PamnNet(const ModelConfig& config, const ParameterSource& source) : config(config) {
    const std::int64_t width = config.width, embedding = config.embedding;
    const auto dense = [&](const char* name, std::int64_t in, std::int64_t out) {
        return register_module(name, std::make_shared<Dense>(in, out, true, source));
    };
    phaseEncoder = register_module("phase_encoder", std::make_shared<PhaseEncoder>(config, source));
    if (config.phaseEmbedding)
        phaseEmbedding = register_parameter(
            "phase_embedding",
            source.constant({static_cast<std::int64_t>(allPhases.size()), width}, 0));
    if (config.fusion == Fusion::Pamn)
        cell = register_module("cell", std::make_shared<MemoryCell>(config, source));
    if (config.fusion == Fusion::Attention)
        phaseAttention = dense("phase_attention", width, 1);
    readout = dense("readout", width, 1);
    if (config.headNorm)
        headNorm = register_module("head_norm", std::make_shared<Norm>(width, 1e-5, source));
    head = dense("head", width, embedding);
    textEncoder = register_module("text_encoder", std::make_shared<TextEncoder>(config, source));
    textHead = dense("text_head", config.textWidth, embedding);
    logScale = register_parameter("log_scale", source.constant({1}, std::log(1 / 0.07)));
    logBias = register_parameter("log_bias", source.constant({1}, -10));
}

Tensor PamnNet::encodePhases(const Tensor& voxels) const {
    return phaseEncoder->forward(voxels);
}

Tensor PamnNet::placePhases(const Tensor& tokens, const Tensor& present) const {
    const Tensor rows = present.flatten().nonzero().squeeze(1);
    TORCH_CHECK(rows.size(0) == tokens.size(0), tokens.size(0), " encoded phases for ",
                rows.size(0), " present ones");
    const Tensor empty = tokens.new_zeros({present.numel(), tokens.size(1), tokens.size(2)});
    return empty.index_copy(0, rows, tokens).unflatten(0, present.sizes());
}

Tensor PamnNet::positionWeights(const Tensor& x) const {
    return torch::softmax(readout->forward(x), -2);
}

PamnNet::Pooled PamnNet::poolMemory(const Tensor& features, const Tensor& present,
                                    bool decompose) const {
    std::vector<MemoryStep> steps;
    const Tensor memory = cell->forward(features, present, decompose ? &steps : nullptr);
    const Tensor weights = positionWeights(memory);
    Pooled pooled{(weights * memory).sum(1), {}, memory};
    if (!decompose)
        return pooled;
    std::vector<Tensor> parts(steps.size());
    Tensor kept = weights.expand_as(memory); // p_n · Π_{u>t}(1 − z_u), from the last phase back
    for (std::size_t t = steps.size(); t-- > 0;) {
        parts[t] = kept * steps[t].gate * steps[t].update;
        kept = kept * (1 - steps[t].gate);
    }
    pooled.contributions = torch::stack(parts, 1);
    return pooled;
}

/// What each phase's vector counts in a baseline: [B,P,C] or [B,P,1].
Tensor PamnNet::phaseWeights(const Tensor& vectors, const Tensor& present) const {
    const Tensor here = present.unsqueeze(-1);
    if (config.fusion == Fusion::Max) {
        const Tensor best = vectors.masked_fill(here.logical_not(), -INFINITY).argmax(1, true);
        return torch::zeros_like(vectors).scatter(1, best, 1.0);
    }
    if (config.fusion == Fusion::Attention) {
        const Tensor scores = phaseAttention->forward(vectors);
        return torch::softmax(scores.masked_fill(here.logical_not(), -INFINITY), 1);
    }
    const Tensor counted =
        config.fusion == Fusion::SinglePhase
            ? here.logical_and(here.to(torch::kInt64).cumsum(1) == 1).to(vectors.dtype())
            : here.to(vectors.dtype());
    return counted / counted.sum(1, true);
}

PamnNet::Pooled PamnNet::poolPhases(const Tensor& features, const Tensor& present,
                                    bool decompose) const {
    const Tensor parts = positionWeights(features) * features; // [B,P,N,C]
    const Tensor vectors = parts.sum(2);
    const Tensor weights = phaseWeights(vectors, present);
    return {(weights * vectors).sum(1), decompose ? parts * weights.unsqueeze(2) : Tensor(), {}};
}

FusedCases PamnNet::fuse(const Tensor& tokens, const Tensor& present, const Tensor& phaseId,
                         bool decompose) const {
    TORCH_CHECK(tokens.dim() == 4 && tokens.size(2) == gridCells, "tokens are not [B,P,256,C]");
    TORCH_CHECK(present.any(1).all().item<bool>(), "a case has no present phase");
    // The recurrence and its softmaxes run in fp32 even where the towers run in bf16.
    const c10::impl::ExcludeDispatchKeyGuard noAutocast(c10::autocast_dispatch_keyset);
    const Tensor absent = present.logical_not().view({present.size(0), present.size(1), 1, 1});
    Tensor features = tokens.to(torch::kFloat32);
    if (phaseEmbedding.defined())
        features = features + torch::embedding(phaseEmbedding, phaseId).unsqueeze(2);
    features = features.masked_fill(absent, 0);
    const Pooled pooled =
        cell ? poolMemory(features, present, decompose) : poolPhases(features, present, decompose);
    const Tensor normed = headNorm ? headNorm->forward(pooled.vector) : pooled.vector;
    const Tensor raw = head->forward(normed);
    return {pooled.memory, pooled.vector, raw, unitLength(raw), pooled.contributions};
}

Tensor PamnNet::headPart(const Tensor& part, const Tensor& pooled) const {
    if (!headNorm)
        return torch::linear(part, head->weight);
    Tensor scale = torch::rsqrt(pooled.var(-1, false, true) + headNorm->eps);
    while (scale.dim() < part.dim())
        scale = scale.unsqueeze(1);
    const Tensor centred = part - part.mean(-1, true);
    return torch::linear(centred * scale * headNorm->weight, head->weight);
}

Tensor PamnNet::headBias() const {
    return headNorm ? torch::linear(headNorm->bias, head->weight, head->bias) : head->bias;
}

Tensor PamnNet::encodeText(const Tensor& ids, const Tensor& mask) const {
    const Tensor raw = textHead->forward(textEncoder->forward(ids, mask));
    return unitLength(raw.to(torch::kFloat32));
}

Tensor PamnNet::logitScale() const {
    return logScale.clamp_max(std::log(100.0)).exp();
}

} // namespace bolus
