// What a sentence asserts of its words. Cues stand before or after what they speak of, and reach to
// the end of their clause.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "library/reports/Clauses.h"

namespace bolus {

namespace {

constexpr std::array<const char*, 5> assertionTokens{"present", "absent", "uncertain", "historical",
                                                     "someone_else"};

using Words = std::vector<SentenceWord>;
using Indices = std::vector<std::size_t>;

constexpr std::string_view nowWords[] = {"now",        "currently", "current",  "today",
                                         "presenting", "presents",  "new",      "patient",
                                         "she",        "he",        "presently"};
// Of what was seen before: that it is still there.
constexpr std::string_view stillThere[] = {
    "unchanged", "stable",     "again",  "persistent", "still",      "now",      "currently",
    "increased", "decreased",  "larger", "smaller",    "increase",   "decrease", "enlarged",
    "similar",   "progressed", "grown",  "residual",   "increasing", "has",      "have",
    "current",   "today",      "change", "changed",    "improved",   "worsened", "redemonstrated"};
constexpr std::string_view scopeEnds[] = {"with", "since", "who"};
constexpr std::string_view nounPhraseEnds[] = {"with", "in", "at",    "on",  "and", "or",  "for",
                                               "but",  "is", "which", "now", "to",  "has", "have"};

template<std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// Which of two outweighs: another's is not this patient's even where it is denied.
int weight(Assertion assertion) {
    constexpr int weights[] = {0, 3, 1, 2, 4};
    return weights[static_cast<std::size_t>(assertion)];
}

class Rules {
public:
    explicit Rules(Words words) : m_words(std::move(words)), m_cues(readClauses(m_words)) {
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            m_firstOf.try_emplace(m_words[i].clause, i);
        }
    }

    Words apply(std::string_view sentence) {
        doubtWhatIsAsked(sentence);
        for (const FoundCue& cue : m_cues) {
            apply(cue);
        }
        return std::move(m_words);
    }

private:
    void apply(const FoundCue& cue) {
        switch (cue.cue) {
        case Cue::DeniesAfter:
            mark(after(cue), Assertion::Absent);
            break;
        case Cue::DeniesBefore:
            mark(before(cue), Assertion::Absent);
            break;
        case Cue::DeniesOne:
            mark(one(cue), Assertion::Absent);
            break;
        case Cue::DeniesHead:
            mark(head(cue), Assertion::Absent);
            break;
        case Cue::DoubtsAfter:
            mark(afterElseBefore(cue), Assertion::Uncertain);
            break;
        case Cue::DoubtsBefore:
            mark(before(cue), Assertion::Uncertain);
            break;
        case Cue::DoubtsHead:
            mark(followsAtOnce(cue) ? after(cue) : before(cue), Assertion::Uncertain);
            break;
        case Cue::Reopens:
            force(anyContent(before(cue)) ? before(cue) : after(cue), Assertion::Uncertain);
            break;
        default:
            applyPastOrAnothers(cue);
        }
    }

    void applyPastOrAnothers(const FoundCue& cue) {
        switch (cue.cue) {
        case Cue::PastAfter:
            mark(until(after(cue), scopeEnds), Assertion::Historical);
            break;
        case Cue::PastItself:
            force(ofClause(clauseOf(cue), cue.begin + 1, cue.end), Assertion::Historical);
            break;
        case Cue::PastNext:
            mark(until(after(cue), nounPhraseEnds, true), Assertion::Historical);
            break;
        case Cue::PastBefore:
            mark(before(cue), Assertion::Historical);
            break;
        case Cue::PastHead:
            mark(head(cue), Assertion::Historical);
            break;
        case Cue::SeenBefore:
            mark(seenBefore(cue), Assertion::Historical);
            break;
        case Cue::AnothersAfter:
            mark(until(after(cue), nowWords), Assertion::SomeoneElse);
            break;
        case Cue::AnothersBefore:
            mark(before(cue), Assertion::SomeoneElse);
            break;
        case Cue::AnothersHead:
            mark(until(afterElseBefore(cue), nowWords), Assertion::SomeoneElse);
            break;
        case Cue::AnothersLabel:
            if (labelled(cue)) {
                mark(until(after(cue), nowWords), Assertion::SomeoneElse);
            }
            break;
        default: // Nothing, Clause
            break;
        }
    }

    void mark(const Indices& indices, Assertion assertion) {
        for (const std::size_t i : indices) {
            if (weight(assertion) >= weight(m_words[i].assertion)) {
                m_words[i].assertion = assertion;
            }
        }
    }

    /// Whatever was found before.
    void force(const Indices& indices, Assertion assertion) {
        for (const std::size_t i : indices) {
            m_words[i].assertion = assertion;
        }
    }

    bool hasContent(std::size_t i) const {
        const SentenceWord& word = m_words[i];
        return !word.inCue && !isGrammar(word.text) && !isVerb(word.text);
    }
    bool anyContent(const Indices& indices) const {
        return std::ranges::any_of(indices, [&](std::size_t i) { return hasContent(i); });
    }

    /// Of one clause, the words from `begin` to `end`.
    Indices ofClause(int clause, std::size_t begin, std::size_t end) const {
        Indices indices;
        for (std::size_t i = begin; i < end; ++i) {
            if (m_words[i].clause == clause) {
                indices.push_back(i);
            }
        }
        return indices;
    }

    int clauseOf(const FoundCue& cue) const { return m_words[cue.begin].clause; }
    std::size_t firstOf(int clause) const { return m_firstOf.at(clause); }

    /// "Family history: …", "No evidence of: …": the clause after the colon.
    std::optional<int> labelled(const FoundCue& cue) const {
        std::size_t next = cue.end;
        while (next < m_words.size() && m_words[next].clause == clauseOf(cue)) {
            ++next;
        }
        return next < m_words.size() && m_words[next].afterColon && !anyContent(plainAfter(cue))
                   ? std::optional(m_words[next].clause)
                   : std::nullopt;
    }

    Indices plainAfter(const FoundCue& cue) const {
        return ofClause(clauseOf(cue), cue.end, m_words.size());
    }

    Indices after(const FoundCue& cue) const {
        const Indices own = plainAfter(cue);
        if (anyContent(own)) {
            return own;
        }
        if (const auto clause = labelled(cue)) {
            return ofClause(*clause, cue.end, m_words.size());
        }
        const SentenceWord& first = m_words[firstOf(clauseOf(cue))];
        return first.afterColon || first.afterDash ? before(cue) : own; // "Ascites: no."
    }

    /// Its clause before it. Where that says nothing, what it is the answer to, as in "Ascites:
    /// none", or the clause that it goes on with: "… was seen before and is not seen now".
    Indices before(const FoundCue& cue) const {
        const Indices own = ofClause(clauseOf(cue), 0, cue.begin);
        const std::size_t first = firstOf(clauseOf(cue));
        if (anyContent(own) || first == 0) {
            return own;
        }
        const bool goesOn = m_words[first].afterColon || m_words[first].afterComma ||
                            m_words[first].afterDash || m_words[first].inCue ||
                            m_words[first - 1].text == "and";
        return goesOn && !m_words[first].afterStop ? ofClause(m_words[first - 1].clause, 0, first)
                                                   : own;
    }

    Indices afterElseBefore(const FoundCue& cue) const {
        const Indices following = after(cue);
        return anyContent(following) ? following : before(cue);
    }

    /// "Ascites is absent", "absent gallbladder"
    Indices head(const FoundCue& cue) const {
        const bool begins = !anyContent(ofClause(clauseOf(cue), 0, cue.begin));
        return begins && followsAtOnce(cue) ? after(cue) : before(cue);
    }

    bool followsAtOnce(const FoundCue& cue) const {
        return cue.end < m_words.size() && m_words[cue.end].clause == clauseOf(cue) &&
               !m_words[cue.end].startsPart() && !isPreposition(m_words[cue.end].text) &&
               !isVerb(m_words[cue.end].text);
    }

    Indices one(const FoundCue& cue) const {
        const bool there = cue.end < m_words.size() && !m_words[cue.end].startsPart();
        return there ? Indices{cue.end} : Indices{};
    }

    template<std::size_t N>
    Indices until(Indices indices, const std::string_view (&ends)[N], bool comma = false) const {
        const auto end = std::ranges::find_if(indices, [&](std::size_t i) {
            const SentenceWord& word = m_words[i];
            return contains(ends, word.text) || contains(nowWords, word.text) ||
                   (comma && (word.afterComma || isVerb(word.text)));
        });
        indices.erase(end, indices.end());
        return indices;
    }

    /// "The previously seen cyst has increased" is there; "In the previous study, there was a cyst"
    /// speaks until it comes to what is now.
    Indices seenBefore(const FoundCue& cue) const {
        const std::size_t first = firstOf(clauseOf(cue));
        const Indices own = ofClause(clauseOf(cue), 0, m_words.size());
        const bool opens = cue.begin == first && isPreposition(m_words[first].text) &&
                           !anyContent(plainAfter(cue));
        Indices range = own;
        if (opens) {
            range.clear();
            for (std::size_t i = cue.end; i < m_words.size() && !m_words[i].afterStop; ++i) {
                range.push_back(i);
            }
            return until(range, nowWords);
        }
        const bool still = std::ranges::any_of(range, [&](std::size_t i) {
            return !(i >= cue.begin && i < cue.end) &&
                   (contains(stillThere, m_words[i].text) || isPresentVerb(m_words[i].text));
        });
        return still ? Indices{} : range;
    }

    /// "?HCC", "HCC?", "nodule (cyst?)"; the whole last clause where the sentence asks.
    void doubtWhatIsAsked(std::string_view sentence) {
        const std::size_t end = sentence.find_last_not_of(" \t\r\n\".)");
        std::set<int> clauses, brackets;
        if (end != sentence.npos && sentence[end] == '?' && !m_words.empty()) {
            clauses.insert(m_words.back().clause);
        }
        for (const SentenceWord& word : m_words) {
            if (word.doubted && word.bracket > 0) {
                brackets.insert(word.bracket);
            } else if (word.doubted || m_words[firstOf(word.clause)].asked) {
                clauses.insert(word.clause);
            }
        }
        for (SentenceWord& word : m_words) {
            if (clauses.contains(word.clause) || brackets.contains(word.bracket)) {
                word.assertion = Assertion::Uncertain;
            }
        }
    }

    Words m_words;
    std::vector<FoundCue> m_cues;
    std::map<int, std::size_t> m_firstOf; // word of each clause
};

Words understood(std::string_view sentence) {
    return Rules(sentenceWords(sentence)).apply(sentence);
}

/// Of one clause: "The liver shows no lesion" denies, "A cyst without septa" states. What stands
/// before a "without" or "with no" is the main finding; before a plain "no" it is the place.
std::optional<Assertion> mainAssertion(const std::vector<const SentenceWord*>& words) {
    std::optional<Assertion> first, last;
    bool aside = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const SentenceWord& word = *words[i];
        const bool addition =
            word.text == "without" || word.text == "w/o" || word.text == "rather" ||
            word.text == "instead" ||
            (word.text == "with" && i + 1 < words.size() && words[i + 1]->text == "no");
        aside = aside || (addition && first);
        if (word.inCue || isGrammar(word.text) || isVerb(word.text)) {
            continue;
        }
        first = first ? first : word.assertion;
        last = aside ? last : word.assertion;
    }
    return last ? last : first;
}

} // namespace

const char* assertionToken(Assertion assertion) {
    return assertionTokens[static_cast<std::size_t>(assertion)];
}

std::optional<Assertion> assertionFromToken(std::string_view token) {
    const auto found = std::ranges::find(assertionTokens, token);
    return found == assertionTokens.end()
               ? std::nullopt
               : std::optional(static_cast<Assertion>(found - assertionTokens.begin()));
}

std::vector<Assertion> assertionsAt(std::string_view sentence,
                                    std::span<const std::size_t> offsets) {
    const Words words = understood(sentence);
    std::vector<Assertion> assertions;
    for (const std::size_t offset : offsets) {
        const auto after =
            std::upper_bound(words.begin(), words.end(), offset,
                             [](std::size_t at, const SentenceWord& w) { return at < w.begin; });
        assertions.push_back(after == words.begin() ? Assertion::Present
                                                    : std::prev(after)->assertion);
    }
    return assertions;
}

Assertion mostDenying(std::span<const Assertion> assertions) {
    for (const Assertion one :
         {Assertion::Absent, Assertion::SomeoneElse, Assertion::Historical, Assertion::Uncertain}) {
        if (std::ranges::find(assertions, one) != assertions.end()) {
            return one;
        }
    }
    return Assertion::Present;
}

Assertion assertionOf(std::string_view sentence) {
    const Words words = understood(sentence);
    std::map<int, std::vector<const SentenceWord*>> clauses;
    for (const SentenceWord& word : words) {
        clauses[word.clause].push_back(&word);
    }
    std::optional<Assertion> result;
    for (const auto& [number, clause] : clauses) {
        const auto one = mainAssertion(clause);
        if (one && (!result || *one == Assertion::Present || *result == Assertion::Absent)) {
            result = one;
        }
    }
    return result.value_or(Assertion::Present);
}

} // namespace bolus
