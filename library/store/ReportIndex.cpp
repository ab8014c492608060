// What the search index keeps of reports: made when one is added, and anew where another version of
// the rules or of the lexicon made it.
#include <algorithm>
#include <set>

#include "library/reports/WordFold.h"
#include "library/store/SentenceId.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

constexpr std::size_t mostPending = 100000; // sentences in memory before they are written
constexpr std::int64_t reportsAtOnce = 2000;
constexpr std::size_t shortestWord = 4, longestWord = 30;

/// The index is quickest written in the order of its numbers.
void sortByNumber(std::vector<std::pair<std::int64_t, IndexedSentence>>& sentences) {
    std::ranges::sort(sentences, {}, [](const auto& entry) { return entry.first; });
}

bool isPlainWord(const std::string& word) {
    return word.size() >= shortestWord && word.size() <= longestWord &&
           std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80); });
}

} // namespace

void SqliteLibrary::indexReport(std::int64_t id, const std::string& text) {
    std::vector<IndexedSentence> sentences = indexedSentences(text);
    const IndexedReport report = indexedReport(sentences);
    query("INSERT INTO report_fts(rowid, words) VALUES(?,?)", id, report.words).run();
    if (!report.diagnoses.empty()) {
        const std::string tags = tagText(report.diagnoses);
        query("INSERT OR IGNORE INTO tag_set(tags) VALUES(?)", tags).run();
        query("INSERT OR REPLACE INTO report_tags SELECT ?, id FROM tag_set WHERE tags = ?", id,
              tags)
            .run();
    }
    std::int64_t ordinal = 0;
    for (IndexedSentence& sentence : sentences) {
        if (ordinal == mostOrdinals) { // a million: what comes has no number of its own
            break;
        }
        const Sentence& own = sentence.sentence;
        m_pending.emplace_back(sentenceId(own.section, own.text.size(), id, ordinal++),
                               std::move(sentence));
    }
    if (m_pending.size() > mostPending) {
        writePending();
    }
}

void SqliteLibrary::dropPending(std::int64_t report) {
    std::erase_if(m_pending,
                  [&](const auto& entry) { return reportOfSentence(entry.first) == report; });
}

void SqliteLibrary::writePending() {
    sortByNumber(m_pending);
    std::set<std::string> words;
    for (const auto& [id, sentence] : m_pending) {
        query("INSERT OR REPLACE INTO sentence VALUES(?,?,?,?,?,?)", id, reportOfSentence(id),
              assertionToken(sentence.sentence.assertion), sentence.sentence.text, sentence.codes,
              sentence.asserted)
            .run();
        for (const double mm : sentence.millimetres) {
            query("INSERT OR IGNORE INTO measurement VALUES(?,?)", id, mm).run();
        }
        for (TextWord& word : textWords(sentence.sentence.text)) {
            if (isPlainWord(word.folded)) {
                words.insert(std::move(word.folded));
            }
        }
    }
    for (const std::string& word : words) {
        query("INSERT OR IGNORE INTO word(text) VALUES(?)", word).run();
    }
    m_pending.clear();
}

Result<void>
SqliteLibrary::indexAnew(const std::function<void(std::int64_t, std::int64_t)>& progress) {
    const auto isCurrent = [&] {
        auto row = query("SELECT version FROM search_state");
        return row.next() && row.text(0) == indexVersion();
    };
    const auto current = m_database->guarded([&]() -> Result<bool> { return isCurrent(); });
    if (!current || *current) {
        return current ? Result<void>() : std::unexpected(current.error());
    }
    return m_database->write([&]() -> Result<void> {
        if (isCurrent()) { // another process was quicker
            return {};
        }
        m_pending.clear();
        for (const char* sql :
             {"DELETE FROM sentence", "DELETE FROM report_tags", "DELETE FROM word",
              "INSERT INTO report_fts(report_fts) VALUES('delete-all')",
              "UPDATE search_state SET links = links + 1"}) {
            m_database->connection().exec(sql);
        }
        indexAll(progress);
        query("UPDATE search_state SET version = ?", indexVersion()).run();
        return {};
    });
}

void SqliteLibrary::indexAll(const std::function<void(std::int64_t, std::int64_t)>& progress) {
    constexpr const char* searched =
        " FROM report WHERE id > ? AND replaced_by IS NULL AND status NOT IN ('cancelled', "
        "'unreadable')";
    const std::string counting = std::string("SELECT count(*)") + searched;
    const std::string reading = std::string("SELECT id, text") + searched + " ORDER BY id LIMIT ?";
    std::int64_t total = 0, done = 0, last = 0;
    {
        auto row = query(counting.c_str(), std::int64_t(0));
        total = row.next() ? row.integer(0) : 0;
    }
    while (done < total) {
        std::vector<std::pair<std::int64_t, std::string>> reports;
        {
            auto rows = query(reading.c_str(), last, reportsAtOnce);
            while (rows.next()) {
                reports.emplace_back(rows.integer(0), rows.text(1));
            }
        }
        for (const auto& [id, text] : reports) {
            indexReport(id, text);
            last = id;
        }
        if (reports.empty()) {
            break;
        }
        done += static_cast<std::int64_t>(reports.size());
        if (progress) {
            progress(done, total);
        }
    }
    writePending();
}

} // namespace bolus
