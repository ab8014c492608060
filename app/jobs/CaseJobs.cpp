#include "app/jobs/CaseJobs.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "app/jobs/CaseEdits.h"
#include "app/jobs/PhaseMeasure.h"
#include "library/phases/CaseBuilder.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t pageSize = 256; // cases in memory at once

Json flagsJson(const std::vector<GeometryFlag>& flags) {
    Json list = Json::array();
    for (const GeometryFlag flag : flags) {
        list.push_back(geometryFlagToken(flag));
    }
    return list;
}

Json volumeJson(const VolumeRecord& volume) {
    return {{"phase", phaseToken(volume.phase.phase)},
            {"confidence", volume.phase.confidence},
            {"source", phaseSourceToken(volume.phase.source)},
            {"reason", volume.phase.reason},
            {"series_uid", volume.seriesUid},
            {"part", volume.part},
            {"part_reason", volume.partReason},
            {"split_cause", splitCauseToken(volume.splitCause)},
            {"geometry_flags", flagsJson(volume.geometryFlags)},
            {"tilt_degrees", volume.tiltDegrees},
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
    const auto ids = (*library)->caseIds(filter);
    if (!ids) {
        return std::unexpected(ids.error());
    }
    std::size_t listed = 0;
    for (std::size_t begin = 0; begin < ids->size(); begin += pageSize) {
        auto page = (*library)->casesByIds(
            std::span(*ids).subspan(begin, std::min(pageSize, ids->size() - begin)));
        if (!page) {
            return std::unexpected(page.error());
        }
        for (Case& exam : *page) {
            if (events.cancelled()) {
                return cancelledError();
            }
            dropAnsweredHints(exam);
            events.item(caseJson(exam, **library));
        }
        listed += page->size();
    }
    return Outcome{{{"cases", listed}}};
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
    std::vector<std::int64_t> all = others;
    all.push_back(into);
    const auto doubts = (*library)->mergeDoubts(all);
    if (!doubts) {
        return std::unexpected(doubts.error());
    }
    if (auto merged = (*library)->mergeCases(into, others); !merged) {
        return std::unexpected(merged.error());
    }
    for (const std::string& doubt : *doubts) {
        events.warning("identity", "These cases may be of different people. " + doubt, {});
    }
    for (const std::int64_t id : all) {
        refreshThumbnail(**library, id, events);
    }
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

} // namespace bolus
