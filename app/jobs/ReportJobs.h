// Imports, shows and lists reports.
#pragma once

#include <cstdint>
#include <filesystem>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

/// A report file, or every such file in a folder.
Result<Outcome> importReports(Session& session, const std::filesystem::path& path, Events& events);
/// Of one case, with sections, sentences and the images they name.
Result<Outcome> showReports(Session& session, std::int64_t caseId, Events& events);
/// Those that no study here belongs to, and why.
Result<Outcome> listUnmatchedReports(Session& session, Events& events);

} // namespace bolus
