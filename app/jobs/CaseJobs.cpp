#include "app/jobs/CaseJobs.h"

#include <fmt/format.h>

#include "app/jobs/FileWalk.h"
#include "app/jobs/PhaseMeasure.h"
#include "app/jobs/Thumbnail.h"
#include "library/dicom/StructuredReport.h"
#include "library/reports/ReportFile.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

Json volumeJson(const VolumeRecord& volume) {
    return {{"phase", phaseToken(volume.phase.phase)},
            {"confidence", volume.phase.confidence},
            {"source", phaseSourceToken(volume.phase.source)},
            {"reason", volume.phase.reason},
            {"series_uid", volume.seriesUid},
            {"part", volume.part},
            {"part_reason", volume.partReason},
            {"series_description", volume.seriesDescription},
            {"slices", volume.size[2]},
            {"spacing_mm", volume.spacing},
            {"plane", planeToken(volume.plane)},
            {"issues", volume.issues},
            {"enhancement", enhancementJson(volume.enhancement)}};
}

Json volumesJson(const Case& exam, bool inPhaseSeries) {
    Json list = Json::array();
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries == inPhaseSeries) {
            list.push_back(volumeJson(volume));
        }
    }
    return list;
}

void refreshThumbnail(Library& library, std::int64_t caseId, Events& events) {
    const auto exam = library.caseById(caseId);
    if (!exam) {
        events.warn(exam.error());
        return;
    }
    if (auto made = writeThumbnail(*exam, library.thumbnailPath(caseId)); !made) {
        events.warn(made.error());
    }
}

/// No value: the file holds no report.
std::optional<std::vector<Report>> reportsIn(const fs::path& file, Error& reason) {
    auto reports = readReportFile(file);
    if (reports) {
        return std::move(*reports);
    }
    auto structured = readStructuredReport(file);
    if (structured) {
        return std::vector{std::move(*structured)};
    }
    reason = reports.error();
    return std::nullopt;
}

struct ReportCounts {
    int reports = 0, matched = 0;
};

Result<void> addReport(Library& library, const Report& report, ReportCounts& counts,
                       Events& events) {
    const auto added = library.addReport(report);
    if (!added && added.error().code != ErrorCode::NotFound) {
        return added;
    }
    ++counts.reports;
    counts.matched += added ? 1 : 0;
    events.item({{"study_uid", report.studyUid},
                 {"accession_number", report.accessionNumber},
                 {"matched", added.has_value()}});
    return {};
}

Result<ReportCounts> addReports(Library& library, const std::vector<FoundFile>& files,
                                Events& events) {
    ReportCounts counts;
    for (const FoundFile& file : files) {
        if (events.cancelled()) {
            return cancelledError();
        }
        Error reason;
        const auto reports = reportsIn(file.path, reason);
        if (!reports) {
            if (files.size() == 1) {
                return std::unexpected(reason);
            }
            continue;
        }
        for (const Report& report : *reports) {
            if (auto added = addReport(library, report, counts, events); !added) {
                return std::unexpected(added.error());
            }
        }
    }
    return counts;
}

} // namespace

std::string thumbnailOf(const Library& library, std::int64_t caseId) {
    const fs::path path = library.thumbnailPath(caseId);
    std::error_code error;
    return fs::exists(path, error) ? path.string() : std::string();
}

Json caseJson(const Case& exam, const Library& library) {
    return {{"id", exam.id},
            {"case", exam.id}, // in `serve` an event's "id" is the request's
            {"patient_id", exam.patientId},
            {"patient_name", exam.patientName},
            {"studies", exam.studyUids},
            {"study_date", exam.studyDate},
            {"description", exam.description},
            {"modality", exam.modality},
            {"body_part", exam.bodyPart},
            {"reports", exam.reports.size()},
            {"issues", exam.issues},
            {"thumbnail", thumbnailOf(library, exam.id)},
            {"phases", volumesJson(exam, true)},
            {"others", volumesJson(exam, false)}};
}

Result<Outcome> listCases(Session& session, const CaseFilter& filter, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto cases = (*library)->cases(filter);
    if (!cases) {
        return std::unexpected(cases.error());
    }
    for (const Case& exam : *cases) {
        if (events.cancelled()) {
            return cancelledError();
        }
        events.item(caseJson(exam, **library));
    }
    return Outcome{{{"cases", cases->size()}}};
}

Result<Outcome> setPhase(Session& session, std::int64_t caseId, const std::string& seriesUid,
                         Phase phase, std::optional<int> part) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    if (auto set = (*library)->setPhase(caseId, seriesUid, phase, part); !set) {
        return std::unexpected(set.error());
    }
    return Outcome{{{"case", caseId}, {"series_uid", seriesUid}, {"phase", phaseToken(phase)}}};
}

Result<Outcome> mergeCases(Session& session, std::int64_t into,
                           const std::vector<std::int64_t>& others, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    if (auto merged = (*library)->mergeCases(into, others); !merged) {
        return std::unexpected(merged.error());
    }
    refreshThumbnail(**library, into, events);
    return Outcome{{{"case", into}}};
}

Result<Outcome> splitCase(Session& session, std::int64_t caseId,
                          const std::vector<std::string>& seriesUids, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto made = (*library)->splitCase(caseId, seriesUids);
    if (!made) {
        return std::unexpected(made.error());
    }
    refreshThumbnail(**library, caseId, events);
    refreshThumbnail(**library, *made, events);
    return Outcome{{{"case", *made}}};
}

Result<Outcome> importReports(Session& session, const fs::path& path, Events& events) {
    auto files = findFiles({path}, events);
    if (!files) {
        return std::unexpected(files.error());
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto counts = addReports(**library, *files, events);
    if (!counts) {
        return std::unexpected(counts.error());
    }
    return Outcome{{{"reports", counts->reports},
                    {"matched", counts->matched},
                    {"unmatched", counts->reports - counts->matched}}};
}

Result<Outcome> showReports(Session& session, std::int64_t caseId, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto exam = (*library)->caseById(caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    for (const Report& report : exam->reports) {
        events.item({{"source", report.source}, {"text", report.text}});
    }
    return Outcome{{{"reports", exam->reports.size()}}};
}

} // namespace bolus
