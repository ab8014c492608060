// The library's models: list, import, activate, remove.
#pragma once

#include <filesystem>
#include <string>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

Result<Outcome> listModels(Session& session, Events& events);
/// `id` empty: the name in the file.
Result<Outcome> importModel(Session& session, const std::filesystem::path& file,
                            const std::string& id);
Result<Outcome> activateModel(Session& session, const std::string& id);
/// With its vectors, and its file where that lies in the library.
Result<Outcome> removeModel(Session& session, const std::string& id);

} // namespace bolus
