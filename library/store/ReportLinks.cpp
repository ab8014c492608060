#include "library/store/ReportLinks.h"

#include <algorithm>

#include "library/reports/Lexicon.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

bool isAsserted(Assertion assertion) {
    return assertion == Assertion::Present || assertion == Assertion::Uncertain;
}

int affirmation(Assertion assertion) {
    return assertion == Assertion::Present ? 2 : assertion == Assertion::Uncertain ? 1 : 0;
}

std::vector<FacetCount> byFrequency(const std::map<std::string, std::int64_t>& counts) {
    std::vector<FacetCount> ranked;
    for (const auto& [tag, cases] : counts) {
        ranked.push_back({tag, cases});
    }
    std::ranges::stable_sort(ranked, std::ranges::greater(), &FacetCount::cases);
    return ranked;
}

} // namespace

std::string tagText(const std::map<std::string, Assertion>& tags) {
    std::string text;
    for (const auto& [tag, assertion] : tags) {
        text += (text.empty() ? "" : "\n") + tag + ' ' + assertionToken(assertion);
    }
    return text;
}

void ReportLinks::update(Database& database) {
    std::int64_t links = 0;
    {
        Query state(database.statement("SELECT links FROM search_state"));
        links = state.next() ? state.integer(0) : 0;
    }
    if (links != m_links) {
        *this = {};
        m_links = links;
    }
    readLinks(database);
    readTags(database);
}

void ReportLinks::readLinks(Database& database) {
    Query rows(database.statement("SELECT report, case_id FROM report_case WHERE report > ? "
                                  "ORDER BY report"),
               m_lastReport);
    while (rows.next()) {
        m_lastReport = rows.integer(0);
        link(m_lastReport, rows.integer(1));
    }
}

/// An index that is made anew tags reports in their order, when their links are known already.
void ReportLinks::readTags(Database& database) {
    Query rows(database.statement("SELECT t.report, s.tags FROM report_tags t JOIN tag_set s ON "
                                  "s.id = t.tag_set WHERE t.report > ? AND EXISTS (SELECT 1 FROM "
                                  "report_case c WHERE c.report = t.report) ORDER BY t.report"),
               m_lastTagged);
    while (rows.next()) {
        m_lastTagged = rows.integer(0);
        const std::uint32_t set = codeOf(rows.text(1));
        forCases(m_lastTagged, [&](std::int64_t caseId) { addTags(caseId, set); });
    }
}

void ReportLinks::link(std::int64_t report, std::int64_t caseId) {
    const auto place = static_cast<std::size_t>(report);
    if (m_case.size() <= place) {
        m_case.resize(std::max(place + 1, m_case.size() + m_case.size() / 2));
    }
    if (m_case[place] == 0) {
        m_case[place] = caseId;
        return;
    }
    auto& cases = m_several[report];
    if (m_case[place] != several) {
        cases.push_back(m_case[place]);
    }
    cases.push_back(caseId);
    m_case[place] = several;
}

void ReportLinks::addTags(std::int64_t caseId, std::uint32_t set) {
    const auto place = static_cast<std::size_t>(caseId);
    if (m_setOfCase.size() <= place) {
        m_setOfCase.resize(std::max(place + 1, m_setOfCase.size() + m_setOfCase.size() / 2));
    }
    m_setOfCase[place] = joined(m_setOfCase[place], set);
}

std::uint32_t ReportLinks::codeOf(const std::string& tags) {
    const auto [known, fresh] =
        m_codes.try_emplace(tags, static_cast<std::uint32_t>(m_sets.size()));
    if (fresh) {
        TagSet set;
        for (const std::string& line : splitLines(tags)) {
            const std::size_t space = line.find(' ');
            set[line.substr(0, space)] =
                assertionFromToken(line.substr(space + 1)).value_or(Assertion::Absent);
        }
        m_sets.push_back(std::move(set));
    }
    return known->second;
}

std::uint32_t ReportLinks::joined(std::uint32_t a, std::uint32_t b) {
    if (a == 0 || a == b) {
        return b;
    }
    const auto [known, fresh] = m_joined.try_emplace({a, b}, 0);
    if (fresh) {
        TagSet both = m_sets[a];
        for (const auto& [tag, assertion] : m_sets[b]) {
            const auto [place, isNew] = both.try_emplace(tag, assertion);
            if (!isNew && affirmation(assertion) > affirmation(place->second)) {
                place->second = assertion;
            }
        }
        known->second = codeOf(tagText(both));
    }
    return known->second;
}

std::vector<CaseTag> ReportLinks::tagsOf(std::int64_t caseId) const {
    std::vector<CaseTag> tags;
    for (const auto& [tag, assertion] : m_sets[setOf(caseId)]) {
        const LexiconEntry* entry = Lexicon::standard().byId(tag);
        tags.push_back({tag, entry ? entry->name : tag, assertion});
    }
    return tags;
}

std::vector<FacetCount> ReportLinks::counts(const std::vector<std::int64_t>& casesBySet) const {
    std::map<std::string, std::int64_t> counts;
    for (std::size_t set = 1; set < casesBySet.size(); ++set) {
        for (const auto& [tag, assertion] : m_sets[set]) {
            if (casesBySet[set] > 0 && isAsserted(assertion)) {
                counts[tag] += casesBySet[set];
            }
        }
    }
    return byFrequency(counts);
}

std::vector<FacetCount> ReportLinks::countsOfAll() const {
    std::vector<std::int64_t> bySet(m_sets.size());
    for (const std::uint32_t set : m_setOfCase) {
        ++bySet[set];
    }
    return counts(bySet);
}

std::vector<FacetCount> ReportLinks::countsOf(std::span<const std::int64_t> caseIds) const {
    std::vector<std::int64_t> bySet(m_sets.size());
    for (const std::int64_t id : caseIds) {
        ++bySet[setOf(id)];
    }
    return counts(bySet);
}

std::vector<bool> ReportLinks::casesWith(const std::string& tag) const {
    std::vector<bool> has;
    for (const TagSet& set : m_sets) {
        const auto found = set.find(tag);
        has.push_back(found != set.end() && isAsserted(found->second));
    }
    std::vector<bool> cases;
    for (const std::uint32_t set : m_setOfCase) {
        cases.push_back(has[set]);
    }
    return cases;
}

} // namespace bolus
