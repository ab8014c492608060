#include "library/search/FoundList.h"

#include <algorithm>

#include "library/search/PlacesByCase.h"

namespace bolus {

namespace {

constexpr std::int64_t mostWithoutReason = 5;
constexpr std::size_t sparesOfSilent = 100;

/// A case on its way to the list: of thousands that were found, few are shown.
struct Found {
    std::int64_t caseId = 0;
    double score = 0;
    const FusedScore* fused = nullptr;  // null: no part gave it a rank
    const LexicalCase* words = nullptr; // null: no report's words found it
    const RegionMatch* region = nullptr;
    std::optional<double> cosine{};
    bool contradicts = false, silent = false, otherDiagnosis = false;
    std::uint32_t patientCases = 0;
    std::uint32_t rankOf(SearchPart part) const {
        return fused ? fused->ranks[static_cast<std::size_t>(part)] : 0;
    }
};

class List {
public:
    List(Library& library, const SearchQuery& query, const SearchFindings& findings)
        : m_library(library), m_query(query), m_findings(findings) {
        for (std::uint32_t place = 0; const LexicalCase& found : findings.words) {
            m_words.of(found.caseId) = ++place;
        }
        if (findings.image) {
            for (std::uint32_t place = 0; const NearCase& near : findings.image->nearest) {
                m_near.of(near.caseId) = ++place;
            }
        }
        for (const RegionMatch& match : findings.region.matches) {
            m_regions.emplace(match.caseId, &match);
        }
    }

    Result<SearchResult> make() {
        rank();
        endWhereNothingSpeaks();
        if (auto kept = keepOnePerPatient(); !kept) {
            return std::unexpected(kept.error());
        }
        if (auto counted = countFacets(); !counted) {
            return std::unexpected(counted.error());
        }
        tellHowSure();
        if (auto parted = partByDiagnosis(); !parted) {
            return std::unexpected(parted.error());
        }
        cutAtK();
        if (auto shown = showHits(); !shown) {
            return std::unexpected(shown.error());
        }
        return std::move(m_result);
    }

private:
    double weight(SearchPart part) const { return m_query.weights[static_cast<std::size_t>(part)]; }
    bool byImageAlone() const {
        return m_findings.image && m_findings.words.empty() &&
               (m_query.mode == SearchMode::Image || m_query.phrase.empty());
    }
    void rank();
    Found foundOf(std::int64_t caseId, const FusedScore* fused) const;
    SearchHit hitOf(const Found& found) const;
    void list(std::int64_t caseId, const FusedScore* fused);
    void addDenyingOnes();
    void addSilentOnes();
    bool isSilent(std::int64_t id) const {
        const auto at = static_cast<std::size_t>(id);
        return at < m_findings.silent.size() && m_findings.silent[at];
    }
    static bool named(const Found& hit) { return hit.words != nullptr || hit.silent; }
    bool standsOutByImage(const Found& hit) const;
    bool isNear(const Found& hit) const;
    void endWhereNothingSpeaks();
    Result<void> keepOnePerPatient();
    Result<void> countFacets();
    void tellHowSure();
    Result<void> partByDiagnosis();
    void cutAtK();
    Result<void> showHits();

    Library& m_library;
    const SearchQuery& m_query;
    const SearchFindings& m_findings;
    PlacesByCase m_words, m_near; // from 1, in the findings
    std::unordered_map<std::int64_t, const RegionMatch*> m_regions;
    std::vector<PartRanking> m_parts;
    std::vector<FusedScore> m_fused;
    PlacesByCase m_listed;
    std::vector<Found> m_hits;
    std::int64_t m_moreSilent = 0; // than are in m_hits
    SearchResult m_result;
};

void List::rank() {
    m_parts = {{SearchPart::Words, weight(SearchPart::Words), {}},
               {SearchPart::Image, weight(SearchPart::Image), {}},
               {SearchPart::Region, weight(SearchPart::Region), {}}};
    for (const LexicalCase& found : m_findings.words) {
        if (!m_findings.image || !m_findings.contradicting.contains(found.caseId)) {
            m_parts[0].cases.push_back({found.caseId, found.score, found.rank});
        }
    }
    if (m_findings.image) {
        for (const NearCase& near : m_findings.image->nearest) {
            if (near.rank > 0) {
                m_parts[1].cases.push_back({near.caseId, near.cosine, near.rank});
            }
        }
    }
    for (const RegionMatch& match : m_findings.region.matches) {
        m_parts[2].cases.push_back({match.caseId, match.similarity});
    }
    m_fused = fusedScores(m_parts);
    m_hits.reserve(m_fused.size());
    for (const FusedScore& fused : m_fused) {
        list(fused.caseId, &fused);
    }
    addDenyingOnes();
    addSilentOnes();
    std::ranges::stable_sort(m_hits, {}, [&](const Found& hit) {
        const bool suspects = !m_findings.silent.empty() && !hit.silent;
        return hit.contradicts ? 2 : suspects ? 1 : 0;
    });
}

void List::list(std::int64_t caseId, const FusedScore* fused) {
    m_listed.of(caseId) = 1;
    m_hits.push_back(foundOf(caseId, fused));
}

Found List::foundOf(std::int64_t caseId, const FusedScore* fused) const {
    Found found{caseId, fused ? fused->score : 0, fused};
    if (const std::uint32_t place = m_near.find(caseId)) {
        found.cosine = m_findings.image->nearest[place - 1].cosine;
    }
    if (const std::uint32_t place = m_words.find(caseId)) {
        found.words = &m_findings.words[place - 1];
    }
    if (const auto region = m_regions.find(caseId); region != m_regions.end()) {
        found.region = region->second;
    }
    found.silent = isSilent(caseId);
    found.contradicts = m_findings.contradicting.contains(caseId);
    if (byImageAlone() && !m_query.region) {
        found.score = found.cosine.value_or(0);
    }
    return found;
}

SearchHit List::hitOf(const Found& found) const {
    SearchHit hit;
    hit.caseId = found.caseId;
    hit.score = found.score;
    hit.parts = found.fused ? partsOf(*found.fused, m_parts) : std::vector<PartRank>();
    for (const PartRank& part : hit.parts) {
        (part.part == SearchPart::Words   ? hit.lexicalRank
         : part.part == SearchPart::Image ? hit.imageRank
                                          : hit.regionRank) = part.rank;
    }
    hit.cosine = found.cosine;
    if (found.words) {
        hit.sentence = found.words->sentence;
        hit.section = found.words->section;
        hit.assertion = found.words->assertion;
    }
    if (found.region) {
        hit.region = *found.region;
    }
    hit.silent = found.silent;
    hit.contradicts = found.contradicts;
    hit.otherDiagnosis = found.otherDiagnosis;
    hit.patientCases = found.patientCases;
    return hit;
}

/// Beside images, a report that denies what was asked gives no rank; the case is listed all the
/// same, whether it has a vector or not.
void List::addDenyingOnes() {
    for (const LexicalCase& found : m_findings.words) {
        if (found.contradicts && m_listed.find(found.caseId) == 0) {
            list(found.caseId, nullptr);
        }
    }
}

/// As many as can be listed; the rest is counted.
void List::addSilentOnes() {
    // A patient may have several, of which one is listed.
    const std::size_t most = 4 * static_cast<std::size_t>(m_query.k) + sparesOfSilent;
    std::size_t added = 0;
    for (std::size_t at = 0; at < m_findings.silent.size(); ++at) {
        const auto id = static_cast<std::int64_t>(at);
        if (!m_findings.silent[at] || m_listed.find(id) > 0) {
            continue;
        }
        if (added < most) {
            list(id, nullptr);
            ++added;
        } else {
            ++m_moreSilent;
        }
    }
}

bool List::standsOutByImage(const Found& hit) const {
    const auto standing = hit.cosine ? m_findings.image->bulk.standing(*hit.cosine) : std::nullopt;
    return standing && *standing >= standsOut;
}

/// Of the half of the compared cases that is nearer to an example.
bool List::isNear(const Found& hit) const {
    const std::uint32_t rank = hit.rankOf(SearchPart::Image);
    return m_query.likeReport && rank > 0 && rank <= (m_findings.image->compared + 1) / 2;
}

/// The rule is Search.h's.
void List::endWhereNothingSpeaks() {
    if (!m_findings.image || m_query.all) {
        return;
    }
    const std::int64_t compared = m_findings.image->compared;
    const std::int64_t half = (compared + 1) / 2;
    const bool imageAlone = byImageAlone();
    const bool anySpeaks = std::ranges::any_of(
        m_hits, [&](const Found& hit) { return named(hit) || standsOutByImage(hit); });
    std::int64_t nearest = imageAlone ? half : anySpeaks ? 0 : std::min(half, mostWithoutReason);
    std::erase_if(m_hits, [&](const Found& hit) {
        const bool speaks = !imageAlone && (named(hit) || standsOutByImage(hit) || isNear(hit));
        return !speaks && nearest-- <= 0;
    });
    const auto shown =
        std::ranges::count_if(m_hits, [](const Found& hit) { return hit.cosine.has_value(); });
    const auto ranked = static_cast<std::int64_t>(m_findings.image->nearest.size());
    m_result.leftOut["unremarkable"] =
        (imageAlone || m_query.likeReport ? ranked : compared) - shown - m_moreSilent;
}

std::vector<std::int64_t> idsOf(const std::vector<Found>& hits) {
    std::vector<std::int64_t> ids(hits.size());
    std::ranges::transform(hits, ids.begin(), &Found::caseId);
    return ids;
}

Result<void> List::keepOnePerPatient() {
    const auto persons = m_library.personsOf(idsOf(m_hits));
    const auto own = m_query.ownPatient.empty() ? Result<std::uint32_t>(nobodyKnown)
                                                : m_library.personCalled(m_query.ownPatient);
    if (!persons || !own) {
        return std::unexpected(persons ? own.error() : persons.error());
    }
    std::vector<std::uint32_t> firstOf; // by person: its place in kept, from 1
    std::vector<Found> kept;
    kept.reserve(m_hits.size());
    for (std::size_t i = 0; i < m_hits.size(); ++i) {
        const std::uint32_t person = (*persons)[i];
        if (person == noSuchCase) {
            continue;
        }
        if (person != nobodyKnown && person == *own) {
            ++m_result.leftOut["own_patient"];
            continue;
        }
        firstOf.resize(std::max<std::size_t>(firstOf.size(), person + 1));
        const std::uint32_t first = person == nobodyKnown ? 0 : firstOf[person];
        if (first > 0) {
            ++kept[first - 1].patientCases;
        }
        if (first > 0 && m_query.onePerPatient) {
            ++m_result.leftOut["same_patient"];
            continue;
        }
        kept.push_back(m_hits[i]);
        firstOf[person] = first > 0 ? first : static_cast<std::uint32_t>(kept.size());
    }
    m_hits = std::move(kept);
    return {};
}

Result<void> List::countFacets() {
    std::map<Assertion, std::int64_t> assertions;
    for (const Found& hit : m_hits) {
        if (hit.words && !hit.silent) {
            ++assertions[hit.words->assertion];
        }
    }
    auto facets = m_library.facetsOf(idsOf(m_hits));
    if (!facets) {
        return std::unexpected(facets.error());
    }
    m_result.facets = std::move(*facets);
    for (const auto& [assertion, cases] : assertions) {
        m_result.assertions.push_back({assertionToken(assertion), cases});
    }
    std::ranges::sort(m_result.assertions, [](const FacetCount& a, const FacetCount& b) {
        return a.cases != b.cases ? a.cases > b.cases : a.value < b.value;
    });
    return {};
}

void List::tellHowSure() {
    const auto agrees = [](const Found& hit) {
        return hit.words && !hit.contradicts && !hit.silent;
    };
    const bool wordsAgree = m_findings.silent.empty() && std::ranges::any_of(m_hits, agrees);
    const bool together = std::ranges::any_of(
        m_hits, [&](const Found& hit) { return agrees(hit) && !hit.words->apart; });
    if (m_findings.image && !m_hits.empty()) {
        double nearest = -2;
        for (const Found& hit : m_hits) {
            nearest = std::max(nearest, hit.cosine.value_or(-2));
        }
        m_result.margin = nearest > -2 ? m_findings.image->bulk.standing(nearest) : std::nullopt;
    }
    if (m_hits.empty() || (wordsAgree && together)) {
        return;
    }
    if (m_query.likeReport && m_result.margin && *m_result.margin >= standsOut) {
        return; // its images say so
    }
    if (wordsAgree) {
        m_result.whyUnsure = m_query.phrase.empty()
                                 ? "No report says most of what the example's does."
                                 : "No report says all of it in one sentence.";
    } else if (std::ranges::any_of(m_hits, &Found::silent)) {
        m_result.whyUnsure = "No report says so; the first cases are those whose reports do not "
                             "name it.";
    } else if (std::ranges::all_of(m_hits, &Found::contradicts)) {
        m_result.whyUnsure = "Every report that names this says the opposite of it.";
    } else if (!m_result.margin) {
        m_result.whyUnsure = "There are too few cases with vectors to tell whether the first "
                             "stand out.";
    } else if (*m_result.margin < standsOut) {
        m_result.whyUnsure = "The first cases hardly stand out from the rest of the library.";
    }
    m_result.unsure = !m_result.whyUnsure.empty();
}

std::set<std::string> assertedOf(const std::vector<CaseTag>& tags) {
    std::set<std::string> asserted;
    for (const CaseTag& tag : tags) {
        if (tag.assertion == Assertion::Present) {
            asserted.insert(tag.tag);
        }
    }
    return asserted;
}

/// Cases without a diagnosis stay with the similar ones: nothing tells that they are others.
Result<void> List::partByDiagnosis() {
    if (!m_query.diverse) {
        return {};
    }
    const auto tags = m_library.tagsOfCases(idsOf(m_hits));
    if (!tags) {
        return std::unexpected(tags.error());
    }
    std::set<std::string> same = m_query.diagnoses;
    for (std::size_t i = 0; i < m_hits.size(); ++i) {
        const std::set<std::string> own = assertedOf((*tags)[i]);
        same = same.empty() ? own : same;
        m_hits[i].otherDiagnosis = !own.empty() && std::ranges::none_of(own, [&](const auto& tag) {
            return same.contains(tag);
        });
    }
    std::ranges::stable_sort(m_hits, {}, &Found::otherDiagnosis);
    return {};
}

void List::cutAtK() {
    m_result.found = static_cast<std::int64_t>(m_hits.size()) + m_moreSilent;
    m_result.vectors = m_findings.image ? m_findings.image->bulk.cases : 0;
    std::int64_t similar = 0, others = 0;
    std::erase_if(m_hits, [&](const Found& hit) {
        return ++(hit.otherDiagnosis ? others : similar) > m_query.k;
    });
    m_result.leftOut["beyond_k"] = m_result.found - static_cast<std::int64_t>(m_hits.size());
    std::erase_if(m_result.leftOut, [](const auto& entry) { return entry.second <= 0; });
}

Result<void> List::showHits() {
    const auto keys = m_library.keysOf(idsOf(m_hits));
    if (!keys) {
        return std::unexpected(keys.error());
    }
    for (const Found& found : m_hits) {
        SearchHit hit = hitOf(found);
        const auto key = std::ranges::find(*keys, found.caseId, &CaseKey::id);
        hit.patientId = key == keys->end() ? std::string() : key->patientId;
        hit.rank = static_cast<int>(m_result.hits.size()) + 1;
        m_result.hits.push_back(std::move(hit));
    }
    return {};
}

} // namespace

Result<SearchResult> listOf(Library& library, const SearchQuery& query,
                            const SearchFindings& findings) {
    return List(library, query, findings).make();
}

} // namespace bolus
