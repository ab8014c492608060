#include "engine/train/Learner.h"

namespace bolus {
namespace {

using torch::Tensor;

/// [B,N,classes], or of each phase [K,N,classes].
Tensor truthOf(std::span<const TrainingCase> cases, bool eachPhase, torch::Device device) {
    std::vector<Tensor> parts;
    for (const TrainingCase& one : cases)
        parts.insert(parts.end(), eachPhase ? one.phases.size() : 1, one.truth);
    return torch::stack(parts).to(device, torch::kFloat);
}

Tensor softCrossEntropy(const Tensor& logits, const Tensor& truth, const Tensor& weights,
                        std::size_t cases) {
    return torch::binary_cross_entropy_with_logits(logits, truth, weights, {}, at::Reduction::Sum) /
           static_cast<double>(cases * static_cast<std::size_t>(truth.size(1)));
}

} // namespace

NoLearning::NoLearning(const torch::nn::Module& module) {
    for (torch::Tensor& weight : module.parameters())
        if (weight.requires_grad())
            m_weights.push_back(weight.set_requires_grad(false));
}

NoLearning::~NoLearning() {
    for (torch::Tensor& weight : m_weights)
        weight.set_requires_grad(true);
}

Learner::Learner(PamnNet& net, const std::vector<float>& classWeights, std::uint64_t seed)
    : net(net) {
    register_module("net", net.shared_from_this());
    const auto classes = static_cast<std::int64_t>(classWeights.size());
    if (classes == 0)
        return;
    this->classWeights = torch::tensor(classWeights).to(net.device());
    const auto source = ParameterSource::seeded(seed);
    const auto head = [&](const char* name) {
        return register_module(name,
                               std::make_shared<Dense>(net.config.width, classes, true, source));
    };
    phaseTruth = head("phase_truth");
    memoryTruth = head("memory_truth");
    phaseTruth->to(net.device());
    memoryTruth->to(net.device());
}

void Learner::adaptTowers(std::int64_t rank, std::int64_t blocks, std::uint64_t seed) {
    lowRank = register_module("low_rank", std::make_shared<LowRank>(net, rank, blocks, seed));
}

Tensor Learner::phaseTruthLoss(const Tensor& tokens, std::span<const TrainingCase> cases) const {
    return softCrossEntropy(phaseTruth->forward(tokens), truthOf(cases, true, tokens.device()),
                            classWeights, cases.size());
}

Tensor Learner::truthLoss(const Embeddings& of, std::span<const TrainingCase> cases) const {
    Tensor loss = torch::zeros({}, of.tokens.options());
    if (of.tokens.requires_grad())
        loss = loss + phaseTruthLoss(of.tokens, cases);
    if (of.memory.defined())
        loss = loss + softCrossEntropy(memoryTruth->forward(of.memory),
                                       truthOf(cases, false, of.memory.device()), classWeights,
                                       cases.size());
    return loss;
}

} // namespace bolus
