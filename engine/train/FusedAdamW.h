// AdamW (Loshchilov, Hutter, "Decoupled Weight Decay Regularization", 2019) in one pass over the
// weights.
#pragma once

#include <torch/torch.h>

namespace bolus {

/// torch::optim::AdamW, its options, state and archives included, but for how it steps: LibTorch
/// passes some twenty times over memory that no cache holds, for 200 million weights as long as a
/// case takes.
class FusedAdamW : public torch::optim::AdamW {
public:
    using torch::optim::AdamW::AdamW;

    torch::Tensor step(LossClosure closure = nullptr) override;
    /// The same with gradients multiplied by `scale`, which are left as they were.
    void stepScaled(double scale);

private:
    void update(torch::Tensor& weight, const torch::optim::AdamWOptions& options, double scale);
    torch::optim::AdamWParamState& stateOf(const torch::Tensor& weight);
};

} // namespace bolus
