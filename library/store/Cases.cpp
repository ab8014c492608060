// Reading what belongs to cases.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "library/store/CaseRows.h"
#include "library/store/ObjectKind.h"
#include "library/store/SqliteLibrary.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

std::string joined(const std::set<std::string>& values) {
    std::string text;
    for (const std::string& value : values) {
        text += (text.empty() ? "" : "; ") + (value.empty() ? "(none)" : value);
    }
    return text;
}

Case caseFrom(const Query& query) {
    Case c;
    std::string issues;
    Row row(query);
    row >> c.id >> c.patientId >> c.patientName >> c.patientSex >> c.patientAge >> c.studyDate >>
        c.accessionNumber >> c.modality >> c.bodyPart >> c.description >> issues;
    c.issues = splitLines(issues);
    return c;
}

} // namespace

/// In the order of the ids, without those that are not there.
std::vector<Case> SqliteLibrary::caseRows(std::span<const std::int64_t> ids) {
    std::vector<Case> found;
    found.reserve(ids.size());
    for (const std::int64_t id : ids) {
        auto row = query("SELECT id, patient_id, patient_name, patient_sex, patient_age, "
                         "study_date, accession_number, modality, body_part, description, issues "
                         "FROM cases WHERE id = ?",
                         id);
        if (row.next()) {
            found.push_back(caseFrom(row));
        }
    }
    return found;
}

Result<Case> SqliteLibrary::caseById(std::int64_t id) {
    return m_database->read([&]() -> Result<Case> {
        if (auto there = requireCase(id); !there) {
            return std::unexpected(there.error());
        }
        std::vector<Case> found = caseRows(std::span(&id, 1));
        readVolumes(found);
        readSlices(found.front());
        readReports(found, true);
        readObjects(found.front());
        addIdentityIssues(found);
        return std::move(found.front());
    });
}

void SqliteLibrary::readVolumes(std::vector<Case>& cases) {
    static const std::string select =
        std::string(selectVolumes) +
        "WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY case_id, ordinal, id";
    std::unordered_map<std::int64_t, std::vector<VolumeRow>> volumes;
    auto rows = query(select.c_str(), idList(cases));
    while (rows.next()) {
        VolumeRow row = volumeFrom(rows);
        volumes[row.caseId].push_back(std::move(row));
    }
    for (Case& c : cases) {
        for (const VolumeRow& row : volumes[c.id]) {
            const std::string& study = row.volume.studyUid;
            if (std::find(c.studyUids.begin(), c.studyUids.end(), study) == c.studyUids.end()) {
                c.studyUids.push_back(study);
            }
        }
        c.volumes = sortedVolumes(std::move(volumes[c.id]));
    }
}

void SqliteLibrary::readSlices(Case& whole) {
    for (VolumeRecord& volume : whole.volumes) {
        auto rows = query("SELECT f.path, file.name, i.sop_uid, slice.frame, slice.position, "
                          "file.size, file.modified_ns, file.changed_ns, file.inode, file.decoded "
                          "FROM slice JOIN instance i ON i.id = slice.instance "
                          "JOIN file ON file.id = i.file JOIN folder f ON f.id = file.folder "
                          "WHERE slice.volume = ? ORDER BY slice.ordinal",
                          volume.id);
        while (rows.next()) {
            SliceRef slice;
            std::string folder, name;
            Row row(rows);
            row >> folder >> name >> slice.sopInstanceUid >> slice.frame >> slice.position >>
                slice.fileSize >> slice.modifiedNs >> slice.changedNs >> slice.inode >>
                slice.decodedBefore;
            slice.path = std::filesystem::path(folder) / name;
            volume.slices.push_back(std::move(slice));
        }
    }
}

void SqliteLibrary::readObjects(Case& whole) {
    for (const std::string& study : whole.studyUids) {
        auto rows = query("SELECT i.sop_uid, s.sop_class_uid, t.study_uid, s.series_uid, "
                          "s.description, s.has_pixels, f.path, file.name FROM study t "
                          "JOIN series s ON s.study = t.id JOIN instance i ON i.series = s.id "
                          "JOIN file ON file.id = i.file JOIN folder f ON f.id = file.folder "
                          "WHERE t.study_uid = ? "
                          "ORDER BY s.series_number, s.series_uid, i.instance_number, i.sop_uid",
                          study);
        while (rows.next()) {
            const std::string kind = objectKind(rows.text(1), rows.integer(5) != 0);
            if (!kind.empty()) {
                whole.objects.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3),
                                         rows.text(4), kind,
                                         std::filesystem::path(rows.text(6)) / rows.text(7)});
            }
        }
    }
}

/// Why the patient behind these cases may not be one person; nothing is merged or parted for it.
void SqliteLibrary::addIdentityIssues(std::vector<Case>& cases) {
    const std::string ids = idList(cases);
    const auto ambiguous = ambiguousPatients(ids);
    std::map<std::string, std::set<std::string>> patientsOfStudy;
    auto rows =
        query("SELECT t.study_uid, p.patient_id FROM (SELECT DISTINCT study_uid FROM volume "
              "WHERE case_id IN (SELECT value FROM json_each(?))) v "
              "JOIN study t ON t.study_uid = v.study_uid JOIN patient p ON p.id = t.patient",
              ids);
    while (rows.next()) {
        patientsOfStudy[rows.text(0)].insert(rows.text(1));
    }
    for (Case& c : cases) {
        if (const auto found = ambiguous.find(c.patientId); found != ambiguous.end()) {
            c.issues.push_back(found->second);
        }
        for (const std::string& study : c.studyUids) {
            const auto found = patientsOfStudy.find(study);
            if (found != patientsOfStudy.end() && found->second.size() > 1) {
                c.issues.push_back("Study " + study + " holds files of several patient IDs (" +
                                   joined(found->second) + "). Check whose exam this is.");
            }
        }
    }
}

std::map<std::string, std::string> SqliteLibrary::ambiguousPatients(const std::string& caseIds) {
    std::map<std::string, std::set<std::string>> names, keys, births;
    auto rows = query("SELECT patient_id, name, birth_date FROM patient WHERE patient_id <> '' AND "
                      "patient_id IN (SELECT patient_id FROM cases WHERE id IN "
                      "(SELECT value FROM json_each(?)))",
                      caseIds);
    while (rows.next()) {
        names[rows.text(0)].insert(rows.text(1));
        keys[rows.text(0)].insert(foldName(rows.text(1)));
        if (!rows.text(2).empty()) {
            births[rows.text(0)].insert(rows.text(2));
        }
    }
    std::map<std::string, std::string> issues;
    for (const auto& [id, spellings] : names) {
        if (keys[id].size() > 1) {
            issues[id] = "Patient ID " + id + " stands for different names (" + joined(spellings) +
                         "). These may be different people.";
        } else if (births[id].size() > 1) {
            issues[id] = "Patient ID " + id + " stands for different birth dates (" +
                         joined(births[id]) + "). These may be different people.";
        }
    }
    return issues;
}

} // namespace bolus
