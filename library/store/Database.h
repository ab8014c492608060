// SQLite for the rooms of this folder only: statements, transactions, and its codes as Errors.
#pragma once

#include <array>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

#include <SQLiteCpp/SQLiteCpp.h>

#include "library/domain/Result.h"

namespace bolus {

/// What SQLite says, for a person.
Error storageError(const SQLite::Exception& exception, const std::filesystem::path& file);

/// One use of a prepared statement: binds from the first parameter on, and hands the statement back
/// clean. Values are read by column, from 0.
class Query {
public:
    template<typename... Values>
    explicit Query(SQLite::Statement& statement, const Values&... values) : m_statement(statement) {
        bind(values...);
    }
    ~Query();
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    template<typename... Values>
    Query& bind(const Values&... values) {
        (bindOne(values), ...);
        return *this;
    }
    bool next() { return m_statement.executeStep(); }
    /// For statements without rows.
    void run() { m_statement.exec(); }

    std::string text(int column) const { return m_statement.getColumn(column).getString(); }
    std::int64_t integer(int column) const { return m_statement.getColumn(column).getInt64(); }
    double real(int column) const { return m_statement.getColumn(column).getDouble(); }
    bool isNull(int column) const { return m_statement.isColumnNull(column); }
    std::string_view blob(int column) const;
    std::optional<int> optionalInteger(int column) const;
    std::optional<double> optionalReal(int column) const;
    template<std::size_t N>
    std::optional<std::array<double, N>> doubles(int column) const;

private:
    void bindOne(const std::string& value) { m_statement.bind(++m_parameter, value); }
    void bindOne(const char* value) { m_statement.bind(++m_parameter, value); }
    void bindOne(std::int64_t value) { m_statement.bind(++m_parameter, value); }
    void bindOne(int value) { m_statement.bind(++m_parameter, value); }
    void bindOne(bool value) { m_statement.bind(++m_parameter, value ? 1 : 0); }
    void bindOne(double value) { m_statement.bind(++m_parameter, value); }
    void bindOne(std::size_t value) { bindOne(static_cast<std::int64_t>(value)); }
    void bindBlob(const void* data, std::size_t size);
    template<std::size_t N>
    void bindOne(const std::array<double, N>& value) {
        bindBlob(value.data(), sizeof(double) * N);
    }
    template<typename T>
        requires std::is_arithmetic_v<T>
    void bindOne(const std::vector<T>& value) {
        bindBlob(value.data(), sizeof(T) * value.size());
    }
    template<typename T>
    void bindOne(const std::optional<T>& value) {
        if (value) {
            bindOne(*value);
        } else {
            m_statement.bind(++m_parameter);
        }
    }

    SQLite::Statement& m_statement;
    int m_parameter = 0;
};

template<std::size_t N>
std::optional<std::array<double, N>> Query::doubles(int column) const {
    const std::string_view bytes = blob(column);
    if (bytes.size() != sizeof(double) * N) {
        return std::nullopt;
    }
    std::array<double, N> values;
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

/// Reads columns one after the other, in the order of the statement.
class Row {
public:
    explicit Row(const Query& query) : m_query(query) {}
    Row& operator>>(std::string& value) { return value = m_query.text(m_column++), *this; }
    Row& operator>>(int& value) {
        return value = static_cast<int>(m_query.integer(m_column++)), *this;
    }
    Row& operator>>(double& value) { return value = m_query.real(m_column++), *this; }
    Row& operator>>(bool& value) { return value = m_query.integer(m_column++) != 0, *this; }
    Row& operator>>(std::uintmax_t& value) {
        return value = static_cast<std::uintmax_t>(m_query.integer(m_column++)), *this;
    }
    Row& operator>>(std::int64_t& value) { return value = m_query.integer(m_column++), *this; }
    Row& operator>>(std::optional<int>& value) {
        return value = m_query.optionalInteger(m_column++), *this;
    }
    Row& operator>>(std::optional<double>& value) {
        return value = m_query.optionalReal(m_column++), *this;
    }
    template<std::size_t N>
    Row& operator>>(std::optional<std::array<double, N>>& value) {
        return value = m_query.doubles<N>(m_column++), *this;
    }

private:
    const Query& m_query;
    int m_column = 0;
};

/// One connection, opened and checked.
class Database {
public:
    /// Opens or makes folder/library.sqlite, checks whose it is and that it is whole, and migrates
    /// it.
    static Result<std::unique_ptr<Database>> open(const std::filesystem::path& folder);

    /// The prepared statement for this text, made once. Not to be nested with itself.
    SQLite::Statement& statement(std::string_view sql);
    SQLite::Database& connection() { return m_connection; }
    const std::filesystem::path& file() const { return m_file; }

    /// Runs `work` in one transaction, which is kept only if `work` ends with a value.
    template<typename Work>
    auto write(Work&& work) -> decltype(work()) {
        return guarded([&]() -> decltype(work()) {
            SQLite::Transaction transaction(m_connection, SQLite::TransactionBehavior::IMMEDIATE);
            auto result = work();
            if (result) {
                transaction.commit();
            }
            return result;
        });
    }
    /// Runs `work` on one consistent state of the library; within a transaction, on that one's.
    template<typename Work>
    auto read(Work&& work) -> decltype(work()) {
        if (inTransaction()) {
            return guarded(std::forward<Work>(work));
        }
        return guarded([&]() -> decltype(work()) {
            SQLite::Transaction transaction(m_connection, SQLite::TransactionBehavior::DEFERRED);
            return work();
        });
    }
    /// Runs `work` outside a transaction.
    template<typename Work>
    auto guarded(Work&& work) -> decltype(work()) {
        try {
            return work();
        } catch (const SQLite::Exception& e) {
            return std::unexpected(storageError(e, m_file));
        } catch (const std::exception& e) {
            return fail(ErrorCode::Storage, std::string("The library failed: ") + e.what(),
                        m_file.string());
        }
    }

private:
    bool inTransaction() const;
    explicit Database(const std::filesystem::path& file);
    Result<void> identify();
    Result<void> check();
    void configure();

    std::filesystem::path m_file;
    SQLite::Database m_connection;
    struct TextHash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    std::unordered_map<std::string, std::unique_ptr<SQLite::Statement>, TextHash, std::equal_to<>>
        m_statements;
};

} // namespace bolus
