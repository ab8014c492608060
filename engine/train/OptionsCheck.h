// Which options go together, beside those that Trainer.h's checkTrainOptions() refuses.
#pragma once

#include "engine/train/Trainer.h"

namespace bolus {

/// Low-rank adaptation's, for a model and so many cases. Errors: BadInput.
Result<void> checkLowRank(const TrainOptions& options, const ModelConfig& config,
                          std::size_t cases);

} // namespace bolus
