// FTS5 expressions of terms. Everything a person typed is within quotation marks, so that nothing
// of it is read as an operator.
#include <algorithm>

#include "library/reports/IndexedSentence.h"
#include "library/reports/WordFold.h"
#include "library/search/Phrase.h"

namespace bolus {

namespace {

std::string quotedForFts(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return quoted + '"';
}

/// The plural of -sis is -ses, which the stemmer does not know, and two countries' spellings.
std::vector<std::string> variantsOf(const std::string& word) {
    std::vector<std::string> variants;
    const auto swapped = [&](std::string_view from, std::string_view to) {
        if (const std::size_t at = word.find(from); at != std::string::npos) {
            variants.push_back(std::string(word).replace(at, from.size(), to));
        }
    };
    if (word.size() > 4 && (word.ends_with("sis") || word.ends_with("ses"))) {
        variants.push_back(word.substr(0, word.size() - 2) + (word.ends_with("sis") ? "es" : "is"));
    }
    for (const auto& [one, other] : britishSpellings()) { // either finds the other
        if (word.find(one) != std::string::npos) {
            swapped(one, other);
        } else {
            swapped(other, one);
        }
    }
    return variants;
}

/// Each word of it with the prefix.
std::string prefixed(const std::string& text, std::string_view prefix) {
    if (prefix.empty()) {
        return text;
    }
    std::string words;
    for (const TextWord& word : textWords(text)) {
        words.append(words.empty() ? "" : " ").append(prefix);
        words.append(text, word.begin, word.end - word.begin);
    }
    return words;
}

/// The typed words and their spellings, joined by OR.
std::string wordsOfTerm(const SearchTerm& term, std::string_view prefix = {}) {
    std::string any = quotedForFts(prefixed(term.text, prefix));
    if (!term.quoted) {
        for (const std::string& variant : variantsOf(lowered(term.text))) {
            any += " OR " + quotedForFts(prefixed(variant, prefix));
        }
    }
    return any;
}

std::string codesOfTerm(const SearchTerm& term, std::string_view prefix = {}) {
    std::string any;
    for (const std::string& code : term.codes) {
        any += (any.empty() ? "" : " OR ") + quotedForFts(prefixed(code, prefix));
    }
    return any;
}

std::string joined(const std::vector<SearchTerm>& terms, const char* between,
                   std::string (*expression)(const SearchTerm&)) {
    std::string all;
    for (const SearchTerm& term : terms) {
        const std::string one = expression(term);
        if (!one.empty()) {
            all += (all.empty() ? "" : between) + one;
        }
    }
    return all;
}

/// No column is named: words of reports, codes and what is prefixed are different words, and a
/// filter of columns costs FTS5 a look at each place of a word.
std::string grouped(const std::string& any) {
    return '(' + any + ')';
}

} // namespace

std::string termExpression(const SearchTerm& term) {
    const std::string codes = codesOfTerm(term);
    if (term.isPlace()) {
        return '(' + grouped(codes) + ')';
    }
    std::string any = grouped(wordsOfTerm(term));
    if (!codes.empty()) {
        any += " OR " + grouped(codes);
    }
    if (!term.parts.empty()) {
        any += " OR (" + allOf(term.parts) + ')';
    }
    return '(' + any + ')';
}

std::string literally(const SearchTerm& term) {
    if (term.isPlace()) {
        return termExpression(term);
    }
    return term.parts.empty() ? '(' + grouped(wordsOfTerm(term)) + ')'
                              : '(' + joined(term.parts, " AND ", literally) + ')';
}

std::string wordsToMark(const std::vector<SearchTerm>& terms) {
    std::string any;
    const auto add = [&](const std::string& more) { any += (any.empty() ? "" : " OR ") + more; };
    for (const SearchTerm& term : terms) {
        for (const SearchTerm& part : term.parts) {
            add(wordsOfTerm(part));
        }
        if (term.parts.empty()) {
            add(wordsOfTerm(term));
        }
        for (const std::string& name : term.names) {
            add(quotedForFts(name));
        }
    }
    return any.empty() ? any : grouped(any);
}

std::string assertedAs(const SearchTerm& term, std::span<const Assertion> assertions) {
    if (term.isPlace()) {
        return {};
    }
    std::string any;
    const auto add = [&](const std::string& more) {
        any += (any.empty() || more.empty() ? "" : " OR ") + more;
    };
    for (const Assertion assertion : assertions) {
        const std::string_view prefix = assertedPrefix(assertion);
        add(wordsOfTerm(term, prefix));
        add(codesOfTerm(term, prefix));
        for (const SearchTerm& part : term.parts) {
            add(wordsOfTerm(part, prefix));
            add(codesOfTerm(part, prefix));
        }
    }
    return '(' + grouped(any) + ')';
}

std::string inWholeReport(const SearchTerm& term, bool denied) {
    const std::string_view prefix = denied ? assertedPrefix(Assertion::Absent) : "";
    const std::vector<TextWord> words = textWords(term.text);
    if (term.isPlace() || words.empty() || (term.quoted && words.size() > 1)) {
        return {}; // that index knows no phrases
    }
    std::string every;
    for (const TextWord& word : words) {
        SearchTerm one;
        one.text = term.text.substr(word.begin, word.end - word.begin);
        every += (every.empty() ? "(" : " AND (") + wordsOfTerm(one, prefix) + ')';
    }
    const std::string codes = codesOfTerm(term, prefix);
    return "((" + every + ')' + (codes.empty() ? "" : " OR " + codes) + ')';
}

std::string elsewhere(const SearchTerm& term) {
    if (!term.isPlace()) {
        return {};
    }
    const std::string_view any = term.kind == SearchTerm::Kind::Side ? sidedCode : segmentedCode;
    return "((" + grouped(quotedForFts(any)) + ") NOT (" + termExpression(term) + "))";
}

std::string otherPlacesToo(const std::vector<SearchTerm>& terms) {
    static const std::vector<std::string> sides{"left", "right"}, segments = [] {
        std::vector<std::string> all;
        for (char number = '1'; number <= '8'; ++number) {
            all.push_back(std::string("seg") + number);
        }
        return all;
    }();
    std::string any;
    for (const auto& [kind, places] : {std::pair(SearchTerm::Kind::Side, &sides),
                                       std::pair(SearchTerm::Kind::Segment, &segments)}) {
        std::vector<std::string> others = *places;
        bool asked = false;
        for (const SearchTerm& term : terms) {
            asked = asked || term.kind == kind;
            std::erase_if(others, [&](const std::string& place) { // of "zseg4aq", segment 4
                const bool both =
                    kind == SearchTerm::Kind::Side && term.kind == kind && term.codes.size() == 1;
                return both || (term.kind == kind && term.codes.front().starts_with('z' + place));
            });
        }
        for (const std::string& place : asked ? others : std::vector<std::string>()) {
            any += (any.empty() ? "" : " OR ") + quotedForFts(indexCode(place));
        }
    }
    return any.empty() ? any : grouped(any);
}

std::string allOf(const std::vector<SearchTerm>& terms) {
    return joined(terms, " AND ", termExpression);
}

std::string anyOf(const std::vector<SearchTerm>& terms) {
    return joined(terms, " OR ", termExpression);
}

} // namespace bolus
