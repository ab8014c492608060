#include "library/search/Search.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "library/search/LexicalRanking.h"

namespace bolus {

namespace {

constexpr double fusionConstant = 60; // Cormack, Clarke, Buettcher, SIGIR 2009

struct Candidate {
    SearchHit hit;
    bool contradicts = false;
};

using Candidates = std::map<std::int64_t, Candidate>; // by case: what may be found at all

Result<void> checkQuery(const SearchQuery& query, const SearchPhrase& phrase) {
    const bool words = !phrase.present.empty() || !phrase.absent.empty();
    if (query.k < 1) {
        return fail(ErrorCode::BadInput, "Ask for at least one result.");
    }
    if (query.mode == SearchMode::Image && query.vector.empty()) {
        return fail(ErrorCode::BadInput,
                    "A search by image needs an active model, and a phrase or a case.");
    }
    if (!words && (query.mode == SearchMode::Lexical || query.vector.empty())) {
        return fail(ErrorCode::BadInput, "There is nothing to search for. Type a word or a phrase.",
                    query.phrase);
    }
    return {};
}

Result<Candidates> candidatesOf(Library& library, const SearchQuery& query,
                                const SearchPhrase& phrase) {
    auto keys = library.caseKeys(query.filter);
    const auto excluded = casesAsserting(library, phrase.excluded);
    if (!keys || !excluded) {
        return std::unexpected(keys ? excluded.error() : keys.error());
    }
    Candidates candidates;
    for (CaseKey& key : *keys) {
        if (key.id != query.excludeCase && !excluded->contains(key.id)) {
            SearchHit& hit = candidates[key.id].hit;
            hit.caseId = key.id;
            hit.patientId = std::move(key.patientId);
        }
    }
    return candidates;
}

Result<void> addLexicalRanks(Library& library, const SearchPhrase& phrase, Candidates& candidates,
                             bool rankContradicting) {
    const auto ranked = rankByReports(library, phrase);
    if (!ranked) {
        return std::unexpected(ranked.error());
    }
    int rank = 0;
    for (const LexicalCase& found : *ranked) {
        const auto candidate = candidates.find(found.caseId);
        if (candidate == candidates.end()) {
            continue;
        }
        candidate->second.contradicts = found.contradicts;
        candidate->second.hit.sentence = found.sentence;
        candidate->second.hit.assertion = found.assertion;
        if (!found.contradicts || rankContradicting) {
            candidate->second.hit.lexicalRank = ++rank;
        }
    }
    return {};
}

std::optional<double> cosineOf(const std::vector<float>& a, const std::vector<float>& b) {
    if (a.size() != b.size()) {
        return std::nullopt;
    }
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += static_cast<double>(a[i]) * b[i];
    }
    return std::isfinite(sum) ? std::optional(sum) : std::nullopt;
}

Result<void> addImageRanks(Library& library, const std::string& modelHash, const SearchQuery& query,
                           Candidates& candidates) {
    auto vectors = library.vectors(modelHash);
    if (!vectors) {
        return std::unexpected(vectors.error());
    }
    std::vector<SearchHit*> hits;
    for (StoredVector& stored : *vectors) {
        const auto candidate = candidates.find(stored.caseId);
        if (candidate == candidates.end()) {
            continue;
        }
        candidate->second.hit.cosine = cosineOf(query.vector, stored.vector);
        if (candidate->second.hit.cosine) {
            candidate->second.hit.phases = std::move(stored.phases);
            candidate->second.hit.phaseShares = std::move(stored.phaseShares);
            hits.push_back(&candidate->second.hit);
        }
    }
    std::sort(hits.begin(), hits.end(), [](const SearchHit* a, const SearchHit* b) {
        return *a->cosine != *b->cosine ? *a->cosine > *b->cosine : a->caseId < b->caseId;
    });
    int rank = 0;
    for (SearchHit* hit : hits) {
        hit->imageRank = ++rank;
    }
    return {};
}

double scoreOf(const SearchHit& hit, SearchMode mode) {
    if (mode == SearchMode::Image) {
        return hit.cosine.value_or(0);
    }
    const auto part = [](const std::optional<int>& rank) {
        return rank ? 1 / (fusionConstant + *rank) : 0.0;
    };
    return part(hit.lexicalRank) + part(hit.imageRank);
}

/// Found ones, best first. A case whose report denies what was asked comes after those that do not.
std::vector<SearchHit> ranked(Candidates candidates, const SearchQuery& query) {
    std::vector<Candidate> found;
    for (auto& [id, candidate] : candidates) {
        if (candidate.hit.lexicalRank || candidate.hit.imageRank) {
            candidate.hit.score = scoreOf(candidate.hit, query.mode);
            found.push_back(std::move(candidate));
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
        return a.contradicts != b.contradicts ? b.contradicts : a.hit.score > b.hit.score;
    });
    found.resize(std::min(found.size(), static_cast<std::size_t>(query.k)));
    std::vector<SearchHit> hits;
    for (Candidate& candidate : found) {
        candidate.hit.rank = static_cast<int>(hits.size()) + 1;
        hits.push_back(std::move(candidate.hit));
    }
    return hits;
}

} // namespace

Result<std::vector<SearchHit>> searchCases(Library& library, const std::string& modelHash,
                                           const SearchQuery& query) {
    const SearchPhrase phrase = parsePhrase(query.phrase);
    if (auto checked = checkQuery(query, phrase); !checked) {
        return std::unexpected(checked.error());
    }
    auto candidates = candidatesOf(library, query, phrase);
    if (!candidates) {
        return std::unexpected(candidates.error());
    }
    const bool byImage = query.mode != SearchMode::Lexical && !query.vector.empty();
    if (query.mode != SearchMode::Image) {
        if (auto added = addLexicalRanks(library, phrase, *candidates, !byImage); !added) {
            return std::unexpected(added.error());
        }
    }
    if (byImage) {
        if (auto added = addImageRanks(library, modelHash, query, *candidates); !added) {
            return std::unexpected(added.error());
        }
    }
    return ranked(std::move(*candidates), query);
}

Result<std::vector<std::string>> wordsMatched(Library& library, std::string_view phrase) {
    SearchPhrase parts = parsePhrase(phrase);
    std::vector<SearchTerm> wanted = std::move(parts.present);
    wanted.insert(wanted.end(), parts.absent.begin(), parts.absent.end());
    if (wanted.empty()) {
        return std::vector<std::string>{};
    }
    return library.matchedWords(anyOf(wanted));
}

} // namespace bolus
