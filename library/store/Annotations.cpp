// What people measured, kept by series and frame of reference.
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

AnnotationRow rowOf(const Query& found) {
    return {found.text(0), found.text(1), found.text(2), found.text(3), found.text(4)};
}

} // namespace

Result<std::vector<AnnotationRow>> SqliteLibrary::annotations(std::int64_t caseId) {
    return m_database->read([&]() -> Result<std::vector<AnnotationRow>> {
        if (auto there = requireCase(caseId); !there) {
            return std::unexpected(there.error());
        }
        auto found = query(
            "SELECT id, series_uid, frame_of_reference_uid, patient_id, body FROM annotation "
            "WHERE series_uid IN (SELECT series_uid FROM volume WHERE case_id = ?1) "
            "OR (frame_of_reference_uid <> '' AND frame_of_reference_uid IN "
            "(SELECT frame_of_reference_uid FROM volume WHERE case_id = ?1) AND patient_id <> '' "
            "AND patient_id = (SELECT patient_id FROM cases WHERE id = ?1)) ORDER BY written, id",
            caseId);
        std::vector<AnnotationRow> rows;
        while (found.next()) {
            rows.push_back(rowOf(found));
        }
        return rows;
    });
}

std::optional<AnnotationRow> SqliteLibrary::annotationOf(const std::string& id) {
    auto found = query("SELECT id, series_uid, frame_of_reference_uid, patient_id, body "
                       "FROM annotation WHERE id = ?",
                       id);
    return found.next() ? std::optional(rowOf(found)) : std::nullopt;
}

Result<bool>
SqliteLibrary::changeAnnotation(const std::string& id,
                                const std::function<bool(const AnnotationRow* there)>& mayChange,
                                const std::optional<AnnotationRow>& to) {
    if (id.empty() || (to && (to->id != id || to->seriesUid.empty()))) {
        return fail(ErrorCode::BadInput, "A measurement needs a name and its series.", id);
    }
    return m_database->write([&]() -> Result<bool> {
        const auto there = annotationOf(id);
        if (!mayChange(there ? &*there : nullptr)) {
            return false;
        }
        if (to) {
            query("INSERT INTO annotation(id, series_uid, frame_of_reference_uid, patient_id, body)"
                  " VALUES(?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET body = excluded.body",
                  to->id, to->seriesUid, to->frameOfReferenceUid, to->patientId, to->body)
                .run();
        } else {
            query("DELETE FROM annotation WHERE id = ?", id).run();
        }
        return true;
    });
}

} // namespace bolus
