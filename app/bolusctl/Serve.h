// `bolusctl serve`: the same commands over one persistent process; see app/PROTOCOL.md.
#pragma once

#include "app/bolusctl/EventSink.h"
#include "app/jobs/Session.h"

namespace bolus {

/// Reads requests until stdin ends, answers them in order in a worker thread, and returns the exit
/// status. `session` belongs to that thread meanwhile.
int serve(Session& session, EventSink& sink);

} // namespace bolus
