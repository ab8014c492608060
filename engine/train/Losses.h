// The contrastive losses of PAMN. Shapes: B cases of a batch, E values of an embedding.
#pragma once

#include <torch/torch.h>

#include "engine/train/Trainer.h"

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

} // namespace bolus
