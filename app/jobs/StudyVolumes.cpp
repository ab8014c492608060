#include "app/jobs/StudyVolumes.h"

#include <map>
#include <string>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"

namespace bolus {

namespace {

Case examAttributes(const std::vector<InstanceHeader>& instances) {
    const InstanceHeader& first = instances.front();
    Case exam;
    exam.patientId = first.patientId;
    exam.patientName = first.patientName;
    exam.patientSex = first.patientSex;
    exam.patientAge = first.patientAge;
    exam.studyDate = first.studyDate;
    exam.studyUids = {first.studyUid};
    exam.accessionNumber = first.accessionNumber;
    exam.modality = first.modality;
    exam.bodyPart = first.bodyPart;
    exam.description = first.studyDescription;
    return exam;
}

} // namespace

StudyVolumes studyVolumes(std::vector<InstanceHeader> instances) {
    StudyVolumes study;
    if (instances.empty()) {
        return study;
    }
    study.exam = examAttributes(instances);
    std::map<std::string, std::vector<InstanceHeader>> series;
    for (InstanceHeader& instance : instances) {
        if (auto geometry = readFrameGeometry(instance); !geometry) {
            study.exam.issues.push_back(geometry.error().message);
        }
        series[instance.seriesUid].push_back(std::move(instance));
    }
    for (const auto& [uid, members] : series) {
        for (VolumeRecord& volume : buildVolumes(members)) {
            study.volumes.push_back(std::move(volume));
        }
        if (auto reason = noVolumeReason(members)) {
            study.exam.issues.push_back(std::move(*reason));
        }
    }
    return study;
}

std::vector<Case> casesOf(std::vector<InstanceHeader> instances,
                          const std::function<void(const Error&)>& tellOfLoss) {
    std::map<std::string, std::vector<InstanceHeader>> studies;
    for (InstanceHeader& instance : instances) {
        studies[instance.studyUid].push_back(std::move(instance));
    }
    std::vector<StudyVolumes> built;
    for (auto& [uid, members] : studies) {
        const std::string file = members.front().path.string();
        built.push_back(studyVolumes(std::move(members)));
        if (tellOfLoss && built.back().volumes.empty()) {
            for (const std::string& issue : built.back().exam.issues) {
                tellOfLoss({ErrorCode::BadInput, issue, file});
            }
        }
    }
    return buildCases(std::move(built));
}

} // namespace bolus
