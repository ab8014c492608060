// Cases and their reports as vectors: what retrieval is measured on. No torch here.
#pragma once

#include "engine/train/Trainer.h"

namespace bolus {

struct EncodedPairs {
    int dim = 0;
    std::vector<float> images, texts; // [n, dim], rows of length 1; row i of both is one case
    std::vector<int> groups;          // equal for reports that say the same (duplicateGroups)
    std::size_t size() const { return groups.size(); }
};

/// All cases of `source`, whose voxels or tokens `model` reads, in their order (progress "embed").
/// A case without a report, or that cannot be loaded, is left out with a warning ("no_report",
/// "case_left_out"). `load` is called from a worker thread. Errors: Cancelled, Model.
Result<EncodedPairs> encodePairs(const Model& model, CaseSource& source, Progress& progress);

} // namespace bolus
