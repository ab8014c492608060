// What a sentence asserts of its words. Cues stand before or after what they deny or doubt, and
// reach to the end of their clause.
#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "library/reports/AssertionCues.h"
#include "library/reports/Sentences.h"

namespace bolus {

namespace {

constexpr std::array<const char*, 5> assertionTokens{"present", "absent", "uncertain", "historical",
                                                     "someone_else"};

// Verbs that make what stands before them a new clause after a comma or "and" …
constexpr std::string_view verbs[] = {"is",       "are",          "was",     "were",    "shows",
                                      "show",     "demonstrates", "appears", "appear",  "measures",
                                      "contains", "remains",      "remain",  "reveals", "enhances"};
// … unless one of these follows, which speaks of what was listed: "No mass or fluid is seen".
constexpr std::string_view perceived[] = {
    "seen",     "identified",   "noted",     "present",   "visualized", "visualised",
    "detected", "demonstrated", "evident",   "found",     "apparent",   "appreciated",
    "visible",  "observed",     "suspected", "suggested", "recognized", "recognised"};
// Words that carry no finding.
constexpr std::string_view grammar[] = {
    "the",  "a",    "an",    "of",   "in",    "on",       "at",   "to",   "for",
    "is",   "are",  "was",   "were", "be",    "been",     "has",  "have", "there",
    "this", "that", "these", "and",  "or",    "with",     "any",  "it",   "its",
    "as",   "by",   "from",  "seen", "noted", "evidence", "also", "again"};

template<std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

struct Word {
    std::string text; // lower case
    std::size_t begin = 0;
    bool afterComma = false, afterStop = false; // ',' or ';', '.', ':' stands before it
    bool inCue = false;
    int clause = 0;
    Assertion assertion = Assertion::Present;
};

struct FoundCue {
    Cue cue = Cue::Nothing;
    std::size_t begin = 0, end = 0; // words
};

bool isWordByte(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80) || c == '\'';
}

std::vector<Word> wordsOf(std::string_view sentence) {
    std::vector<Word> words;
    bool comma = false, stop = false;
    for (std::size_t at = 0; at < sentence.size();) {
        if (!isWordByte(sentence[at])) {
            comma = comma || sentence[at] == ',';
            stop = stop || sentence[at] == ';' || sentence[at] == ':' || sentence[at] == '?';
            ++at;
            continue;
        }
        Word word;
        word.begin = at;
        word.afterComma = std::exchange(comma, false);
        word.afterStop = std::exchange(stop, false);
        while (at < sentence.size() && isWordByte(sentence[at])) {
            word.text +=
                static_cast<char>(std::tolower(static_cast<unsigned char>(sentence[at++])));
        }
        words.push_back(std::move(word));
    }
    return words;
}

/// The known cues that begin at this word, longest first; empty where there is none.
std::vector<FoundCue> cuesAt(const std::vector<Word>& words, std::size_t begin) {
    std::vector<FoundCue> found;
    for (int length = longestCue; length > 0 && found.empty(); --length) {
        if (begin + length > words.size()) {
            continue;
        }
        std::string phrase;
        for (int i = 0; i < length; ++i) {
            phrase += (i ? " " : "") + words[begin + i].text;
        }
        for (const KnownCue& known : cues) {
            if (known.words == phrase) {
                found.push_back({known.cue, begin, begin + length});
            }
        }
    }
    return found;
}

/// "…, the spleen is enlarged": within a few words a verb that does not just say what was seen.
bool opensClause(const std::vector<Word>& words, std::size_t at) {
    constexpr std::size_t subject = 5;
    for (std::size_t i = at; i < std::min(at + subject, words.size()); ++i) {
        if (i > at && (words[i].afterComma || words[i].afterStop)) {
            return false;
        }
        if (contains(verbs, words[i].text)) {
            std::size_t next = i + 1;
            while (next < words.size() &&
                   (words[next].text == "not" || words[next].text == "also")) {
                ++next;
            }
            return i > at && next < words.size() && !contains(perceived, words[next].text);
        }
    }
    return false;
}

bool startsClause(const std::vector<Word>& words, std::size_t at) {
    const Word& word = words[at];
    if (at == 0 || word.afterStop) {
        return true;
    }
    const bool joined = words[at - 1].text == "and";
    if (word.afterComma && word.text == "with") {
        return true;
    }
    return (word.afterComma || joined) && opensClause(words, at);
}

/// Finds cues and clauses, and marks the words of both.
std::vector<FoundCue> parse(std::vector<Word>& words) {
    std::vector<FoundCue> found;
    int clause = 0;
    for (std::size_t at = 0; at < words.size();) {
        const auto here = cuesAt(words, at);
        const bool isClause = !here.empty() && here.front().cue == Cue::Clause;
        clause += at > 0 && (isClause || startsClause(words, at)) ? 1 : 0;
        const std::size_t end = here.empty() ? at + 1 : here.front().end;
        for (std::size_t i = at; i < end; ++i) {
            words[i].clause = clause;
            words[i].inCue = !here.empty();
        }
        found.insert(found.end(), here.begin(), here.end());
        at = end;
    }
    return found;
}

void assertOver(std::vector<Word>& words, std::size_t begin, std::size_t end, Assertion assertion) {
    for (std::size_t i = begin; i < end; ++i) {
        if (words[i].assertion != Assertion::Absent) { // a denial outweighs a doubt
            words[i].assertion = assertion;
        }
    }
}

void applyCue(std::vector<Word>& words, const FoundCue& cue) {
    const int clause = words[cue.begin].clause;
    std::size_t first = cue.begin, last = cue.end;
    while (first > 0 && words[first - 1].clause == clause) {
        --first;
    }
    while (last < words.size() && words[last].clause == clause) {
        ++last;
    }
    switch (cue.cue) {
    case Cue::DeniesAfter:
        assertOver(words, cue.end, last, Assertion::Absent);
        break;
    case Cue::DeniesBefore:
        assertOver(words, first, cue.begin, Assertion::Absent);
        break;
    case Cue::DoubtsAfter:
        assertOver(words, cue.end, last, Assertion::Uncertain);
        break;
    case Cue::DoubtsBefore:
        assertOver(words, first, cue.begin, Assertion::Uncertain);
        break;
    case Cue::Nothing:
    case Cue::Clause:
        break;
    }
}

std::vector<Word> understood(std::string_view sentence) {
    std::vector<Word> words = wordsOf(sentence);
    for (const FoundCue& cue : parse(words)) {
        applyCue(words, cue);
    }
    return words;
}

/// Of one clause: "The liver shows no lesion" denies, "A cyst without septa" states. What stands
/// before a "without" or "with no" is the main finding; before a plain "no" it is the place.
std::optional<Assertion> mainAssertion(const std::vector<Word>& words, std::size_t begin,
                                       std::size_t end) {
    std::optional<Assertion> first, last;
    bool aside = false;
    for (std::size_t i = begin; i < end; ++i) {
        const Word& word = words[i];
        const bool addition = word.text == "without" || word.text == "rather" ||
                              word.text == "instead" ||
                              (word.text == "with" && i + 1 < end && words[i + 1].text == "no");
        aside = aside || (addition && first);
        if (word.inCue || contains(grammar, word.text) || contains(verbs, word.text)) {
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
    const std::vector<Word> words = understood(sentence);
    std::vector<Assertion> assertions;
    for (const std::size_t offset : offsets) {
        const auto after =
            std::upper_bound(words.begin(), words.end(), offset,
                             [](std::size_t at, const Word& w) { return at < w.begin; });
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
    const std::vector<Word> words = understood(sentence);
    std::optional<Assertion> result;
    for (std::size_t begin = 0; begin < words.size();) {
        std::size_t end = begin;
        while (end < words.size() && words[end].clause == words[begin].clause) {
            ++end;
        }
        const auto clause = mainAssertion(words, begin, end);
        if (clause && (!result || *clause == Assertion::Present || *result == Assertion::Absent)) {
            result = clause;
        }
        begin = end;
    }
    return result.value_or(Assertion::Present);
}

} // namespace bolus
