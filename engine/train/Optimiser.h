// AdamW with PAMN's decay groups, warm-up, cosine decay and clipping.
#pragma once

#include <vector>

#include <torch/torch.h>

#include "engine/train/FusedAdamW.h"
#include "engine/train/Learner.h"

namespace bolus {

/// Linear warm-up over the first share `warmUp` of the steps, then cosine to 0. `step` from 0.
double scheduledRate(const TrainOptions& options, int step, int steps);

/// The weights that a run changes: all but those of frozen or adapted towers, or of the truth's
/// objective the phase encoder's and its head's. `decayed` are those with weight decay: not a bias,
/// not a LayerNorm, not theta, not ℓ.
struct LearnedWeights {
    std::vector<torch::Tensor> decayed, plain;
};
LearnedWeights learnedWeights(const Learner& learner, const TrainOptions& options);

class Optimiser {
public:
    Optimiser(const LearnedWeights& weights, const TrainOptions& options);

    /// Clips and applies the gradients, and clears them. False, with nothing changed, where they
    /// are not finite.
    bool step(double learningRate);
    void clearGradients();
    const std::vector<torch::Tensor>& weights() const { return m_weights; }
    FusedAdamW& adam() { return m_adam; }

private:
    std::vector<torch::Tensor> m_weights;
    double m_clip;
    FusedAdamW m_adam;
};

} // namespace bolus
