// DICOM files into the library: headers to rows, rows to cases, reports beside them.
#pragma once

#include <filesystem>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

struct FileImportRequest {
    /// Folders, files, zip archives; a DICOMDIR stands for the files it names.
    std::vector<std::filesystem::path> paths;
    bool copy = false;  // into the library's files folder; else referenced where they lie
    bool pixels = true; // look for contrast in the pixels, when all else is done
};

/// Idempotent, and resumable after a kill: what a run has stored the next one only checks by size
/// and time. Stages: "files", "headers", "archives", "cases", "thumbnails",
/// "phases".
Result<Outcome> importFiles(Session& session, const FileImportRequest& request, Events& events);

} // namespace bolus
