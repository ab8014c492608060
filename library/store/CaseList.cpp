// Listing, filtering and counting cases.
#include <algorithm>
#include <array>
#include <map>

#include "library/store/CaseRows.h"
#include "library/store/SqliteLibrary.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

const std::string filteredCases =
    " FROM cases "
    "WHERE (?1 IS NULL OR id = ?1) AND (?2 = '' OR lower(modality) = lower(?2)) "
    "AND (?3 = '' OR instr(lower(body_part), lower(?3)) > 0) "
    "AND (?4 = 0 OR phases & ?4 <> 0) AND (?5 = '' OR lower(patient_sex) = lower(?5)) "
    "AND (?6 = '' OR age_decade = ?6) AND (?7 = '' OR study_year = ?7) "
    "AND (?8 = '' OR lower(manufacturer) = lower(?8)) ";
const std::string selectCases =
    "SELECT search_text, id, patient_id, patient_name, patient_sex, patient_age, study_date, "
    "accession_number, modality, body_part, description, issues" +
    filteredCases + "ORDER BY patient_id, study_date, id";
const std::string selectTexts = "SELECT search_text" + filteredCases;
const std::string selectFacets =
    "SELECT search_text, phases, modality, body_part, patient_sex, age_decade, study_year, "
    "manufacturer" +
    filteredCases;

Query filtered(Database& database, const std::string& sql, const CaseFilter& filter) {
    return Query(database.statement(sql), filter.caseId, filter.modality, filter.bodyPart,
                 filter.hasPhase ? phaseBit(*filter.hasPhase) : 0, filter.sex, filter.ageDecade,
                 filter.year, filter.manufacturer);
}

Case caseFrom(const Query& query) {
    Case c;
    std::string issues;
    std::string searchText;
    Row row(query);
    row >> searchText >> c.id >> c.patientId >> c.patientName >> c.patientSex >> c.patientAge >>
        c.studyDate >> c.accessionNumber >> c.modality >> c.bodyPart >> c.description >> issues;
    c.issues = splitLines(issues);
    return c;
}

std::vector<std::string> foldedWords(const std::string& text) {
    std::string lines = foldCase(text);
    std::replace(lines.begin(), lines.end(), ' ', '\n');
    std::vector<std::string> words = splitLines(lines);
    std::erase(words, "");
    return words;
}

/// Whether the free words fit the row, whose first column is the text they look in.
bool matches(const Query& row, const std::vector<std::string>& words) {
    return words.empty() || matchesWords(row.text(0), words);
}

using Counts = std::map<std::string, std::int64_t>;

std::vector<FacetCount> ranked(const Counts& counts) {
    std::vector<FacetCount> values;
    for (const auto& [value, cases] : counts) {
        if (!value.empty()) {
            values.push_back({value, cases});
        }
    }
    std::stable_sort(values.begin(), values.end(),
                     [](const auto& a, const auto& b) { return a.cases > b.cases; });
    return values;
}

Counts phaseCounts(const std::map<int, std::int64_t>& bitSets) {
    Counts counts;
    for (const auto& [bits, cases] : bitSets) {
        for (const Phase phase : allPhases) {
            if (bits & phaseBit(phase)) {
                counts[phaseToken(phase)] += cases;
            }
        }
    }
    return counts;
}

} // namespace

std::vector<Case> SqliteLibrary::caseRows(const CaseFilter& filter, const CasePage& page) {
    const std::vector<std::string> words = foldedWords(filter.text);
    std::vector<Case> found;
    auto rows = filtered(*m_database, selectCases, filter);
    std::int64_t skip = std::max<std::int64_t>(page.offset, 0);
    const auto isFull = [&] {
        return page.limit >= 0 && static_cast<std::int64_t>(found.size()) >= page.limit;
    };
    while (!isFull() && rows.next()) {
        if (matches(rows, words) && skip-- <= 0) {
            found.push_back(caseFrom(rows));
        }
    }
    return found;
}

Result<std::vector<Case>> SqliteLibrary::cases(const CaseFilter& filter, const CasePage& page) {
    return m_database->read([&]() -> Result<std::vector<Case>> {
        std::vector<Case> found = caseRows(filter, page);
        readVolumes(found);
        readReports(found, false);
        addIdentityIssues(found);
        return found;
    });
}

Result<std::int64_t> SqliteLibrary::caseCount(const CaseFilter& filter) {
    return m_database->read([&]() -> Result<std::int64_t> {
        const std::vector<std::string> words = foldedWords(filter.text);
        std::int64_t count = 0;
        auto rows = filtered(*m_database, selectTexts, filter);
        while (rows.next()) {
            count += matches(rows, words) ? 1 : 0;
        }
        return count;
    });
}

Result<Facets> SqliteLibrary::facets(const CaseFilter& filter) {
    return m_database->read([&]() -> Result<Facets> {
        const std::vector<std::string> words = foldedWords(filter.text);
        Facets facets;
        std::map<int, std::int64_t> phases;
        std::array<Counts, 6> counts;
        auto rows = filtered(*m_database, selectFacets, filter);
        while (rows.next()) {
            if (!matches(rows, words)) {
                continue;
            }
            ++facets.cases;
            ++phases[static_cast<int>(rows.integer(1))];
            for (std::size_t i = 0; i < counts.size(); ++i) {
                ++counts[i][rows.text(static_cast<int>(i) + 2)];
            }
        }
        facets.phase = ranked(phaseCounts(phases));
        facets.modality = ranked(counts[0]);
        facets.bodyPart = ranked(counts[1]);
        facets.sex = ranked(counts[2]);
        facets.ageDecade = ranked(counts[3]);
        facets.year = ranked(counts[4]);
        facets.manufacturer = ranked(counts[5]);
        return facets;
    });
}

Result<std::vector<CaseKey>> SqliteLibrary::caseKeys(const CaseFilter& filter) {
    return m_database->read([&]() -> Result<std::vector<CaseKey>> {
        std::vector<CaseKey> keys;
        for (Case& c : caseRows(filter)) {
            keys.push_back({c.id, std::move(c.patientId)});
        }
        std::sort(keys.begin(), keys.end(),
                  [](const auto& a, const auto& b) { return a.id < b.id; });
        return keys;
    });
}

} // namespace bolus
