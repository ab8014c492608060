// Low-rank adaptation (Hu et al. 2021, "LoRA") of the last blocks of both towers: their weights W
// stay, W + 2·B·A takes their place, and only the thin B and A learn. For sites with some hundred
// cases, too few to learn whole blocks from.
#pragma once

#include <vector>

#include "engine/model/PamnNet.h"

namespace bolus {

/// While it lives, the towers' own weights do not learn. The network holds the sums at all times,
/// so that it can be run, measured and saved as it is.
struct LowRank : torch::nn::Module {
    /// The last `blocks` of each tower, or all where it has fewer. B starts at zero: at first the
    /// network is as it was.
    LowRank(PamnNet& net, std::int64_t rank, std::int64_t blocks, std::uint64_t seed);
    ~LowRank() override;
    LowRank(const LowRank&) = delete;
    LowRank& operator=(const LowRank&) = delete;

    /// Turns the gradients of the sums, which it clears, into those of their factors. Exact:
    /// dA = 2·Bᵀ·dW, dB = 2·dW·Aᵀ.
    void takeGradients();
    /// After the factors changed.
    void merge();

    struct Adapted {
        torch::Tensor weight; // [out,in], the network's: the sum
        torch::Tensor base;   // [out,in], as it was
        torch::Tensor a, b;   // [rank,in], [out,rank]
    };
    std::vector<Adapted> adapted;

private:
    void adapt(const std::shared_ptr<TransformerBlock>& block, std::int64_t rank,
               const ParameterSource& source);
    void setTowersLearn(bool learn);

    PamnNet& m_net;
};

} // namespace bolus
