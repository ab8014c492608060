// Passes over a whole set without gradients: freezing the towers, embedding, and validation.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/train/BatchStream.h"

namespace bolus {

/// Tells of cases that cannot be read, once each and not once an epoch.
class CaseWarnings {
public:
    explicit CaseWarnings(Progress& progress) : m_progress(progress) {}
    void tellOf(const LoadedBatch& batch);

private:
    Progress& m_progress;
    std::vector<std::string> m_told;
};

/// Indices cut into batches of `size` or fewer, even in size; never one case alone, from which
/// nothing contrastive can be learned, but where there is only one: batches of 2 and 3 instead.
std::vector<std::vector<std::size_t>> cutEvenly(const std::vector<std::size_t>& indices,
                                                std::size_t size);
/// 0, 1, … n − 1.
std::vector<std::size_t> inOrder(std::size_t n);

/// Puts the towers' outputs in place of every case. Errors: Cancelled; throws RunCancelled.
Result<void> freezeTowers(const PamnNet& net, TrainingSet& set, Progress& progress,
                          CaseWarnings& warnings);

/// Puts what the memory gives of it in place of every case, `chunk` at a time. Errors as above.
Result<void> freezeMemory(const PamnNet& net, TrainingSet& set, std::size_t chunk,
                          Progress& progress, CaseWarnings& warnings);

/// What retrieval is measured on: rows of cases that could be loaded.
struct Gathered {
    std::vector<float> images, texts;
    std::vector<int> groups;
};
/// The cases of `set` through the network, `chunk` at a time. Errors as above.
Result<Gathered> gather(const PamnNet& net, const TrainingSet& set, std::size_t chunk,
                        std::string_view stage, Progress& progress, CaseWarnings& warnings);

/// Retrieval among the cases of `set`, `chunk` at a time. Errors as above.
Result<RecallFigures> validate(const PamnNet& net, const TrainingSet& set, std::size_t chunk,
                               Progress& progress, CaseWarnings& warnings);

} // namespace bolus
