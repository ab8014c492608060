// Which studies' cases have to be built again.
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

/// Changed studies, and those that may share an exam with one. `near`: the patients who may be
/// theirs, and the days on which: an exam over midnight is of two, and what studyKeyOf() of
/// app/jobs compares decides. A name or an ID of hundreds of people is nobody's, and would bring
/// the whole library in.
constexpr const char* selectStale =
    "WITH fresh AS (SELECT DISTINCT t.patient, t.study_date AS day "
    "FROM stale_study x CROSS JOIN study t ON t.study_uid = x.study_uid), "
    "spelled AS (SELECT DISTINCT ltrim(p.patient_id, '0') AS id, p.name, p.birth_date AS born, "
    "coalesce(strftime('%Y%m%d', iso, '-1 day'), day) AS first, "
    "coalesce(strftime('%Y%m%d', iso, '+1 day'), day) AS last "
    "FROM (SELECT *, substr(day, 1, 4) || '-' || substr(day, 5, 2) || '-' || substr(day, 7) AS iso "
    "FROM fresh) CROSS JOIN patient p ON p.id = patient), "
    "ids AS (SELECT DISTINCT id, first, last FROM spelled WHERE id IN (SELECT i.id FROM "
    "(SELECT DISTINCT id FROM spelled WHERE id <> '') i WHERE (SELECT count(*) FROM "
    "(SELECT 1 FROM patient WHERE ltrim(patient_id, '0') = i.id LIMIT 501)) <= 500)), "
    "names AS (SELECT * FROM spelled WHERE name IN (SELECT n.name FROM "
    "(SELECT DISTINCT name FROM spelled WHERE name <> '' AND name NOT LIKE 'anon%' "
    "AND name NOT LIKE 'unknown%') n WHERE (SELECT count(*) FROM "
    "(SELECT 1 FROM patient WHERE name = n.name COLLATE NOCASE LIMIT 501)) <= 500)), "
    "near AS (SELECT q.id AS patient, first, last FROM ids CROSS JOIN patient q "
    "ON ltrim(q.patient_id, '0') = ids.id "
    "UNION SELECT q.id, first, last FROM names n CROSS JOIN patient q "
    "ON q.name = n.name COLLATE NOCASE "
    "WHERE (n.id = '' OR ltrim(q.patient_id, '0') = '' OR (born <> '' AND q.birth_date = born)) "
    "AND (SELECT count(*) FROM (SELECT 1 FROM study WHERE patient = q.id LIMIT 501)) <= 500) "
    "SELECT study_uid FROM stale_study UNION "
    "SELECT t.study_uid FROM near CROSS JOIN study t ON t.patient = near.patient "
    "AND t.study_date BETWEEN near.first AND near.last "
    "UNION SELECT t.study_uid FROM series s JOIN study t ON t.id = s.study "
    "WHERE EXISTS (SELECT 1 FROM stale_study) AND s.frame_of_reference_uid <> '' "
    "AND (t.patient, s.frame_of_reference_uid) IN "
    "(SELECT t.patient, s.frame_of_reference_uid FROM stale_study x "
    "JOIN study t ON t.study_uid = x.study_uid JOIN series s ON s.study = t.id) "
    "UNION SELECT t.study_uid FROM study t WHERE t.accession_number <> '' "
    "AND (t.patient, t.accession_number) IN "
    "(SELECT t.patient, t.accession_number FROM stale_study x "
    "JOIN study t ON t.study_uid = x.study_uid) ORDER BY 1";

} // namespace

Result<std::vector<std::string>> SqliteLibrary::staleStudies() {
    return m_database->guarded([&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> uids;
        auto rows = query(selectStale);
        while (rows.next()) {
            uids.push_back(rows.text(0));
        }
        return uids;
    });
}

} // namespace bolus
