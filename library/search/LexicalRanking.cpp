#include "library/search/LexicalRanking.h"

#include <algorithm>
#include <iterator>
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
    whole.apart = whole.apart || part.apart;
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
                         s.sentence,
                         s.apart});
    }
    return cases;
}

Result<Standings> standingsOfPhrase(Library& library, const SearchPhrase& phrase,
                                    const CaseTest& counts) {
    const bool anyPresent = !phrase.present.empty() || phrase.size;
    Standings present;
    if (anyPresent) {
        auto found = standingsOf(
            library, {phrase.present, phrase.size, phrase.asked, {}, phrase.assertions}, counts);
        if (!found || phrase.absent.empty()) {
            return found;
        }
        present = std::move(*found);
    }
    auto absent = standingsOf(library, {phrase.absent, {}, Assertion::Absent}, counts);
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

/// Cases with a sentence of the findings, the impression or none of the sections.
Result<std::set<std::int64_t>> casesFound(Library& library, const std::string& match) {
    std::set<std::int64_t> ids;
    const auto hits = match.empty() ? std::vector<LexicalHit>()
                                    : library.searchReports(match, std::numeric_limits<int>::max());
    if (!hits) {
        return std::unexpected(hits.error());
    }
    for (const LexicalHit& hit : *hits) {
        const Section section = sectionOfSentence(hit.sentence);
        if (section == Section::Findings || section == Section::Impression ||
            section == Section::Other) {
            ids.insert(hit.caseId);
        }
    }
    return ids;
}

/// Sentences that hold the term, and assert it in none of these ways.
std::string heldBut(const SearchTerm& term, std::span<const Assertion> ways) {
    const std::string all = termExpression(term), none = assertedAs(term, ways);
    return none.empty() ? all : '(' + all + ") NOT (" + none + ')';
}

constexpr Assertion allButPresent[] = {Assertion::Absent, Assertion::SomeoneElse,
                                       Assertion::Uncertain, Assertion::Historical};

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

Result<std::string> partsHeld(Library& library, const SearchPhrase& phrase, std::int64_t caseId) {
    const auto sentences = library.sentencesOfCase(caseId);
    if (!sentences) {
        return std::unexpected(sentences.error());
    }
    std::string held, missing;
    std::vector<SearchTerm> words;
    for (const auto* terms : {&phrase.present, &phrase.absent}) {
        for (const SearchTerm& term : *terms) {
            words.insert(words.end(), term.parts.begin(), term.parts.end());
            if (term.parts.empty()) {
                words.push_back(term);
            }
        }
    }
    for (const SearchTerm& word : words) {
        const bool there = std::ranges::any_of(
            *sentences, [&](const StoredSentence& sentence) { return names(sentence, word); });
        std::string& list = there ? held : missing;
        list += (list.empty() ? "" : ", ") + word.text;
    }
    if (words.size() < 2 || held.empty()) {
        return std::string();
    }
    return "Of it the first report has: " + held +
           (missing.empty() ? ", in several." : "; not: " + missing + ".");
}

Result<std::set<std::int64_t>> casesAsserting(Library& library,
                                              const std::vector<SearchTerm>& terms) {
    std::set<std::int64_t> ids;
    for (const SearchTerm& asked : terms) {
        const SearchTerm term = withKinds(asked);
        const auto stated = casesFound(library, heldBut(term, allButPresent));
        const auto named = casesFound(library, heldBut(term, std::span(allButPresent, 2)));
        const auto denied = casesFound(library, assertedAs(term, std::span(allButPresent, 1)));
        for (const auto* found : {&stated, &named, &denied}) {
            if (!*found) {
                return std::unexpected(found->error());
            }
        }
        ids.insert(stated->begin(), stated->end());
        std::ranges::set_difference(*named, *denied, std::inserter(ids, ids.end()));
    }
    return ids;
}

Result<std::set<std::int64_t>> casesAssertingTogether(Library& library,
                                                      const std::vector<SearchTerm>& terms) {
    std::string all;
    for (const SearchTerm& term : terms) {
        all += (all.empty() ? "(" : " AND (") + heldBut(withKinds(term), allButPresent) + ')';
    }
    return casesFound(library, all);
}

} // namespace bolus
