// Whether the library and this machine are in order.
#pragma once

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

/// An item a problem; the exit status is 1 where there is one. `deep`: see DeepVerify.h.
Result<Outcome> verifyLibrary(Session& session, bool deep, Events& events);
/// An item a check. A library that is not there yet is not made.
Result<Outcome> examineMachine(Session& session, Events& events);

} // namespace bolus
