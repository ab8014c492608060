#include "engine/train/BatchStream.h"

#include <chrono>

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

LoadedBatch BatchStream::load(const std::vector<std::size_t>& indices) const {
    LoadedBatch out;
    for (const std::size_t index : indices) {
        if (m_stop)
            break;
        std::optional<Augmentation> change;
        if (m_plan.augmentation)
            change = Augmentation::draw(*m_plan.augmentation, index);
        auto loaded = m_set.load(index, change);
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
