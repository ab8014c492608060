// Ranks cases by their reports' sentences.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "library/search/Phrase.h"
#include "library/store/Library.h"

namespace bolus {

struct LexicalCase {
    std::int64_t caseId = 0;
    bool contradicts = false; // its reports assert the opposite of what was asked
    std::string sentence;
    Assertion assertion = Assertion::Present;
};

/// Best first: cases with a sentence that holds all of the terms, then those that hold them across
/// sentences, or where nothing does, any of them. Among these a sentence that agrees in what it
/// asserts goes before one that is unsure or only asks (history, technique); those that contradict
/// come after all others. A search for an absence leaves out the cases that contradict it.
Result<std::vector<LexicalCase>> rankByReports(Library& library, const SearchPhrase& phrase);

/// Cases whose reports assert one of these terms.
Result<std::set<std::int64_t>> casesAsserting(Library& library,
                                              const std::vector<SearchTerm>& terms);

} // namespace bolus
