#include "library/search/Phrase.h"

#include <algorithm>
#include <cctype>

#include "library/reports/Sentences.h"
#include "library/search/Search.h"

namespace bolus {

namespace {

constexpr std::size_t longestPhrase = 1000;
constexpr std::size_t mostTerms = 32;

// Words that every report holds, and those that only deny.
constexpr std::string_view fillers[] = {
    "a",  "an",   "the",   "of",   "in",   "on", "at",  "with", "and",     "or",    "for",
    "to", "is",   "are",   "was",  "were", "no", "not", "any",  "without", "but",   "however",
    "by", "from", "there", "this", "that", "as", "be",  "has",  "have",    "which", "near"};
constexpr std::string_view denials[] = {"evidence", "negative", "free",    "absence", "lack",
                                        "absent",   "excluded", "ruled",   "out",     "seen",
                                        "rather",   "than",     "neither", "nor",     "signs"};

// Two spellings of one stem; either finds the other.
constexpr std::pair<std::string_view, std::string_view> spellings[] = {
    {"haem", "hem"},       {"oedema", "edema"},  {"oesoph", "esoph"}, {"tumour", "tumor"},
    {"ischaem", "ischem"}, {"caec", "cec"},      {"faec", "fec"},     {"diarrhoea", "diarrhea"},
    {"colour", "color"},   {"centre", "center"}, {"litre", "liter"},  {"fibre", "fiber"}};

struct Token {
    SearchTerm term;
    bool excluded = false;
    std::size_t offset = 0; // in the text that the assertion rules read
};

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// A letter or digit of any script: FTS5 makes no token of anything else.
bool hasContent(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80);
    });
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return lower;
}

std::string cleaned(std::string_view phrase) {
    std::size_t length = std::min(phrase.size(), longestPhrase);
    while (length < phrase.size() && length > 0 && (phrase[length] & 0xC0) == 0x80) {
        --length; // not within a UTF-8 character
    }
    std::string text(phrase.substr(0, length));
    std::replace_if(
        text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return text;
}

/// Words and quoted phrases; what is excluded is taken out of `plain`, which reads as a sentence.
std::vector<Token> tokensOf(const std::string& text, std::string& plain) {
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < text.size() && tokens.size() < mostTerms;) {
        if (isSpace(text[at])) {
            ++at;
            continue;
        }
        Token token;
        while (at < text.size() && text[at] == '-') {
            token.excluded = true;
            ++at;
        }
        const bool quoted = at < text.size() && text[at] == '"';
        const std::size_t begin = quoted ? ++at : at;
        while (at < text.size() &&
               (quoted ? text[at] != '"' : !isSpace(text[at]) && text[at] != '"')) {
            ++at;
        }
        token.term = {text.substr(begin, at - begin), quoted};
        at += quoted && at < text.size() ? 1 : 0;
        token.offset = plain.size();
        if (!token.excluded) {
            plain += token.term.text + ' ';
        }
        if (hasContent(token.term.text)) {
            tokens.push_back(std::move(token));
        }
    }
    return tokens;
}

template<std::size_t N>
bool contains(const std::string_view (&list)[N], const std::string& word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

/// A word as it is compared with the lists: without punctuation around it.
std::string bare(const std::string& word) {
    std::string text = lowered(word);
    std::erase_if(text, [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; });
    return text;
}

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
    for (const auto& [one, other] : spellings) {
        if (word.find(one) != std::string::npos) {
            swapped(one, other);
        } else {
            swapped(other, one);
        }
    }
    return variants;
}

std::string joined(const std::vector<SearchTerm>& terms, const char* between) {
    std::string expression;
    for (const SearchTerm& term : terms) {
        expression += (expression.empty() ? "" : between) + termExpression(term);
    }
    return expression;
}

} // namespace

SearchPhrase parsePhrase(std::string_view phrase) {
    std::string plain;
    const std::vector<Token> tokens = tokensOf(cleaned(phrase), plain);
    std::vector<std::size_t> offsets;
    for (const Token& token : tokens) {
        offsets.push_back(token.offset);
    }
    const std::vector<Assertion> assertions = assertionsAt(plain, offsets);
    const auto denies = [&](std::size_t i) {
        return !tokens[i].excluded && assertions[i] == Assertion::Absent;
    };
    bool anyDenied = false;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        anyDenied = anyDenied || denies(i);
    }
    SearchPhrase parts, fillersOnly;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const SearchTerm& term = tokens[i].term;
        const std::string word = bare(term.text);
        const bool filler =
            !term.quoted && (contains(fillers, word) || (anyDenied && contains(denials, word)));
        SearchPhrase& to = filler && !tokens[i].excluded ? fillersOnly : parts;
        (tokens[i].excluded ? to.excluded : denies(i) ? to.absent : to.present).push_back(term);
    }
    if (parts.present.empty() && parts.absent.empty()) { // "the", "no": then that is what is meant
        parts.present = std::move(fillersOnly.present);
        parts.present.insert(parts.present.end(), fillersOnly.absent.begin(),
                             fillersOnly.absent.end());
    }
    return parts;
}

std::string termExpression(const SearchTerm& term) {
    std::string expression = quotedForFts(term.text);
    if (!term.quoted) {
        for (const std::string& variant : variantsOf(lowered(term.text))) {
            expression += " OR " + quotedForFts(variant);
        }
    }
    return expression.find(" OR ") == std::string::npos ? expression : '(' + expression + ')';
}

std::string allOf(const std::vector<SearchTerm>& terms) {
    return joined(terms, " AND ");
}

std::string anyOf(const std::vector<SearchTerm>& terms) {
    return joined(terms, " OR ");
}

std::string ftsExpression(std::string_view phrase) {
    SearchPhrase parts = parsePhrase(phrase);
    std::vector<SearchTerm> wanted = std::move(parts.present);
    wanted.insert(wanted.end(), parts.absent.begin(), parts.absent.end());
    const std::string expression = allOf(wanted);
    if (expression.empty() || parts.excluded.empty()) {
        return expression;
    }
    return '(' + expression + ") NOT (" + anyOf(parts.excluded) + ')';
}

} // namespace bolus
