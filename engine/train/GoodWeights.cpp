#include "engine/train/GoodWeights.h"

#include <algorithm>

namespace bolus {

GoodWeights::GoodWeights(std::vector<torch::Tensor> weights) : m_weights(std::move(weights)) {
    for (const torch::Tensor& weight : m_weights)
        m_copies.push_back(weight.detach().clone());
}

bool GoodWeights::take() {
    const torch::NoGradGuard noGradients;
    const auto finite = [](const torch::Tensor& weight) {
        return torch::isfinite(weight).all().item<bool>();
    };
    if (!std::ranges::all_of(m_weights, finite))
        return false;
    for (std::size_t i = 0; i < m_weights.size(); ++i)
        m_copies[i].copy_(m_weights[i]);
    return true;
}

void GoodWeights::putBack() const {
    const torch::NoGradGuard noGradients;
    for (std::size_t i = 0; i < m_weights.size(); ++i)
        torch::Tensor(m_weights[i]).copy_(m_copies[i]);
}

} // namespace bolus
