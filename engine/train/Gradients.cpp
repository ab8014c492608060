#include "engine/train/Gradients.h"

#include "engine/train/Generator.h"
#include "engine/train/Losses.h"

namespace bolus {
namespace {

using Cases = std::span<const TrainingCase>;

std::vector<Cases> chunksOf(Cases batch, std::size_t size) {
    std::vector<Cases> out;
    for (std::size_t from = 0; from < batch.size(); from += size)
        out.push_back(batch.subspan(from, std::min(size, batch.size() - from)));
    return out;
}

torch::Tensor groupsOf(Cases batch, torch::Device device) {
    std::vector<std::int64_t> groups;
    for (const TrainingCase& one : batch)
        groups.push_back(one.group);
    return torch::tensor(groups, torch::kLong).to(device);
}

torch::Tensor lossOf(const PamnNet& net, const Embeddings& embeddings, Cases batch,
                     const TrainOptions& options) {
    if (options.textParts > 0)
        return phraseLoss(embeddings.images, embeddings.texts, relationsOf(batch).to(net.device()),
                          net.logitScale());
    return contrastiveLoss(options.loss, embeddings.images, embeddings.texts,
                           groupsOf(batch, net.device()), net.logitScale(), net.logBias);
}

/// Embeds chunk after chunk without gradients; where each began in the random numbers goes to
/// `states`.
Embeddings embedAll(const PamnNet& net, const std::vector<Cases>& chunks,
                    std::vector<torch::Tensor>& states, const Progress& progress) {
    const torch::NoGradGuard noGradients;
    std::vector<torch::Tensor> images, texts;
    for (const Cases& chunk : chunks) {
        states.push_back(generatorState(net.device()));
        const Embeddings part = embed(net, chunk, progress);
        images.push_back(part.images);
        texts.push_back(part.texts);
    }
    return {torch::cat(images), torch::cat(texts), {}, {}};
}

double shareOf(Cases chunk, Cases batch) {
    return static_cast<double>(chunk.size()) / static_cast<double>(batch.size());
}

/// Embeds the chunks again, now with gradients, which end in the weights. Returns the truth's loss,
/// where it has a weight.
double carryBack(const Learner& learner, Cases batch, const std::vector<Cases>& chunks,
                 const Embeddings& gradients, const std::vector<torch::Tensor>& states,
                 double truthWeight, const Progress& progress) {
    std::int64_t from = 0;
    double truthLoss = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        setGeneratorState(learner.net.device(), states[i]);
        const Embeddings part = embed(learner.net, chunks[i], progress);
        const auto size = static_cast<std::int64_t>(chunks[i].size());
        torch::Tensor sum = (part.images * gradients.images.narrow(0, from, size)).sum() +
                            (part.texts * gradients.texts.narrow(0, from, size)).sum();
        if (truthWeight > 0) {
            const torch::Tensor truth =
                truthWeight * shareOf(chunks[i], batch) * learner.truthLoss(part, chunks[i]);
            truthLoss += truth.item<double>();
            sum = sum + truth;
        }
        sum.backward();
        from += size;
    }
    return truthLoss;
}

double addTruthGradients(const Learner& learner, Cases batch, std::size_t chunk,
                         const Progress& progress) {
    double loss = 0;
    for (const Cases& part : chunksOf(batch, chunk)) {
        const torch::Tensor value =
            learner.phaseTruthLoss(embedPhases(learner.net, part, progress), part) *
            shareOf(part, batch);
        value.backward();
        loss += value.item<double>();
    }
    return loss;
}

} // namespace

double addGradients(Learner& learner, std::span<const TrainingCase> batch,
                    const TrainOptions& options, std::size_t chunk, const Progress& progress) {
    if (options.objective == Objective::Truth)
        return addTruthGradients(learner, batch, chunk, progress);
    const PamnNet& net = learner.net;
    const double truthWeight = options.objective == Objective::Both ? options.truthWeight : 0;
    if (chunk >= batch.size()) {
        const Embeddings all = embed(net, batch, progress);
        torch::Tensor value = lossOf(net, all, batch, options);
        if (truthWeight > 0)
            value = value + truthWeight * learner.truthLoss(all, batch);
        value.backward();
        return value.item<double>();
    }
    const std::vector<Cases> chunks = chunksOf(batch, chunk);
    std::vector<torch::Tensor> states;
    Embeddings all = embedAll(net, chunks, states, progress);
    all.images.requires_grad_();
    all.texts.requires_grad_();
    const torch::Tensor value = lossOf(net, all, batch, options);
    value.backward(); // scale and bias have their gradients now, and the embeddings theirs
    all.images = all.images.grad();
    all.texts = all.texts.grad();
    return value.item<double>() +
           carryBack(learner, batch, chunks, all, states, truthWeight, progress);
}

} // namespace bolus
