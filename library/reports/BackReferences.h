// What sentences leave unsaid because one before them said it: organ, side, segment, finding.
//
// Within a paragraph or an item of a list, and only where the sentence does not name its own:
// - Below a label ("Kidneys: …", "Left kidney: …") sentences are of its organ and side, except
// those
//   that name another organ.
// - "It", "its", "this measures", "they" speak of what the sentence before speaks of.
// - "The lesion", "this 2 cm mass" speaks of the last sentence that states or suspects one; a
//   specific one ("the cyst") only of its own kind.
// - "The kidney" is of the side that was last told of one.
// A sentence that brings in a finding of its own ("a second cyst beside it") takes over nothing,
// nor does one that names another organ than what it would refer to, or "the other kidney". Of a
// sentence with both sides or several segments none is taken over, as nobody knows which is meant.
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "library/reports/Lexicon.h"
#include "library/reports/Places.h"
#include "library/reports/Sentences.h"
#include "library/reports/WordFold.h"

namespace bolus {

/// A sentence as it was read; what it views must outlive the call alone.
struct ReadSentence {
    std::string_view text;
    std::span<const TextWord> words;
    std::span<const Assertion> assertions;  // of the words
    std::span<const ConceptFound> concepts; // those within others, too
    std::span<const PlaceFound> places;
    std::span<const double> millimetres;
    bool begins = false; // see Sentence
};

struct TakenOver {
    struct Name {
        std::string id; // of a concept, or a place's code
        Assertion assertion = Assertion::Present;
    };
    std::vector<Name> names;
    std::vector<double> millimetres;
};

/// For one report, sentence by sentence in its order.
class BackReferences {
public:
    TakenOver next(const ReadSentence& sentence);

private:
    struct Topic {
        std::set<std::string> organs, sides, segments;
        std::map<std::string, Assertion> findings; // stated or suspected
        int specific = 0;                          // findings that have a name of their own
        std::vector<double> millimetres;
    };
    struct Reference {
        const Topic* topic = nullptr; // null: to nothing, or nobody knows to what
        std::string thing;            // "the cyst"; empty: a pronoun
        Assertion assertion = Assertion::Present;
        bool compared = false; // only said to be like another organ
    };
    static Topic topicOf(const ReadSentence& sentence);
    void readLabel(const ReadSentence& sentence);
    Reference referenceOf(const ReadSentence& sentence, const Topic& own) const;
    Reference toThing(const ReadSentence& sentence) const;
    void takeFrom(const Reference& reference, const Topic& own, Topic& topic,
                  TakenOver& taken) const;
    void takeSide(const ReadSentence& sentence, const Topic& own, Topic& topic) const;
    void keep(const Topic& topic);

    Topic m_label, m_last, m_finding;           // of this paragraph
    std::map<std::string, std::string> m_sides; // last told, by organ
};

} // namespace bolus
