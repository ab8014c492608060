// What the search index keeps of a sentence and of a whole report.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "library/reports/Sentences.h"

namespace bolus {

/// Codes are words that no report holds and no stemmer changes: of concepts "zhccq", of places
/// "zseg7q", of a sentence with any size `sizedCode`, with any side or segment `sidedCode`,
/// `segmentedCode`.
std::string indexCode(std::string_view id);
inline constexpr std::string_view sizedCode = "zanysizeq", sidedCode = "zanysideq",
                                  segmentedCode = "zanysegmentq";

/// What a word or code that is asserted so is repeated as, for the index to know it apart: the
/// prefix makes another word of it that is stemmed in the same way (it has no vowel). Empty for
/// Present.
std::string_view assertedPrefix(Assertion assertion);

struct IndexedSentence {
    Sentence sentence;
    std::string codes;
    std::string asserted; // the words and codes that are not present, each with its prefix
    std::vector<double> millimetres;            // ascending, each once
    std::map<std::string, Assertion> diagnoses; // by id; the most that is asserted
};

/// A report's sentences, in order. A size that the next sentence tells ("It measures 2 cm.")
/// belongs to what it speaks of, too; organ, side and finding that a sentence goes back to are among
/// its codes (BackReferences.h).
std::vector<IndexedSentence> indexedSentences(std::string_view report);

struct IndexedReport {
    std::string words; // of all sentences, once each: what they state, and what they deny prefixed
    std::map<std::string, Assertion> diagnoses; // Present, Uncertain or Absent; not of the history
};
IndexedReport indexedReport(const std::vector<IndexedSentence>& sentences);

/// Changes whenever the rules here do, or the lexicon.
std::string indexVersion();

} // namespace bolus
