// How much of each input patch is in each token of the phase encoder, by attention rollout (Abnar &
// Zuidema, "Quantifying Attention Flow in Transformers", 2020). Internal to engine/*.cpp.
#pragma once

#include "engine/model/PamnNet.h"

namespace bolus {

struct WatchedTokens {
    torch::Tensor tokens;  // [K,N,C], as PamnNet::encodePhases gives them
    torch::Tensor rollout; // R [K,N,N], fp32: row n says from which patches token n is; sums to 1
};

/// Encodes voxels [K,1,32,256,256] and multiplies (mean over heads of softmax(q·kᵀ/√d) + 1) / 2
/// through the blocks. What passes from patch to patch by way of CLS counts; what comes from CLS
/// itself, which holds no image, is left out and the rows are scaled to sum 1 again. What a stem
/// mixes between neighbouring patches before the first block is not traced.
WatchedTokens encodeWithRollout(const PamnNet& net, const torch::Tensor& voxels);

} // namespace bolus
