#include "library/store/Migrations.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>

namespace bolus {

namespace {

int versionOf(SQLite::Database& database) {
    return database.execAndGet("PRAGMA user_version").getInt();
}

void flush(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool flushed = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int error = errno;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (!flushed) {
        throw std::filesystem::filesystem_error("cannot be written to the disk", path,
                                                std::error_code(error, std::generic_category()));
    }
}

/// A backup that cannot be read again is none.
void checkCopy(const std::filesystem::path& file, int version) {
    SQLite::Database copy(file.string(), SQLite::OPEN_READONLY);
    if (copy.execAndGet("PRAGMA quick_check(1)").getString() != "ok" ||
        versionOf(copy) != version) {
        throw std::filesystem::filesystem_error("the copy is damaged", file,
                                                std::make_error_code(std::errc::io_error));
    }
}

/// Complete and read again, or not there at all: written under another name first.
void backUp(SQLite::Database& database, const std::filesystem::path& folder, int version) {
    const auto name = "library.backup-v" + std::to_string(version) + ".sqlite";
    const auto unfinished = folder / (name + ".part");
    std::filesystem::remove(unfinished);
    SQLite::Statement copy(database, "VACUUM INTO ?");
    copy.bind(1, unfinished.string());
    copy.exec();
    std::filesystem::permissions(unfinished, std::filesystem::perms::owner_read |
                                                 std::filesystem::perms::owner_write);
    flush(unfinished);
    checkCopy(unfinished, version);
    std::filesystem::rename(unfinished, folder / name);
    flush(folder);
}

/// Until the end of the scope nobody else backs this library up or brings it up to date: two would
/// write one backup. A drive that knows no locks goes without.
class FolderLock {
public:
    explicit FolderLock(const std::filesystem::path& folder)
        : m_descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        while (m_descriptor >= 0 && ::flock(m_descriptor, LOCK_EX) != 0 && errno == EINTR) {
        }
    }
    ~FolderLock() {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

private:
    int m_descriptor;
};

void apply(SQLite::Database& database, const Migration& migration) {
    database.exec("CREATE TABLE IF NOT EXISTS migration(version INTEGER PRIMARY KEY, description "
                  "TEXT NOT NULL, applied TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', "
                  "'now')))");
    database.exec(migration.sql);
    SQLite::Statement row(database, "INSERT INTO migration(version, description) VALUES(?, ?)");
    row.bind(1, migration.version);
    row.bind(2, migration.description);
    row.exec();
    database.exec("PRAGMA user_version = " + std::to_string(migration.version));
}

} // namespace

void migrate(SQLite::Database& database, const std::filesystem::path& folder) {
    const int newest = migrations().back().version;
    if (versionOf(database) >= newest) {
        return;
    }
    const FolderLock alone(folder);
    const int version = versionOf(database); // another process may have been quicker
    if (version > 0 && version < newest) {
        backUp(database, folder, version);
    }
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const int current = versionOf(database); // where there was no lock
    for (const Migration& migration : migrations()) {
        if (migration.version > current) {
            apply(database, migration);
        }
    }
    transaction.commit();
}

} // namespace bolus
