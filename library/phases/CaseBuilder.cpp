#include "library/phases/CaseBuilder.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "library/phases/PhaseClassifier.h"
#include "library/phases/Roles.h"

namespace bolus {

namespace {

/// What must be equal for volumes to share a case.
using ExamKey = std::tuple<std::string, std::string, std::string>; // patient, study, modality

ExamKey keyOf(const Case& exam, const VolumeRecord& volume) {
    return {exam.patientId, volume.studyUid, volume.modality};
}

void addOnce(std::vector<std::string>& list, const std::string& text) {
    if (!text.empty() && std::ranges::find(list, text) == list.end()) {
        list.push_back(text);
    }
}

std::string nameOf(const VolumeRecord& volume) {
    return volume.seriesDescription.empty()
               ? fmt::format("Series {}", volume.seriesNumber.value_or(0))
               : volume.seriesDescription;
}

/// Phases in contrast order, then what is shown apart in the order of its times.
void orderVolumes(std::vector<VolumeRecord>& volumes) {
    sortInContrastOrder(volumes);
    std::ranges::stable_partition(volumes, &VolumeRecord::inPhaseSeries);
}

void collectIssues(Case& exam) {
    for (const VolumeRecord& volume : exam.volumes) {
        for (const std::string& issue : volume.issues) {
            if (volume.inPhaseSeries) {
                addOnce(exam.issues, nameOf(volume) + ": " + issue);
            }
        }
    }
    const auto phases = std::ranges::count_if(exam.volumes, &VolumeRecord::inPhaseSeries);
    if (phases == 0) {
        addOnce(exam.issues, "No series of this exam can be hung as a phase.");
    }
}

void describe(Case& exam) {
    for (const VolumeRecord& volume : exam.volumes) {
        addOnce(exam.studyUids, volume.studyUid);
        if (exam.bodyPart.empty()) {
            exam.bodyPart = volume.bodyPart;
        }
    }
    if (exam.description.empty() && !exam.volumes.empty()) {
        exam.description = exam.volumes.front().seriesDescription;
    }
}

Case emptyCase(const Case& exam, const VolumeRecord& first) {
    Case fresh = exam;
    fresh.studyUids = {first.studyUid};
    fresh.modality = first.modality;
    fresh.volumes.clear();
    return fresh;
}

void finish(Case& exam) {
    assignRoles(exam.volumes);
    classifyPhases(exam.volumes);
    orderVolumes(exam.volumes);
    describe(exam);
    collectIssues(exam);
}

} // namespace

std::vector<Case> buildCases(std::vector<StudyVolumes> studies) {
    std::vector<Case> cases;
    std::map<ExamKey, std::size_t> indexOf;
    for (StudyVolumes& study : studies) {
        for (VolumeRecord& volume : study.volumes) {
            const auto [entry, isNew] =
                indexOf.try_emplace(keyOf(study.exam, volume), cases.size());
            if (isNew) {
                cases.push_back(emptyCase(study.exam, volume));
            }
            cases[entry->second].volumes.push_back(std::move(volume));
        }
    }
    std::ranges::for_each(cases, finish);
    return cases;
}

} // namespace bolus
