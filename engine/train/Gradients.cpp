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

torch::Tensor lossOf(const PamnNet& net, const Embeddings& embeddings, Cases batch, Loss loss) {
    return contrastiveLoss(loss, embeddings.images, embeddings.texts, groupsOf(batch, net.device()),
                           net.logitScale(), net.logBias);
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
    return {torch::cat(images), torch::cat(texts)};
}

/// Embeds the chunks again, now with gradients, which end in the weights.
void carryBack(const PamnNet& net, const std::vector<Cases>& chunks, const Embeddings& gradients,
               const std::vector<torch::Tensor>& states, const Progress& progress) {
    std::int64_t from = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        setGeneratorState(net.device(), states[i]);
        const Embeddings part = embed(net, chunks[i], progress);
        const auto size = static_cast<std::int64_t>(chunks[i].size());
        const torch::Tensor image = part.images * gradients.images.narrow(0, from, size);
        const torch::Tensor text = part.texts * gradients.texts.narrow(0, from, size);
        (image.sum() + text.sum()).backward();
        from += size;
    }
}

} // namespace

double addGradients(PamnNet& net, std::span<const TrainingCase> batch, Loss loss, std::size_t chunk,
                    const Progress& progress) {
    if (chunk >= batch.size()) {
        const torch::Tensor value = lossOf(net, embed(net, batch, progress), batch, loss);
        value.backward();
        return value.item<double>();
    }
    const std::vector<Cases> chunks = chunksOf(batch, chunk);
    std::vector<torch::Tensor> states;
    const Embeddings all = embedAll(net, chunks, states, progress);
    all.images.requires_grad_();
    all.texts.requires_grad_();
    const torch::Tensor value = lossOf(net, all, batch, loss);
    value.backward(); // scale and bias have their gradients now, and the embeddings theirs
    carryBack(net, chunks, {all.images.grad(), all.texts.grad()}, states, progress);
    return value.item<double>();
}

} // namespace bolus
