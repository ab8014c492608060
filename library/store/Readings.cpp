// What readers marked before they saw the model's maps.
#include "library/store/SqliteLibrary.h"

namespace bolus {

Result<void> SqliteLibrary::addReading(const ReadingRow& reading) {
    if (reading.id.empty() || reading.body.empty()) {
        return fail(ErrorCode::BadInput, "A reading needs a name and what was read.", reading.id);
    }
    return m_database->write([&]() -> Result<void> {
        query("INSERT INTO reading(id, patient_id, body) VALUES(?,?,?) ON CONFLICT(id) DO NOTHING",
              reading.id, reading.patientId, reading.body)
            .run();
        return {};
    });
}

Result<std::vector<ReadingRow>> SqliteLibrary::readings() {
    return m_database->read([&]() -> Result<std::vector<ReadingRow>> {
        auto found =
            query("SELECT id, patient_id, body, written FROM reading ORDER BY written, id");
        std::vector<ReadingRow> rows;
        while (found.next()) {
            rows.push_back({found.text(0), found.text(1), found.text(2), found.text(3)});
        }
        return rows;
    });
}

Result<std::int64_t> SqliteLibrary::readingCount() {
    return m_database->read([&]() -> Result<std::int64_t> {
        auto found = query("SELECT count(*) FROM reading");
        return found.next() ? found.integer(0) : 0;
    });
}

Result<std::int64_t> SqliteLibrary::removeReadings() {
    return m_database->write([&]() -> Result<std::int64_t> {
        query("DELETE FROM reading").run();
        return m_database->connection().getChanges();
    });
}

} // namespace bolus
