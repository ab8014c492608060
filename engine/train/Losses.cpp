#include "engine/train/Losses.h"

namespace bolus {
namespace {

/// Mean over rows of −Σ_j target_ij log softmax(logits)_ij.
torch::Tensor crossEntropy(const torch::Tensor& logits, const torch::Tensor& target) {
    return -(target * torch::log_softmax(logits, 1)).sum(1).mean();
}

torch::Tensor samePair(const torch::Tensor& groups) {
    return torch::eye(groups.size(0), groups.options().dtype(torch::kFloat));
}

torch::Tensor sameReport(const torch::Tensor& groups) {
    return (groups.unsqueeze(0) == groups.unsqueeze(1)).to(torch::kFloat);
}

} // namespace

torch::Tensor contrastiveLoss(Loss kind, const torch::Tensor& images, const torch::Tensor& texts,
                              const torch::Tensor& groups, const torch::Tensor& scale,
                              const torch::Tensor& bias) {
    const torch::Tensor logits = scale * torch::matmul(images, texts.t()); // [image, text]
    switch (kind) {
    case Loss::OneWay:
        return crossEntropy(logits, samePair(groups));
    case Loss::Symmetric: {
        const torch::Tensor target = samePair(groups);
        return (crossEntropy(logits, target) + crossEntropy(logits.t(), target)) / 2;
    }
    case Loss::MultiPositive: {
        torch::Tensor target = sameReport(groups); // symmetric, so one target serves both ways
        target = target / target.sum(1, true);
        return (crossEntropy(logits, target) + crossEntropy(logits.t(), target)) / 2;
    }
    case Loss::SigLip: {
        const torch::Tensor sign = 2 * sameReport(groups) - 1;
        return torch::softplus(-sign * (logits + bias)).sum(1).mean();
    }
    }
    TORCH_CHECK(false, "unknown loss");
}

} // namespace bolus
