// Made-up headers of exams, and the cases they become.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "app/jobs/StudyVolumes.h"

namespace bolus {

/// One series of axial slices, with all that an exam is told by.
struct Made {
    std::string study = "1", description = {}, time = {}; // AcquisitionTime
    std::string day = {};                                 // blank, as after de-identification
    std::string frame = {};
    std::string accession = {};
    std::string patient = "P17", name = "Doe^Jane", birth = "19500101", sex = "F";
    std::string bodyPart = "ABDOMEN", modality = "CT", scanner = "Somatom X";
    std::string imageType = "ORIGINAL\\PRIMARY\\AXIAL", kernel = "B30f";
    double bottom = -200, top = 200; // mm
    double spacing = 5;
    std::optional<int> temporal = std::nullopt;
    bool coronal = false;
};

inline int& counter() {
    static int number = 0;
    return number;
}

inline InstanceHeader headerOf(const Made& made, int series, int slice) {
    InstanceHeader h;
    h.studyUid = made.study;
    h.seriesUid = made.study + "." + std::to_string(series);
    h.sopInstanceUid = h.seriesUid + "." + std::to_string(slice);
    h.path = h.sopInstanceUid;
    h.seriesNumber = series;
    h.instanceNumber = slice + 1;
    h.seriesDescription = made.description;
    h.acquisitionTime = made.time;
    h.studyDate = h.acquisitionDate = made.day;
    h.frameOfReferenceUid = made.frame;
    h.accessionNumber = made.accession;
    h.patientId = made.patient;
    h.patientName = made.name;
    h.patientBirthDate = made.birth;
    h.patientSex = made.sex;
    h.bodyPart = made.bodyPart;
    h.modality = made.modality;
    h.manufacturer = "Maker";
    h.model = made.scanner;
    h.imageType = made.imageType;
    h.kernel = made.kernel;
    h.temporalPosition = made.temporal;
    h.rows = h.columns = 64;
    h.hasPixels = true;
    h.pixelSpacing = made.coronal ? std::array<double, 2>{12, 6} : std::array<double, 2>{6, 6};
    h.sliceThickness = made.spacing;
    h.orientation = made.coronal ? std::array<double, 6>{1, 0, 0, 0, 0, -1}
                                 : std::array<double, 6>{1, 0, 0, 0, 1, 0};
    return h;
}

inline std::vector<InstanceHeader> headers(const Made& made) {
    const int series = ++counter();
    std::vector<InstanceHeader> list;
    int slice = 0;
    if (made.coronal) {
        for (double y = -100; y <= 100; y += made.spacing) {
            list.push_back(headerOf(made, series, slice++));
            list.back().position = {-190, y, made.top};
        }
        return list;
    }
    for (double z = made.bottom; z <= made.top; z += made.spacing) {
        list.push_back(headerOf(made, series, slice++));
        list.back().position = {-190, -190, z};
    }
    return list;
}

inline std::vector<InstanceHeader> all(const std::vector<Made>& exam) {
    std::vector<InstanceHeader> list;
    for (const Made& made : exam) {
        const auto more = headers(made);
        list.insert(list.end(), more.begin(), more.end());
    }
    return list;
}

inline std::vector<Case> cases(const std::vector<Made>& exam) {
    return casesOf(all(exam)).value();
}

/// Descriptions of the phase series, in order.
inline std::string phasesOf(const Case& exam) {
    std::string text;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries) {
            text += (text.empty() ? "" : ", ") + volume.seriesDescription;
        }
    }
    return text;
}

inline bool says(const Case& exam, const std::string& words) {
    return std::ranges::any_of(exam.issues, [&](const std::string& issue) {
        return issue.find(words) != std::string::npos;
    });
}

/// Four phases, each in a study of its own, nothing but AcquisitionTime to order them.
inline std::vector<Made> scattered() {
    return {{.study = "3", .description = "Abd 3", .time = "100110"},
            {.study = "1", .description = "Abd 1", .time = "095500"},
            {.study = "4", .description = "Abd 4", .time = "100500"},
            {.study = "2", .description = "Abd 2", .time = "100035"}};
}

} // namespace bolus
