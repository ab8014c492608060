// The gradient of a batch's loss, in as little memory as one chunk of cases needs.
#pragma once

#include "engine/train/Learner.h"

namespace bolus {

/// Adds dLoss/dparameter to the gradients of what learns and returns the loss, which `options` name
/// (objective, loss, truthWeight). A batch that fits in one
/// chunk of cases takes one plain pass; else gradient caching (Gao et al. 2021): embed all chunks
/// without gradients, take the loss of all embeddings, and embed each chunk again, with the same
/// random numbers, to carry dLoss/dembedding on to the weights. Throws RunCancelled.
double addGradients(Learner& learner, std::span<const TrainingCase> batch,
                    const TrainOptions& options, std::size_t chunk, const Progress& progress);

} // namespace bolus
