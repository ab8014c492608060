// The user's corrections: phases, merges, splits, orders.
#include <algorithm>
#include <set>
#include <sstream>

#include "library/phases/Identity.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

template<typename T>
std::string listOf(const std::set<T>& values) {
    std::ostringstream text;
    for (const T& value : values) {
        text << (text.view().empty() ? "" : ", ") << value;
    }
    return text.str();
}

} // namespace

Result<void> SqliteLibrary::setPhase(std::int64_t caseId, const std::string& seriesUid, Phase phase,
                                     std::optional<int> part) {
    return m_database->write([&]() -> Result<void> {
        if (auto there = requireCase(caseId); !there) {
            return there;
        }
        query("INSERT OR REPLACE INTO user_phase SELECT series_uid, part, ?4 FROM volume "
              "WHERE case_id = ?1 AND series_uid = ?2 AND CASE WHEN ?3 IS NOT NULL THEN part = ?3 "
              "ELSE in_phase_series = (SELECT max(in_phase_series) FROM volume "
              "WHERE case_id = ?1 AND series_uid = ?2) END",
              caseId, seriesUid, part, phaseToken(phase))
            .run();
        if (m_database->connection().getChanges() == 0) {
            return fail(ErrorCode::NotFound,
                        "Case " + std::to_string(caseId) + " has no such series" +
                            (part ? " part " + std::to_string(*part) : "") + ": " + seriesUid + ".",
                        seriesUid);
        }
        query("UPDATE volume SET phase = u.phase, phase_confidence = 1, phase_source = 'user', "
              "phase_reason = 'Set by the user', in_phase_series = max(in_phase_series, u.phase <> "
              "'unknown') "
              "FROM user_phase u WHERE u.series_uid = volume.series_uid AND u.part = volume.part "
              "AND volume.case_id = ? AND volume.series_uid = ?",
              caseId, seriesUid)
            .run();
        refreshCase(caseId);
        return {};
    });
}

Result<void> SqliteLibrary::restorePhase(std::int64_t caseId, const std::string& seriesUid,
                                         int part, const PhaseRecord& record, bool inPhaseSeries) {
    return m_database->write([&]() -> Result<void> {
        if (auto there = requireCase(caseId); !there) {
            return there;
        }
        query("UPDATE volume SET phase = ?, phase_confidence = ?, phase_source = ?, "
              "phase_reason = ?, in_phase_series = ? "
              "WHERE case_id = ? AND series_uid = ? AND part = ?",
              phaseToken(record.phase), record.confidence, phaseSourceToken(record.source),
              record.reason, inPhaseSeries, caseId, seriesUid, part)
            .run();
        if (m_database->connection().getChanges() == 0) {
            return fail(ErrorCode::NotFound,
                        "Case " + std::to_string(caseId) + " has no such series part " +
                            std::to_string(part) + ": " + seriesUid + ".",
                        seriesUid);
        }
        if (record.source == PhaseSource::User) {
            query("INSERT OR REPLACE INTO user_phase VALUES(?, ?, ?)", seriesUid, part,
                  phaseToken(record.phase))
                .run();
        } else {
            query("DELETE FROM user_phase WHERE series_uid = ? AND part = ?", seriesUid, part)
                .run();
        }
        refreshCase(caseId);
        return {};
    });
}

Result<Case> SqliteLibrary::headOf(std::int64_t id) {
    if (auto there = requireCase(id); !there) {
        return std::unexpected(there.error());
    }
    std::vector<Case> found = caseRows(std::span(&id, 1));
    readVolumes(found);
    return std::move(found.front());
}

/// A case that names nobody may hold somebody's images since an earlier merge.
std::set<std::string> SqliteLibrary::patientsOf(const Case& exam) {
    if (!exam.patientId.empty()) {
        return {exam.patientId};
    }
    auto rows =
        query("SELECT DISTINCT p.patient_id FROM volume v JOIN slice ON slice.volume = v.id "
              "JOIN instance i ON i.id = slice.instance JOIN series s ON s.id = i.series "
              "JOIN study t ON t.id = s.study JOIN patient p ON p.id = t.patient "
              "WHERE v.case_id = ? AND p.patient_id <> ''",
              exam.id);
    std::set<std::string> patients;
    while (rows.next()) {
        patients.insert(rows.text(0));
    }
    return patients;
}

/// Of all together: two patients must not meet in a case that names nobody.
Result<void> SqliteLibrary::checkMerge(const Case& kept, const std::set<std::int64_t>& joining) {
    std::set<std::string> patients = patientsOf(kept);
    for (const std::int64_t id : joining) {
        const auto other = headOf(id);
        if (!other || id == kept.id) {
            return other ? fail(ErrorCode::BadInput, "A case cannot be merged with itself.",
                                std::to_string(id))
                         : std::unexpected(other.error());
        }
        patients.merge(patientsOf(*other));
        const bool samePatient = patients.size() <= 1;
        if (!samePatient || kept.modality != other->modality) {
            return fail(ErrorCode::BadInput,
                        "Cases " + std::to_string(kept.id) + " and " + listOf(joining) +
                            " are of different " + (samePatient ? "modalities" : "patients") +
                            " and stay apart.",
                        std::to_string(id));
        }
    }
    return {};
}

Result<std::vector<std::string>> SqliteLibrary::mergeDoubts(std::span<const std::int64_t> caseIds) {
    return m_database->read([&]() -> Result<std::vector<std::string>> {
        std::vector<Persons> cases;
        for (const std::int64_t id : caseIds) {
            auto rows =
                query("SELECT DISTINCT p.patient_id, p.name, p.birth_date, p.sex FROM volume v "
                      "JOIN study t ON t.study_uid = v.study_uid "
                      "JOIN series s ON s.study = t.id AND s.series_uid = v.series_uid "
                      "JOIN patient p ON p.id = t.patient WHERE v.case_id = ?",
                      id);
            Persons& persons = cases.emplace_back();
            while (rows.next()) {
                persons.push_back(
                    foldedPerson({rows.text(0), rows.text(1), rows.text(2), rows.text(3)}));
            }
        }
        return personDoubts(cases);
    });
}

/// The order that a person gave the others goes: it says nothing of how both lie together.
Result<void> SqliteLibrary::mergeCases(std::int64_t into, std::span<const std::int64_t> others) {
    return m_database->write([&]() -> Result<void> {
        const auto kept = headOf(into);
        if (!kept) {
            return std::unexpected(kept.error());
        }
        const std::set<std::int64_t> joining(others.begin(), others.end());
        if (joining.empty()) {
            return fail(ErrorCode::BadInput, "A merge needs two cases.", std::to_string(into));
        }
        if (auto checked = checkMerge(*kept, joining); !checked) {
            return checked;
        }
        std::vector<std::int64_t> all(joining.begin(), joining.end());
        all.push_back(into);
        const std::int64_t edit = beginEdit(all);
        for (const std::int64_t id : joining) {
            query("DELETE FROM user_order WHERE (series_uid, part) IN "
                  "(SELECT series_uid, part FROM volume WHERE case_id = ?)",
                  id)
                .run();
            query("UPDATE volume SET case_id = ?1, place = NULL, ordinal = ordinal + (SELECT "
                  "max(ordinal) + 1 FROM volume WHERE case_id = ?1) WHERE case_id = ?2",
                  into, id)
                .run();
        }
        query("INSERT OR REPLACE INTO user_case SELECT DISTINCT series_uid, case_id FROM volume "
              "WHERE case_id = ?",
              into)
            .run();
        endEdit(edit, std::string(joining.size() == 1 ? "Merged case " : "Merged cases ") +
                          listOf(joining) + " into case " + std::to_string(into));
        for (const std::int64_t id : all) {
            refreshCase(id);
        }
        return {};
    });
}

Result<std::int64_t> SqliteLibrary::splitCase(std::int64_t id,
                                              std::span<const std::string> seriesUids) {
    return m_database->write([&]() -> Result<std::int64_t> {
        const auto whole = headOf(id);
        if (!whole) {
            return std::unexpected(whole.error());
        }
        std::set<std::string> all;
        for (const VolumeRecord& volume : whole->volumes) {
            all.insert(volume.seriesUid);
        }
        const std::set<std::string> leaving(seriesUids.begin(), seriesUids.end());
        if (!std::includes(all.begin(), all.end(), leaving.begin(), leaving.end())) {
            return fail(ErrorCode::NotFound,
                        "Case " + std::to_string(id) +
                            " does not have all of these series: " + listOf(leaving) + ".",
                        std::to_string(id));
        }
        if (leaving.empty() || leaving.size() == all.size()) {
            return fail(ErrorCode::BadInput, "A split takes some, but not all, of a case's series.",
                        std::to_string(id));
        }
        const std::int64_t edit = beginEdit(std::span(&id, 1));
        const std::int64_t fresh = insertCase();
        describeCase(fresh, *whole, whole->issues);
        for (const std::string& series : leaving) {
            query("UPDATE volume SET case_id = ? WHERE case_id = ? AND series_uid = ?", fresh, id,
                  series)
                .run();
            query("INSERT OR REPLACE INTO user_case VALUES(?, ?)", series, fresh).run();
        }
        endEdit(edit, "Split " + std::to_string(leaving.size()) + " series off case " +
                          std::to_string(id) + " into case " + std::to_string(fresh));
        refreshCase(id);
        refreshCase(fresh);
        return fresh;
    });
}

Result<void> SqliteLibrary::reorderCase(std::int64_t id, std::span<const std::int64_t> volumeIds) {
    return m_database->write([&]() -> Result<void> {
        const auto whole = headOf(id);
        if (!whole) {
            return std::unexpected(whole.error());
        }
        std::multiset<std::int64_t> phaseSeries;
        for (const VolumeRecord& volume : whole->volumes) {
            if (volume.inPhaseSeries) {
                phaseSeries.insert(volume.id);
            }
        }
        if (phaseSeries.empty() ||
            std::multiset(volumeIds.begin(), volumeIds.end()) != phaseSeries) {
            return fail(ErrorCode::BadInput,
                        "An order names each of the case's phases once. The case may have changed "
                        "meanwhile: look at it again.",
                        std::to_string(id));
        }
        const std::int64_t edit = beginEdit(std::span(&id, 1));
        int place = 0;
        for (const std::int64_t volume : volumeIds) {
            query("UPDATE volume SET place = ? WHERE id = ?", place, volume).run();
            query("INSERT OR REPLACE INTO user_order SELECT series_uid, part, ? FROM volume "
                  "WHERE id = ?",
                  place++, volume)
                .run();
        }
        endEdit(edit, "Changed the order of the phases of case " + std::to_string(id));
        refreshCase(id);
        return {};
    });
}

} // namespace bolus
