#include "engine/train/LowRank.h"

#include <algorithm>

namespace bolus {
namespace {

using torch::Tensor;

// The product's weight, alpha / rank in the paper: alpha is twice the rank, as is usual.
constexpr double scale = 2;

using Blocks = std::vector<std::shared_ptr<TransformerBlock>>;

Blocks lastOf(const Blocks& blocks, std::int64_t count) {
    const auto from = std::max<std::int64_t>(0, std::ssize(blocks) - count);
    return {blocks.begin() + from, blocks.end()};
}

} // namespace

LowRank::LowRank(PamnNet& net, std::int64_t rank, std::int64_t blocks, std::uint64_t seed)
    : m_net(net) {
    const auto source = ParameterSource::seeded(seed);
    setTowersLearn(false);
    for (const auto& tower : {net.phaseEncoder->blocks, net.textEncoder->blocks})
        for (const auto& block : lastOf(tower, blocks))
            adapt(block, rank, source);
}

LowRank::~LowRank() {
    setTowersLearn(true);
}

void LowRank::setTowersLearn(bool learn) {
    for (const torch::nn::Module* tower :
         {static_cast<const torch::nn::Module*>(m_net.phaseEncoder.get()),
          static_cast<const torch::nn::Module*>(m_net.textEncoder.get())})
        for (Tensor& weight : tower->parameters())
            weight.set_requires_grad(learn);
}

void LowRank::adapt(const std::shared_ptr<TransformerBlock>& block, std::int64_t rank,
                    const ParameterSource& source) {
    for (const auto& dense :
         {block->attention->qkv, block->attention->out, block->up, block->down}) {
        const Tensor& weight = dense->weight;
        const std::string number = std::to_string(adapted.size());
        const auto factor = [&](const char* name, const Tensor& start) {
            return register_parameter(name + number, start.to(weight.device()));
        };
        const std::int64_t out = weight.size(0), in = weight.size(1);
        adapted.push_back({weight, weight.detach().clone(),
                           factor("a", source.uniform({rank, in}, in)),
                           factor("b", torch::zeros({out, rank}))});
        weight.set_requires_grad(true);
    }
}

void LowRank::takeGradients() {
    const torch::NoGradGuard noGradients;
    for (Adapted& one : adapted) {
        const Tensor gradient = one.weight.grad();
        if (!gradient.defined())
            continue;
        one.a.mutable_grad() = one.b.t().mm(gradient) * scale;
        one.b.mutable_grad() = gradient.mm(one.a.t()) * scale;
        one.weight.mutable_grad() = Tensor();
    }
}

void LowRank::merge() {
    const torch::NoGradGuard noGradients;
    for (const Adapted& one : adapted)
        one.weight.copy_(torch::addmm(one.base, one.b, one.a, 1, scale));
}

} // namespace bolus
