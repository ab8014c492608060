// What leaves the library's rows when a file holds something else now, or is gone.
#include "library/store/SqliteLibrary.h"
#include "library/store/StoredPlace.h"

namespace bolus {

namespace fs = std::filesystem;

Result<bool> SqliteLibrary::forgetFile(const fs::path& path) {
    return m_database->write([&]() -> Result<bool> {
        const StoredPlace where = storedPlace(path);
        std::int64_t file = 0;
        {
            auto row = query("SELECT id FROM file WHERE name = ? AND folder = "
                             "(SELECT id FROM folder WHERE path = ?)",
                             where.name, where.folder);
            file = row.next() ? row.integer(0) : 0;
        }
        releaseFile(file, {});
        query("DELETE FROM file WHERE id = ?", file).run();
        return file != 0;
    });
}

/// Where this file held another instance until now, that one moves to a file that repeats it, or
/// goes. False: it held none.
bool SqliteLibrary::releaseFile(std::int64_t file, const std::string& sopUid) {
    query("UPDATE file SET duplicate_of = NULL WHERE id = ? AND duplicate_of IS NOT NULL", file)
        .run();
    std::int64_t instance = 0, series = 0;
    {
        auto held =
            query("SELECT id, series FROM instance WHERE file = ? AND sop_uid <> ?", file, sopUid);
        if (!held.next()) {
            return false;
        }
        instance = held.integer(0);
        series = held.integer(1);
    }
    markStale(series);
    std::int64_t copy = 0;
    {
        auto copies =
            query("SELECT id FROM file WHERE duplicate_of = ? ORDER BY id LIMIT 1", instance);
        copy = copies.next() ? copies.integer(0) : 0;
    }
    if (copy) {
        query("UPDATE file SET duplicate_of = NULL WHERE id = ?", copy).run();
        query("UPDATE instance SET file = ? WHERE id = ?", copy, instance).run();
    } else {
        query("DELETE FROM instance WHERE id = ?", instance).run();
        dropEmptyLevels(series);
    }
    return true;
}

void SqliteLibrary::markStale(std::int64_t series) {
    query("INSERT OR REPLACE INTO stale_study SELECT t.study_uid, random() FROM series s "
          "JOIN study t ON t.id = s.study WHERE s.id = ?",
          series)
        .run();
}

/// The row of a series that nothing is in any more, and what is above it alone.
void SqliteLibrary::dropEmptyLevels(std::int64_t series) {
    std::int64_t study = 0, patient = 0;
    {
        auto above = query("SELECT t.id, t.patient FROM series s JOIN study t ON t.id = s.study "
                           "WHERE s.id = ?",
                           series);
        if (!above.next()) {
            return;
        }
        study = above.integer(0);
        patient = above.integer(1);
    }
    query("DELETE FROM series WHERE id = ?1 AND NOT EXISTS "
          "(SELECT 1 FROM instance WHERE series = ?1)",
          series)
        .run();
    query("DELETE FROM study WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM series WHERE study = ?1)",
          study)
        .run();
    query("DELETE FROM patient WHERE id = ?1 AND NOT EXISTS "
          "(SELECT 1 FROM study WHERE patient = ?1)",
          patient)
        .run();
}

} // namespace bolus
