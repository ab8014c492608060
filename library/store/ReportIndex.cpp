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
constexpr std::size_t mostRead = 2000, mostReadBytes = std::size_t(8) << 20; // reports at once
constexpr const char* searchedReports =
    " FROM report WHERE id > ? AND replaced_by IS NULL AND status NOT IN ('cancelled', "
    "'unreadable')";
constexpr std::size_t shortestWord = 4, longestWord = 30;

/// The index is quickest written in the order of its numbers.
void sortByNumber(std::vector<std::pair<std::int64_t, IndexedSentence>>& sentences) {
    std::ranges::sort(sentences, {}, [](const auto& entry) { return entry.first; });
}

/// Up to a word's end.
std::string_view searchedPart(std::string_view text) {
    if (text.size() <= mostSearchedBytes) {
        return text;
    }
    std::size_t end = text.find_last_of(" \r\n", mostSearchedBytes);
    if (end == std::string_view::npos) { // then up to a character's
        for (end = mostSearchedBytes; end > 0 && (text[end] & 0xC0) == 0x80; --end) {
        }
    }
    return text.substr(0, end);
}

bool isPlainWord(const std::string& word) {
    return word.size() >= shortestWord && word.size() <= longestWord &&
           std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80); });
}

} // namespace

void SqliteLibrary::indexReport(std::int64_t id, std::string_view text) {
    std::vector<IndexedSentence> sentences = indexedSentences(searchedPart(text));
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
        query("INSERT INTO sentence VALUES(?,?,?,?,?,?)", id, reportOfSentence(id),
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
        dropIndex();
        indexAll(progress);
        query("UPDATE search_state SET version = ?", indexVersion()).run();
        return {};
    });
}

/// Row by row, the trigger would read and take apart each sentence once more.
void SqliteLibrary::dropIndex() {
    std::string trigger;
    {
        auto row = query("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = "
                         "'sentence_removed'");
        row.next();
        trigger = row.text(0);
    }
    for (const std::string& sql :
         {std::string("DROP TRIGGER sentence_removed"), std::string("DELETE FROM measurement"),
          std::string("DELETE FROM sentence"), trigger,
          std::string("INSERT INTO sentence_fts(sentence_fts) VALUES('delete-all')"),
          std::string("DELETE FROM report_tags"), std::string("DELETE FROM word"),
          std::string("INSERT INTO report_fts(report_fts) VALUES('delete-all')"),
          std::string("UPDATE search_state SET links = links + 1")}) {
        m_database->connection().exec(sql);
    }
}

std::vector<std::pair<std::int64_t, std::string>> SqliteLibrary::reportsAfter(std::int64_t id) {
    const std::string reading = std::string("SELECT id, text") + searchedReports + " ORDER BY id";
    std::vector<std::pair<std::int64_t, std::string>> reports;
    auto rows = query(reading.c_str(), id);
    for (std::size_t bytes = 0;
         reports.size() < mostRead && bytes < mostReadBytes && rows.next();) {
        reports.emplace_back(rows.integer(0), rows.text(1));
        bytes += reports.back().second.size();
    }
    return reports;
}

void SqliteLibrary::indexAll(const std::function<void(std::int64_t, std::int64_t)>& progress) {
    const std::string counting = std::string("SELECT count(*)") + searchedReports;
    std::int64_t total = 0, done = 0, last = 0;
    {
        auto row = query(counting.c_str(), std::int64_t(0));
        total = row.next() ? row.integer(0) : 0;
    }
    while (done < total) {
        const auto reports = reportsAfter(last);
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
