// What a person typed into the search box, taken apart.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Result.h"
#include "library/reports/Sentences.h"

namespace bolus {

class Library;

/// A word, a "quoted phrase", a name of the lexicon of one word or more, or a place.
struct SearchTerm {
    enum class Kind { Words, Side, Segment, Level };
    std::string text; // without quotation marks
    bool quoted = false;
    Kind kind = Kind::Words;
    std::vector<std::string> codes; // of the index (IndexedSentence.h): any of them will do
    std::vector<std::string> names; // how else it is written; of an abbreviation, what it may mean
    bool manyMeanings = false;
    std::vector<std::string> kinds; // ids of concepts that are one, see withKinds()
    std::vector<SearchTerm> parts;  // of a name of several words: its words, which find it too

    /// A side or segment, which codes alone find.
    bool isPlace() const { return kind == Kind::Side || kind == Kind::Segment; }
};

/// Of the largest dimension; a bound that is not meant is absent.
struct SizeRange {
    std::optional<double> least, most;        // mm
    bool openLeast = false, openMost = false; // without the bound itself
    bool about = false;                       // a size alone: 10 % either way
};

struct SpellingCorrection {
    std::string typed, used;
};

/// What of a phrase is read; to measure what each is good for, see SearchQuery.
struct PhraseRules {
    bool synonyms = true;   // false: the typed words and places alone, nothing of the lexicon
    bool assertions = true; // false: "no" denies nothing, and what reports assert does not count
    bool operator==(const PhraseRules&) const = default;
};

/// "arterial enhancement without washout -renal" looks for the first two, for the absence of the
/// third, and leaves out cases of the fourth. A size belongs to what is present.
struct SearchPhrase {
    std::vector<SearchTerm> present, absent, excluded;
    std::optional<SizeRange> size;
    /// Of all that is in `present`: Historical of "history of X", SomeoneElse of "family history of
    /// X".
    Assertion asked = Assertion::Present;
    bool assertions = true;         // see PhraseRules
    bool tooLittle = false;         // one letter, or words that every report holds
    std::vector<std::string> notes; // in plain words: what of it is not looked for, or not so
    std::vector<SpellingCorrection> corrections; // of readPhrase(), as are the next
    /// Words that no report holds, nor the lexicon, nor one like it.
    std::vector<std::string> unknown;
    bool unheardOf = false; // no more than those

    /// Nothing to look for; what is excluded alone is nothing.
    bool empty() const { return present.empty() && absent.empty() && !size; }
};

/// With the codes and names of what is one of it: who has a mass has a lesion, but who denies a
/// mass denies no lesion. What is to be present comes so.
SearchTerm withKinds(SearchTerm term);

/// At most the first 1,000 bytes and 32 words are looked at, which a note tells. One letter alone
/// is nothing to look for, nor are words that every report holds ("the", "with").
SearchPhrase parsePhrase(std::string_view phrase, const PhraseRules& rules = {});
/// The same, with words that no report and no lexicon knows put right by those that they do, unless
/// most are unknown: another language is not misspelt.
Result<SearchPhrase> readPhrase(Library& library, std::string_view phrase,
                                const PhraseRules& rules = {});
/// What of it images can show, for the model's text encoder, which does not read denials: all of it
/// where it denies and excludes nothing, else what is to be present; empty where there is nothing.
std::string shownByImages(std::string_view phrase);
/// How it was understood, in plain words; empty where there is nothing to look for.
std::string readAs(const SearchPhrase& phrase);

/// FTS5 expressions over the columns of Library::searchReports. Empty for no terms.
std::string termExpression(const SearchTerm& term);
std::string allOf(const std::vector<SearchTerm>& terms);
std::string anyOf(const std::vector<SearchTerm>& terms);
/// Of the text alone: each word of the terms, and their other names, for marking them in reports.
std::string wordsToMark(const std::vector<SearchTerm>& terms);
/// As it is typed, without other names.
std::string literally(const SearchTerm& term);
/// Any of the term's words or codes, asserted in one of these ways; empty for a place.
std::string assertedAs(const SearchTerm& term, std::span<const Assertion> assertions);
/// For Library::searchWholeReports: stated, or denied; empty where that cannot tell (quoted
/// phrases, places).
std::string inWholeReport(const SearchTerm& term, bool denied);
/// Of a side or segment: sentences that name one, and not this one.
std::string elsewhere(const SearchTerm& term);
/// Of these terms' sides and segments: sentences that name others of their kind too; empty where
/// none is asked for.
std::string otherPlacesToo(const std::vector<SearchTerm>& terms);

} // namespace bolus
