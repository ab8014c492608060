#include "library/store/CaseRows.h"

#include <algorithm>
#include <map>

#include "library/store/TextFold.h"

namespace bolus {

const char* const selectVolumes =
    "SELECT case_id, id, study_uid, series_uid, frame_of_reference_uid, part, part_reason, "
    "series_description, protocol_name, image_type, kernel, modality, body_part, "
    "acquisition_date, acquisition_time, content_time, series_time, contrast_agent, "
    "contrast_start, series_number, acquisition_number, temporal_position, size_columns, "
    "size_rows, size_slices, spacing, origin, direction, plane, issues, phase, phase_confidence, "
    "phase_source, phase_reason, in_phase_series FROM volume ";

const char* const insertVolume =
    "INSERT INTO volume(case_id, ordinal, study_uid, series_uid, frame_of_reference_uid, part, "
    "part_reason, series_description, protocol_name, image_type, kernel, modality, body_part, "
    "acquisition_date, acquisition_time, content_time, series_time, contrast_agent, "
    "contrast_start, series_number, acquisition_number, temporal_position, size_columns, "
    "size_rows, size_slices, spacing, origin, direction, plane, issues, phase, phase_confidence, "
    "phase_source, phase_reason, in_phase_series) "
    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

std::pair<std::int64_t, VolumeRecord> volumeFrom(const Query& query) {
    VolumeRecord v;
    std::int64_t caseId = 0;
    std::optional<std::array<double, 3>> spacing, origin;
    std::optional<std::array<double, 9>> direction;
    std::string plane, issues, phase, source;
    double confidence = 0;
    Row row(query);
    row >> caseId >> v.id >> v.studyUid >> v.seriesUid >> v.frameOfReferenceUid >> v.part >>
        v.partReason >> v.seriesDescription >> v.protocolName >> v.imageType >> v.kernel >>
        v.modality >> v.bodyPart >> v.acquisitionDate >> v.acquisitionTime >> v.contentTime >>
        v.seriesTime >> v.contrastAgent >> v.contrastStart >> v.seriesNumber >>
        v.acquisitionNumber >> v.temporalPosition >> v.size[0] >> v.size[1] >> v.size[2] >>
        spacing >> origin >> direction >> plane >> issues >> phase >> confidence >> source >>
        v.phase.reason >> v.inPhaseSeries;
    v.spacing = spacing.value_or(v.spacing);
    v.origin = origin.value_or(v.origin);
    v.direction = direction.value_or(v.direction);
    v.plane = planeFromToken(plane).value_or(Plane::Unknown);
    v.issues = splitLines(issues);
    v.phase.phase = phaseFromText(phase).value_or(Phase::Unknown);
    v.phase.confidence = confidence;
    v.phase.source = phaseSourceFromToken(source).value_or(PhaseSource::Tags);
    return {caseId, std::move(v)};
}

void bindVolume(Query& query, std::int64_t caseId, int ordinal, const VolumeRecord& v) {
    query.bind(caseId, ordinal, v.studyUid, v.seriesUid, v.frameOfReferenceUid, v.part,
               v.partReason, v.seriesDescription, v.protocolName, v.imageType, v.kernel, v.modality,
               v.bodyPart, v.acquisitionDate, v.acquisitionTime, v.contentTime, v.seriesTime,
               v.contrastAgent, v.contrastStart, v.seriesNumber, v.acquisitionNumber,
               v.temporalPosition, v.size[0], v.size[1], v.size[2], v.spacing, v.origin,
               v.direction, planeToken(v.plane), joinLines(v.issues), phaseToken(v.phase.phase),
               v.phase.confidence, phaseSourceToken(v.phase.source), v.phase.reason,
               v.inPhaseSeries);
}

void sortVolumes(std::vector<VolumeRecord>& volumes) {
    const auto place = [](const VolumeRecord& v) {
        constexpr int afterAllPhases = static_cast<int>(allPhases.size());
        return v.inPhaseSeries ? static_cast<int>(v.phase.phase) : afterAllPhases;
    };
    std::stable_sort(volumes.begin(), volumes.end(),
                     [&](const auto& a, const auto& b) { return place(a) < place(b); });
}

std::string bodyPartOf(const Case& exam) {
    if (!exam.bodyPart.empty()) {
        return exam.bodyPart;
    }
    std::map<std::string, int> votes; // the phase series speaks first
    for (const VolumeRecord& v : exam.volumes) {
        if (!v.bodyPart.empty()) {
            votes[v.bodyPart] += v.inPhaseSeries ? 1000 : 1;
        }
    }
    const auto most =
        std::max_element(votes.begin(), votes.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == votes.end() ? std::string() : most->first;
}

std::string searchTextOf(const Case& exam) {
    std::vector<std::string> lines{exam.patientId,       exam.patientName, exam.studyDate,
                                   exam.accessionNumber, exam.modality,    exam.bodyPart,
                                   exam.description};
    for (const VolumeRecord& v : exam.volumes) {
        lines.push_back(v.studyUid);
        lines.push_back(v.seriesDescription);
        lines.push_back(v.protocolName);
    }
    std::sort(lines.begin() + 7, lines.end());
    lines.erase(std::unique(lines.begin() + 7, lines.end()), lines.end());
    return foldCase(joinLines(lines));
}

bool matchesWords(const std::string& searchText, const std::vector<std::string>& foldedWords) {
    return std::all_of(foldedWords.begin(), foldedWords.end(), [&](const std::string& word) {
        return searchText.find(word) != std::string::npos;
    });
}

} // namespace bolus
