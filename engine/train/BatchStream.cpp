#include "engine/train/BatchStream.h"

#include <chrono>

#include "engine/train/Random.h"

namespace bolus {

BatchStream::BatchStream(const TrainingSet& set, BatchPlan plan, const Progress& progress)
    : m_set(set), m_plan(std::move(plan)), m_progress(progress) {
    startLoading();
}

BatchStream::~BatchStream() {
    m_stop = true;
    if (m_loading.valid())
        m_loading.wait();
}

void BatchStream::startLoading() {
    if (m_next == m_plan.batches.size())
        return;
    const std::vector<std::size_t>& indices = m_plan.batches[m_next++];
    m_loading = std::async(std::launch::async, [this, &indices] { return load(indices); });
}

Result<LoadedBatch> BatchStream::next() {
    using namespace std::chrono_literals;
    while (m_loading.wait_for(50ms) != std::future_status::ready)
        if (m_progress.cancelled())
            return fail(ErrorCode::Cancelled, "The training was cancelled.");
    LoadedBatch batch = m_loading.get();
    startLoading();
    return batch;
}

TrainingSet::Variation BatchStream::variationOf(std::size_t index) const {
    TrainingSet::Variation variation{{}, {}, m_plan.telling, m_plan.truth};
    if (m_plan.augmentation)
        variation.augmentation = Augmentation::draw(*m_plan.augmentation, index);
    if (m_plan.onePhase)
        variation.phase = Random(*m_plan.onePhase, index).next() >> 8;
    variation.statements = m_plan.phrases.has_value();
    if (m_plan.phrases) {
        Random random(*m_plan.phrases, index);
        if (random.uniform(0, 1) < m_plan.phraseShare)
            variation.phrase = random.next();
    }
    return variation;
}

LoadedBatch BatchStream::load(const std::vector<std::size_t>& indices) const {
    LoadedBatch out;
    for (const std::size_t index : indices) {
        if (m_stop)
            break;
        auto loaded = m_set.load(index, variationOf(index));
        if (!loaded) {
            out.failures.emplace_back(index, loaded.error());
            continue;
        }
        out.indices.push_back(index);
        out.cases.push_back(std::move(*loaded));
    }
    return out;
}

} // namespace bolus
