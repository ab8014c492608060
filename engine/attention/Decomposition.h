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
/// With a `rollout` R_t [P,N,N] (see Rollout.h) both become R_tᵀ·map: the rows of R_t sum to 1, so
/// each phase's sum stays.
AttentionMaps decompose(const PamnNet& net, const FusedCases& fused, const torch::Tensor& text,
                        const torch::Tensor& rollout = {});

/// Gradient × activation at the tokens F_t = tokens [1,P,N,C] of one case, every phase present:
///   A_t[n] = |Σ_c F_tnc ∂‖v‖/∂F_tnc|, with v the pooled memory before the head;
///   κ_t[n] = Σ_c F_tnc ∂⟨v̂,T̂⟩/∂F_tnc.
/// Only the cell and the head are differentiated, not the towers; weights get no gradient. `tokens`
/// and `text` must not be inference tensors.
AttentionMaps gradientMaps(const PamnNet& net, const torch::Tensor& tokens,
                           const torch::Tensor& phaseId, const torch::Tensor& text);

} // namespace bolus
