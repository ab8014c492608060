// What a model file says of how it was made.
#pragma once

#include "app/jobs/TrainSources.h"

namespace bolus {

/// Data, seed, base, options, figures, command, version, date, licence.
Json provenanceJson(const TrainRequest& request, const TrainSources& sources, const Model& model,
                    const TrainResult& result);

} // namespace bolus
