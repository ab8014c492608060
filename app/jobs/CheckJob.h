// Decodes cases whole in reader processes, so that opening them later costs no check.
#pragma once

#include <cstdint>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"
#include "library/reader/CheckedVolume.h"

namespace bolus {

/// Every file of the cases (none: of all) that was never decoded whole, or has changed since.
/// What decodes is marked in the library; what does not is an item, and is quarantined unless it is
/// only of a kind that Bolus does not show, or its drive is away. Stage "check", a step a file of
/// one case, a case of several. What was checked before a cancellation stays.
Result<Outcome> checkCases(Session& session, const std::vector<std::int64_t>& cases,
                           Events& events);

/// For checkedVolume: keeps the marks in this library, which belongs to the calling thread.
OnDecoded markIn(Library& library);

} // namespace bolus
