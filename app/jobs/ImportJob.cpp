#include "app/jobs/ImportJob.h"

#include <chrono>

#include "app/jobs/ArchiveImport.h"
#include "app/jobs/CaseImport.h"
#include "app/jobs/FileWalk.h"
#include "app/jobs/HeaderImport.h"
#include "app/jobs/MediaFolder.h"
#include "app/jobs/PhaseMeasure.h"
#include "app/jobs/SaysOnce.h"
#include "library/reader/SharedReader.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// What the user named, whole paths, with files in place of a DICOMDIR.
Result<std::vector<fs::path>> expanded(const std::vector<fs::path>& paths, Progress& progress) {
    std::vector<fs::path> all;
    for (const fs::path& path : paths) {
        std::error_code error;
        const fs::path whole = fs::absolute(path, error).lexically_normal();
        if (error || !isMediaDirectory(whole)) {
            all.push_back(error ? path : whole);
            continue;
        }
        const auto reader = SharedReader::take(&progress);
        if (!reader) {
            return std::unexpected(reader.error());
        }
        auto files = mediaFiles(whole, **reader, progress);
        if (!files) {
            return files;
        }
        all.insert(all.end(), files->begin(), files->end());
    }
    return all;
}

Result<void> afterHeaders(Library& library, CaseImport& cases, const HeaderImport& headers,
                          const ArchiveNotes& notes) {
    if (auto built = cases.buildCases(); !built) {
        return built;
    }
    if (auto added = cases.addReportFiles(headers.reportFiles()); !added) {
        return added;
    }
    if (auto kept = keepNotes(library, notes); !kept) {
        return kept;
    }
    return cases.makeThumbnails();
}

Result<ArchiveNotes> readAll(HeaderImport& headers, const FileList& files, Library& library,
                             Events& events) {
    if (auto read = headers.run(files); !read) {
        return std::unexpected(read.error());
    }
    return importArchives(library, headers, events);
}

/// Last, because it decodes: the cases are there and can be read meanwhile.
Result<void> measure(Library& library, const CaseImport& cases, const FileImportRequest& request,
                     Events& events) {
    if (!request.pixels || cases.unmeasured().empty()) {
        return {};
    }
    const auto measured = measurePhases(library, {cases.unmeasured(), false}, events);
    return measured ? Result<void>() : std::unexpected(measured.error());
}

} // namespace

Result<Outcome> importFiles(Session& session, const FileImportRequest& request, Events& outer) {
    SaysOnce events(outer); // cases, thumbnails and phases decode the same slice
    const auto start = std::chrono::steady_clock::now();
    auto paths = expanded(request.paths, events);
    if (!paths) {
        return std::unexpected(paths.error());
    }
    auto files = findFiles(*paths, events);
    if (!files) {
        return std::unexpected(files.error());
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    HeaderImport headers(**library, request.copy, *paths, events);
    const auto notes = readAll(headers, *files, **library, events);
    if (!notes) {
        return std::unexpected(notes.error());
    }
    CaseImport cases(**library, headers.readers(), *paths, events);
    if (auto done = afterHeaders(**library, cases, headers, *notes); !done) {
        return std::unexpected(done.error());
    }
    const auto size = (*library)->contents();
    if (!size) {
        return std::unexpected(size.error());
    }
    const ImportCounts& counts = headers.counts();
    const auto imported = std::chrono::steady_clock::now();
    if (auto measured = measure(**library, cases, request, events); !measured) {
        return std::unexpected(measured.error());
    }
    const std::chrono::duration<double> seconds = imported - start;
    const std::chrono::duration<double> pixelSeconds = std::chrono::steady_clock::now() - imported;
    Outcome outcome{{{"files", counts.files},
                     {"dicom", counts.dicom},
                     {"imported", counts.imported},
                     {"duplicates", counts.duplicates},
                     {"quarantined", counts.quarantined},
                     {"ignored", counts.ignored},
                     {"series", size->series},
                     {"cases", size->cases},
                     {"objects", size->objects},
                     {"split", size->split},
                     {"reports", cases.reports()},
                     {"archives", headers.archives().size()},
                     {"seconds", seconds.count()},
                     {"pixel_seconds", pixelSeconds.count()}},
                    counts.quarantined > 0 ? ExitQuarantined : ExitDone};
    return outcome;
}

} // namespace bolus
