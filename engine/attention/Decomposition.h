// Computes AttentionMaps. Internal to engine/*.cpp.
#pragma once

#include <torch/torch.h>

#include "engine/attention/AttentionMaps.h"
#include "engine/model/PamnNet.h"

namespace bolus {

/// `fused` is one case (B = 1, every phase present), decomposed; `text` its phrase's unit vector
/// [E] or undefined. PAMN.md §6:
///   A_t[n] = mean over channels of |c_tn|, with c_tn what phase t and position n add to v;
///   κ_t[n] = ⟨W γ(c_tn − mean c_tn)/σ, T̂⟩ where the head has a LayerNorm (σ is that of v, frozen;
///   subtracting a mean is linear), else ⟨W c_tn, T̂⟩; textBias = ⟨W β + b, T̂⟩.
AttentionMaps decompose(const PamnNet& net, const FusedCases& fused, const torch::Tensor& text);

} // namespace bolus
