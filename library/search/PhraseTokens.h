// What a person typed, cleaned and taken apart into words and quoted phrases. For Phrase.cpp alone.
#pragma once

#include "library/search/Phrase.h"

namespace bolus {

constexpr std::size_t longestPhrase = 1000; // bytes
constexpr std::size_t mostPhraseWords = 32;

struct PhraseToken {
    SearchTerm term;
    bool excluded = false;
    std::size_t begin = 0, end = 0; // in the text that the assertion rules read
    bool spent = false;             // part of another term, or a word that goes with one
};

/// A letter or digit of any script: FTS5 makes no token of anything else.
bool hasContent(std::string_view text);

/// Its first bytes, without control characters, curly quotation marks and brackets.
std::string cleanedPhrase(std::string_view phrase);

/// Words and quoted phrases, one more than are looked for; what is excluded is taken out of
/// `plain`, which reads as a sentence.
std::vector<PhraseToken> phraseTokens(const std::string& text, std::string& plain);

} // namespace bolus
