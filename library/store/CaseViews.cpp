// What was on screen of a case, and the other exams of its patient.
#include "library/store/SqliteLibrary.h"

namespace bolus {

Result<std::string> SqliteLibrary::caseView(std::int64_t caseId) {
    return m_database->guarded([&]() -> Result<std::string> {
        auto found = query("SELECT body FROM case_view WHERE case_id = ?", caseId);
        return found.next() ? found.text(0) : std::string();
    });
}

/// Nothing that anyone lists or counts changes with it, so it is no news to this connection.
Result<void> SqliteLibrary::setCaseView(std::int64_t caseId, const std::string& body) {
    const auto changesBefore = m_database->connection().getTotalChanges();
    auto stored = m_database->write([&]() -> Result<void> {
        if (auto there = requireCase(caseId); !there) {
            return there;
        }
        if (body.empty()) {
            query("DELETE FROM case_view WHERE case_id = ?", caseId).run();
        } else {
            query("INSERT INTO case_view(case_id, body) VALUES(?, ?) "
                  "ON CONFLICT(case_id) DO UPDATE SET body = excluded.body",
                  caseId, body)
                .run();
        }
        return {};
    });
    m_ownChanges += m_database->connection().getTotalChanges() - changesBefore;
    return stored;
}

Result<std::vector<Case>> SqliteLibrary::otherExams(std::int64_t caseId) {
    return m_database->read([&]() -> Result<std::vector<Case>> {
        if (auto there = requireCase(caseId); !there) {
            return std::unexpected(there.error());
        }
        std::vector<std::int64_t> ids;
        {
            // Systems pad their IDs with zeros to different lengths.
            auto rows = query("SELECT id FROM cases, "
                              "(SELECT patient_id AS own FROM cases WHERE id = ?1) "
                              "WHERE own <> '' AND patient_id <> '' AND id <> ?1 "
                              "AND ltrim(patient_id, '0') = ltrim(own, '0') "
                              "ORDER BY study_date DESC, id DESC LIMIT ?2",
                              caseId, mostOtherExams);
            while (rows.next()) {
                ids.push_back(rows.integer(0));
            }
        }
        return listedCases(ids);
    });
}

/// Of the cases that an edit is about to change.
void SqliteLibrary::keepViews(std::int64_t edit, std::int64_t caseId) {
    query("INSERT OR IGNORE INTO case_edit_view SELECT ?, case_id, body FROM case_view "
          "WHERE case_id = ?",
          edit, caseId)
        .run();
}

/// Of those that went with the edit and are back; what a person has left since stays.
void SqliteLibrary::restoreViews(std::int64_t edit) {
    query("INSERT OR IGNORE INTO case_view SELECT case_id, body FROM case_edit_view "
          "WHERE edit = ? AND case_id IN (SELECT id FROM cases)",
          edit)
        .run();
}

} // namespace bolus
