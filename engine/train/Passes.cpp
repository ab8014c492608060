#include "engine/train/Passes.h"

#include <algorithm>
#include <numeric>

#include "engine/evaluate/Retrieval.h"

namespace bolus {
namespace {

void append(std::vector<float>& to, const torch::Tensor& rows) {
    const torch::Tensor values = rows.to(torch::kCPU, torch::kFloat).contiguous();
    to.insert(to.end(), values.data_ptr<float>(), values.data_ptr<float>() + values.numel());
}

void add(Gathered& to, const PamnNet& net, const LoadedBatch& batch, const Progress& progress) {
    if (batch.cases.empty())
        return;
    const Embeddings part = embed(net, batch.cases, progress);
    append(to.images, part.images);
    append(to.texts, part.texts);
    for (const TrainingCase& one : batch.cases)
        to.groups.push_back(static_cast<int>(one.group));
}

BatchPlan inChunks(const TrainingSet& set, std::size_t chunk) {
    return {cutEvenly(inOrder(set.size()), chunk), {}};
}

template<typename Visit>
Result<void> forEachBatch(const TrainingSet& set, BatchPlan plan, Progress& progress,
                          CaseWarnings& warnings, Visit&& visit) {
    for (BatchStream stream(set, std::move(plan), progress); !stream.atEnd();) {
        auto batch = stream.next();
        if (!batch)
            return std::unexpected(batch.error());
        warnings.tellOf(*batch);
        visit(*batch);
    }
    return {};
}

} // namespace

void CaseWarnings::tellOf(const LoadedBatch& batch) {
    for (const auto& [index, error] : batch.failures) {
        std::string text = error.subject + '\n' + error.message;
        if (std::ranges::find(m_told, text) != m_told.end())
            continue;
        m_progress.warning("case_left_out", error.message, error.subject);
        m_told.push_back(std::move(text));
    }
}

std::vector<std::vector<std::size_t>> cutEvenly(const std::vector<std::size_t>& indices,
                                                std::size_t size) {
    const std::size_t n = indices.size();
    const std::size_t count = std::min((n + size - 1) / size, std::max<std::size_t>(n / 2, 1));
    std::vector<std::vector<std::size_t>> out;
    for (std::size_t i = 0; i < count; ++i)
        out.emplace_back(indices.begin() + std::ptrdiff_t(n * i / count),
                         indices.begin() + std::ptrdiff_t(n * (i + 1) / count));
    return out;
}

std::vector<std::size_t> inOrder(std::size_t n) {
    std::vector<std::size_t> out(n);
    std::iota(out.begin(), out.end(), std::size_t(0));
    return out;
}

Result<void> freezeTowers(const PamnNet& net, TrainingSet& set, Progress& progress,
                          CaseWarnings& warnings) {
    BatchPlan plan;
    for (std::size_t i = 0; i < set.size(); ++i)
        plan.batches.push_back({i});
    std::vector<Result<TrainingCase>> frozen; // put into the set when the worker is done with it
    const auto done =
        forEachBatch(set, std::move(plan), progress, warnings, [&](LoadedBatch& batch) {
            if (batch.cases.empty()) {
                frozen.push_back(std::unexpected(batch.failures.front().second));
            } else {
                freeze(net, batch.cases, progress);
                frozen.push_back(std::move(batch.cases.front()));
            }
            progress.progress("features", std::int64_t(frozen.size()), std::int64_t(set.size()));
        });
    for (std::size_t i = 0; done && i < frozen.size(); ++i)
        set.keepFrozen(i, std::move(frozen[i]));
    return done;
}

Result<void> freezeMemory(const PamnNet& net, TrainingSet& set, std::size_t chunk,
                          Progress& progress, CaseWarnings& warnings) {
    const torch::NoGradGuard noGradients;
    std::vector<std::pair<std::size_t, torch::Tensor>>
        vectors; // put into the set when all are there
    std::vector<std::pair<std::size_t, Error>> failures;
    const auto done =
        forEachBatch(set, inChunks(set, chunk), progress, warnings, [&](LoadedBatch& batch) {
            failures.insert(failures.end(), batch.failures.begin(), batch.failures.end());
            if (batch.cases.empty())
                return;
            const torch::Tensor pooled = poolCases(net, batch.cases, progress).to(torch::kCPU);
            for (std::size_t i = 0; i < batch.indices.size(); ++i)
                vectors.emplace_back(batch.indices[i], pooled[std::int64_t(i)].clone());
            progress.progress("features", std::int64_t(vectors.size()), std::int64_t(set.size()));
        });
    if (!done)
        return done;
    for (auto& [index, vector] : vectors)
        set.keepPooled(index, std::move(vector));
    for (const auto& [index, error] : failures)
        set.keepFrozen(index, std::unexpected(error));
    return {};
}

Result<Gathered> gather(const PamnNet& net, const TrainingSet& set, std::size_t chunk,
                        std::string_view stage, Progress& progress, CaseWarnings& warnings) {
    const torch::NoGradGuard noGradients;
    Gathered gathered;
    const auto done =
        forEachBatch(set, inChunks(set, chunk), progress, warnings, [&](LoadedBatch& batch) {
            add(gathered, net, batch, progress);
            progress.progress(stage, std::int64_t(gathered.groups.size()),
                              std::int64_t(set.size()));
        });
    return done ? Result<Gathered>(std::move(gathered)) : std::unexpected(done.error());
}

Result<RecallFigures> validate(const PamnNet& net, const TrainingSet& set, std::size_t chunk,
                               Progress& progress, CaseWarnings& warnings) {
    const auto gathered = gather(net, set, chunk, "validation", progress, warnings);
    if (!gathered)
        return std::unexpected(gathered.error());
    return recall(gathered->images, gathered->texts, net.config.embedding, gathered->groups);
}

} // namespace bolus
