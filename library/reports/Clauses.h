// The clauses of a sentence: how far a cue reaches.
#pragma once

#include <vector>

#include "library/reports/AssertionCues.h"

namespace bolus {

/// Finds the cues, numbers the clauses, and marks both in `words`. A clause in brackets that has
/// cues of its own is one of its own; what stands around it goes on.
std::vector<FoundCue> readClauses(std::vector<SentenceWord>& words);

/// Words that carry no finding: "the", "is", "seen".
bool isGrammar(std::string_view word);
/// "is", "shows": of the present tense only.
bool isPresentVerb(std::string_view word);
bool isVerb(std::string_view word);
bool isPreposition(std::string_view word);

} // namespace bolus
