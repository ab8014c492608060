// The building blocks that the image and the text tower share.
#include <cmath>

#include "engine/model/GeluKernel.h"
#include "engine/model/PamnNet.h"

namespace bolus {

using torch::Tensor;

ParameterSource ParameterSource::seeded(std::uint64_t seed) {
    ParameterSource source(torch::kCPU);
    source.m_random = at::detail::createCPUGenerator(seed);
    return source;
}

ParameterSource ParameterSource::empty(torch::Device device) {
    return ParameterSource(device);
}

Tensor ParameterSource::constant(torch::IntArrayRef shape, double value) const {
    const Tensor result = torch::empty(shape, torch::dtype(torch::kFloat32).device(m_device));
    return m_random ? result.fill_(value) : result;
}

Tensor ParameterSource::normal(torch::IntArrayRef shape, double deviation) const {
    const Tensor result = torch::empty(shape, torch::dtype(torch::kFloat32).device(m_device));
    if (!m_random)
        return result;
    // Inverse of the distribution function between ±2σ: one draw a value, nothing rejected.
    const double edge = std::erf(std::sqrt(2.0));
    return result.uniform_(-edge, edge, *m_random).erfinv_().mul_(deviation * std::sqrt(2.0));
}

Tensor ParameterSource::uniform(torch::IntArrayRef shape, std::int64_t fanIn) const {
    const Tensor result = torch::empty(shape, torch::dtype(torch::kFloat32).device(m_device));
    const double bound = 1.0 / std::sqrt(static_cast<double>(fanIn));
    return m_random ? result.uniform_(-bound, bound, *m_random) : result;
}

Dense::Dense(std::int64_t in, std::int64_t out, bool withBias, const ParameterSource& source) {
    // 0.02 at 768 inputs, as ViT-B and BERT start; the same gain at other widths.
    const double deviation = 0.02 * std::sqrt(768.0 / static_cast<double>(in));
    weight = register_parameter("weight", source.normal({out, in}, deviation));
    if (withBias)
        bias = register_parameter("bias", source.constant({out}, 0));
}

Tensor Dense::forward(const Tensor& x) const {
    return torch::linear(x, weight, bias);
}

Norm::Norm(std::int64_t width, double eps, const ParameterSource& source) : eps(eps) {
    weight = register_parameter("weight", source.constant({width}, 1));
    bias = register_parameter("bias", source.constant({width}, 0));
}

Tensor Norm::forward(const Tensor& x) const {
    // In fp32 under autocast, too, as CUDA does by itself.
    return torch::layer_norm(x.to(weight.scalar_type()), weight.sizes(), weight, bias, eps);
}

SelfAttention::SelfAttention(std::int64_t width, std::int64_t heads, bool qkvBias,
                             const ParameterSource& source)
    : heads(heads) {
    qkv = register_module("qkv", std::make_shared<Dense>(width, 3 * width, qkvBias, source));
    out = register_module("out", std::make_shared<Dense>(width, width, true, source));
}

Tensor SelfAttention::forward(const Tensor& x) const {
    return out->forward(manyHeadedAttention(qkv->forward(x), heads));
}

Tensor SelfAttention::within(const Tensor& x, const SequenceBounds& bounds) const {
    return out->forward(attentionWithin(qkv->forward(x), heads, bounds));
}

Tensor SelfAttention::ofFirsts(const Tensor& firsts, const Tensor& x,
                               const SequenceBounds& bounds) const {
    const std::int64_t width = x.size(1);
    const auto part = [&](const Tensor& input, std::int64_t from, std::int64_t count) {
        const Tensor bias = qkv->bias.defined() ? qkv->bias.narrow(0, from, count) : Tensor();
        return torch::linear(input, qkv->weight.narrow(0, from, count), bias);
    };
    return out->forward(
        attentionOfOne(part(firsts, 0, width), part(x, width, 2 * width), heads, bounds));
}

TransformerBlock::TransformerBlock(std::int64_t width, std::int64_t heads, std::int64_t mlp,
                                   Kind kind, const ParameterSource& source)
    : postNorm(kind.postNorm) {
    norm1 = register_module("norm1", std::make_shared<Norm>(width, kind.eps, source));
    attention = register_module(
        "attention", std::make_shared<SelfAttention>(width, heads, kind.qkvBias, source));
    norm2 = register_module("norm2", std::make_shared<Norm>(width, kind.eps, source));
    up = register_module("up", std::make_shared<Dense>(width, mlp, true, source));
    down = register_module("down", std::make_shared<Dense>(mlp, width, true, source));
}

Tensor TransformerBlock::feedForward(const Tensor& x) const {
    return down->forward(geluOf(up->forward(x)));
}

Tensor TransformerBlock::forward(const Tensor& x) const {
    if (postNorm)
        return afterAttention(x, attention->forward(x));
    const Tensor seen = x + attention->forward(norm1->forward(x));
    return seen + feedForward(norm2->forward(seen));
}

Tensor TransformerBlock::afterAttention(const Tensor& x, const Tensor& seen) const {
    TORCH_CHECK(postNorm, "a pre-norm block");
    const Tensor normed = norm1->forward(x + seen);
    return norm2->forward(normed + feedForward(normed));
}

Tensor TransformerBlock::within(const Tensor& x, const SequenceBounds& bounds) const {
    return afterAttention(x, attention->within(x, bounds));
}

Tensor TransformerBlock::ofFirsts(const Tensor& x, const SequenceBounds& bounds) const {
    const std::vector<std::int64_t> begins(bounds.begin(), bounds.end() - 1);
    const Tensor firsts = x.index_select(0, torch::tensor(begins, torch::kLong).to(x.device()));
    return afterAttention(firsts, attention->ofFirsts(firsts, x, bounds));
}

Tensor unitLength(const Tensor& x) {
    return x / x.norm(2, -1, true).clamp_min(1e-6);
}

} // namespace bolus
