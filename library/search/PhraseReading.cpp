// A phrase with its spelling put right, and how it was understood in plain words.
#include <algorithm>
#include <cmath>
#include <set>

#include "library/reports/Lexicon.h"
#include "library/reports/WordFold.h"
#include "library/search/Phrase.h"
#include "library/search/Spelling.h"
#include "library/store/Library.h"

namespace bolus {

namespace {

bool isLetters(std::string_view word) {
    return std::ranges::none_of(word, [](char c) { return c >= '0' && c <= '9'; });
}

/// What neither the lexicon nor any report knows; of these, words of letters are put right.
class Speller {
public:
    explicit Speller(Library& library) : m_library(library) {}

    Result<void> correct(const SearchPhrase& phrase) {
        for (const auto* terms : {&phrase.present, &phrase.absent, &phrase.excluded}) {
            for (const SearchTerm& term : *terms) {
                if (auto done = correctTerm(term); !done) {
                    return done;
                }
            }
        }
        return {};
    }
    std::vector<SpellingCorrection> corrections;
    std::vector<std::string> unknown;

private:
    Result<void> correctTerm(const SearchTerm& term) {
        if (!term.codes.empty()) {
            return {};
        }
        const auto known = m_library.searchReports(termExpression(term), 1);
        if (!known || !known->empty()) {
            return known ? Result<void>() : std::unexpected(known.error());
        }
        const std::vector<TextWord> words = textWords(term.text);
        if (term.quoted || words.size() != 1 || !isLetters(words.front().folded)) {
            unknown.push_back(term.quoted ? '"' + term.text + '"' : term.text);
            return {};
        }
        const auto ofReports = m_library.reportWords();
        if (!ofReports) {
            return std::unexpected(ofReports.error());
        }
        const std::span<const std::string> lists[]{Lexicon::standard().words(), *ofReports};
        auto nearest = nearestWord(words.front().folded, lists);
        if (!nearest) { // "cyts" is no plural
            nearest = nearestWord(lowered(term.text), lists);
        }
        if (nearest && *nearest != words.front().folded) {
            corrections.push_back({term.text, *nearest});
        } else {
            unknown.push_back(term.text);
        }
        return {};
    }

    Library& m_library;
};

void replaceWord(std::string& text, const SpellingCorrection& correction) {
    const auto isWord = [](char c) { return c != ' ' && c != '\t' && c != '"' && c != '-'; };
    for (std::size_t at = 0; (at = text.find(correction.typed, at)) != std::string::npos;) {
        const std::size_t end = at + correction.typed.size();
        const bool whole =
            (at == 0 || !isWord(text[at - 1])) && (end == text.size() || !isWord(text[end]));
        if (whole) {
            text.replace(at, correction.typed.size(), correction.used);
        }
        at += whole ? correction.used.size() : correction.typed.size();
    }
}

std::string number(double millimetres) {
    const double tenths = std::round(millimetres * 10) / 10;
    std::string text = std::to_string(tenths);
    text.erase(text.find('.') + 2);
    if (text.ends_with(".0")) {
        text.erase(text.size() - 2);
    }
    return text;
}

/// Without the punctuation around it.
std::string plain(const std::string& text) {
    constexpr std::string_view marks = ",;.:!?()[]{}";
    const std::size_t begin = text.find_first_not_of(marks);
    return begin == text.npos ? text : text.substr(begin, text.find_last_not_of(marks) + 1 - begin);
}

std::string nameOf(const SearchTerm& term) {
    std::string name = term.quoted ? '"' + term.text + '"' : plain(term.text);
    if (term.kind == SearchTerm::Kind::Segment && term.text.find("eg") == std::string::npos) {
        const std::string& code = term.codes.front(); // "zseg7q"
        name = "segment " + code.substr(4, code.size() - 5);
    } else if (term.kind == SearchTerm::Kind::Side) {
        name = plain(term.text) + (term.codes.size() > 1 ? " or both sides" : "");
    }
    std::string others;
    for (const std::string& other : term.names) {
        others += (others.empty() ? "" : ", ") + other;
    }
    if (term.names.empty()) {
        return name;
    }
    return name + (term.manyMeanings ? " (may mean " : " (also ") + others + ')';
}

std::string namesOf(const std::vector<SearchTerm>& terms) {
    std::string all;
    for (const SearchTerm& term : terms) {
        all += (all.empty() ? "" : " + ") + nameOf(term);
    }
    return all;
}

std::string sizeWords(const SizeRange& size) {
    if (size.about) {
        return "about " + number(*size.least) + " to " + number(*size.most) + " mm";
    }
    if (size.least && size.most) {
        return "between " + number(*size.least) + " and " + number(*size.most) + " mm";
    }
    return size.least
               ? (size.openLeast ? "larger than " : "at least ") + number(*size.least) + " mm"
               : (size.openMost ? "smaller than " : "at most ") + number(*size.most) + " mm";
}

} // namespace

Result<SearchPhrase> readPhrase(Library& library, std::string_view phrase,
                                const PhraseRules& rules) {
    SearchPhrase read = parsePhrase(phrase, rules);
    Speller speller(library);
    if (auto done = speller.correct(read); !done) {
        return std::unexpected(done.error());
    }
    const std::size_t terms = read.present.size() + read.absent.size() + read.excluded.size();
    if (speller.unknown.size() > terms - speller.unknown.size()) { // another language
        for (const SpellingCorrection& correction : speller.corrections) {
            speller.unknown.push_back(correction.typed);
        }
    } else if (!speller.corrections.empty()) {
        std::string corrected(phrase);
        for (const SpellingCorrection& correction : speller.corrections) {
            replaceWord(corrected, correction);
        }
        read = parsePhrase(corrected, rules);
        read.corrections = std::move(speller.corrections);
    }
    read.unknown = std::move(speller.unknown);
    read.unheardOf = !read.size && !read.unknown.empty() && read.unknown.size() >= terms;
    return read;
}

std::string readAs(const SearchPhrase& phrase) {
    const char* const asked = phrase.asked == Assertion::Historical    ? "in the past: "
                              : phrase.asked == Assertion::SomeoneElse ? "of another person: "
                                                                       : "";
    std::string said = asked + namesOf(phrase.present);
    const auto add = [&](const std::string& part) {
        said += part.empty() ? "" : (said.empty() ? "" : "; ") + part;
    };
    add(phrase.size ? sizeWords(*phrase.size) : "");
    add(phrase.absent.empty() ? "" : "without " + namesOf(phrase.absent));
    if (!phrase.empty()) {
        add(phrase.excluded.empty() ? "" : "not where reports state " + namesOf(phrase.excluded));
    }
    std::string unknown;
    for (const std::string& word : phrase.unknown) {
        unknown += (unknown.empty() ? "" : ", ") + plain(word);
    }
    add(unknown.empty() ? "" : "no report has: " + unknown);
    std::ranges::for_each(phrase.notes, add);
    return said;
}

} // namespace bolus
