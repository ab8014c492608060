// Phrases of a library's own reports, which tell cases that are near to every phrase.
#pragma once

#include "app/jobs/Session.h"

namespace bolus {

/// Vectors of one sentence of each of up to 128 reports, spread evenly over the library: the first
/// of the impression, else of the findings.
Result<std::vector<std::vector<float>>> hubBank(Library& library, const Model& model,
                                                Progress& progress);

} // namespace bolus
