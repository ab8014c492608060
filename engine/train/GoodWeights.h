// Weights as they last were when all was well.
#pragma once

#include <vector>

#include <torch/torch.h>

namespace bolus {

class GoodWeights {
public:
    GoodWeights() = default;
    /// Takes them as they are. `weights` are those that learn.
    explicit GoodWeights(std::vector<torch::Tensor> weights);

    /// Takes them as they are now; where one is no longer finite takes none and returns false.
    bool take();
    void putBack() const;

private:
    std::vector<torch::Tensor> m_weights, m_copies;
};

} // namespace bolus
