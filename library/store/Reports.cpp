// Reports, the studies they belong to, and full-text search over their sentences.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace {

// Marks around what matched, in highlight(); no report text holds control characters.
constexpr char matchBegin = '\x01', matchEnd = '\x02';

/// The sentence without marks, and what it asserts of the marked words: of these, the one that
/// denies most.
std::pair<std::string, Assertion> readMarks(const std::string& marked) {
    std::string text;
    std::vector<std::size_t> starts;
    for (const char c : marked) {
        if (c == matchBegin) {
            starts.push_back(text.size());
        } else if (c != matchEnd) {
            text += c;
        }
    }
    return {text, mostDenying(assertionsAt(text, starts))};
}

/// readMarks, once for a sentence that many reports share, as "No ascites." is.
class MarkReader {
public:
    const std::pair<std::string, Assertion>& operator()(const std::string& marked) {
        const auto known = m_read.find(marked);
        return known != m_read.end() ? known->second
                                     : m_read.emplace(marked, readMarks(marked)).first->second;
    }

private:
    std::unordered_map<std::string, std::pair<std::string, Assertion>> m_read;
};

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

constexpr int reportColumns = 9; // what reportFrom reads

/// Without its text.
Report reportFrom(const Query& row) {
    Report report{row.integer(0), row.text(1), row.text(2), row.text(3), {}};
    report.patientId = row.text(4);
    report.file = row.text(5);
    report.status = row.text(6);
    report.key = row.text(7);
    report.written = row.text(8);
    return report;
}

/// Best hit of each case, section and assertion.
class BestHits {
public:
    void offer(LexicalHit hit) {
        const auto key = std::tuple(hit.caseId, hit.section, hit.assertion);
        const auto [place, fresh] = m_hits.try_emplace(key, hit);
        if (!fresh && hit.bm25 < place->second.bm25) {
            place->second = std::move(hit);
        }
    }
    std::vector<LexicalHit> ranked(int limit) && {
        std::vector<LexicalHit> hits;
        for (auto& [key, hit] : m_hits) {
            hits.push_back(std::move(hit));
        }
        std::stable_sort(hits.begin(), hits.end(),
                         [](const auto& a, const auto& b) { return a.bm25 < b.bm25; });
        hits.resize(std::min(hits.size(), static_cast<std::size_t>(std::max(limit, 0))));
        return hits;
    }

private:
    std::map<std::tuple<std::int64_t, Section, Assertion>, LexicalHit> m_hits;
};

} // namespace

void SqliteLibrary::readReports(std::vector<Case>& cases, bool withText) {
    std::unordered_map<std::int64_t, Case*> byId;
    for (Case& c : cases) {
        byId[c.id] = &c;
    }
    auto rows = query(
        "SELECT r.id, r.study_uid, r.accession_number, r.source, r.patient_id, r.file, r.status, "
        "r.sender_key, r.written, iif(?2, r.text, ''), v.case_id FROM "
        "(SELECT DISTINCT case_id, study_uid FROM volume WHERE "
        "case_id IN (SELECT value FROM json_each(?1))) v "
        "JOIN report_study s ON s.study_uid = v.study_uid "
        "JOIN report r ON r.id = s.report GROUP BY v.case_id, r.id ORDER BY r.id",
        idList(cases), withText);
    while (rows.next()) {
        Report report = reportFrom(rows);
        report.text = rows.text(reportColumns);
        byId[rows.integer(reportColumns + 1)]->reports.push_back(std::move(report));
    }
}

Result<std::vector<Report>> SqliteLibrary::unmatchedReports() {
    return m_database->read([&]() -> Result<std::vector<Report>> {
        std::vector<Report> reports;
        auto rows = query("SELECT r.id, r.study_uid, r.accession_number, r.source, r.patient_id, "
                          "r.file, r.status, "
                          "r.sender_key, r.written, r.text FROM report r WHERE "
                          "r.replaced_by IS NULL AND NOT EXISTS "
                          "(SELECT 1 FROM report_study s JOIN volume v "
                          "ON v.study_uid = s.study_uid WHERE s.report = r.id) ORDER BY r.id");
        while (rows.next()) {
            reports.push_back(reportFrom(rows));
            reports.back().text = rows.text(reportColumns);
        }
        for (Report& report : reports) {
            report.whyUnmatched = whyUnmatched(report);
        }
        return reports;
    });
}

Result<std::vector<Report>> SqliteLibrary::reportsOfCase(std::int64_t caseId) {
    return m_database->read([&]() -> Result<std::vector<Report>> {
        if (auto there = requireCase(caseId); !there) {
            return std::unexpected(there.error());
        }
        std::vector<Case> whole(1);
        whole.front().id = caseId;
        readReports(whole, true);
        return std::move(whole.front().reports);
    });
}

Result<std::vector<LexicalHit>> SqliteLibrary::searchReports(const std::string& match, int limit) {
    return m_database->read([&]() -> Result<std::vector<LexicalHit>> {
        BestHits best;
        int sentences = 0;
        std::map<std::int64_t, std::vector<std::int64_t>> casesOf; // by report
        try {
            auto rows = query("SELECT s.report, f.score, s.section, f.marked FROM "
                              "(SELECT rowid AS id, rank AS score, "
                              "highlight(sentence_fts, 0, char(1), char(2)) AS marked "
                              "FROM sentence_fts WHERE sentence_fts MATCH ? ORDER BY rank LIMIT ?) "
                              "f JOIN sentence s ON s.id = f.id ORDER BY s.id",
                              match, mostSentencesSearched);
            MarkReader readMarks;
            while (rows.next()) {
                ++sentences;
                const std::int64_t report = rows.integer(0);
                if (!casesOf.contains(report)) {
                    casesOf[report] = casesOfReport(report);
                }
                const auto& [text, assertion] = readMarks(rows.text(3));
                const Section section = sectionFromToken(rows.text(2)).value_or(Section::Other);
                for (const std::int64_t id : casesOf[report]) {
                    best.offer({id, rows.real(1), text, section, assertion});
                }
            }
        } catch (const SQLite::Exception& e) {
            if ((e.getErrorCode() & 0xff) == 1) { // SQLITE_ERROR: FTS5's parser
                return fail(ErrorCode::BadInput, "This phrase cannot be searched for.", match);
            }
            throw;
        }
        m_leftSentencesOut = m_leftSentencesOut || sentences == mostSentencesSearched;
        return std::move(best).ranked(limit);
    });
}

Result<std::vector<std::string>> SqliteLibrary::matchedWords(const std::string& match) {
    return m_database->read([&]() -> Result<std::vector<std::string>> {
        std::set<std::string> words;
        try {
            auto rows = query("SELECT highlight(sentence_fts, 0, char(1), char(2)) "
                              "FROM sentence_fts WHERE sentence_fts MATCH ?",
                              match);
            while (rows.next()) {
                addMarked(rows.text(0), words);
            }
        } catch (const SQLite::Exception& e) {
            if ((e.getErrorCode() & 0xff) == 1) { // SQLITE_ERROR: FTS5's parser
                return fail(ErrorCode::BadInput, "This phrase cannot be searched for.", match);
            }
            throw;
        }
        return std::vector<std::string>(words.begin(), words.end());
    });
}

std::vector<std::int64_t> SqliteLibrary::casesOfReport(std::int64_t report) {
    std::vector<std::int64_t> ids;
    auto rows = query("SELECT DISTINCT v.case_id FROM report_study r JOIN volume v "
                      "ON v.study_uid = r.study_uid WHERE r.report = ? ORDER BY v.case_id",
                      report);
    while (rows.next()) {
        ids.push_back(rows.integer(0));
    }
    return ids;
}

} // namespace bolus
