// DICOM files into the library: headers to rows, rows to cases, reports beside them.
#pragma once

#include <filesystem>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

struct ImportRequest {
    std::vector<std::filesystem::path> paths;
    bool copy = false; // into the library's files folder; else referenced where they lie
};

/// Idempotent, and resumable after a kill: what a run has stored the next one only checks by size
/// and time. Stages: "files", "headers", "cases", "thumbnails".
Result<Outcome> importFiles(Session& session, const ImportRequest& request, Events& events);

} // namespace bolus
