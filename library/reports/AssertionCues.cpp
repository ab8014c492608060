#include "library/reports/AssertionCues.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "library/reports/CueWords.h"

namespace bolus {

namespace {

constexpr std::string_view prepositions = "in|on|at|of|with|for|and|or|by|to|from|the|is|are|was";
constexpr int mostDegrees = 3, mostAny = 2;

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(by), text.size());
        parts.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::string_view listOf(std::string_view name) {
    return std::ranges::find(wordLists, name, &WordList::name)->words;
}

bool isNumber(std::string_view word) {
    return std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// One place of a pattern: any of some words, or words that may be passed over.
struct Place {
    enum Kind { OneOf, Degrees, Any } kind = OneOf;
    std::vector<std::string_view> words;

    bool holds(std::string_view word) const {
        return std::ranges::any_of(words, [&](std::string_view known) {
            return known == "#"             ? isNumber(word)
                   : known.starts_with('*') ? word.ends_with(known.substr(1))
                                            : word == known;
        });
    }
};

Place placeOf(std::string_view text) {
    if (text == "~") {
        return {Place::Degrees, split(degrees, '|')};
    }
    if (text == "_") {
        return {Place::Any, split(prepositions, '|')};
    }
    Place place;
    for (const std::string_view word : split(text, '|')) {
        const auto words = word.starts_with('@') ? split(listOf(word.substr(1)), '|')
                                                 : std::vector<std::string_view>{word};
        place.words.insert(place.words.end(), words.begin(), words.end());
    }
    return place;
}

struct Pattern {
    std::vector<Place> places;
    Cue cue = Cue::Nothing;
};

class Matcher {
public:
    explicit Matcher(std::span<const SentenceWord> words, std::size_t begin)
        : m_words(words), m_begin(begin) {}

    /// The end of the longest match of these places from here on.
    std::optional<std::size_t> match(std::span<const Place> places, std::size_t at) const {
        if (places.empty()) {
            return at;
        }
        const Place& place = places.front();
        if (place.kind == Place::OneOf) {
            return goesOn(at) && place.holds(m_words[at].text) ? match(places.subspan(1), at + 1)
                                                               : std::nullopt;
        }
        const int most = place.kind == Place::Degrees ? mostDegrees : mostAny;
        std::optional<std::size_t> longest;
        for (int passed = 0;; ++passed, ++at) {
            const auto end = match(places.subspan(1), at);
            longest = std::max(longest, end);
            if (passed == most || !goesOn(at) ||
                place.holds(m_words[at].text) != (place.kind == Place::Degrees)) {
                return longest;
            }
        }
    }

private:
    /// Whether a cue may reach into this word: none crosses a comma or a bracket.
    bool goesOn(std::size_t at) const {
        return at < m_words.size() &&
               (at == m_begin ||
                (!m_words[at].startsPart() && m_words[at].bracket == m_words[m_begin].bracket));
    }

    std::span<const SentenceWord> m_words;
    std::size_t m_begin;
};

/// The patterns by their first word.
class Patterns {
public:
    static const Patterns& get() {
        static const Patterns patterns;
        return patterns;
    }

    std::span<const Pattern> beginningWith(std::string_view word) const {
        const auto found = m_patterns.find(word);
        return found == m_patterns.end() ? std::span<const Pattern>() : found->second;
    }

private:
    Patterns() {
        for (const KnownCue& known : knownCues) {
            Pattern pattern{{}, known.cue};
            for (const std::string_view place : split(known.words, ' ')) {
                pattern.places.push_back(placeOf(place));
            }
            const Place first = pattern.places.front();
            for (const std::string_view word : first.words) {
                m_patterns[word].push_back(pattern);
            }
        }
    }

    std::unordered_map<std::string_view, std::vector<Pattern>> m_patterns;
};

} // namespace

std::vector<FoundCue> cuesAt(std::span<const SentenceWord> words, std::size_t begin) {
    std::vector<FoundCue> found;
    for (const Pattern& pattern : Patterns::get().beginningWith(words[begin].text)) {
        const auto end = Matcher(words, begin).match(pattern.places, begin);
        if (!end || (!found.empty() && *end < found.front().end)) {
            continue;
        }
        if (!found.empty() && *end > found.front().end) {
            found.clear();
        }
        found.push_back({pattern.cue, begin, *end});
    }
    // What is known to say nothing goes before a rule of the same words.
    if (std::ranges::find(found, Cue::Nothing, &FoundCue::cue) != found.end()) {
        found = {{Cue::Nothing, begin, found.front().end}};
    }
    return found;
}

bool isPerceived(std::string_view word) {
    static const Place seen = placeOf("@seen|suspected|suggested");
    return seen.holds(word);
}

} // namespace bolus
