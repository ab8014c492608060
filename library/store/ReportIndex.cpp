// What the search index keeps of reports: made when one is added. See IndexAnew.cpp, too.
#include <algorithm>
#include <set>

#include "library/reports/WordFold.h"
#include "library/store/SentenceId.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

constexpr std::size_t mostPending = 100000; // sentences in memory before they are written
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

/// One that comes while the index is made anew waits for its turn, or it would be indexed twice.
void SqliteLibrary::indexAdded(std::int64_t id, std::string_view text) {
    auto state = query("SELECT indexed_to FROM search_state");
    if (state.next() && !state.isNull(0)) {
        query("UPDATE search_state SET waiting = waiting + 1").run();
    } else {
        indexReport(id, text);
    }
}

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

} // namespace bolus
