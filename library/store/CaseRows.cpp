#include "library/store/CaseRows.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "library/store/TextFold.h"

namespace bolus {

const char* const selectVolumes =
    "SELECT case_id, place, id, study_uid, series_uid, frame_of_reference_uid, part, part_reason, "
    "series_description, protocol_name, image_type, kernel, modality, body_part, "
    "acquisition_date, acquisition_time, content_time, series_time, contrast_agent, "
    "contrast_start, series_number, acquisition_number, temporal_position, size_columns, "
    "size_rows, size_slices, spacing, origin, direction, plane, issues, phase, phase_confidence, "
    "phase_source, phase_reason, in_phase_series, split_cause, geometry_flags, tilt_degrees, "
    "photometric, b_value, kvp, aorta, portal_vein, inferior_vena_cava, liver, spleen, "
    "renal_cortex, renal_medulla, renal_pelvis, muscle, pixel_phase, pixel_confidence, "
    "pixel_reason FROM volume LEFT JOIN enhancement USING(series_uid, slices) ";

const char* const insertVolume =
    "INSERT INTO volume(case_id, ordinal, slices, place, study_uid, series_uid, "
    "frame_of_reference_uid, part, part_reason, series_description, protocol_name, image_type, "
    "kernel, modality, body_part, acquisition_date, acquisition_time, content_time, series_time, "
    "contrast_agent, contrast_start, series_number, acquisition_number, temporal_position, "
    "size_columns, size_rows, size_slices, spacing, origin, direction, plane, issues, phase, "
    "phase_confidence, phase_source, phase_reason, in_phase_series, split_cause, geometry_flags, "
    "tilt_degrees, photometric, b_value, kvp) VALUES(?1, ?2, ?3, "
    "(SELECT place FROM user_order WHERE series_uid = ?5 AND part = ?7), ?4, ?5, ?6, ?7, "
    "?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

namespace {

std::string flagLines(const std::vector<GeometryFlag>& flags) {
    std::vector<std::string> tokens;
    for (const GeometryFlag flag : flags) {
        tokens.emplace_back(geometryFlagToken(flag));
    }
    return joinLines(tokens);
}

std::vector<GeometryFlag> flagsFrom(const std::string& lines) {
    std::vector<GeometryFlag> flags;
    for (const std::string& token : splitLines(lines)) {
        if (const auto flag = geometryFlagFromToken(token)) {
            flags.push_back(*flag);
        }
    }
    return flags;
}

/// The columns of enhancement, from the next one of the row on; absent where nothing was measured.
std::optional<Enhancement> enhancementFrom(Row& row) {
    Enhancement e;
    std::string phase;
    row >> e.aorta >> e.portalVein >> e.inferiorVenaCava >> e.liver >> e.spleen >> e.renalCortex >>
        e.renalMedulla >> e.renalPelvis >> e.muscle >> phase >> e.confidence >> e.reason;
    if (phase.empty()) {
        return std::nullopt;
    }
    e.phase = phaseFromText(phase).value_or(Phase::Unknown);
    return e;
}

/// In contrast order; all that is outside the phase series comes after it.
int rank(const VolumeRow& row) {
    constexpr int afterAllPhases = static_cast<int>(allPhases.size());
    return row.volume.inPhaseSeries ? static_cast<int>(row.volume.phase.phase) : afterAllPhases;
}

/// Where an ordered volume stands, and where one that came later joins it: behind the last that its
/// phase does not precede.
void placeByHand(std::vector<VolumeRow>& rows) {
    std::vector<VolumeRow> placed, later;
    for (VolumeRow& row : rows) {
        const bool ordered = row.volume.inPhaseSeries && row.place;
        (ordered ? placed : later).push_back(std::move(row));
    }
    std::stable_sort(placed.begin(), placed.end(),
                     [](const auto& a, const auto& b) { return *a.place < *b.place; });
    for (VolumeRow& row : later) {
        const int own = rank(row);
        const auto before = std::find_if(placed.rbegin(), placed.rend(),
                                         [&](const VolumeRow& p) { return rank(p) <= own; });
        placed.insert(before.base(), std::move(row));
    }
    rows = std::move(placed);
}

} // namespace

VolumeRow volumeFrom(const Query& query) {
    VolumeRow result;
    VolumeRecord& v = result.volume;
    std::optional<std::array<double, 3>> spacing, origin;
    std::optional<std::array<double, 9>> direction;
    std::string plane, issues, phase, source, cause, flags;
    Row row(query);
    row >> result.caseId >> result.place >> v.id >> v.studyUid >> v.seriesUid >>
        v.frameOfReferenceUid >> v.part >> v.partReason >> v.seriesDescription >> v.protocolName >>
        v.imageType >> v.kernel >> v.modality >> v.bodyPart >> v.acquisitionDate >>
        v.acquisitionTime >> v.contentTime >> v.seriesTime >> v.contrastAgent >> v.contrastStart >>
        v.seriesNumber >> v.acquisitionNumber >> v.temporalPosition >> v.size[0] >> v.size[1] >>
        v.size[2] >> spacing >> origin >> direction >> plane >> issues >> phase >>
        v.phase.confidence >> source >> v.phase.reason >> v.inPhaseSeries >> cause >> flags >>
        v.tiltDegrees >> v.photometric >> v.bValue >> v.kvp;
    v.enhancement = enhancementFrom(row);
    v.spacing = spacing.value_or(v.spacing);
    v.origin = origin.value_or(v.origin);
    v.direction = direction.value_or(v.direction);
    v.plane = planeFromToken(plane).value_or(Plane::Unknown);
    v.issues = splitLines(issues);
    v.phase.phase = phaseFromText(phase).value_or(Phase::Unknown);
    v.phase.source = phaseSourceFromToken(source).value_or(PhaseSource::Tags);
    v.splitCause = splitCauseFromToken(cause).value_or(SplitCause::None);
    v.geometryFlags = flagsFrom(flags);
    return result;
}

void bindVolume(Query& query, std::int64_t caseId, int ordinal, std::int64_t slices,
                const VolumeRecord& v) {
    query.bind(caseId, ordinal, slices, v.studyUid, v.seriesUid, v.frameOfReferenceUid, v.part,
               v.partReason, v.seriesDescription, v.protocolName, v.imageType, v.kernel, v.modality,
               v.bodyPart, v.acquisitionDate, v.acquisitionTime, v.contentTime, v.seriesTime,
               v.contrastAgent, v.contrastStart, v.seriesNumber, v.acquisitionNumber,
               v.temporalPosition, v.size[0], v.size[1], v.size[2], v.spacing, v.origin,
               v.direction, planeToken(v.plane), joinLines(v.issues), phaseToken(v.phase.phase),
               v.phase.confidence, phaseSourceToken(v.phase.source), v.phase.reason,
               v.inPhaseSeries, splitCauseToken(v.splitCause), flagLines(v.geometryFlags),
               v.tiltDegrees, v.photometric, v.bValue, v.kvp);
}

std::vector<VolumeRecord> sortedVolumes(std::vector<VolumeRow> rows) {
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return rank(a) < rank(b); });
    if (std::ranges::any_of(rows, [](const VolumeRow& row) { return row.place.has_value(); })) {
        placeByHand(rows);
    }
    std::vector<VolumeRecord> volumes;
    volumes.reserve(rows.size());
    for (VolumeRow& row : rows) {
        volumes.push_back(std::move(row.volume));
    }
    return volumes;
}

std::uint64_t hashed(std::uint64_t hash, const std::string& text) {
    return fnv1a("\n", fnv1a(text, hash));
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

std::string ageDecadeOf(const std::string& patientAge) {
    int number = 0;
    const auto [end, error] =
        std::from_chars(patientAge.data(), patientAge.data() + patientAge.size(), number);
    const std::string unit(end, patientAge.data() + patientAge.size());
    if (error != std::errc() || number < 0 || unit.size() != 1 ||
        std::string("YMWD").find(unit) == std::string::npos) {
        return {};
    }
    const int decade = unit == "Y" ? number / 10 * 10 : 0; // 999 months are no age
    return std::to_string(decade) + "-" + std::to_string(decade + 9);
}

std::string yearOf(const std::string& date) {
    const bool given = date.size() >= 4 && std::all_of(date.begin(), date.begin() + 4,
                                                       [](char c) { return c >= '0' && c <= '9'; });
    return given ? date.substr(0, 4) : std::string();
}

int phaseBits(const std::vector<VolumeRecord>& volumes) {
    int bits = 0;
    for (const VolumeRecord& volume : volumes) {
        bits |= volume.inPhaseSeries ? phaseBit(volume.phase.phase) : 0;
    }
    return bits;
}

std::string idList(const std::vector<Case>& cases) {
    std::string list = "[";
    for (const Case& c : cases) {
        list.append(list.size() == 1 ? "" : ",").append(std::to_string(c.id));
    }
    return list + ']';
}

} // namespace bolus
