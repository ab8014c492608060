// Weights as a name: the same for the same numbers, wherever they came from.
#pragma once

#include <torch/torch.h>

#include "engine/model/Sha256.h"

namespace bolus {

/// All parameters of `module`, in their order.
void addWeights(Sha256& hash, const torch::nn::Module& module);

} // namespace bolus
