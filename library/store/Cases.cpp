// Reading cases.
#include <algorithm>
#include <set>

#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

constexpr const char* selectCases =
    "SELECT id, patient_id, patient_name, patient_sex, patient_age, study_date, accession_number, "
    "modality, body_part, description, issues, search_text FROM cases "
    "WHERE (?1 IS NULL OR id = ?1) AND (?2 = '' OR lower(modality) = lower(?2)) "
    "AND (?3 = '' OR instr(lower(body_part), lower(?3)) > 0) "
    "AND (?4 = '' OR EXISTS(SELECT 1 FROM volume WHERE case_id = cases.id AND in_phase_series "
    "AND phase = ?4)) ORDER BY patient_id, study_date, id";

Case caseFrom(const Query& query) {
    Case c;
    std::string issues;
    Row row(query);
    row >> c.id >> c.patientId >> c.patientName >> c.patientSex >> c.patientAge >> c.studyDate >>
        c.accessionNumber >> c.modality >> c.bodyPart >> c.description >> issues;
    c.issues = splitLines(issues);
    return c;
}

std::vector<std::string> foldedWords(const std::string& text) {
    std::string lines = foldCase(text);
    std::replace(lines.begin(), lines.end(), ' ', '\n');
    std::vector<std::string> words = splitLines(lines);
    std::erase(words, "");
    return words;
}

std::string joined(const std::set<std::string>& values) {
    std::string text;
    for (const std::string& value : values) {
        text += (text.empty() ? "" : "; ") + (value.empty() ? "(none)" : value);
    }
    return text;
}

} // namespace

std::vector<Case> SqliteLibrary::caseRows(const CaseFilter& filter) {
    const std::vector<std::string> words = foldedWords(filter.text);
    const std::string phase = filter.hasPhase ? phaseToken(*filter.hasPhase) : "";
    std::vector<Case> found;
    auto rows = query(selectCases, filter.caseId, filter.modality, filter.bodyPart, phase);
    while (rows.next()) {
        if (words.empty() || matchesWords(rows.text(11), words)) {
            found.push_back(caseFrom(rows));
        }
    }
    return found;
}

Result<std::vector<Case>> SqliteLibrary::cases(const CaseFilter& filter) {
    return m_database->read([&]() -> Result<std::vector<Case>> {
        std::vector<Case> found = caseRows(filter);
        readVolumes(found);
        for (Case& c : found) {
            readReports(c, false);
        }
        addIdentityIssues(found);
        return found;
    });
}

Result<std::vector<CaseKey>> SqliteLibrary::caseKeys(const CaseFilter& filter) {
    return m_database->read([&]() -> Result<std::vector<CaseKey>> {
        std::vector<CaseKey> keys;
        for (Case& c : caseRows(filter)) {
            keys.push_back({c.id, std::move(c.patientId)});
        }
        std::sort(keys.begin(), keys.end(),
                  [](const auto& a, const auto& b) { return a.id < b.id; });
        return keys;
    });
}

Result<Case> SqliteLibrary::caseById(std::int64_t id) {
    return m_database->read([&]() -> Result<Case> {
        if (auto there = requireCase(id); !there) {
            return std::unexpected(there.error());
        }
        CaseFilter filter;
        filter.caseId = id;
        std::vector<Case> found = caseRows(filter);
        readVolumes(found);
        readSlices(found.front());
        readReports(found.front(), true);
        addIdentityIssues(found);
        return std::move(found.front());
    });
}

void SqliteLibrary::readVolumes(std::vector<Case>& cases) {
    static const std::string select =
        std::string(selectVolumes) + "WHERE case_id = ? ORDER BY ordinal";
    for (Case& c : cases) {
        auto rows = query(select.c_str(), c.id);
        while (rows.next()) {
            c.volumes.push_back(volumeFrom(rows).second);
            const std::string& study = c.volumes.back().studyUid;
            if (std::find(c.studyUids.begin(), c.studyUids.end(), study) == c.studyUids.end()) {
                c.studyUids.push_back(study);
            }
        }
        sortVolumes(c.volumes);
    }
}

void SqliteLibrary::readSlices(Case& whole) {
    for (VolumeRecord& volume : whole.volumes) {
        auto rows = query("SELECT f.path, file.name, i.sop_uid, slice.frame, slice.position "
                          "FROM slice JOIN instance i ON i.id = slice.instance "
                          "JOIN file ON file.id = i.file JOIN folder f ON f.id = file.folder "
                          "WHERE slice.volume = ? ORDER BY slice.ordinal",
                          volume.id);
        while (rows.next()) {
            volume.slices.push_back({std::filesystem::path(rows.text(0)) / rows.text(1),
                                     rows.text(2), static_cast<int>(rows.integer(3)),
                                     rows.real(4)});
        }
    }
}

/// Why the patient behind these cases may not be one person; nothing is merged or parted for it.
void SqliteLibrary::addIdentityIssues(std::vector<Case>& cases) {
    const auto ambiguous = ambiguousPatients();
    std::map<std::string, std::set<std::string>> patientsOfStudy;
    auto rows =
        query("SELECT t.study_uid, p.patient_id FROM study t JOIN patient p ON p.id = t.patient "
              "WHERE t.study_uid IN (SELECT study_uid FROM study GROUP BY study_uid "
              "HAVING min(patient) <> max(patient))");
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

std::map<std::string, std::string> SqliteLibrary::ambiguousPatients() {
    std::map<std::string, std::set<std::string>> names, keys, births;
    auto rows = query("SELECT patient_id, name, birth_date FROM patient WHERE patient_id IN "
                      "(SELECT patient_id FROM patient WHERE patient_id <> '' GROUP BY patient_id "
                      "HAVING count(*) > 1)");
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
