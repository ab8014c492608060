// What must stand beside the figures of the phase-series benchmark.
#pragma once

#include <string>
#include <vector>

#include "app/jobs/Events.h"

namespace bolus {

/// `settings` as results.json has them, `encoder` with `hash` and, where the
/// model file says how it was made, `provenance{}` (as `train` writes it).
std::vector<std::string> suiteNotes(const Json& settings, const Json& encoder);

} // namespace bolus
