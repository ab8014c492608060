// Listing, filtering and counting cases.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

/// Of a date as people write it, as it is stored: 2024-01-31 is 20240131.
std::string undashed(std::string word) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool date = word.size() == 10 && word[4] == '-' && word[7] == '-' &&
                      std::ranges::count_if(word, digit) == 8;
    if (date) {
        std::erase(word, '-');
    }
    return word;
}

std::vector<std::string> foldedWords(const std::string& text) {
    std::string lines = foldCase(text);
    for (const char separator : {' ', ',', '\t', '\r'}) { // "DOE, JANE" is stored as DOE^JANE
        std::replace(lines.begin(), lines.end(), separator, '\n');
    }
    std::vector<std::string> words = splitLines(lines);
    std::erase(words, "");
    return words;
}

/// The whole of it, or enough of its beginning to be no initial or syllable of another name.
bool isBegunBy(std::string_view name, std::string_view word) {
    constexpr std::size_t enough = 4;
    return name == word || (word.size() >= enough && name.starts_with(word));
}

/// A phase's token or one of its parts: "portal_venous", "portal", "ven…" from 4 letters on.
bool isNamed(Phase phase, std::string_view word) {
    const std::string_view token = phaseToken(phase);
    const std::size_t part = token.find('_');
    return isBegunBy(token, word) || isBegunBy(token.substr(0, part), word) ||
           (part != std::string_view::npos && isBegunBy(token.substr(part + 1), word)) ||
           (phase == Phase::Arterial && word == "art");
}

/// Bits of the phases that a word names.
int phasesNamed(std::string word) {
    std::ranges::replace(word, '-', '_');
    int bits = 0;
    for (const Phase phase : allPhases) {
        bits |= isNamed(phase, word) ? phaseBit(phase) : 0;
    }
    return bits;
}

/// A word that looks like a date may as well be a patient's number: either spelling will do.
struct WantedWord {
    explicit WantedWord(const std::string& text)
        : word(text), stored(undashed(text)), phases(phasesNamed(text)) {}
    std::string word, stored;
    int phases = 0;
};

bool holds(std::string_view text, std::string_view word) {
    return ::memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

bool hasAll(std::string_view text, int phases, const std::vector<WantedWord>& words) {
    return std::ranges::all_of(words, [&](const WantedWord& wanted) {
        return (wanted.phases & phases) != 0 || holds(text, wanted.word) ||
               (wanted.stored != wanted.word && holds(text, wanted.stored));
    });
}

/// A date (DA, or ACR-NEMA's with dots) as a number that orders like it; 0: none.
int dayOf(std::string_view date) {
    int day = 0, digits = 0;
    for (const char c : date) {
        if (c >= '0' && c <= '9' && digits < 8) {
            day = 10 * day + (c - '0');
            ++digits;
        }
    }
    return digits == 8 ? day : 0;
}

/// Cases of a list, by id.
std::vector<bool> asBits(const std::vector<std::int64_t>& ids) {
    std::vector<bool> bits;
    for (const std::int64_t id : ids) {
        const auto at = static_cast<std::size_t>(id);
        bits.resize(std::max(bits.size(), at + 1));
        bits[at] = true;
    }
    return bits;
}

bool filtersByList(const CaseFilter& f) {
    return f.hasReport || f.hasVector || !f.collection.empty() || !f.tag.empty() ||
           !f.without.empty();
}

bool filtersByValue(const CaseFilter& f) {
    return f.hasPhase ||
           !(f.modality + f.bodyPart + f.sex + f.ageDecade + f.year + f.manufacturer).empty();
}

Result<void> listable(const CaseFilter& filter) {
    return filter == ofCasesAlone(filter)
               ? Result<void>()
               : fail(ErrorCode::BadInput,
                      "The filter's assertion: is of what a phrase finds in reports, and there is "
                      "no phrase here. Use it with a search by words.");
}

} // namespace

/// The cases that pass, unless every case does: then the function is never asked.
class SqliteLibrary::Passing {
public:
    Passing(SqliteLibrary& library, const CaseFilter& filter)
        : m_withWords(library.m_wordsFound.cases), m_caseId(filter.caseId),
          m_hasWords(!foldedWords(filter.text).empty()), m_learnable(filter.learnable),
          m_all(!filtersByValue(filter) && !filtersByList(filter) && !m_caseId && !m_hasWords &&
                !m_learnable),
          m_facetSets(library.m_facetSets) {
        library.m_facetSets.update(*library.m_database);
        m_sets = library.m_facetSets.passing(filter);
        if (m_hasWords) {
            library.findWords(foldedWords(filter.text));
        }
        if (m_learnable) {
            m_withReport = library.casesWithReport();
        }
        addLists(library, filter);
    }
    bool all() const { return m_all; }
    bool operator()(std::int64_t id, std::int64_t facets) const {
        const auto set = static_cast<std::size_t>(facets);
        return set < m_sets.size() && m_sets[set] && (!m_caseId || id == *m_caseId) &&
               (!m_hasWords || isIn(m_withWords, id)) &&
               (!m_learnable || (m_facetSets.phases(facets) != 0 && isIn(m_withReport, id))) &&
               std::ranges::all_of(m_among, [id](const auto& list) { return isIn(list, id); }) &&
               std::ranges::none_of(m_without,
                                    [&](const Passing& other) { return other(id, facets); });
    }

private:
    void addLists(SqliteLibrary& library, const CaseFilter& filter) {
        if (!filter.collection.empty()) {
            const auto id = library.collectionId(filter.collection);
            m_among.push_back(
                asBits(id ? library.casesOfCollection(*id) : std::vector<std::int64_t>()));
        }
        if (!filter.tag.empty()) {
            m_among.push_back(library.casesWithTag(filter.tag));
        }
        if (filter.hasReport) {
            m_among.push_back(library.casesWithReport());
        }
        if (filter.hasVector) {
            m_among.push_back(library.casesWithVector());
        }
        for (CaseFilter other : filter.without) {
            other.text.clear(); // one set of words is kept, see findWords()
            m_without.emplace_back(library, other);
        }
    }
    static bool isIn(const std::vector<bool>& cases, std::int64_t id) {
        return static_cast<std::size_t>(id) < cases.size() && cases[static_cast<std::size_t>(id)];
    }

    const std::vector<bool>& m_withWords; // by case id
    std::optional<std::int64_t> m_caseId;
    bool m_hasWords = false, m_learnable = false, m_all = false;
    const FacetSets& m_facetSets;
    std::vector<bool> m_sets;               // by set id
    std::vector<bool> m_withReport;         // by case id
    std::vector<std::vector<bool>> m_among; // by case id, of each list
    std::vector<Passing> m_without;
};

/// Looks through all cases' texts, unless the words and the library are those of the last time: a
/// page, its count and its facets are asked for one after the other.
void SqliteLibrary::findWords(const std::vector<std::string>& words) {
    const std::pair<std::int64_t, std::int64_t> state(dataVersion(),
                                                      m_database->connection().getTotalChanges());
    if (m_wordsFound.words == words && m_wordsFound.state == state) {
        return;
    }
    const std::vector<WantedWord> wanted(words.begin(), words.end());
    std::vector<bool> found; // kept once it is whole: reading may throw
    auto rows = query("SELECT id, search_text, facets FROM cases");
    while (rows.next()) {
        if (hasAll(rows.blob(1), m_facetSets.phases(rows.integer(2)), wanted)) {
            const auto id = static_cast<std::size_t>(rows.integer(0));
            found.resize(std::max(found.size(), id + 1));
            found[id] = true;
        }
    }
    m_wordsFound = {words, state, std::move(found)};
}

/// By case id.
std::vector<bool> SqliteLibrary::casesWithReport() {
    std::vector<bool> cases;
    auto rows = query("SELECT v.case_id FROM report_study s JOIN volume v "
                      "ON v.study_uid = s.study_uid");
    while (rows.next()) {
        const auto id = static_cast<std::size_t>(rows.integer(0));
        cases.resize(std::max(cases.size(), id + 1));
        cases[id] = true;
    }
    return cases;
}

/// By case id: those that the active model knows as they are.
std::vector<bool> SqliteLibrary::casesWithVector() {
    std::vector<std::int64_t> ids;
    auto rows = query("SELECT v.case_id FROM model m JOIN vector v ON v.model_hash = m.hash "
                      "WHERE m.active = 1");
    while (rows.next()) {
        ids.push_back(rows.integer(0));
    }
    return asBits(ids);
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
    if (auto known = listable(filter); !known) {
        return std::unexpected(known.error());
    }
    return m_database->read(
        [&]() -> Result<std::vector<Case>> { return listedCases(pageOf(filter, page)); });
}

Result<std::vector<Case>> SqliteLibrary::casesByIds(std::span<const std::int64_t> ids) {
    return m_database->read([&]() -> Result<std::vector<Case>> { return listedCases(ids); });
}

std::vector<Case> SqliteLibrary::listedCases(std::span<const std::int64_t> ids) {
    std::vector<Case> found = caseRows(ids);
    readVolumes(found);
    readReports(found, false);
    addIdentityIssues(found);
    return found;
}

Result<std::vector<std::int64_t>> SqliteLibrary::caseIds(const CaseFilter& filter,
                                                         CaseOrder order) {
    if (auto known = listable(filter); !known) {
        return std::unexpected(known.error());
    }
    return m_database->read([&]() -> Result<std::vector<std::int64_t>> {
        return order == CaseOrder::Patient ? pageOf(filter, {}) : idsByDate(filter, order);
    });
}

/// Of one day in the order by patient.
std::vector<std::int64_t> SqliteLibrary::idsByDate(const CaseFilter& filter, CaseOrder order) {
    const Passing passes(*this, filter);
    std::vector<std::pair<int, std::int64_t>> byDay;
    auto rows = query("SELECT id, facets, study_date FROM cases INDEXED BY cases_in_order "
                      "ORDER BY patient_id, study_date, id");
    while (rows.next()) {
        if (passes.all() || passes(rows.integer(0), rows.integer(1))) {
            const int day = dayOf(rows.blob(2));
            const int undated = order == CaseOrder::NewestFirst ? 1 : 99999999;
            byDay.emplace_back(day == 0 ? undated : day, rows.integer(0));
        }
    }
    std::ranges::stable_sort(byDay, [order](const auto& a, const auto& b) {
        return order == CaseOrder::NewestFirst ? a.first > b.first : a.first < b.first;
    });
    std::vector<std::int64_t> ids(byDay.size());
    std::ranges::transform(byDay, ids.begin(), [](const auto& entry) { return entry.second; });
    return ids;
}

/// By facet set, for the cases that pass.
std::vector<std::int64_t> SqliteLibrary::countedSets(const CaseFilter& filter) {
    const Passing passes(*this, filter);
    std::vector<std::int64_t> counts(m_facetSets.size());
    const bool byCase =
        filter.caseId || filter.learnable || !filter.text.empty() || filtersByList(filter);
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

/// Of the cases that pass.
std::vector<FacetCount> SqliteLibrary::countedTags(const CaseFilter& filter) {
    m_reportLinks.update(*m_database);
    if (!m_reportLinks.hasTags()) {
        return {};
    }
    const Passing passes(*this, filter);
    if (passes.all()) {
        return m_reportLinks.countsOfAll();
    }
    std::vector<std::int64_t> ids;
    auto rows = query("SELECT id, facets FROM cases INDEXED BY cases_by_facets");
    while (rows.next()) {
        if (passes(rows.integer(0), rows.integer(1))) {
            ids.push_back(rows.integer(0));
        }
    }
    return m_reportLinks.countsOf(ids);
}

Result<std::int64_t> SqliteLibrary::caseCount(const CaseFilter& filter) {
    if (auto known = listable(filter); !known) {
        return std::unexpected(known.error());
    }
    return m_database->read([&]() -> Result<std::int64_t> {
        std::int64_t count = 0;
        for (const std::int64_t cases : countedSets(filter)) {
            count += cases;
        }
        return count;
    });
}

Result<Facets> SqliteLibrary::facets(const CaseFilter& filter) {
    if (auto known = listable(filter); !known) {
        return std::unexpected(known.error());
    }
    return m_database->read([&]() -> Result<Facets> {
        Facets facets = m_facetSets.counted(countedSets(filter));
        facets.tag = countedTags(filter);
        return facets;
    });
}

Result<std::vector<CaseKey>> SqliteLibrary::caseKeys(const CaseFilter& filter) {
    if (auto known = listable(filter); !known) {
        return std::unexpected(known.error());
    }
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

Result<std::vector<bool>> SqliteLibrary::casesPassing(const CaseFilter& filter) {
    if (auto known = listable(filter); !known) {
        return std::unexpected(known.error());
    }
    return m_database->read([&]() -> Result<std::vector<bool>> {
        const Passing passes(*this, filter);
        const CaseTable& table = caseTable();
        std::vector<bool> passing(table.cases.size());
        for (std::size_t id = 0; id < passing.size(); ++id) {
            const std::int64_t facets = table.cases[id].facets;
            passing[id] =
                facets >= 0 && (passes.all() || passes(static_cast<std::int64_t>(id), facets));
        }
        return passing;
    });
}

} // namespace bolus
