// Measures enhancement in the pixels of cases' volumes, and makes each phase record out of what
// tags and pixels say.
#pragma once

#include <cstdint>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

struct PhaseMeasureRequest {
    std::vector<std::int64_t> cases; // empty: all; those no longer there are passed over
    bool again = false;              // also volumes that were measured before
};

struct PhaseMeasureCounts {
    std::int64_t cases = 0;    // looked at
    std::int64_t measured = 0; // volumes decoded and measured
    std::int64_t failed = 0;   // volumes that could not be decoded; each is a warning
    std::int64_t changed = 0;  // phase records that are others than before
};

/// Stage "phases", a step a case. Measures the CT volumes of phase series that have no enhancement
/// yet and fuses the records of the whole case; records of the user's stay. A case whose records
/// change gets a new thumbnail. What is stored is whole
/// volumes, so that it can be cancelled at any moment and goes on from there. A volume whose files
/// cannot be decoded is not tried again until they change; one whose files are away is.
Result<PhaseMeasureCounts> measurePhases(Library& library, const PhaseMeasureRequest& request,
                                         Events& events);

/// `phase measure [CASE…]`: again. NotFound: one of the cases is not there.
Result<Outcome> measurePhasesAgain(Session& session, const std::vector<std::int64_t>& cases,
                                   Events& events);

/// `aorta, portal_vein, …, phase, confidence, reason`, each null where absent; null: not measured.
Json enhancementJson(const std::optional<Enhancement>& enhancement);

} // namespace bolus
