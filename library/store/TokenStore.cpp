#include "library/store/TokenStore.h"

#include <algorithm>
#include <sqlite3.h>

#include "library/store/Database.h"
#include "library/store/SqliteFile.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr int fileVersion = 1;
constexpr int busyTimeoutMs = 15000;

Error damagedFile(const fs::path& file) {
    return {ErrorCode::Storage,
            "The file library.tokens.sqlite, which searches by region need, is damaged. Delete it; "
            "\"bolusctl embed\" makes it anew.",
            file.string()};
}

Error errorOf(const SQLite::Exception& exception, const fs::path& file) {
    const int code = exception.getErrorCode() & 0xff;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? damagedFile(file)
                                                           : storageError(exception, file);
}

} // namespace

struct TokenStore::State {
    explicit State(const fs::path& file)
        : file(file),
          connection(file.string(),
                     SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX,
                     busyTimeoutMs) {}
    fs::path file;
    SQLite::Database connection;
};

TokenStore::TokenStore(std::unique_ptr<State> state) : m_state(std::move(state)) {}
TokenStore::~TokenStore() = default;

template<typename Work>
auto TokenStore::guarded(Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const SQLite::Exception& e) {
        return std::unexpected(errorOf(e, m_state->file));
    }
}

fs::path TokenStore::fileIn(const fs::path& libraryFolder) {
    return libraryFolder / "library.tokens.sqlite";
}

Result<std::unique_ptr<TokenStore>> TokenStore::open(const fs::path& libraryFolder) {
    const fs::path file = fileIn(libraryFolder);
    makePrivateFile(file);
    try {
        auto state = std::make_unique<State>(file);
        SQLite::Database& connection = state->connection;
        const int version = connection.execAndGet("PRAGMA user_version").getInt();
        if (version > fileVersion) {
            return fail(ErrorCode::Conflict,
                        "A newer Bolus wrote the file that searches by region need. Update Bolus.",
                        file.string());
        }
        if (version == 0) {
            connection.exec("PRAGMA auto_vacuum = FULL"); // before the first table
        }
        useWal(connection);
        connection.exec("PRAGMA synchronous = NORMAL"); // what a power cut takes is made again
        if (version == 0) {
            connection.exec("CREATE TABLE IF NOT EXISTS grid(model_hash TEXT NOT NULL, signature "
                            "INTEGER NOT NULL, data BLOB NOT NULL, UNIQUE(model_hash, signature))");
            connection.exec("PRAGMA user_version = " + std::to_string(fileVersion));
        }
        return std::unique_ptr<TokenStore>(new TokenStore(std::move(state)));
    } catch (const SQLite::Exception& e) {
        return std::unexpected(errorOf(e, file));
    }
}

Result<void> TokenStore::put(const std::string& modelHash, std::int64_t signature,
                             const CaseTokens& tokens) {
    return guarded([&]() -> Result<void> {
        const std::vector<std::uint8_t> bytes = packTokens(tokens);
        SQLite::Statement insert(m_state->connection,
                                 "INSERT OR REPLACE INTO grid(model_hash, signature, data) "
                                 "VALUES(?,?,?)");
        insert.bind(1, modelHash);
        insert.bind(2, signature);
        insert.bind(3, bytes.data(), static_cast<int>(bytes.size()));
        insert.exec();
        return {};
    });
}

Result<std::optional<CaseTokens>> TokenStore::find(const std::string& modelHash,
                                                   std::int64_t signature) {
    return guarded([&]() -> Result<std::optional<CaseTokens>> {
        SQLite::Statement row(m_state->connection,
                              "SELECT data FROM grid WHERE model_hash = ? AND signature = ?");
        row.bind(1, modelHash);
        row.bind(2, signature);
        if (!row.executeStep()) {
            return std::nullopt;
        }
        const auto data = row.getColumn(0);
        auto tokens = unpackTokens({static_cast<const std::uint8_t*>(data.getBlob()),
                                    static_cast<std::size_t>(std::max(0, data.getBytes()))});
        if (!tokens) {
            row.reset();
            return drop(modelHash, {signature}) ? std::optional<CaseTokens>()
                                                : Result<std::optional<CaseTokens>>(
                                                      std::unexpected(damagedFile(m_state->file)));
        }
        return std::move(*tokens);
    });
}

Result<std::set<std::int64_t>> TokenStore::signatures(const std::string& modelHash) {
    return guarded([&]() -> Result<std::set<std::int64_t>> {
        std::set<std::int64_t> all;
        SQLite::Statement rows(m_state->connection,
                               "SELECT signature FROM grid WHERE model_hash = ?");
        rows.bind(1, modelHash);
        while (rows.executeStep()) {
            all.insert(rows.getColumn(0).getInt64());
        }
        return all;
    });
}

Result<void> TokenStore::drop(const std::string& modelHash,
                              const std::set<std::int64_t>& signatures) {
    return guarded([&]() -> Result<void> {
        SQLite::Transaction transaction(m_state->connection,
                                        SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement row(m_state->connection,
                              "DELETE FROM grid WHERE model_hash = ? AND signature = ?");
        for (const std::int64_t signature : signatures) {
            row.bind(1, modelHash);
            row.bind(2, signature);
            row.exec();
            row.reset();
        }
        transaction.commit();
        return {};
    });
}

Result<void> TokenStore::removeModel(const std::string& modelHash) {
    return guarded([&]() -> Result<void> {
        SQLite::Statement rows(m_state->connection, "DELETE FROM grid WHERE model_hash = ?");
        rows.bind(1, modelHash);
        rows.exec();
        return {};
    });
}

Result<std::vector<std::string>> TokenStore::verify() {
    return guarded([&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> problems;
        bool damaged = m_state->connection.execAndGet("PRAGMA quick_check(1)").getString() != "ok";
        SQLite::Statement rows(m_state->connection, "SELECT data FROM grid");
        while (!damaged && rows.executeStep()) {
            const auto data = rows.getColumn(0);
            damaged = !unpackTokens({static_cast<const std::uint8_t*>(data.getBlob()),
                                     static_cast<std::size_t>(std::max(0, data.getBytes()))});
        }
        if (damaged) {
            problems.push_back(damagedFile(m_state->file).message);
        }
        return problems;
    });
}

} // namespace bolus
