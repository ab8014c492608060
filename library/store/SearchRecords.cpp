// Searches that were made, and those that are kept under a name.
#include "library/store/SearchLog.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

/// Opened at the first use: most commands write no receipt.
Result<SearchLog*> SqliteLibrary::searchLog() {
    if (!m_searchLog) {
        auto log = SearchLog::open(m_folder);
        if (!log) {
            return std::unexpected(log.error());
        }
        m_searchLog = std::move(*log);
    }
    return m_searchLog.get();
}

Result<std::int64_t> SqliteLibrary::addReceipt(const SearchRecord& record) {
    const auto log = searchLog();
    return log ? (*log)->add(record) : std::unexpected(log.error());
}

Result<std::vector<SearchRecord>> SqliteLibrary::receipts(std::int64_t limit) {
    const auto log = searchLog();
    return log ? (*log)->newest(limit) : std::unexpected(log.error());
}

Result<SearchRecord> SqliteLibrary::receipt(std::int64_t id) {
    const auto log = searchLog();
    return log ? (*log)->byId(id) : std::unexpected(log.error());
}

Result<std::int64_t> SqliteLibrary::removeReceipts() {
    const auto log = searchLog();
    return log ? (*log)->clear() : std::unexpected(log.error());
}

Result<void> SqliteLibrary::saveSearch(const SearchRecord& record) {
    return m_database->write([&]() -> Result<void> {
        if (record.name.empty()) {
            return fail(ErrorCode::BadInput, "A search is kept under a name; it is empty.");
        }
        query("INSERT OR REPLACE INTO saved_search(name, title, command, request) "
              "VALUES(?, ?, ?, ?)",
              record.name, record.title, record.command, record.request)
            .run();
        return {};
    });
}

Result<std::vector<SearchRecord>> SqliteLibrary::savedSearches() {
    return m_database->guarded([&]() -> Result<std::vector<SearchRecord>> {
        std::vector<SearchRecord> records;
        auto rows = query("SELECT name, title, command, request, saved FROM saved_search "
                          "ORDER BY name");
        while (rows.next()) {
            SearchRecord& record = records.emplace_back();
            Row(rows) >> record.name >> record.title >> record.command >> record.request >>
                record.when;
        }
        return records;
    });
}

Result<void> SqliteLibrary::forgetSearch(const std::string& name) {
    return m_database->write([&]() -> Result<void> {
        query("DELETE FROM saved_search WHERE name = ?", name).run();
        if (m_database->connection().getChanges() == 0) {
            return fail(ErrorCode::NotFound, "No search is kept under the name \"" + name + "\".",
                        name);
        }
        return {};
    });
}

} // namespace bolus
