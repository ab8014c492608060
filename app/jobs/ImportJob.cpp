#include "app/jobs/ImportJob.h"

#include <chrono>
#include <set>

#include "app/jobs/CaseImport.h"
#include "app/jobs/FileWalk.h"
#include "app/jobs/HeaderImport.h"

namespace bolus {

namespace {

Result<void> afterHeaders(CaseImport& cases, const HeaderImport& headers) {
    if (auto built = cases.buildCases(); !built) {
        return built;
    }
    if (auto added = cases.addReportFiles(headers.reportFiles()); !added) {
        return added;
    }
    return cases.makeThumbnails();
}

Result<Json> librarySize(Library& library) {
    auto cases = library.cases();
    if (!cases) {
        return std::unexpected(cases.error());
    }
    std::set<std::string> series;
    for (const Case& exam : *cases) {
        for (const VolumeRecord& volume : exam.volumes) {
            series.insert(volume.seriesUid);
        }
    }
    return Json{{"series", series.size()}, {"cases", cases->size()}};
}

} // namespace

Result<Outcome> importFiles(Session& session, const ImportRequest& request, Events& events) {
    const auto start = std::chrono::steady_clock::now();
    auto files = findFiles(request.paths, events);
    if (!files) {
        return std::unexpected(files.error());
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    HeaderImport headers(**library, request.copy, events);
    if (auto read = headers.run(*files); !read) {
        return std::unexpected(read.error());
    }
    CaseImport cases(**library, events);
    if (auto done = afterHeaders(cases, headers); !done) {
        return std::unexpected(done.error());
    }
    auto size = librarySize(**library);
    if (!size) {
        return std::unexpected(size.error());
    }
    const ImportCounts& counts = headers.counts();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    Outcome outcome{{{"files", counts.files},
                     {"dicom", counts.dicom},
                     {"imported", counts.imported},
                     {"duplicates", counts.duplicates},
                     {"quarantined", counts.quarantined},
                     {"ignored", counts.ignored},
                     {"series", (*size)["series"]},
                     {"cases", (*size)["cases"]},
                     {"reports", cases.reports()},
                     {"seconds", seconds.count()}},
                    counts.quarantined > 0 ? ExitQuarantined : ExitDone};
    return outcome;
}

} // namespace bolus
