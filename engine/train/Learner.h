// What a run learns: the network, and the heads that tell what is known of the cells, which no
// model file keeps.
#pragma once

#include <span>

#include "engine/train/Embeddings.h"
#include "engine/train/LowRank.h"
#include "engine/train/Trainer.h"

namespace bolus {

/// While it lives, a module's weights take no gradients, and nothing is kept to work them out.
class NoLearning {
public:
    explicit NoLearning(const torch::nn::Module& module);
    ~NoLearning();
    NoLearning(const NoLearning&) = delete;
    NoLearning& operator=(const NoLearning&) = delete;

private:
    std::vector<torch::Tensor> m_weights; // those that took them before
};

struct Learner : torch::nn::Module {
    /// `classWeights` of the truth, a value a class; empty where there is none, and no heads.
    Learner(PamnNet& net, const std::vector<float>& classWeights, std::uint64_t seed);

    /// Of the towers only low-rank changes learn from now on.
    void adaptTowers(std::int64_t rank, std::int64_t blocks, std::uint64_t seed);

    /// Soft cross-entropy of every class, weighted and summed over classes and phases, mean over
    /// cases and cells. `of` holds the embeddings of `cases`, all with truth: from their tokens
    /// where those are learned, and from the memory where there is one.
    torch::Tensor truthLoss(const Embeddings& of, std::span<const TrainingCase> cases) const;
    /// tokens [K,N,C] of the phases of `cases`.
    torch::Tensor phaseTruthLoss(const torch::Tensor& tokens,
                                 std::span<const TrainingCase> cases) const;

    PamnNet& net;
    std::shared_ptr<Dense> phaseTruth, memoryTruth; // C -> classes; null without truth
    torch::Tensor classWeights;                     // [classes]; does not learn
    std::shared_ptr<LowRank> lowRank;               // null where the towers' own weights learn
};

} // namespace bolus
