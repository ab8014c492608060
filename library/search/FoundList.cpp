#include "library/search/FoundList.h"

#include <algorithm>

namespace bolus {

namespace {

constexpr std::int64_t mostWithoutReason = 5;
constexpr std::size_t sparesOfSilent = 100;

class List {
public:
    List(Library& library, const SearchQuery& query, const SearchFindings& findings)
        : m_library(library), m_query(query), m_findings(findings) {
        for (const LexicalCase& found : findings.words) {
            m_words.emplace(found.caseId, &found);
        }
        if (findings.image) {
            for (const NearCase& near : findings.image->nearest) {
                m_cosines.emplace(near.caseId, near.cosine);
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
        return std::move(m_result);
    }

private:
    double weight(SearchPart part) const { return m_query.weights[static_cast<std::size_t>(part)]; }
    bool byImageAlone() const {
        return m_findings.image && m_words.empty() &&
               (m_query.mode == SearchMode::Image || m_query.phrase.empty());
    }
    void rank();
    SearchHit hitOf(const FusedCase& fused) const;
    void addDenyingOnes();
    void addSilentOnes();
    bool isSilent(std::int64_t id) const {
        const auto at = static_cast<std::size_t>(id);
        return at < m_findings.silent.size() && m_findings.silent[at];
    }
    bool named(const SearchHit& hit) const { return m_words.contains(hit.caseId) || hit.silent; }
    bool standsOutByImage(const SearchHit& hit) const;
    void endWhereNothingSpeaks();
    Result<void> keepOnePerPatient();
    Result<void> countFacets();
    void tellHowSure();
    Result<void> partByDiagnosis();
    void cutAtK();

    Library& m_library;
    const SearchQuery& m_query;
    const SearchFindings& m_findings;
    std::unordered_map<std::int64_t, const LexicalCase*> m_words;
    std::unordered_map<std::int64_t, double> m_cosines;
    std::unordered_map<std::int64_t, const RegionMatch*> m_regions;
    std::vector<SearchHit> m_hits;
    std::int64_t m_moreSilent = 0; // than are in m_hits
    SearchResult m_result;
};

void List::rank() {
    std::vector<PartRanking> parts{{SearchPart::Words, weight(SearchPart::Words), {}},
                                   {SearchPart::Image, weight(SearchPart::Image), {}},
                                   {SearchPart::Region, weight(SearchPart::Region), {}}};
    for (const LexicalCase& found : m_findings.words) {
        if (!m_findings.contradicting.contains(found.caseId) || !m_findings.image) {
            parts[0].cases.push_back({found.caseId});
        }
    }
    if (m_findings.image) {
        for (const NearCase& near : m_findings.image->nearest) {
            parts[1].cases.push_back({near.caseId, near.cosine, near.rank});
        }
    }
    for (const RegionMatch& match : m_findings.region.matches) {
        parts[2].cases.push_back({match.caseId, match.similarity});
    }
    for (const FusedCase& fused : fuse(parts)) {
        m_hits.push_back(hitOf(fused));
    }
    addDenyingOnes();
    addSilentOnes();
    std::ranges::stable_sort(m_hits, {}, [](const SearchHit& hit) { return hit.contradicts; });
}

SearchHit List::hitOf(const FusedCase& fused) const {
    SearchHit hit;
    hit.caseId = fused.caseId;
    hit.parts = fused.parts;
    hit.score = fused.score;
    for (const PartRank& part : fused.parts) {
        (part.part == SearchPart::Words   ? hit.lexicalRank
         : part.part == SearchPart::Image ? hit.imageRank
                                          : hit.regionRank) = part.rank;
    }
    if (const auto cosine = m_cosines.find(hit.caseId); cosine != m_cosines.end()) {
        hit.cosine = cosine->second;
    }
    if (const auto words = m_words.find(hit.caseId); words != m_words.end()) {
        hit.sentence = words->second->sentence;
        hit.section = words->second->section;
        hit.assertion = words->second->assertion;
    }
    if (const auto region = m_regions.find(hit.caseId); region != m_regions.end()) {
        hit.region = *region->second;
    }
    hit.silent = isSilent(hit.caseId);
    hit.contradicts = m_findings.contradicting.contains(hit.caseId);
    if (m_query.mode == SearchMode::Image && !m_query.region) {
        hit.score = hit.cosine.value_or(0);
    }
    return hit;
}

/// Beside images, a report that denies what was asked gives no rank; the case is listed all the
/// same, whether it has a vector or not.
void List::addDenyingOnes() {
    std::unordered_set<std::int64_t> there;
    for (const SearchHit& hit : m_hits) {
        there.insert(hit.caseId);
    }
    for (const LexicalCase& found : m_findings.words) {
        if (found.contradicts && !there.contains(found.caseId)) {
            m_hits.push_back(hitOf({found.caseId, 0, {}}));
        }
    }
}

/// As many as can be listed; the rest is counted.
void List::addSilentOnes() {
    std::unordered_set<std::int64_t> there;
    for (const SearchHit& hit : m_hits) {
        there.insert(hit.caseId);
    }
    // A patient may have several, of which one is listed.
    const std::size_t most = 4 * static_cast<std::size_t>(m_query.k) + sparesOfSilent;
    std::size_t added = 0;
    for (std::size_t at = 0; at < m_findings.silent.size(); ++at) {
        const auto id = static_cast<std::int64_t>(at);
        if (!m_findings.silent[at] || there.contains(id)) {
            continue;
        }
        if (added < most) {
            m_hits.push_back(hitOf({id, 0, {}}));
            ++added;
        } else {
            ++m_moreSilent;
        }
    }
}

bool List::standsOutByImage(const SearchHit& hit) const {
    const auto standing = hit.cosine ? m_findings.image->bulk.standing(*hit.cosine) : std::nullopt;
    return standing && *standing >= standsOut;
}

/// The rule is Search.h's.
void List::endWhereNothingSpeaks() {
    if (!m_findings.image || m_query.all) {
        return;
    }
    const std::int64_t compared = m_findings.image->compared;
    const std::int64_t half = (compared + 1) / 2;
    const bool imageAlone = byImageAlone();
    const bool anySpeaks = std::ranges::any_of(m_hits, [&](const SearchHit& hit) {
        return named(hit) || standsOutByImage(hit);
    });
    std::int64_t nearest = imageAlone ? half : anySpeaks ? 0 : std::min(half, mostWithoutReason);
    std::vector<SearchHit> kept;
    for (SearchHit& hit : m_hits) {
        const bool speaks = !imageAlone && (named(hit) || standsOutByImage(hit));
        if (speaks || nearest-- > 0) {
            kept.push_back(std::move(hit));
        }
    }
    const auto shown =
        std::ranges::count_if(kept, [](const SearchHit& hit) { return hit.cosine.has_value(); });
    const auto ranked = static_cast<std::int64_t>(m_cosines.size());
    m_result.leftOut["unremarkable"] = (imageAlone ? ranked : compared) - shown - m_moreSilent;
    m_hits = std::move(kept);
}

Result<void> List::keepOnePerPatient() {
    std::vector<std::int64_t> ids;
    for (const SearchHit& hit : m_hits) {
        ids.push_back(hit.caseId);
    }
    const auto keys = m_library.keysOf(ids);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    std::unordered_map<std::int64_t, const CaseKey*> keyOf;
    for (const CaseKey& key : *keys) {
        keyOf.emplace(key.id, &key);
    }
    std::unordered_map<std::string, std::size_t> firstOf; // place in kept, by person
    std::vector<SearchHit> kept;
    for (SearchHit& hit : m_hits) {
        const auto key = keyOf.find(hit.caseId);
        if (key == keyOf.end()) {
            continue; // its case is no more
        }
        hit.patientId = key->second->patientId;
        const std::string& person = key->second->person;
        if (!person.empty() && person == m_query.ownPatient) {
            ++m_result.leftOut["own_patient"];
            continue;
        }
        const auto [first, fresh] = person.empty() ? std::pair(firstOf.end(), true)
                                                   : firstOf.try_emplace(person, kept.size());
        if (!fresh) {
            ++kept[first->second].patientCases;
        }
        if (!fresh && m_query.onePerPatient) {
            ++m_result.leftOut["same_patient"];
            continue;
        }
        kept.push_back(std::move(hit));
    }
    m_hits = std::move(kept);
    return {};
}

Result<void> List::countFacets() {
    std::vector<std::int64_t> ids;
    std::map<std::string, std::int64_t> assertions;
    for (const SearchHit& hit : m_hits) {
        ids.push_back(hit.caseId);
        if (m_words.contains(hit.caseId) && !hit.silent) {
            ++assertions[assertionToken(hit.assertion)];
        }
    }
    auto facets = m_library.facetsOf(ids);
    if (!facets) {
        return std::unexpected(facets.error());
    }
    m_result.facets = std::move(*facets);
    for (const auto& [token, cases] : assertions) {
        m_result.assertions.push_back({token, cases});
    }
    std::ranges::stable_sort(m_result.assertions, std::ranges::greater(), &FacetCount::cases);
    return {};
}

void List::tellHowSure() {
    const auto agrees = [&](const SearchHit& hit) {
        return m_words.contains(hit.caseId) && !hit.contradicts && !hit.silent;
    };
    const bool wordsAgree = std::ranges::any_of(m_hits, agrees);
    const bool together = std::ranges::any_of(m_hits, [&](const SearchHit& hit) {
        return agrees(hit) && !m_words.at(hit.caseId)->apart;
    });
    if (m_findings.image && !m_hits.empty()) {
        double nearest = -2;
        for (const SearchHit& hit : m_hits) {
            nearest = std::max(nearest, hit.cosine.value_or(-2));
        }
        m_result.margin = nearest > -2 ? m_findings.image->bulk.standing(nearest) : std::nullopt;
    }
    if (m_hits.empty() || (wordsAgree && together)) {
        return;
    }
    if (wordsAgree) {
        m_result.whyUnsure = "No report says all of it in one sentence.";
    } else if (std::ranges::any_of(m_hits, &SearchHit::silent)) {
        m_result.whyUnsure = "No report says so; the first cases are those whose reports do not "
                             "name it.";
    } else if (std::ranges::all_of(m_hits, &SearchHit::contradicts)) {
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
    std::vector<std::int64_t> ids(m_hits.size());
    std::ranges::transform(m_hits, ids.begin(), &SearchHit::caseId);
    const auto tags = m_library.tagsOfCases(ids);
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
    std::ranges::stable_sort(m_hits, {}, &SearchHit::otherDiagnosis);
    return {};
}

void List::cutAtK() {
    m_result.found = static_cast<std::int64_t>(m_hits.size()) + m_moreSilent;
    m_result.vectors = m_findings.image ? m_findings.image->bulk.cases : 0;
    std::int64_t similar = 0, others = 0;
    std::erase_if(m_hits, [&](const SearchHit& hit) {
        return ++(hit.otherDiagnosis ? others : similar) > m_query.k;
    });
    m_result.leftOut["beyond_k"] = m_result.found - static_cast<std::int64_t>(m_hits.size());
    int rank = 0;
    for (SearchHit& hit : m_hits) {
        hit.rank = ++rank;
    }
    std::erase_if(m_result.leftOut, [](const auto& entry) { return entry.second <= 0; });
    m_result.hits = std::move(m_hits);
}

} // namespace

Result<SearchResult> listOf(Library& library, const SearchQuery& query,
                            const SearchFindings& findings) {
    return List(library, query, findings).make();
}

} // namespace bolus
