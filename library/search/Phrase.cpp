#include "library/search/Phrase.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "library/reports/IndexedSentence.h"
#include "library/reports/Lexicon.h"
#include "library/reports/Places.h"
#include "library/reports/Sentences.h"
#include "library/reports/WordFold.h"
#include "library/search/PhraseSizes.h"
#include "library/search/PhraseTokens.h"
#include "library/search/PhraseWords.h"

namespace bolus {

namespace {

/// A word as it is compared with the lists: lower case, without punctuation.
std::string bare(const std::string& word) {
    std::string text = lowered(word);
    std::erase_if(text, [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; });
    return text;
}

SearchTerm placeTerm(const PlaceFound& place, const std::string& text) {
    SearchTerm term;
    term.text = text;
    term.codes = {indexCode(place.code)};
    term.kind = place.code.starts_with("seg")     ? SearchTerm::Kind::Segment
                : place.code.starts_with("level") ? SearchTerm::Kind::Level
                                                  : SearchTerm::Kind::Side;
    if (place.code == "left" || place.code == "right") {
        term.codes.push_back(indexCode("bilateral"));
    }
    return term;
}

bool sameTerm(const SearchTerm& a, const SearchTerm& b) {
    return a.quoted == b.quoted && a.kind == b.kind && a.codes == b.codes &&
           (a.isPlace() || foldedWords(a.text) == foldedWords(b.text));
}

void addOnce(std::vector<SearchTerm>& terms, SearchTerm term) {
    if (std::ranges::none_of(terms, [&](const auto& one) { return sameTerm(one, term); })) {
        terms.push_back(std::move(term));
    }
}

class Reader {
public:
    Reader(std::string text, const PhraseRules& rules) : m_rules(rules) {
        m_phrase.assertions = rules.assertions;
        m_phrase.size = takeSizes(text, m_phrase.notes);
        m_tokens = phraseTokens(text, m_plain);
        if (m_tokens.size() > mostPhraseWords) {
            m_tokens.pop_back();
            m_phrase.notes.push_back("only the first 32 words are looked for");
        }
    }

    SearchPhrase read() {
        std::vector<std::size_t> offsets;
        for (const PhraseToken& token : m_tokens) {
            offsets.push_back(token.begin);
        }
        m_assertions = m_rules.assertions ? assertionsAt(m_plain, offsets)
                                          : std::vector(offsets.size(), Assertion::Present);
        takeRequests();
        takePlaces();
        if (m_rules.synonyms) {
            takeConcepts();
        }
        joinSegmentNumbers();
        readAsked();
        addWords();
        return std::move(m_phrase);
    }

private:
    bool denies(std::size_t token) const {
        return !m_tokens[token].excluded && m_assertions[token] == Assertion::Absent;
    }

    std::vector<SearchTerm>& listOf(std::size_t token) {
        return m_tokens[token].excluded ? m_phrase.excluded
               : denies(token)          ? m_phrase.absent
                                        : m_phrase.present;
    }

    bool isWord(std::size_t i, std::string_view word) const {
        return i < m_tokens.size() && isFree(i) && lowered(m_tokens[i].term.text) == word;
    }

    /// "Rule out metastasis", unless it is all that was typed.
    void takeRequests() {
        for (const std::string_view request : requests) {
            const std::size_t space = std::min(request.find(' '), request.size());
            const std::string_view first = request.substr(0, space);
            const std::string_view second = request.substr(std::min(space + 1, request.size()));
            const std::size_t count = second.empty() ? 1 : 2;
            const std::size_t last = request == "exclude" ? 1 : m_tokens.size();
            for (std::size_t i = 0; i < last && i + count < m_tokens.size(); ++i) {
                if (isWord(i, first) && (second.empty() || isWord(i + 1, second))) {
                    m_tokens[i].spent = m_tokens[i + count - 1].spent = true;
                }
            }
        }
    }

    /// A token that is a place and nothing else; a vertebra is a word as well.
    void takePlaces() {
        const std::vector<PlaceFound> places = placesIn(m_plain);
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            PhraseToken& token = m_tokens[i];
            if (token.excluded || token.term.quoted) {
                continue;
            }
            for (const PlaceFound& place : places) {
                if (place.begin < token.begin || place.end > token.end) {
                    continue;
                }
                SearchTerm term =
                    placeTerm(place, m_plain.substr(place.begin, place.end - place.begin));
                if (term.kind == SearchTerm::Kind::Level) {
                    token.term.codes = term.codes;
                    token.term.kind = term.kind;
                    continue;
                }
                addOnce(listOf(i), std::move(term));
                token.spent = m_anyPlace = true;
            }
        }
    }

    bool isFree(std::size_t token) const {
        const PhraseToken& t = m_tokens[token];
        return !t.excluded && !t.spent && !t.term.quoted && t.term.codes.empty();
    }

    /// "non-HCC", "liver-lesion": not what a part of it is; of "HCC/FNH", either.
    bool saysMore(const PhraseToken& token, std::size_t begin, std::size_t end) const {
        const std::string_view text = m_plain;
        const std::string_view before =
            text.substr(token.begin, std::max(begin, token.begin) - token.begin);
        const std::string_view after =
            text.substr(std::min(end, token.end), token.end - std::min(end, token.end));
        return token.term.text.find('/') == std::string::npos &&
               (hasContent(before) || hasContent(after));
    }

    /// Names of the lexicon, of one token or several that are asserted alike.
    void takeConcepts() {
        const std::vector<TextWord> words = textWords(m_plain);
        for (const ConceptFound& found : Lexicon::standard().findTyped(m_plain)) {
            const std::size_t begin = words[found.firstWord].begin;
            const std::size_t end = words[found.firstWord + found.words - 1].end;
            std::vector<std::size_t> covered;
            bool whole = true;
            for (std::size_t i = 0; i < m_tokens.size(); ++i) {
                const PhraseToken& token = m_tokens[i];
                if (token.excluded || token.end <= begin || token.begin >= end) {
                    continue;
                }
                covered.push_back(i);
                whole = whole && !saysMore(token, begin, end) && isFree(i) &&
                        denies(i) == denies(covered.front());
            }
            if (whole && !covered.empty() && !(covered.size() == 1 && isFiller(covered.front()))) {
                take(*found.entry, covered);
            }
        }
        for (PhraseToken& token : m_tokens) {
            if (!token.term.quoted && !token.spent && token.term.codes.empty() &&
                !isOneOf(fillers, bare(token.term.text))) {
                addMeanings(token.term);
            }
        }
    }

    void take(const LexiconEntry& entry, const std::vector<std::size_t>& covered) {
        SearchTerm& term = m_tokens[covered.front()].term;
        if (covered.size() > 1) {
            std::vector<SearchTerm> parts;
            std::string text;
            for (const std::size_t i : covered) {
                SearchTerm part = m_tokens[i].term;
                text += (text.empty() ? "" : " ") + part.text;
                addMeanings(part);
                if (!isFiller(i)) {
                    parts.push_back(std::move(part));
                }
                m_tokens[i].spent = i != covered.front();
            }
            term.text = std::move(text);
            term.parts = std::move(parts);
        }
        addName(term, entry);
    }

    static void addName(SearchTerm& term, const LexiconEntry& entry) {
        term.codes.push_back(indexCode(entry.id));
        term.kinds.insert(term.kinds.end(), entry.kinds.begin(), entry.kinds.end());
        const std::string typed = foldedWords(term.text);
        const auto add = [&](const std::string& name) {
            if (foldedWords(name) != typed && term.names.size() < 6) {
                term.names.push_back(name);
            }
        };
        add(entry.name);
        if (!term.manyMeanings) {
            std::ranges::for_each(entry.spellings, add);
        }
    }

    static void addMeanings(SearchTerm& term) {
        const auto meant = Lexicon::standard().meanings(term.text);
        term.manyMeanings = meant.size() > 1;
        for (const LexiconEntry* entry : meant) {
            addName(term, *entry);
        }
    }

    /// "segment 9": no liver has one, and the words apart mean something else.
    void joinSegmentNumbers() {
        for (std::size_t i = 0; i + 1 < m_tokens.size(); ++i) {
            const std::string word = bare(m_tokens[i].term.text);
            const std::string digits = bare(m_tokens[i + 1].term.text);
            int number = 0;
            const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            if ((word != "segment" && word != "seg") || !isFree(i) || !isFree(i + 1) ||
                read.ec != std::errc() || read.ptr != digits.data() + digits.size()) {
                continue;
            }
            SearchTerm& term = m_tokens[i].term;
            term.text += ' ' + digits;
            term.quoted = m_tokens[i + 1].spent = true;
            const bool ofLiver = std::ranges::any_of(m_tokens, [](const PhraseToken& token) {
                return std::ranges::count(token.term.codes, indexCode("liver")) > 0;
            });
            if (ofLiver) {
                m_phrase.notes.push_back("the liver has eight segments, and no segment " + digits);
            }
        }
    }

    bool isSo(std::size_t i, Assertion assertion) const {
        return !m_tokens[i].excluded && m_assertions[i] == assertion;
    }

    /// "history of X" asks for X in the past, "family history of X" for that of another person;
    /// beside what is present, neither can be asked for.
    void readAsked() {
        readAsked(Assertion::Historical, "past");
        readAsked(Assertion::SomeoneElse, "another person's");
    }

    void readAsked(Assertion assertion, const char* what) {
        std::string names;
        bool all = true;
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            const PhraseToken& token = m_tokens[i];
            const std::string word = bare(token.term.text);
            const bool says = isOneOf(fillers, word) || isOneOf(wordsOf(assertion), word);
            if (token.excluded || token.spent || denies(i) || (says && !token.term.quoted)) {
                continue;
            }
            all = all && isSo(i, assertion);
            names += isSo(i, assertion) ? (names.empty() ? "" : ", ") + token.term.text : "";
        }
        if (names.empty()) {
            return;
        }
        (assertion == Assertion::Historical ? m_anyPast : m_anyOthers) = true;
        if (all && !m_phrase.size) {
            m_phrase.asked = assertion;
        } else {
            m_phrase.notes.push_back(std::string("looked for as present, not as ") + what + ": " +
                                     names);
        }
    }

    static std::span<const std::string_view> wordsOf(Assertion assertion) {
        return assertion == Assertion::Historical ? std::span<const std::string_view>(pastWords)
                                                  : std::span<const std::string_view>(kinWords);
    }

    bool isFiller(std::size_t i) const {
        const std::string word = bare(m_tokens[i].term.text);
        const bool anyDenied = [&] {
            for (std::size_t token = 0; token < m_tokens.size(); ++token) {
                if (denies(token)) {
                    return true;
                }
            }
            return false;
        }();
        return !m_tokens[i].term.quoted && !m_tokens[i].excluded &&
               (isOneOf(fillers, word) || (anyDenied && isOneOf(denials, word)) ||
                (m_anyPlace && isOneOf(placeWords, word)) ||
                (m_anyPast && isOneOf(pastWords, word)) ||
                (m_anyOthers && isOneOf(kinWords, word)) ||
                (m_phrase.size && isOneOf(sizeWords, word)));
    }

    void addWords() {
        bool anyFiller = false;
        for (std::size_t i = 0; i < m_tokens.size(); ++i) {
            if (!m_tokens[i].spent) {
                anyFiller = anyFiller || isFiller(i);
                if (!isFiller(i)) {
                    addOnce(listOf(i), m_tokens[i].term);
                }
            }
        }
        m_phrase.tooLittle = m_phrase.empty() && m_phrase.excluded.empty() && anyFiller;
        if (m_phrase.present.size() == 1 && m_phrase.absent.empty() && !m_phrase.size &&
            isOneLetter(m_phrase.present.front())) {
            m_phrase.present.clear();
            m_phrase.tooLittle = true;
        }
        std::ranges::transform(m_phrase.present, m_phrase.present.begin(), withKinds);
    }

    /// A character of some scripts is a word.
    static bool isOneLetter(const SearchTerm& term) {
        const std::string word = bare(term.text);
        return word.size() == 1 && !term.isPlace();
    }

    std::string m_plain;
    std::vector<PhraseToken> m_tokens;
    std::vector<Assertion> m_assertions;
    bool m_anyPlace = false, m_anyPast = false, m_anyOthers = false;
    PhraseRules m_rules;
    SearchPhrase m_phrase;
};

} // namespace

SearchTerm withKinds(SearchTerm term) {
    for (const std::string& id : term.kinds) {
        term.codes.push_back(indexCode(id));
        const LexiconEntry* entry = Lexicon::standard().byId(id);
        if (entry && term.names.size() < 6) {
            term.names.push_back(entry->name);
        }
    }
    std::ranges::transform(term.parts, term.parts.begin(), withKinds);
    return term;
}

SearchPhrase parsePhrase(std::string_view phrase, const PhraseRules& rules) {
    SearchPhrase read = Reader(cleanedPhrase(phrase), rules).read();
    if (phrase.size() > longestPhrase && hasContent(phrase.substr(longestPhrase))) {
        read.notes.push_back("only the first 1,000 bytes are read");
    }
    return read;
}

std::string shownByImages(std::string_view phrase) {
    const SearchPhrase parts = parsePhrase(phrase);
    if (parts.absent.empty() && parts.excluded.empty()) {
        return std::string(phrase);
    }
    std::string shown;
    for (const SearchTerm& term : parts.present) {
        shown += (shown.empty() ? "" : " ") + term.text;
    }
    return shown;
}

} // namespace bolus
