// The contrastive losses of PAMN. Shapes: B cases of a batch, E values of an embedding.
#pragma once

#include <span>

#include <torch/torch.h>

#include "engine/train/Embeddings.h"

namespace bolus {

/// images, texts [B,E] unit rows, pair i belongs together; groups [B] int64, equal where reports
/// are identical; scale [1] = exp(ℓ); bias [1], SigLIP only -> a scalar. OneWay: InfoNCE image →
/// text (paper, Eq. 10). Symmetric: the mean of both directions (Radford et al. 2021).
/// MultiPositive: symmetric, the target spread evenly over the identical reports. SigLip: sigmoid
/// loss of every pair, summed over texts, mean over images (Zhai et al. 2023), identical reports
/// positive.
torch::Tensor contrastiveLoss(Loss kind, const torch::Tensor& images, const torch::Tensor& texts,
                              const torch::Tensor& groups, const torch::Tensor& scale,
                              const torch::Tensor& bias);

/// Where some texts are phrases. `relations` [image, text] int8: what a text is to a case.
enum Relation : std::int8_t {
    Own,      // the case's text, or one that is identical to it
    AlsoTrue, // says no more than what the case's report asserts
    Unknown,  // may be true of the case: neither drawn nearer nor pushed away
    Other
};
/// As MultiPositive. Of a text, all cases that it is true of are matches; of a case only its own
/// text is one, and others that are true of it count for nothing.
torch::Tensor phraseLoss(const torch::Tensor& images, const torch::Tensor& texts,
                         const torch::Tensor& relations, const torch::Tensor& scale);
/// [image, text] of a batch: a phrase is true of a case whose report asserts all that it says and
/// nothing that it denies; one that says nothing is its own case's alone.
torch::Tensor relationsOf(std::span<const TrainingCase> batch);

} // namespace bolus
