#include "library/search/LexicalRanking.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "library/reports/WordFold.h"
#include "library/search/ClauseRanking.h"
#include "library/store/SentenceId.h"

namespace bolus {

namespace {

constexpr int clauseMissing = 100;

/// What the other half of the phrase adds of the same case; its sentence stays the one with what is
/// to be present.
void combine(Standing& whole, const Standing& part) {
    whole.agreement = std::max(whole.agreement, part.agreement);
    whole.distance += part.distance;
    whole.otherWords = whole.otherWords || part.otherWords;
}

Standings joinClauses(Standings joined, const Standings& absent) {
    for (auto& [id, standing] : joined) {
        const auto other = absent.find(id);
        if (other == absent.end()) {
            standing.distance += clauseMissing;
        } else {
            combine(standing, other->second);
        }
    }
    const bool anyHas = std::ranges::any_of(
        joined, [](const auto& entry) { return entry.second.agreement != Agreement::Contradicts; });
    if (anyHas) { // "HCC, no ascites" is not looking for all without ascites
        return joined;
    }
    for (const auto& [id, standing] : absent) {
        const auto [place, fresh] = joined.try_emplace(id, standing);
        place->second.distance += fresh ? clauseMissing : 0;
    }
    return joined;
}

std::vector<LexicalCase> ordered(const Standings& standings) {
    struct Entry { // what is compared lies side by side: there may be 100,000
        std::uint32_t order = 0;
        std::int64_t sentence = 0, caseId = 0;
        const Standing* standing = nullptr;
        bool operator<(const Entry& other) const {
            return std::tie(order, sentence, caseId) <
                   std::tie(other.order, other.sentence, other.caseId);
        }
    };
    std::vector<Entry> entries;
    entries.reserve(standings.size());
    for (const auto& [id, standing] : standings) {
        entries.push_back({standing.order(), standing.sentence, id, &standing});
    }
    std::sort(entries.begin(), entries.end());
    std::vector<LexicalCase> cases;
    cases.reserve(entries.size());
    for (const Entry& entry : entries) {
        const Standing& s = *entry.standing;
        cases.push_back({entry.caseId,
                         s.agreement == Agreement::Contradicts,
                         {},
                         sectionOfSentence(s.sentence),
                         s.assertion,
                         s.sentence});
    }
    return cases;
}

Result<Standings> standingsOfPhrase(Library& library, const SearchPhrase& phrase,
                                    const CaseTest& counts) {
    const bool anyPresent = !phrase.present.empty() || phrase.size;
    Standings present;
    if (anyPresent) {
        auto found = standingsOf(library, {phrase.present, phrase.size, false}, counts);
        if (!found || phrase.absent.empty()) {
            return found;
        }
        present = std::move(*found);
    }
    auto absent = standingsOf(library, {phrase.absent, {}, true}, counts);
    if (!absent) {
        return absent;
    }
    Standings joined = anyPresent ? joinClauses(std::move(present), *absent) : *absent;
    for (const auto& [id, standing] : *absent) {
        if (standing.agreement == Agreement::Contradicts) {
            joined.erase(id);
        }
    }
    return joined;
}

bool names(const StoredSentence& sentence, const SearchTerm& term) {
    const std::string codes = ' ' + sentence.codes + ' ';
    const std::string words = ' ' + foldedWords(sentence.text) + ' ';
    return std::ranges::any_of(term.codes,
                               [&](const std::string& code) {
                                   return codes.find(' ' + code + ' ') != codes.npos;
                               }) ||
           words.find(' ' + foldedWords(term.text) + ' ') != words.npos;
}

/// Of terms that several sentences hold, the one that names most of them.
Result<void> tellBest(Library& library, const SearchPhrase& phrase, LexicalCase& found) {
    const auto sentences = library.sentencesOfCase(found.caseId);
    if (!sentences) {
        return std::unexpected(sentences.error());
    }
    std::ptrdiff_t most = 0;
    for (const StoredSentence& sentence : *sentences) {
        const auto named = [&](const SearchTerm& term) { return names(sentence, term); };
        const std::ptrdiff_t count = std::ranges::count_if(phrase.present, named) +
                                     std::ranges::count_if(phrase.absent, named);
        if (count > most) {
            most = count;
            found.sentence = sentence.text;
            found.section = sentence.section;
            found.assertion = sentence.assertion;
        }
    }
    return {};
}

std::string stated(const SearchTerm& term) {
    constexpr Assertion denied[] = {Assertion::Absent, Assertion::SomeoneElse};
    const std::string all = termExpression(term), none = assertedAs(term, denied);
    return none.empty() ? all : '(' + all + ") NOT (" + none + ')';
}

} // namespace

Result<std::vector<LexicalCase>> rankByReports(Library& library, const SearchPhrase& phrase,
                                               const CaseTest& counts) {
    if (phrase.empty()) {
        return std::vector<LexicalCase>{};
    }
    std::vector<LexicalCase> cases;
    const auto done = library.onOneState([&]() -> Result<void> {
        const auto standings = standingsOfPhrase(library, phrase, counts);
        if (!standings) {
            return std::unexpected(standings.error());
        }
        cases = ordered(*standings);
        return {};
    });
    return done ? Result<std::vector<LexicalCase>>(std::move(cases))
                : std::unexpected(done.error());
}

Result<void> tellSentence(Library& library, const SearchPhrase& phrase, LexicalCase& found) {
    if (found.silent) {
        return {};
    }
    if (found.sentenceId == 0) {
        return tellBest(library, phrase, found);
    }
    const std::int64_t id[]{found.sentenceId};
    const auto sentences = library.sentences(id);
    if (!sentences) {
        return std::unexpected(sentences.error());
    }
    if (!sentences->empty()) {
        found.sentence = sentences->front().text;
    }
    return {};
}

Result<std::set<std::int64_t>> casesAsserting(Library& library,
                                              const std::vector<SearchTerm>& terms) {
    std::set<std::int64_t> ids;
    for (const SearchTerm& term : terms) {
        const auto some = casesAssertingTogether(library, {term});
        if (!some) {
            return some;
        }
        ids.insert(some->begin(), some->end());
    }
    return ids;
}

Result<std::set<std::int64_t>> casesAssertingTogether(Library& library,
                                                      const std::vector<SearchTerm>& terms) {
    std::string all;
    for (const SearchTerm& term : terms) {
        all += (all.empty() ? "(" : " AND (") + stated(withKinds(term)) + ')';
    }
    std::set<std::int64_t> ids;
    if (all.empty()) {
        return ids;
    }
    const auto hits = library.searchReports(all, std::numeric_limits<int>::max());
    if (!hits) {
        return std::unexpected(hits.error());
    }
    for (const LexicalHit& hit : *hits) {
        if (sectionOfSentence(hit.sentence) != Section::Technique) {
            ids.insert(hit.caseId);
        }
    }
    return ids;
}

} // namespace bolus
