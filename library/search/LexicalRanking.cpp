#include "library/search/LexicalRanking.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace bolus {

namespace {

enum Agreement { Agrees, Unsure, Contradicts };

/// How well one case answers the terms: less is better but for the score.
struct Standing {
    int distance = 0; // 0: all terms in one sentence; more the further they are apart, or missing
    int agreement = Agrees;
    double score = 0; // -bm25
    std::string sentence;
    Assertion assertion = Assertion::Present;
};

using Standings = std::map<std::int64_t, Standing>; // by case

constexpr int acrossSentences = 1, someMissing = 2, clauseMissing = 100;

int agreementOf(const LexicalHit& hit, bool wantAbsent) {
    const bool sure = hit.assertion == Assertion::Present || hit.assertion == Assertion::Absent;
    const bool another = hit.assertion == Assertion::SomeoneElse; // says nothing of this patient
    if ((sure && (hit.assertion == Assertion::Absent) != wantAbsent) || (another && !wantAbsent)) {
        return Contradicts;
    }
    const bool finding = hit.section == Section::Findings || hit.section == Section::Impression ||
                         hit.section == Section::Other;
    return !sure || !finding ? Unsure : Agrees;
}

Result<std::vector<LexicalHit>> hitsOf(Library& library, const std::string& expression) {
    return library.searchReports(expression, std::numeric_limits<int>::max());
}

Result<Standings> standingsOf(Library& library, const std::string& expression, bool wantAbsent) {
    const auto hits = hitsOf(library, expression);
    if (!hits) {
        return std::unexpected(hits.error());
    }
    Standings best;
    for (const LexicalHit& hit : *hits) {
        Standing standing{0, agreementOf(hit, wantAbsent), -hit.bm25, hit.sentence, hit.assertion};
        const auto [place, fresh] = best.try_emplace(hit.caseId, standing);
        if (!fresh && std::tuple(standing.agreement, -standing.score) <
                          std::tuple(place->second.agreement, -place->second.score)) {
            place->second = std::move(standing);
        }
    }
    return best;
}

/// Adds what another term, or the other half of the phrase, says of the same case.
void combine(Standing& whole, const Standing& part) {
    if (part.score > whole.score || whole.sentence.empty()) {
        whole.sentence = part.sentence;
        whole.assertion = part.assertion;
    }
    whole.agreement = std::max(whole.agreement, part.agreement);
    whole.distance = std::max(whole.distance, part.distance);
    whole.score += part.score;
}

/// Cases that hold the terms somewhere in their reports, with how many of them each lacks.
Result<Standings> acrossTheReport(Library& library, const std::vector<SearchTerm>& terms,
                                  bool wantAbsent) {
    Standings together;
    std::map<std::int64_t, int> held;
    for (const SearchTerm& term : terms) {
        const auto one = standingsOf(library, termExpression(term), wantAbsent);
        if (!one) {
            return one;
        }
        for (const auto& [id, standing] : *one) {
            const auto [place, fresh] = together.try_emplace(id, standing);
            if (!fresh) {
                combine(place->second, standing);
            }
            ++held[id];
        }
    }
    for (auto& [id, standing] : together) {
        const int missing = static_cast<int>(terms.size()) - held[id];
        standing.distance = missing == 0 ? acrossSentences : someMissing + missing;
    }
    return together;
}

Result<Standings> standingsOfTerms(Library& library, const std::vector<SearchTerm>& terms,
                                   bool wantAbsent) {
    auto inOneSentence = standingsOf(library, allOf(terms), wantAbsent);
    if (!inOneSentence || terms.size() == 1) {
        return inOneSentence;
    }
    const auto wider = acrossTheReport(library, terms, wantAbsent);
    if (!wider) {
        return wider;
    }
    const bool anyHoldsAll =
        !inOneSentence->empty() || std::any_of(wider->begin(), wider->end(), [](const auto& entry) {
            return entry.second.distance == acrossSentences;
        });
    for (const auto& [id, standing] : *wider) {
        if (standing.distance == acrossSentences || !anyHoldsAll) {
            inOneSentence->try_emplace(id, standing);
        }
    }
    return inOneSentence;
}

Standings joinClauses(const Standings& present, const Standings& absent) {
    Standings joined = present;
    for (const auto& [id, standing] : absent) {
        const auto [place, fresh] = joined.try_emplace(id, standing);
        if (fresh) {
            place->second.distance += clauseMissing;
        } else {
            combine(place->second, standing);
        }
    }
    for (auto& [id, standing] : joined) {
        standing.distance += absent.contains(id) ? 0 : clauseMissing;
    }
    return joined;
}

std::vector<LexicalCase> ordered(const Standings& standings) {
    std::vector<std::pair<std::int64_t, Standing>> entries(standings.begin(), standings.end());
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        const auto key = [](const Standing& s) {
            return std::tuple(s.agreement == Contradicts, s.distance, s.agreement, -s.score);
        };
        return key(a.second) < key(b.second);
    });
    std::vector<LexicalCase> cases;
    for (auto& [id, s] : entries) {
        cases.push_back({id, s.agreement == Contradicts, std::move(s.sentence), s.assertion});
    }
    return cases;
}

} // namespace

Result<std::vector<LexicalCase>> rankByReports(Library& library, const SearchPhrase& phrase) {
    Standings present, absent;
    std::set<std::int64_t> contradicting;
    if (!phrase.present.empty()) {
        auto found = standingsOfTerms(library, phrase.present, false);
        if (!found) {
            return std::unexpected(found.error());
        }
        present = std::move(*found);
    }
    if (!phrase.absent.empty()) {
        auto found = standingsOfTerms(library, phrase.absent, true);
        if (!found) {
            return std::unexpected(found.error());
        }
        absent = std::move(*found);
        for (const auto& [id, standing] : absent) {
            if (standing.agreement == Contradicts) {
                contradicting.insert(id);
            }
        }
    }
    Standings joined = phrase.absent.empty()    ? std::move(present)
                       : phrase.present.empty() ? std::move(absent)
                                                : joinClauses(present, absent);
    for (const std::int64_t id : contradicting) {
        joined.erase(id);
    }
    return ordered(joined);
}

Result<std::set<std::int64_t>> casesAsserting(Library& library,
                                              const std::vector<SearchTerm>& terms) {
    std::set<std::int64_t> ids;
    for (const SearchTerm& term : terms) {
        const auto hits = hitsOf(library, termExpression(term));
        if (!hits) {
            return std::unexpected(hits.error());
        }
        for (const LexicalHit& hit : *hits) {
            const bool denied =
                hit.assertion == Assertion::Absent || hit.assertion == Assertion::SomeoneElse;
            if (!denied && hit.section != Section::Technique) {
                ids.insert(hit.caseId);
            }
        }
    }
    return ids;
}

} // namespace bolus
