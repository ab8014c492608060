// Batches, the next one loading in a worker thread while the present one is learned from.
#pragma once

#include <atomic>
#include <cstdint>
#include <future>
#include <optional>
#include <vector>

#include "engine/train/TrainingSet.h"

namespace bolus {

struct LoadedBatch {
    std::vector<std::size_t> indices; // of the cases that could be loaded
    std::vector<TrainingCase> cases;
    std::vector<std::pair<std::size_t, Error>> failures; // by index
};

/// Which cases make each batch, and the stream of random numbers that augments them, if any.
struct BatchPlan {
    std::vector<std::vector<std::size_t>> batches;
    std::optional<std::uint64_t> augmentation;
    std::optional<std::uint64_t> onePhase = {}; // likewise: which phase of each case is kept
    int telling = 0;                            // of the reports
    bool truth = false;                         // with what is known of the cells
    std::optional<std::uint64_t> phrases = {};  // likewise: which cases come with which phrase
    double phraseShare = 0;                     // how many of them
};

class BatchStream {
public:
    /// Starts loading the first batch. `set` must outlive the stream, and nobody else loads from
    /// its source meanwhile.
    BatchStream(const TrainingSet& set, BatchPlan plan, const Progress& progress);
    /// Waits for the worker, which stops after the case it is loading.
    ~BatchStream();
    BatchStream(const BatchStream&) = delete;
    BatchStream& operator=(const BatchStream&) = delete;

    bool atEnd() const { return m_next == m_plan.batches.size() && !m_loading.valid(); }
    /// Not at the end. Errors: Cancelled.
    Result<LoadedBatch> next();

private:
    void startLoading();
    TrainingSet::Variation variationOf(std::size_t index) const;
    LoadedBatch load(const std::vector<std::size_t>& indices) const; // the worker's

    const TrainingSet& m_set;
    const BatchPlan m_plan;
    const Progress& m_progress; // asked on the caller's thread only
    std::size_t m_next = 0;     // batch to load
    std::atomic<bool> m_stop = false;
    std::future<LoadedBatch> m_loading;
};

} // namespace bolus
