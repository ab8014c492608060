#include "library/store/Migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace bolus {

namespace {

int versionOf(SQLite::Database& database) {
    return database.execAndGet("PRAGMA user_version").getInt();
}

/// Complete or not there at all: written under another name first.
void backUp(SQLite::Database& database, const std::filesystem::path& folder, int version) {
    const auto name = "library.backup-v" + std::to_string(version) + ".sqlite";
    const auto unfinished = folder / (name + ".part");
    std::filesystem::remove(unfinished);
    SQLite::Statement copy(database, "VACUUM INTO ?");
    copy.bind(1, unfinished.string());
    copy.exec();
    std::filesystem::permissions(unfinished, std::filesystem::perms::owner_read |
                                                 std::filesystem::perms::owner_write);
    std::filesystem::rename(unfinished, folder / name);
}

void apply(SQLite::Database& database, const Migration& migration) {
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    if (versionOf(database) >= migration.version) {
        return; // another process was quicker
    }
    database.exec("CREATE TABLE IF NOT EXISTS migration(version INTEGER PRIMARY KEY, description "
                  "TEXT NOT NULL, applied TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', "
                  "'now')))");
    database.exec(migration.sql);
    SQLite::Statement row(database, "INSERT INTO migration(version, description) VALUES(?, ?)");
    row.bind(1, migration.version);
    row.bind(2, migration.description);
    row.exec();
    database.exec("PRAGMA user_version = " + std::to_string(migration.version));
    transaction.commit();
}

} // namespace

void migrate(SQLite::Database& database, const std::filesystem::path& folder) {
    const int version = versionOf(database);
    if (version > 0 && version < migrations().back().version) {
        backUp(database, folder, version);
    }
    for (const Migration& migration : migrations()) {
        if (migration.version > version) {
            apply(database, migration);
        }
    }
}

} // namespace bolus
