// Ranks cases by their reports' sentences.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "library/search/Phrase.h"
#include "library/store/Library.h"

namespace bolus {

struct LexicalCase {
    std::int64_t caseId = 0;
    bool contradicts = false; // its reports assert the opposite of what was asked, or of another
    std::string sentence;     // empty until tellSentence()
    Section section = Section::Other;
    Assertion assertion = Assertion::Present; // of the words that matched
    std::int64_t sentenceId = 0;              // 0: its terms are in several sentences, or in none
    bool apart = false;                       // no sentence of it holds all that was asked
    int rank = 0;                             // of several that are level; 0: its place in the list
    std::optional<double> score{};            // where the order has a scale
};

/// Best first: cases with a sentence that holds all of the terms (in the words that were typed,
/// then in others of the lexicon), then those whose sentence does not tell the side, the segment or
/// the size, then those that hold the terms across sentences, or where nothing does, some of them.
/// Among these, what is asserted goes before what is suspected, is past, or only asked (history,
/// technique), and the impression before the findings; those that contradict come after all others.
/// A search for an absence leaves out the cases that contradict it. A sentence that tells another
/// side, segment or size than asked finds nothing. In one state of the library; cases that `counts`
/// does not let pass are neither looked at nor in the way of others.
Result<std::vector<LexicalCase>> rankByReports(Library& library, const SearchPhrase& phrase,
                                               const CaseTest& counts = {});

/// Reads the sentence that found the case; where its terms are in several, the one that names most
/// of them.
Result<void> tellSentence(Library& library, const SearchPhrase& phrase, LexicalCase& found);

/// Which words of the phrase a case's reports hold anywhere: "Of it the first report has: renal,
/// cyst; not: right." Empty where there is one word.
Result<std::string> partsHeld(Library& library, const SearchPhrase& phrase, std::int64_t caseId);

/// Cases whose reports assert one of these terms, or where they nowhere deny it, suspect it or tell
/// it of the past. Here and below findings and impression count, but not what was asked
/// (indication), done (technique), or seen before (comparison).
Result<std::set<std::int64_t>> casesAsserting(Library& library,
                                              const std::vector<SearchTerm>& terms);
/// Cases with a sentence that asserts all of them as present.
Result<std::set<std::int64_t>> casesAssertingTogether(Library& library,
                                                      const std::vector<SearchTerm>& terms);

} // namespace bolus
