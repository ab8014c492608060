#include "library/store/FacetSets.h"

#include <algorithm>

#include "library/store/CaseRows.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

std::vector<FacetCount> byFrequency(std::vector<FacetCount> counts) {
    std::erase_if(counts, [](const FacetCount& c) { return c.cases == 0 || c.value.empty(); });
    std::sort(counts.begin(), counts.end(), [](const FacetCount& a, const FacetCount& b) {
        return a.cases != b.cases ? a.cases > b.cases : a.value < b.value;
    });
    return counts;
}

} // namespace

void FacetSets::update(Database& database) {
    Query rows(database.statement("SELECT id, phases, modality, body_part, sex, age_decade, "
                                  "study_year, manufacturer FROM facet_set WHERE id >= ? "
                                  "ORDER BY id"),
               m_sets.size());
    while (rows.next()) {
        Set set;
        set.phases = static_cast<int>(rows.integer(1));
        for (std::size_t kind = 0; kind < KindCount; ++kind) {
            set.values[kind] =
                codeOf(static_cast<Kind>(kind), rows.text(static_cast<int>(kind) + 2));
        }
        m_sets.resize(static_cast<std::size_t>(rows.integer(0)) + 1);
        m_sets.back() = set;
    }
}

std::uint32_t FacetSets::codeOf(Kind kind, const std::string& value) {
    const auto [known, fresh] =
        m_codes[kind].try_emplace(value, static_cast<std::uint32_t>(m_values[kind].size()));
    if (fresh) {
        m_values[kind].push_back(value);
    }
    return known->second;
}

std::vector<bool> FacetSets::fitting(Kind kind, std::string wanted, bool anywhere) const {
    std::vector<bool> fits;
    if (anywhere && wanted.starts_with('=')) {
        wanted.erase(0, 1);
        anywhere = false;
    }
    const std::string folded = foldCase(wanted);
    for (const std::string& value : m_values[kind]) {
        const std::string own = foldCase(value);
        fits.push_back(wanted.empty() ||
                       (anywhere ? own.find(folded) != std::string::npos : own == folded));
    }
    return fits;
}

std::vector<bool> FacetSets::passing(const CaseFilter& filter) const {
    const std::array<std::vector<bool>, KindCount> fits{
        fitting(Modality, filter.modality), fitting(BodyPart, filter.bodyPart, true),
        fitting(Sex, filter.sex),           fitting(AgeDecade, filter.ageDecade),
        fitting(Year, filter.year),         fitting(Manufacturer, filter.manufacturer)};
    const int phases = filter.hasPhase ? phaseBit(*filter.hasPhase) : ~0;
    std::vector<bool> passes(m_sets.size());
    for (std::size_t id = 1; id < m_sets.size(); ++id) {
        bool fit = !filter.hasPhase || (m_sets[id].phases & phases) != 0;
        for (std::size_t kind = 0; fit && kind < KindCount; ++kind) {
            // An id that no committed set has leaves a hole, whose values may be none.
            fit =
                m_sets[id].values[kind] < fits[kind].size() && fits[kind][m_sets[id].values[kind]];
        }
        passes[id] = fit;
    }
    return passes;
}

std::vector<FacetCount> FacetSets::ranked(Kind kind,
                                          const std::vector<std::int64_t>& casesBySet) const {
    std::vector<FacetCount> counts;
    for (const std::string& value : m_values[kind]) {
        counts.push_back({value, 0});
    }
    for (std::size_t id = 1; id < casesBySet.size(); ++id) {
        if (casesBySet[id] > 0) {
            counts[m_sets[id].values[kind]].cases += casesBySet[id];
        }
    }
    return byFrequency(std::move(counts));
}

Facets FacetSets::counted(const std::vector<std::int64_t>& casesBySet) const {
    Facets facets;
    for (const Phase phase : allPhases) {
        FacetCount count{phaseToken(phase), 0};
        for (std::size_t id = 1; id < casesBySet.size(); ++id) {
            count.cases += m_sets[id].phases & phaseBit(phase) ? casesBySet[id] : 0;
        }
        facets.phase.push_back(std::move(count));
    }
    facets.phase = byFrequency(std::move(facets.phase));
    facets.modality = ranked(Modality, casesBySet);
    facets.bodyPart = ranked(BodyPart, casesBySet);
    facets.sex = ranked(Sex, casesBySet);
    facets.ageDecade = ranked(AgeDecade, casesBySet);
    facets.year = ranked(Year, casesBySet);
    facets.manufacturer = ranked(Manufacturer, casesBySet);
    for (const std::int64_t cases : casesBySet) {
        facets.cases += cases;
    }
    return facets;
}

} // namespace bolus
