// The way back from merges, splits and orders.
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

/// Volumes that are still where an edit put them.
constexpr const char* const stillThere =
    "FROM case_edit_volume e JOIN volume v ON v.study_uid = e.study_uid AND "
    "v.series_uid = e.series_uid AND v.part = e.part AND v.case_id = e.case_after "
    "WHERE e.edit = ?";

} // namespace

/// Notes these cases as they are; endEdit has to follow, in the same transaction.
std::int64_t SqliteLibrary::beginEdit(std::span<const std::int64_t> caseIds) {
    query("INSERT INTO case_edit(what) VALUES('')").run();
    const std::int64_t edit = m_database->connection().getLastInsertRowid();
    for (const std::int64_t id : caseIds) {
        query("INSERT INTO case_edit_case SELECT ?, id, patient_id, patient_name, patient_sex, "
              "patient_age, study_date, accession_number, modality, body_part, description, issues "
              "FROM cases WHERE id = ?",
              edit, id)
            .run();
        query("INSERT OR IGNORE INTO case_edit_volume(edit, study_uid, series_uid, part, "
              "case_before, ordinal, place, pin) SELECT ?, study_uid, series_uid, part, case_id, "
              "ordinal, place, (SELECT u.case_id FROM user_case u "
              "WHERE u.series_uid = volume.series_uid) FROM volume WHERE case_id = ?",
              edit, id)
            .run();
        query("INSERT INTO case_edit_vector(edit, model_hash, case_id, signature, phases, shares, "
              "data) SELECT ?, model_hash, case_id, signature, phases, shares, data FROM vector "
              "WHERE case_id = ?",
              edit, id)
            .run();
        keepViews(edit, id);
    }
    return edit;
}

/// Notes where the volumes are now.
void SqliteLibrary::endEdit(std::int64_t edit, const std::string& what) {
    query("UPDATE case_edit SET what = ? WHERE id = ?", what, edit).run();
    query("UPDATE case_edit_volume SET case_after = v.case_id FROM volume v WHERE edit = ? AND "
          "v.study_uid = case_edit_volume.study_uid AND "
          "v.series_uid = case_edit_volume.series_uid AND v.part = case_edit_volume.part",
          edit)
        .run();
}

std::vector<std::int64_t> SqliteLibrary::casesOfEdit(std::int64_t edit) {
    std::vector<std::int64_t> cases;
    auto rows = query("SELECT case_before FROM case_edit_volume WHERE edit = ?1 UNION "
                      "SELECT case_after FROM case_edit_volume WHERE edit = ?1 AND "
                      "case_after IS NOT NULL ORDER BY 1",
                      edit);
    while (rows.next()) {
        cases.push_back(rows.integer(0));
    }
    return cases;
}

Result<std::vector<CaseEdit>> SqliteLibrary::caseEdits() {
    return m_database->guarded([&]() -> Result<std::vector<CaseEdit>> {
        std::vector<CaseEdit> edits;
        auto rows = query("SELECT id, what, made FROM case_edit ORDER BY id DESC");
        while (rows.next()) {
            edits.push_back(
                {rows.integer(0), rows.text(1), rows.text(2), casesOfEdit(rows.integer(0))});
        }
        return edits;
    });
}

Result<CaseEdit> SqliteLibrary::undoCaseEdit() {
    bool possible = true;
    auto undone = m_database->write([&]() -> Result<CaseEdit> {
        CaseEdit edit;
        {
            auto latest = query("SELECT id, what, made FROM case_edit ORDER BY id DESC LIMIT 1");
            if (!latest.next()) {
                return fail(ErrorCode::NotFound, "There is no merge, split or order to take back.");
            }
            edit = {latest.integer(0), latest.text(1), latest.text(2),
                    casesOfEdit(latest.integer(0))};
        }
        possible = query((std::string("SELECT 1 ") + stillThere).c_str(), edit.id).next();
        if (possible) {
            takeBack(edit.id);
        }
        query("DELETE FROM case_edit WHERE id = ?", edit.id).run();
        return edit;
    });
    if (undone && !possible) {
        return fail(ErrorCode::Conflict,
                    "This cannot be taken back, as nothing of it is left in the library: " +
                        undone->what + ". It is off the list now.",
                    std::to_string(undone->id));
    }
    return undone;
}

void SqliteLibrary::takeBack(std::int64_t edit) {
    std::set<std::int64_t> touched;
    {
        auto rows = query(
            (std::string("SELECT DISTINCT e.case_before, e.case_after ") + stillThere).c_str(),
            edit);
        while (rows.next()) {
            touched.insert({rows.integer(0), rows.integer(1)});
        }
    }
    restoreEditedCases(edit);
    for (const char* sql :
         {"DELETE FROM user_case WHERE series_uid IN "
          "(SELECT series_uid FROM case_edit_volume WHERE edit = ?)",
          "INSERT OR REPLACE INTO user_case SELECT DISTINCT series_uid, pin FROM case_edit_volume "
          "WHERE edit = ? AND pin IN (SELECT id FROM cases)",
          "DELETE FROM user_order WHERE (series_uid, part) IN "
          "(SELECT series_uid, part FROM case_edit_volume WHERE edit = ?)",
          "INSERT OR REPLACE INTO user_order SELECT series_uid, part, place FROM case_edit_volume "
          "WHERE edit = ? AND place IS NOT NULL",
          "UPDATE volume SET case_id = e.case_before, ordinal = e.ordinal, place = e.place "
          "FROM case_edit_volume e WHERE e.edit = ? AND e.study_uid = volume.study_uid AND "
          "e.series_uid = volume.series_uid AND e.part = volume.part AND "
          "e.case_after = volume.case_id"}) {
        query(sql, edit).run();
    }
    for (const std::int64_t id : touched) {
        refreshCase(id);
    }
    restoreVectors(edit);
    restoreViews(edit);
}

/// Of the cases that are again what they were.
void SqliteLibrary::restoreVectors(std::int64_t edit) {
    query("INSERT INTO vector(model_hash, case_id, signature, phases, shares, data) "
          "SELECT e.model_hash, e.case_id, e.signature, e.phases, e.shares, e.data "
          "FROM case_edit_vector e JOIN cases c ON c.id = e.case_id AND c.signature = e.signature "
          "WHERE e.edit = ? ON CONFLICT(model_hash, case_id) DO UPDATE SET "
          "signature = excluded.signature, phases = excluded.phases, shares = excluded.shares, "
          "data = excluded.data",
          edit)
        .run();
}

/// Those that went with the edit come back under their own numbers.
void SqliteLibrary::restoreEditedCases(std::int64_t edit) {
    query("INSERT INTO cases(id, patient_id, patient_name, patient_sex, patient_age, study_date, "
          "accession_number, modality, body_part, description, issues, search_text, signature) "
          "SELECT case_id, patient_id, patient_name, patient_sex, patient_age, study_date, "
          "accession_number, modality, body_part, description, issues, '', 0 FROM case_edit_case "
          "WHERE edit = ?1 AND case_id NOT IN (SELECT id FROM cases) AND case_id IN "
          "(SELECT e.case_before FROM case_edit_volume e JOIN volume v ON "
          "v.study_uid = e.study_uid AND v.series_uid = e.series_uid AND v.part = e.part AND "
          "v.case_id = e.case_after WHERE e.edit = ?1)",
          edit)
        .run();
}

} // namespace bolus
