// Makes a library ten times as large by copying its rows: what the store and the rules make of one
// exam and one report they would make of each copy, a hundred times slower.
#include <unordered_map>

#include <SQLiteCpp/SQLiteCpp.h>

#include "library/reports/IndexedSentence.h"
#include "library/store/SentenceId.h"
#include "tests/bench/SearchSections.h"

namespace bolus::bench {

namespace {

using Changes = std::unordered_map<std::string, std::string>; // by column: what stands in a copy

/// A table's rows with other numbers and names; of a table without a number of its own, by `key`.
struct Copied {
    const char* table;
    const char* key;
    Changes changes;
};

std::int64_t numberOf(SQLite::Database& database, const std::string& sql) {
    return database.execAndGet(sql).getInt64();
}

class Grower {
public:
    explicit Grower(SQLite::Database& database) : m_database(database) {
        m_reports = largest("report", "id");
    }

    void copyCases(int copy) {
        const auto moved = [&](const char* column, const char* table) {
            return std::string(column) + " + " + std::to_string(copy * largest(table, "id"));
        };
        const std::string end = "." + std::to_string(copy);
        const auto named = [&](const char* column) {
            return std::string(column) + " || '" + end + "'";
        };
        const std::string study = named("study_uid"), series = named("series_uid");
        copyRows(
            {{"patient",
              "id",
              {{"id", moved("id", "patient")}, {"patient_id", named("patient_id")}}},
             {"folder", "id", {{"id", moved("id", "folder")}, {"path", named("path")}}},
             {"study",
              "id",
              {{"id", moved("id", "study")},
               {"patient", moved("patient", "patient")},
               {"study_uid", study}}},
             {"series",
              "id",
              {{"id", moved("id", "series")},
               {"study", moved("study", "study")},
               {"series_uid", series}}},
             {"file", "id", {{"id", moved("id", "file")}, {"folder", moved("folder", "folder")}}},
             {"instance",
              "id",
              {{"id", moved("id", "instance")},
               {"sop_uid", named("sop_uid")},
               {"series", moved("series", "series")},
               {"file", moved("file", "file")}}},
             {"cases", "id", {{"id", moved("id", "cases")}, {"patient_id", named("patient_id")}}},
             {"volume",
              "id",
              {{"id", moved("id", "volume")},
               {"case_id", moved("case_id", "cases")},
               {"study_uid", study},
               {"series_uid", series}}},
             {"slice",
              "volume",
              {{"volume", moved("volume", "volume")}, {"instance", moved("instance", "instance")}}},
             {"report", "id", {{"id", moved("id", "report")}, {"study_uid", study}}},
             {"report_study",
              "report",
              {{"report", moved("report", "report")}, {"study_uid", study}}},
             {"report_tags", "report", {{"report", moved("report", "report")}}}});
    }

    /// In the order of their numbers, as the index is quickest written.
    void copySentences(int copies) {
        for (std::int64_t place = 0; place < std::int64_t(sectionOrder.size()) << 1; ++place) {
            const std::int64_t first = place << lengthShift;
            const std::int64_t last = first + ((m_reports + 1) << reportShift) - 1;
            for (int copy = 1; copy < copies; ++copy) {
                const std::string by = std::to_string((copy * m_reports) << reportShift);
                SQLite::Transaction transaction(m_database);
                for (const Copied& rows :
                     {Copied{"sentence",
                             "id",
                             {{"id", "id + " + by},
                              {"report", "report + " + std::to_string(copy * m_reports)}}},
                      Copied{"measurement", "sentence", {{"sentence", "sentence + " + by}}}}) {
                    insert(rows, first, last);
                }
                transaction.commit();
            }
        }
    }

    void indexWhole(int copies) {
        std::unordered_map<std::string, std::string> known; // by text
        SQLite::Statement texts(m_database, "SELECT text FROM report WHERE id = ?");
        SQLite::Statement words(m_database, "INSERT INTO report_fts(rowid, words) VALUES(?, ?)");
        SQLite::Transaction transaction(m_database);
        for (std::int64_t id = m_reports + 1; id <= copies * m_reports; ++id) {
            texts.bind(1, id);
            texts.executeStep();
            const auto [text, fresh] = known.try_emplace(texts.getColumn(0).getString());
            texts.reset();
            if (fresh) {
                text->second = indexedReport(indexedSentences(text->first)).words;
            }
            words.bind(1, id);
            words.bind(2, text->second);
            words.exec();
            words.reset();
        }
        transaction.commit();
    }

private:
    /// Of the rows that were there at first.
    std::int64_t largest(const std::string& table, const std::string& key) {
        const auto [known, fresh] = m_largest.try_emplace(table, 0);
        if (fresh) {
            known->second =
                numberOf(m_database, "SELECT coalesce(max(" + key + "), 0) FROM " + table);
        }
        return known->second;
    }

    void copyRows(const std::vector<Copied>& tables) {
        SQLite::Transaction transaction(m_database);
        for (const Copied& rows : tables) {
            insert(rows, 0, largest(rows.table, rows.key));
        }
        transaction.commit();
    }

    void insert(const Copied& rows, std::int64_t first, std::int64_t last) {
        std::string columns, values;
        SQLite::Statement named(m_database, "SELECT name FROM pragma_table_info(?)");
        named.bind(1, rows.table);
        while (named.executeStep()) {
            const std::string column = named.getColumn(0).getString();
            const auto change = rows.changes.find(column);
            columns += (columns.empty() ? "" : ", ") + column;
            values += (values.empty() ? "" : ", ") +
                      (change == rows.changes.end() ? column : change->second);
        }
        SQLite::Statement copying(m_database, std::string("INSERT INTO ") + rows.table + "(" +
                                                  columns + ") SELECT " + values + " FROM " +
                                                  rows.table + " WHERE " + rows.key +
                                                  " BETWEEN ? AND ? ORDER BY " + rows.key);
        copying.bind(1, first);
        copying.bind(2, last);
        copying.exec();
    }

    SQLite::Database& m_database;
    std::int64_t m_reports = 0;
    std::unordered_map<std::string, std::int64_t> m_largest; // by table
};

} // namespace

Result<void> growLibrary(const std::filesystem::path& library, int copies) {
    try {
        SQLite::Database database((library / "library.sqlite").string(), SQLite::OPEN_READWRITE);
        database.exec("PRAGMA foreign_keys = OFF");
        database.exec("PRAGMA synchronous = OFF");
        database.exec("PRAGMA cache_size = -262144");
        Grower grower(database);
        for (int copy = 1; copy < copies; ++copy) {
            grower.copyCases(copy);
        }
        grower.copySentences(copies);
        grower.indexWhole(copies);
    } catch (const SQLite::Exception& e) {
        return fail(ErrorCode::Storage, e.what(), library.string());
    }
    return {};
}

} // namespace bolus::bench
