// Full-text search over reports.
#include <algorithm>
#include <limits>
#include <set>

#include "library/reports/Lexicon.h"
#include "library/store/SentenceId.h"
#include "library/store/SqliteLibrary.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

// Marks around what matched, in highlight(); no report text holds control characters.
constexpr char matchBegin = '\x01', matchEnd = '\x02';
constexpr int mostMarked = 2000;

/// The marked stretches of a sentence, in lower case.
void addMarked(const std::string& marked, std::set<std::string>& words) {
    for (std::size_t at = 0; (at = marked.find(matchBegin, at)) != std::string::npos;) {
        const std::size_t end = marked.find(matchEnd, ++at);
        std::string word = marked.substr(at, end - at);
        std::transform(word.begin(), word.end(), word.begin(),
                       [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
        words.insert(std::move(word));
    }
}

/// SQLITE_ERROR is FTS5's parser; all else is the database's trouble.
template<typename Work>
auto parsed(const std::string& match, Work&& work) -> decltype(work()) {
    try {
        return work();
    } catch (const SQLite::Exception& e) {
        if ((e.getErrorCode() & 0xff) == 1) {
            return fail(ErrorCode::BadInput, "This phrase cannot be searched for.", match);
        }
        throw;
    }
}

StoredSentence sentenceFrom(const Query& row) {
    const std::int64_t id = row.integer(0);
    return {id, row.text(1), row.text(2), sectionOfSentence(id),
            assertionFromToken(row.text(3)).value_or(Assertion::Present)};
}

/// The id of what a person calls so; as it is where the lexicon does not know it.
std::string diagnosisNamed(const std::string& name) {
    const Lexicon& lexicon = Lexicon::standard();
    const std::string folded = foldCase(name);
    if (lexicon.byId(folded)) {
        return folded;
    }
    for (const LexiconEntry* entry : lexicon.meanings(name)) {
        if (entry->kind == ConceptKind::Diagnosis) {
            return entry->id;
        }
    }
    return folded;
}

} // namespace

Result<std::vector<LexicalHit>> SqliteLibrary::searchReports(const std::string& match, int limit,
                                                             const SentenceTest& test) {
    return m_database->read([&]() -> Result<std::vector<LexicalHit>> {
        return parsed(match, [&]() -> Result<std::vector<LexicalHit>> {
            m_reportLinks.update(*m_database);
            std::vector<LexicalHit> hits;
            const auto most = static_cast<std::size_t>(std::max(limit, 0));
            auto rows = test.leastMm || test.mostMm
                            ? query("SELECT rowid FROM sentence_fts f WHERE sentence_fts MATCH ? "
                                    "AND EXISTS (SELECT 1 FROM measurement m WHERE m.sentence = "
                                    "f.rowid AND m.mm BETWEEN ? AND ?) ORDER BY rowid",
                                    match, test.leastMm.value_or(0),
                                    test.mostMm.value_or(std::numeric_limits<double>::max()))
                            : query("SELECT rowid FROM sentence_fts WHERE sentence_fts MATCH ? "
                                    "ORDER BY rowid",
                                    match);
            while (hits.size() < most && rows.next()) {
                const std::int64_t id = rows.integer(0);
                m_reportLinks.forCases(reportOfSentence(id), [&](std::int64_t caseId) {
                    if (!test.counts || test.counts(caseId)) {
                        hits.push_back({caseId, id});
                    }
                });
            }
            m_leftSentencesOut = m_leftSentencesOut || (hits.size() >= most && most > 1);
            return hits;
        });
    });
}

Result<std::vector<std::int64_t>>
SqliteLibrary::searchWholeReports(const std::string& match, int limit, const CaseTest& counts) {
    return m_database->read([&]() -> Result<std::vector<std::int64_t>> {
        return parsed(match, [&]() -> Result<std::vector<std::int64_t>> {
            m_reportLinks.update(*m_database);
            std::vector<std::int64_t> ids;
            const auto most = static_cast<std::size_t>(std::max(limit, 0));
            auto rows = query("SELECT rowid FROM report_fts WHERE report_fts MATCH ? "
                              "ORDER BY rowid",
                              match);
            while (ids.size() < most && rows.next()) {
                m_reportLinks.forCases(rows.integer(0), [&](std::int64_t caseId) {
                    if (!counts || counts(caseId)) {
                        ids.push_back(caseId);
                    }
                });
            }
            m_leftSentencesOut = m_leftSentencesOut || (ids.size() >= most && most > 0);
            std::ranges::sort(ids);
            ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
            return ids;
        });
    });
}

Result<std::vector<StoredSentence>> SqliteLibrary::sentences(std::span<const std::int64_t> ids) {
    return m_database->read([&]() -> Result<std::vector<StoredSentence>> {
        std::vector<std::int64_t> wanted(ids.begin(), ids.end());
        std::ranges::sort(wanted);
        std::vector<StoredSentence> found;
        for (const std::int64_t id : wanted) {
            auto row = query("SELECT id, text, codes, assertion FROM sentence WHERE id = ?", id);
            if (row.next()) {
                found.push_back(sentenceFrom(row));
            }
        }
        return found;
    });
}

Result<std::vector<StoredSentence>> SqliteLibrary::sentencesOfCase(std::int64_t caseId) {
    return m_database->read([&]() -> Result<std::vector<StoredSentence>> {
        std::vector<StoredSentence> found;
        auto rows =
            query("SELECT s.id, s.text, s.codes, s.assertion FROM report_case c "
                  "JOIN sentence s ON s.report = c.report WHERE c.case_id = ? ORDER BY s.id",
                  caseId);
        while (rows.next()) {
            found.push_back(sentenceFrom(rows));
        }
        return found;
    });
}

Result<std::vector<std::string>> SqliteLibrary::matchedWords(const std::string& match) {
    return m_database->read([&]() -> Result<std::vector<std::string>> {
        return parsed(match, [&]() -> Result<std::vector<std::string>> {
            std::set<std::string> words;
            auto rows = query("SELECT highlight(sentence_fts, 0, char(1), char(2)) "
                              "FROM sentence_fts WHERE sentence_fts MATCH ? ORDER BY rowid LIMIT ?",
                              match, mostMarked);
            while (rows.next()) {
                addMarked(rows.text(0), words);
            }
            return std::vector<std::string>(words.begin(), words.end());
        });
    });
}

Result<std::span<const std::string>> SqliteLibrary::reportWords() {
    return m_database->read([&]() -> Result<std::span<const std::string>> {
        m_reportLinks.update(*m_database); // tells whether the words were made anew
        if (m_wordsVersion != m_reportLinks.version()) {
            m_words.clear();
            m_lastWord = 0;
            m_wordsVersion = m_reportLinks.version();
        }
        auto rows = query("SELECT id, text FROM word WHERE id > ? ORDER BY id", m_lastWord);
        while (rows.next()) {
            m_lastWord = rows.integer(0);
            m_words.push_back(rows.text(1));
        }
        return std::span<const std::string>(m_words);
    });
}

Result<std::vector<std::vector<CaseTag>>>
SqliteLibrary::tagsOfCases(std::span<const std::int64_t> caseIds) {
    return m_database->read([&]() -> Result<std::vector<std::vector<CaseTag>>> {
        m_reportLinks.update(*m_database);
        std::vector<std::vector<CaseTag>> tags;
        for (const std::int64_t id : caseIds) {
            tags.push_back(m_reportLinks.tagsOf(id));
        }
        return tags;
    });
}

Result<std::vector<FacetCount>> SqliteLibrary::tagCounts(std::span<const std::int64_t> caseIds) {
    return m_database->read([&]() -> Result<std::vector<FacetCount>> {
        m_reportLinks.update(*m_database);
        return m_reportLinks.countsOf(caseIds);
    });
}

/// By case id. A tag may be told by any of its names.
std::vector<bool> SqliteLibrary::casesWithTag(const std::string& tag) {
    m_reportLinks.update(*m_database);
    return m_reportLinks.casesWith(diagnosisNamed(tag));
}

} // namespace bolus
