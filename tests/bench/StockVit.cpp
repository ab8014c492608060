#include "tests/bench/StockVit.h"

#include <cmath>

namespace bolus::bench {
namespace {

using torch::Tensor;

torch::nn::Linear linearOf(const Dense& from) {
    const auto sizes = from.weight.sizes();
    torch::nn::Linear linear(
        torch::nn::LinearOptions(sizes[1], sizes[0]).bias(from.bias.defined()));
    linear->weight.set_data(from.weight.detach().clone());
    if (from.bias.defined())
        linear->bias.set_data(from.bias.detach().clone());
    return linear;
}

torch::nn::LayerNorm normOf(const Norm& from) {
    torch::nn::LayerNorm norm(torch::nn::LayerNormOptions({from.weight.size(0)}).eps(from.eps));
    norm->weight.set_data(from.weight.detach().clone());
    norm->bias.set_data(from.bias.detach().clone());
    return norm;
}

/// [K,1,32,256,256] -> [K,256,8192]
Tensor patchesOf(const Tensor& voxels) {
    return voxels.view({-1, 4, 8, 8, 32, 8, 32})
        .permute({0, 1, 3, 5, 2, 4, 6})
        .reshape({-1, 256, 8192});
}

} // namespace

StockVit::StockVit(const ModelConfig& config, const PhaseEncoder& encoder)
    : m_heads(config.heads), m_patch(linearOf(*encoder.patch)), m_norm(normOf(*encoder.norm)),
      m_cls(encoder.cls.detach().clone()), m_positions(encoder.positions.detach().clone()) {
    for (const auto& from : encoder.blocks)
        m_blocks.push_back({normOf(*from->norm1), normOf(*from->norm2),
                            linearOf(*from->attention->qkv), linearOf(*from->attention->out),
                            linearOf(*from->up), linearOf(*from->down)});
}

Tensor StockVit::attend(Block& block, const Tensor& x) const {
    const std::int64_t batch = x.size(0), tokens = x.size(1), width = x.size(2);
    const auto parts = block.qkv(x)
                           .view({batch, tokens, 3, m_heads, width / m_heads})
                           .permute({2, 0, 3, 1, 4})
                           .unbind(0);
    const Tensor scores = torch::matmul(parts[0], parts[1].transpose(-2, -1)) /
                          std::sqrt(double(width) / double(m_heads));
    const Tensor seen = torch::matmul(torch::softmax(scores, -1), parts[2]);
    return block.out(seen.transpose(1, 2).reshape({batch, tokens, width}));
}

Tensor StockVit::forward(const Tensor& voxels) {
    const Tensor patches = m_patch(patchesOf(voxels)) + m_positions;
    Tensor x = torch::cat({m_cls.expand({patches.size(0), 1, -1}), patches}, 1);
    for (Block& block : m_blocks) {
        x = x + attend(block, block.norm1(x));
        x = x + block.down(torch::gelu(block.up(block.norm2(x))));
    }
    return m_norm(x).narrow(1, 1, 256);
}

} // namespace bolus::bench
