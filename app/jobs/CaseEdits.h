// The order of a case's phases, and the way back from merges, splits and orders.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

/// Each of `phases` is a Series Instance UID, or UID:PART for one volume of a series that was
/// split; a UID alone stands for all its phases in the order they have. BadInput says which phases
/// of the case are left out or named twice.
Result<Outcome> reorderCase(Session& session, std::int64_t caseId,
                            const std::vector<std::string>& phases, Events& events);
/// What can be taken back, the latest first.
Result<Outcome> listCaseEdits(Session& session, Events& events);
/// Takes the latest back.
Result<Outcome> undoCaseEdit(Session& session, Events& events);

/// Makes the pictures of these cases for lists anew, and those that are missing; removes those of
/// cases that are no more.
Result<Outcome> makeThumbnails(Session& session, const std::vector<std::int64_t>& cases,
                               Events& events);

/// The case's picture for lists, made anew; what fails is a warning. A picture of what the case was,
/// or of one that is gone, does not stay. False: there is none now.
bool refreshThumbnail(Library& library, std::int64_t caseId, Events& events);

} // namespace bolus
