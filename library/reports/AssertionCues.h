// Phrases that deny, doubt, date or bound what stands beside them, or say whose it is.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "library/reports/AssertionWords.h"

namespace bolus {

enum class Cue {
    DeniesAfter,    // "no", "without"
    DeniesBefore,   // "is absent"
    DeniesOne,      // "non-": the next word alone
    DeniesHead,     // "absent": before it, or where nothing is, after it
    DoubtsAfter,    // "suspicious for"
    DoubtsBefore,   // "also possible"
    DoubtsHead,     // "is likely": what follows at once, else what stands before it
    Reopens,        // "cannot be excluded": doubts even what was denied
    PastAfter,      // "history of"
    PastItself,     // "after cholecystectomy"
    PastNext,       // "prior": the noun phrase after it
    PastBefore,     // "has resolved"
    PastHead,       // "resolved": before it, or where nothing is, after it
    SeenBefore,     // "previously seen": its clause, where nothing says that it is still there
    AnothersAfter,  // "mother with"
    AnothersBefore, // "in her mother"
    AnothersHead,   // "family history": after it, or where nothing is, before it
    AnothersLabel,  // "mother:"
    Nothing,        // looks like one of these and is none: "no change in"
    Clause          // a new clause begins: "but"
};

struct FoundCue {
    Cue cue = Cue::Nothing;
    std::size_t begin = 0, end = 0; // words
};

/// The known cues that begin at this word: the longest, several where one phrase is several.
std::vector<FoundCue> cuesAt(std::span<const SentenceWord> words, std::size_t begin);

/// Words that say that something was perceived: "seen".
bool isPerceived(std::string_view word);

} // namespace bolus
