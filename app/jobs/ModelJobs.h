// The library's models: list, activate, remove.
#pragma once

#include <string>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

Result<Outcome> listModels(Session& session, Events& events);
Result<Outcome> activateModel(Session& session, const std::string& id);
/// With its vectors, and its file where that lies in the library.
Result<Outcome> removeModel(Session& session, const std::string& id);

} // namespace bolus
