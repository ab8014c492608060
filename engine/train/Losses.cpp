#include "engine/train/Losses.h"

#include <algorithm>

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

torch::Tensor spread(const torch::Tensor& matches) {
    const torch::Tensor target = matches.to(torch::kFloat);
    return target / target.sum(1, true);
}

constexpr float farAway = -1e4F; // of a logit: takes no part in a softmax

bool holdsAll(const std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& some) {
    return std::ranges::all_of(
        some, [&](std::uint64_t one) { return std::ranges::find(all, one) != all.end(); });
}

bool holdsAny(const std::vector<std::uint64_t>& all, const std::vector<std::uint64_t>& some) {
    return std::ranges::any_of(
        some, [&](std::uint64_t one) { return std::ranges::find(all, one) != all.end(); });
}

Relation relationOf(const TrainingCase& image, const TrainingCase& text) {
    if (image.group == text.group)
        return Own;
    const CasePhrase& phrase = text.phrase;
    const bool states = !phrase.says.empty() || !phrase.denies.empty();
    if (!states || !holdsAll(image.statements, phrase.says) ||
        holdsAny(image.statements, phrase.denies))
        return Other;
    return phrase.detailed ? Unknown : AlsoTrue;
}

} // namespace

torch::Tensor relationsOf(std::span<const TrainingCase> batch) {
    const auto n = static_cast<std::int64_t>(batch.size());
    torch::Tensor out = torch::empty({n, n}, torch::kChar);
    auto to = out.accessor<std::int8_t, 2>();
    for (std::int64_t image = 0; image < n; ++image)
        for (std::int64_t text = 0; text < n; ++text)
            to[image][text] = image == text
                                  ? Own
                                  : relationOf(batch[std::size_t(image)], batch[std::size_t(text)]);
    return out;
}

torch::Tensor phraseLoss(const torch::Tensor& images, const torch::Tensor& texts,
                         const torch::Tensor& relations, const torch::Tensor& scale) {
    const torch::Tensor logits = scale * torch::matmul(images, texts.t()); // [image, text]
    const torch::Tensor own = relations == Own, also = relations == AlsoTrue,
                        unknown = relations == Unknown;
    const torch::Tensor ofCases = logits.masked_fill(also.logical_or(unknown), farAway);
    const torch::Tensor ofTexts = logits.masked_fill(unknown, farAway).t();
    return (crossEntropy(ofCases, spread(own)) +
            crossEntropy(ofTexts, spread(own.logical_or(also).t()))) /
           2;
}

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
