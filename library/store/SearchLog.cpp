#include "library/store/SearchLog.h"

#include <sqlite3.h>

#include "library/store/Database.h"
#include "library/store/SqliteFile.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr int logVersion = 1;
constexpr int waitMs = 2000;

Error errorOf(const SQLite::Exception& exception, const fs::path& file) {
    const int code = exception.getErrorCode() & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB
               ? Error{ErrorCode::Storage,
                       "The file library.searches.sqlite, which lists the searches that were made, "
                       "is damaged. Delete it; the next search makes it anew. Cases, reports and "
                       "searches kept under a name are not in it.",
                       file.string()}
               : storageError(exception, file);
}

SearchRecord recordFrom(SQLite::Statement& row) {
    SearchRecord record;
    record.id = row.getColumn(0).getInt64();
    record.when = row.getColumn(1).getString();
    record.title = row.getColumn(2).getString();
    record.command = row.getColumn(3).getString();
    record.request = row.getColumn(4).getString();
    record.hits = row.getColumn(5).getInt64();
    record.model = row.getColumn(6).getString();
    record.answer = row.getColumn(7).getString();
    return record;
}

} // namespace

template<typename Work>
auto SearchLog::guarded(Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const SQLite::Exception& e) {
        return std::unexpected(errorOf(e, m_file));
    }
}

SearchLog::SearchLog(const fs::path& file)
    : m_file(file),
      m_connection(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, waitMs) {}

Result<std::unique_ptr<SearchLog>> SearchLog::open(const fs::path& folder) {
    const fs::path file = folder / "library.searches.sqlite";
    makePrivateFile(file); // phrases may name patients
    try {
        std::unique_ptr<SearchLog> log(new SearchLog(file));
        if (auto prepared = log->prepare(); !prepared) {
            return std::unexpected(prepared.error());
        }
        return log;
    } catch (const SQLite::Exception& e) {
        return std::unexpected(errorOf(e, file));
    }
}

Result<void> SearchLog::prepare() {
    useWal(m_connection);
    m_connection.exec("PRAGMA synchronous = NORMAL");
    SQLite::Transaction transaction(m_connection, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = m_connection.execAndGet("PRAGMA user_version").getInt();
    if (version > logVersion) {
        return fail(ErrorCode::Conflict,
                    "A newer Bolus wrote the list of searches. Update Bolus to add to it.",
                    m_file.string());
    }
    if (version == 0) {
        m_connection.exec("CREATE TABLE receipt(id INTEGER PRIMARY KEY AUTOINCREMENT, "
                          "made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), "
                          "title TEXT NOT NULL, command TEXT NOT NULL, request TEXT NOT NULL, "
                          "hits INTEGER NOT NULL, model TEXT NOT NULL, bytes INTEGER NOT NULL, "
                          "answer TEXT NOT NULL);"
                          "CREATE INDEX receipt_size ON receipt(id, bytes);"
                          "PRAGMA user_version = 1");
    }
    transaction.commit();
    return {};
}

Result<std::int64_t> SearchLog::add(const SearchRecord& record) {
    return guarded([&]() -> Result<std::int64_t> {
        SQLite::Transaction transaction(m_connection, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement row(m_connection,
                              "INSERT INTO receipt(title, command, request, hits, model, bytes, "
                              "answer) VALUES(?, ?, ?, ?, ?, ?, ?)");
        row.bind(1, record.title);
        row.bind(2, record.command);
        row.bind(3, record.request);
        row.bind(4, record.hits);
        row.bind(5, record.model);
        row.bind(6, static_cast<std::int64_t>(record.title.size() + record.request.size() +
                                              record.answer.size()));
        row.bind(7, record.answer);
        row.exec();
        const std::int64_t id = m_connection.getLastInsertRowid();
        dropOld(id);
        transaction.commit();
        return id;
    });
}

/// Newest first, until they are too many or too large.
void SearchLog::dropOld(std::int64_t newest) {
    std::int64_t count = 0, bytes = 0, oldest = newest;
    SQLite::Statement rows(m_connection, "SELECT id, bytes FROM receipt INDEXED BY receipt_size "
                                         "ORDER BY id DESC");
    while (rows.executeStep()) {
        bytes += rows.getColumn(1).getInt64();
        if (++count > mostReceipts || (bytes > mostReceiptBytes && count > 1)) {
            break;
        }
        oldest = rows.getColumn(0).getInt64();
    }
    rows.reset();
    SQLite::Statement drop(m_connection, "DELETE FROM receipt WHERE id < ?");
    drop.bind(1, oldest);
    drop.exec();
}

Result<std::vector<SearchRecord>> SearchLog::newest(std::int64_t limit) {
    return guarded([&]() -> Result<std::vector<SearchRecord>> {
        SQLite::Statement rows(m_connection,
                               "SELECT id, made, title, command, request, hits, model, '' "
                               "FROM receipt ORDER BY id DESC LIMIT ?");
        rows.bind(1, limit);
        std::vector<SearchRecord> records;
        while (rows.executeStep()) {
            records.push_back(recordFrom(rows));
        }
        return records;
    });
}

Result<SearchRecord> SearchLog::byId(std::int64_t id) {
    return guarded([&]() -> Result<SearchRecord> {
        SQLite::Statement row(m_connection,
                              "SELECT id, made, title, command, request, hits, model, answer "
                              "FROM receipt WHERE id = ?");
        row.bind(1, id);
        if (!row.executeStep()) {
            return fail(ErrorCode::NotFound,
                        "There is no search " + std::to_string(id) +
                            " in the list of this library; the newest " +
                            std::to_string(mostReceipts) + " are kept.",
                        std::to_string(id));
        }
        return recordFrom(row);
    });
}

Result<std::int64_t> SearchLog::clear() {
    return guarded([&]() -> Result<std::int64_t> {
        m_connection.exec("PRAGMA secure_delete = ON");
        return static_cast<std::int64_t>(m_connection.exec("DELETE FROM receipt"));
    });
}

} // namespace bolus
