#include "engine/train/Optimiser.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <numbers>
#include <unordered_set>

namespace bolus {
namespace {

std::vector<torch::optim::OptimizerParamGroup> groupsOf(const LearnedWeights& weights,
                                                        const TrainOptions& options) {
    const auto group = [&](const std::vector<torch::Tensor>& parameters, double decay) {
        auto settings = std::make_unique<torch::optim::AdamWOptions>(options.learningRate);
        settings->weight_decay(decay);
        return torch::optim::OptimizerParamGroup(parameters, std::move(settings));
    };
    return {group(weights.decayed, options.weightDecay), group(weights.plain, 0)};
}

} // namespace

double scheduledRate(const TrainOptions& options, int step, int steps) {
    const int warm = static_cast<int>(std::ceil(options.warmUp * steps));
    if (step < warm)
        return options.learningRate * (step + 1) / warm;
    const double done = double(step - warm) / std::max(1, steps - warm);
    return options.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * done));
}

LearnedWeights learnedWeights(const Learner& learner, const TrainOptions& options) {
    const PamnNet& net = learner.net;
    std::unordered_set<const void*> frozen, theta;
    const auto freeze = [&](const torch::nn::Module& module) {
        for (const torch::Tensor& weight : module.parameters())
            frozen.insert(weight.unsafeGetTensorImpl());
    };
    if (options.freezeTowers || options.freezeImages || learner.lowRank)
        freeze(*net.phaseEncoder);
    if (options.freezeTowers || learner.lowRank)
        freeze(*net.textEncoder);
    std::vector<torch::Tensor> weights = learner.parameters();
    if (options.freezeMemory) {
        weights = net.textEncoder->parameters();
        for (const torch::nn::Module* head : std::initializer_list<const torch::nn::Module*>{
                 net.textHead.get(), net.head.get(), net.headNorm.get()})
            if (head)
                std::ranges::copy(head->parameters(), std::back_inserter(weights));
        weights.push_back(net.logScale);
    }
    if (options.objective == Objective::Truth) {
        weights = net.phaseEncoder->parameters();
        for (const torch::Tensor& weight : learner.phaseTruth->parameters())
            weights.push_back(weight);
    }
    if (net.cell)
        theta = {net.cell->thetaZ.unsafeGetTensorImpl(), net.cell->thetaR.unsafeGetTensorImpl()};
    LearnedWeights out;
    for (const torch::Tensor& weight : weights) {
        if (frozen.contains(weight.unsafeGetTensorImpl()))
            continue;
        const bool plain = weight.dim() <= 1 || theta.contains(weight.unsafeGetTensorImpl());
        (plain ? out.plain : out.decayed).push_back(weight);
    }
    return out;
}

Optimiser::Optimiser(const LearnedWeights& weights, const TrainOptions& options)
    : m_weights(weights.decayed), m_clip(options.clip), m_adam(groupsOf(weights, options)) {
    m_weights.insert(m_weights.end(), weights.plain.begin(), weights.plain.end());
}

namespace {

double gradientNorm(const std::vector<torch::Tensor>& weights) {
    std::vector<torch::Tensor> norms;
    for (const torch::Tensor& weight : weights)
        if (weight.grad().defined())
            norms.push_back(weight.grad().detach().norm().to(torch::kDouble));
    return norms.empty() ? 0 : torch::stack(norms).norm().item<double>();
}

} // namespace

bool Optimiser::step(double learningRate) {
    const double norm = gradientNorm(m_weights);
    const bool usable = std::isfinite(norm);
    if (usable) {
        for (auto& group : m_adam.param_groups())
            group.options().set_lr(learningRate);
        m_adam.stepScaled(std::min(1.0, m_clip / (norm + 1e-6)));
    }
    clearGradients();
    return usable;
}

void Optimiser::clearGradients() {
    for (torch::Tensor& weight : m_weights)
        weight.mutable_grad() = torch::Tensor();
}

} // namespace bolus
