// A bare 3D ViT out of torch's own modules: what the phase encoder is measured against.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "engine/model/PamnNet.h"

namespace bolus::bench {

struct StockVit : torch::nn::Module {
    /// As large as `encoder`, and with its weights.
    StockVit(const ModelConfig& config, const PhaseEncoder& encoder);
    /// voxels [K,1,32,256,256] -> patch tokens [K,256,C].
    torch::Tensor forward(const torch::Tensor& voxels);

private:
    struct Block {
        torch::nn::LayerNorm norm1{nullptr}, norm2{nullptr};
        torch::nn::Linear qkv{nullptr}, out{nullptr}, up{nullptr}, down{nullptr};
    };
    torch::Tensor attend(Block& block, const torch::Tensor& x) const;

    std::int64_t m_heads;
    torch::nn::Linear m_patch{nullptr};
    torch::nn::LayerNorm m_norm{nullptr};
    torch::Tensor m_cls, m_positions;
    std::vector<Block> m_blocks;
};

} // namespace bolus::bench
