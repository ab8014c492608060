// Registers phases of a case to one another, and keeps the result in the library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

struct RegisterRequest {
    std::int64_t caseId = 0;
    std::string fixed;                 // SERIES or SERIES:PART
    std::optional<std::string> moving; // empty: every other phase of the case
    bool deformable = false;
};

/// Stage "register", in percent of all pairs. An item a pair; one that cannot be registered is an
/// item too, with a reason, and fails only where it was the only one. What is found already stays
/// when it is cancelled. Errors: NotFound, BadInput (the fixed volume cannot be registered to).
Result<Outcome> registerPhases(Session& session, const RegisterRequest& request, Events& events);

} // namespace bolus
