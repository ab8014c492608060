// Listing, filtering and counting cases.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

std::vector<std::string> foldedWords(const std::string& text) {
    std::string lines = foldCase(text);
    std::replace(lines.begin(), lines.end(), ' ', '\n');
    std::vector<std::string> words = splitLines(lines);
    std::erase(words, "");
    return words;
}

bool hasAll(std::string_view text, const std::vector<std::string>& foldedWords) {
    return std::ranges::all_of(foldedWords, [&](const std::string& word) {
        return ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
    });
}

bool filtersByValue(const CaseFilter& f) {
    return f.hasPhase ||
           !(f.modality + f.bodyPart + f.sex + f.ageDecade + f.year + f.manufacturer).empty();
}

} // namespace

/// The cases that pass, unless every case does: then the function is never asked.
class SqliteLibrary::Passing {
public:
    Passing(SqliteLibrary& library, const CaseFilter& filter)
        : m_withWords(library.m_wordsFound.cases), m_caseId(filter.caseId),
          m_hasWords(!foldedWords(filter.text).empty()),
          m_all(!filtersByValue(filter) && !m_caseId && !m_hasWords) {
        library.m_facetSets.update(*library.m_database);
        m_sets = library.m_facetSets.passing(filter);
        if (m_hasWords) {
            library.findWords(foldedWords(filter.text));
        }
    }
    bool all() const { return m_all; }
    bool operator()(std::int64_t id, std::int64_t facets) const {
        const auto set = static_cast<std::size_t>(facets);
        return set < m_sets.size() && m_sets[set] && (!m_caseId || id == *m_caseId) &&
               (!m_hasWords || hasWords(static_cast<std::size_t>(id)));
    }

private:
    bool hasWords(std::size_t id) const { return id < m_withWords.size() && m_withWords[id]; }

    const std::vector<bool>& m_withWords; // by case id
    std::optional<std::int64_t> m_caseId;
    bool m_hasWords = false, m_all = false;
    std::vector<bool> m_sets; // by set id
};

/// Looks through all cases' texts, unless the words and the library are those of the last time: a
/// page, its count and its facets are asked for one after the other.
void SqliteLibrary::findWords(const std::vector<std::string>& words) {
    const std::pair<std::int64_t, std::int64_t> state(dataVersion(),
                                                      m_database->connection().getTotalChanges());
    if (m_wordsFound.words == words && m_wordsFound.state == state) {
        return;
    }
    m_wordsFound = {words, state, {}};
    auto rows = query("SELECT id, search_text FROM cases");
    while (rows.next()) {
        if (hasAll(rows.blob(1), words)) {
            m_wordsFound.cases.resize(static_cast<std::size_t>(rows.integer(0)) + 1);
            m_wordsFound.cases.back() = true;
        }
    }
}

/// In the list's order.
std::vector<std::int64_t> SqliteLibrary::pageOf(const CaseFilter& filter, const CasePage& page) {
    const Passing passes(*this, filter);
    std::vector<std::int64_t> ids;
    std::int64_t skip = std::max<std::int64_t>(page.offset, 0);
    auto rows = query("SELECT id, facets FROM cases INDEXED BY cases_in_order "
                      "ORDER BY patient_id, study_date, id LIMIT ? OFFSET ?",
                      passes.all() ? page.limit : -1, passes.all() ? skip : 0);
    skip = passes.all() ? 0 : skip;
    const auto isFull = [&] {
        return page.limit >= 0 && static_cast<std::int64_t>(ids.size()) >= page.limit;
    };
    while (!isFull() && rows.next()) {
        if ((passes.all() || passes(rows.integer(0), rows.integer(1))) && skip-- <= 0) {
            ids.push_back(rows.integer(0));
        }
    }
    return ids;
}

Result<std::vector<Case>> SqliteLibrary::cases(const CaseFilter& filter, const CasePage& page) {
    return m_database->read([&]() -> Result<std::vector<Case>> {
        std::vector<Case> found = caseRows(pageOf(filter, page));
        readVolumes(found);
        readReports(found, false);
        addIdentityIssues(found);
        return found;
    });
}

/// By facet set, for the cases that pass.
std::vector<std::int64_t> SqliteLibrary::countedSets(const CaseFilter& filter) {
    const Passing passes(*this, filter);
    std::vector<std::int64_t> counts(m_facetSets.size());
    const bool byCase = filter.caseId || !filter.text.empty();
    auto rows = byCase ? query("SELECT id, facets, 1 FROM cases INDEXED BY cases_by_facets")
                       : query("SELECT 0, facets, count(*) FROM cases INDEXED BY cases_by_facets "
                               "GROUP BY facets");
    while (rows.next()) {
        const auto set = static_cast<std::size_t>(rows.integer(1));
        if (set < counts.size() && passes(rows.integer(0), rows.integer(1))) {
            counts[set] += rows.integer(2);
        }
    }
    return counts;
}

Result<std::int64_t> SqliteLibrary::caseCount(const CaseFilter& filter) {
    return m_database->read([&]() -> Result<std::int64_t> {
        std::int64_t count = 0;
        for (const std::int64_t cases : countedSets(filter)) {
            count += cases;
        }
        return count;
    });
}

Result<Facets> SqliteLibrary::facets(const CaseFilter& filter) {
    return m_database->read(
        [&]() -> Result<Facets> { return m_facetSets.counted(countedSets(filter)); });
}

Result<std::vector<CaseKey>> SqliteLibrary::caseKeys(const CaseFilter& filter) {
    return m_database->read([&]() -> Result<std::vector<CaseKey>> {
        const Passing passes(*this, filter);
        std::vector<CaseKey> keys;
        auto rows = query("SELECT id, facets, patient_id FROM cases INDEXED BY cases_in_order");
        while (rows.next()) {
            if (passes.all() || passes(rows.integer(0), rows.integer(1))) {
                keys.push_back({rows.integer(0), rows.text(2)});
            }
        }
        std::ranges::sort(keys, {}, &CaseKey::id);
        return keys;
    });
}

} // namespace bolus
