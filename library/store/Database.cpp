#include "library/store/Database.h"

#include <mutex>
#include <sqlite3.h>

#include "library/store/Migrations.h"
#include "library/store/SqliteFile.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr int applicationId = 0x426F6C75; // "Bolu"
constexpr int busyTimeoutMs = 15000;

Error notALibrary(const fs::path& file) {
    return {ErrorCode::Storage,
            "The file library.sqlite in this folder is not a Bolus library. Choose another folder.",
            file.string()};
}

bool holdsFiles(const fs::path& folder) {
    std::error_code error;
    return fs::is_directory(folder, error) && !fs::is_empty(folder, error);
}

/// SQLite takes an empty file for a new database: a library cut to nothing by a full or broken disk
/// would open without its cases, as if there had never been any.
bool cutToNothing(const fs::path& folder, const fs::path& file) {
    std::error_code error;
    const bool empty = fs::is_regular_file(file, error) && fs::file_size(file, error) == 0;
    return empty && !error &&
           (holdsFiles(folder / "thumbnails") || holdsFiles(folder / "files") ||
            holdsFiles(folder / "models"));
}

} // namespace

Error storageError(const SQLite::Exception& exception, const fs::path& file) {
    const std::string what = exception.what();
    switch (exception.getErrorCode() & 0xff) {
    case SQLITE_FULL:
        return {ErrorCode::Io,
                "The disk that holds the library is full. Free some space and try again.",
                file.string()};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_IOERR:
        return {ErrorCode::Io,
                "The library cannot be read or written (" + what +
                    "). Check its disk and permissions.",
                file.string()};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Conflict,
                "Another Bolus is busy with this library. Try again in a moment.", file.string()};
    case SQLITE_NOTADB:
        return notALibrary(file);
    case SQLITE_CORRUPT:
        return {ErrorCode::Storage,
                "The library is damaged (" + what + "). Restore a backup copy of library.sqlite.",
                file.string()};
    default:
        return {ErrorCode::Storage, "The library's database refused: " + what, file.string()};
    }
}

Query::~Query() {
    m_statement.tryReset(); // an error of the last step was thrown already
    m_statement.clearBindings();
}

std::string_view Query::blob(int column) const {
    const auto value = m_statement.getColumn(column);
    const void* data = value.getBlob();
    return {static_cast<const char*>(data), data ? static_cast<std::size_t>(value.getBytes()) : 0};
}

std::optional<int> Query::optionalInteger(int column) const {
    return isNull(column) ? std::nullopt : std::optional(static_cast<int>(integer(column)));
}

std::optional<double> Query::optionalReal(int column) const {
    return isNull(column) ? std::nullopt : std::optional(real(column));
}

void Query::bindBlob(const void* data, std::size_t size) {
    m_statement.bind(++m_parameter, data, static_cast<int>(size));
}

Database::Database(const fs::path& file)
    : m_file(file),
      // One thread at a time uses a connection (see Library): SQLite need not lock each value.
      m_connection(file.string(),
                   SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX,
                   busyTimeoutMs) {}

Result<std::unique_ptr<Database>> Database::open(const fs::path& folder) {
    const fs::path file = folder / "library.sqlite";
    std::error_code error;
    if (fs::exists(file, error) && !fs::is_regular_file(file, error)) {
        return std::unexpected(notALibrary(file));
    }
    if (cutToNothing(folder, file)) {
        return fail(ErrorCode::Storage,
                    "The library is damaged: library.sqlite is empty. Restore a backup copy of it, "
                    "or remove the folder's contents and import again.",
                    file.string());
    }
    if (!makePrivateFile(file)) {
        return fail(ErrorCode::Io,
                    "The library in this folder cannot be written. Check the folder's permissions.",
                    folder.string());
    }
    static std::once_flag once; // its count of bytes costs a lock each time it takes some
    std::call_once(once, [] { ::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
    try {
        std::unique_ptr<Database> database(new Database(file));
        if (auto identified = database->identify(); !identified) {
            return std::unexpected(identified.error());
        }
        if (auto checked = database->check(); !checked) {
            return std::unexpected(checked.error());
        }
        database->configure();
        migrate(database->m_connection, folder);
        return database;
    } catch (const SQLite::Exception& e) {
        return std::unexpected(storageError(e, file));
    } catch (const fs::filesystem_error& e) {
        return fail(ErrorCode::Io,
                    "The library has to be brought up to date, but its backup cannot be written (" +
                        e.code().message() +
                        "). Nothing was changed. Make room, or check the folder's permissions.",
                    folder.string());
    }
}

Result<void> Database::identify() {
    const bool empty = m_connection.execAndGet("SELECT count(*) FROM sqlite_master").getInt() == 0;
    const int id = m_connection.execAndGet("PRAGMA application_id").getInt();
    if (id != applicationId && !(empty && id == 0)) {
        return std::unexpected(notALibrary(m_file));
    }
    const int version = m_connection.execAndGet("PRAGMA user_version").getInt();
    if (version > migrations().back().version) {
        return fail(ErrorCode::Conflict,
                    "A newer Bolus wrote this library (version " + std::to_string(version) +
                        "; this one knows " + std::to_string(migrations().back().version) +
                        "). Update Bolus to open it.",
                    m_file.string());
    }
    return {};
}

Result<void> Database::check() {
    const std::string first = m_connection.execAndGet("PRAGMA quick_check(1)").getString();
    if (first != "ok") {
        return fail(ErrorCode::Storage,
                    "The library is damaged: " + first +
                        ". Restore a backup copy of library.sqlite.",
                    m_file.string());
    }
    return {};
}

void Database::configure() {
    useWal(m_connection);
    m_connection.exec("PRAGMA synchronous = FULL");
    m_connection.exec("PRAGMA foreign_keys = ON");
    m_connection.exec("PRAGMA cache_size = -32768"); // KiB: a search reads many pages again
    if (m_connection.execAndGet("PRAGMA application_id").getInt() != applicationId) {
        m_connection.exec("PRAGMA application_id = " + std::to_string(applicationId));
    }
}

bool Database::inTransaction() const {
    return ::sqlite3_get_autocommit(m_connection.getHandle()) == 0;
}

SQLite::Statement& Database::statement(std::string_view sql) {
    auto known = m_statements.find(sql);
    if (known == m_statements.end()) {
        std::string text(sql);
        auto made = std::make_unique<SQLite::Statement>(m_connection, text);
        known = m_statements.emplace(std::move(text), std::move(made)).first;
    }
    return *known->second;
}

} // namespace bolus
