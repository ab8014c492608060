#include "library/reports/BackReferences.h"

#include <algorithm>
#include <optional>

#include "library/reports/Clauses.h"

namespace bolus {

namespace {

constexpr std::size_t longestLabel = 5, nearWords = 3;
constexpr std::string_view articles[] = {"the", "this", "that", "these", "those"};
// What brings in a finding rather than going back to one.
constexpr std::string_view newOnes[] = {
    "a",       "an",  "another",    "second",   "further", "two", "three", "multiple", "other",
    "several", "few", "additional", "numerous", "new",     "no",  "there", "without",  "any"};
// "It is a cyst": what was spoken of has a name now.
constexpr std::string_view identifying[] = {"is",        "are",        "was",      "be",
                                            "represent", "represents", "suggests", "favors",
                                            "likely",    "probably"};
constexpr std::string_view pronouns[] = {"it", "its", "they", "their"};
constexpr std::string_view contrary[] = {"contralateral", "opposite", "other", "remaining"};
// Organs that there are two of.
constexpr std::string_view paired[] = {
    "kidney", "renalpelvis", "renalcortex", "ureter",  "adrenal", "lung",     "breast",
    "hip",    "knee",        "shoulder",    "humerus", "femur",   "clavicle", "scapula"};
// Findings that a later sentence may speak of, besides diagnoses and kinds of lesions.
constexpr std::string_view things[] = {"lesion",   "stone",   "abscess", "collection",
                                       "hematoma", "infarct", "thrombus"};
// "The mass" may be any lesion.
constexpr std::string_view generalThings[] = {"lesion", "mass", "tumor", "nodule", "malignancy"};

template<std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool isKindOf(const std::string& id, const std::string& of) {
    const LexiconEntry* entry = Lexicon::standard().byId(of);
    return entry && std::ranges::find(entry->kinds, id) != entry->kinds.end();
}

bool isThing(const LexiconEntry& entry) {
    return entry.kind == ConceptKind::Diagnosis || contains(things, entry.id) ||
           isKindOf(entry.id, "lesion");
}

bool mayBeTheSame(const std::string& named, const std::string& before) {
    return named == before || contains(generalThings, named) || contains(generalThings, before) ||
           isKindOf(named, before) || isKindOf(before, named);
}

std::string wordAt(const ReadSentence& sentence, std::size_t at) {
    const TextWord& word = sentence.words[at];
    return lowered(sentence.text.substr(word.begin, word.end - word.begin));
}

bool isApart(const ReadSentence& sentence, std::size_t before) {
    const std::size_t end = sentence.words[before].end;
    return sentence.text.substr(end, sentence.words[before + 1].begin - end).find_first_of(",;:") !=
           std::string_view::npos;
}

/// The word of the list that stands up to three words before, with adjectives alone between.
template<std::size_t N>
std::optional<std::size_t> leading(const ReadSentence& sentence, std::size_t at,
                                   const std::string_view (&list)[N]) {
    for (std::size_t back = 1; back <= std::min(at, nearWords); ++back) {
        const std::string word = wordAt(sentence, at - back);
        if (isApart(sentence, at - back)) {
            return std::nullopt;
        }
        if (contains(list, word)) {
            return at - back;
        }
        if (isPreposition(word) || isVerb(word)) {
            return std::nullopt;
        }
    }
    return std::nullopt;
}

bool bringsIn(const ReadSentence& sentence, std::size_t thing) {
    const auto article = leading(sentence, thing, newOnes);
    if (!article) {
        return false;
    }
    for (std::size_t back = 1; back <= std::min(*article, nearWords); ++back) {
        const std::size_t at = *article - back;
        if (contains(identifying, wordAt(sentence, at))) {
            return at > 0 && wordAt(sentence, at - 1) == "there";
        }
    }
    const std::string word = wordAt(sentence, *article);
    return word != "no" && word != "without" && word != "any"; // what it denies is another matter
}

/// Of the label that a sentence begins with ("Left kidney:"), how many words; 0: there is none.
std::size_t labelWords(const ReadSentence& sentence) {
    const std::size_t colon = sentence.text.find(':');
    const auto end = std::ranges::find_if(sentence.words,
                                          [&](const TextWord& word) { return word.begin > colon; });
    const auto words = static_cast<std::size_t>(end - sentence.words.begin());
    return colon == std::string_view::npos || words > longestLabel ? 0 : words;
}

/// The word of "it", "its wall", "this measures", but not of "this cyst".
std::optional<std::size_t> pronounIn(const ReadSentence& sentence) {
    for (std::size_t i = 0; i < sentence.words.size(); ++i) {
        const std::string word = wordAt(sentence, i);
        const bool verb = i + 1 < sentence.words.size() && isVerb(wordAt(sentence, i + 1));
        if (contains(pronouns, word) || (verb && (word == "this" || word == "these"))) {
            return i;
        }
    }
    return std::nullopt;
}

/// "The kidney enhances", but neither "renal", "the kidneys", "a kidney stone" nor "other kidney".
bool isThatOrgan(const ReadSentence& sentence, const ConceptFound& found) {
    const std::size_t last = found.firstWord + found.words - 1;
    const std::string next = last + 1 < sentence.words.size() ? wordAt(sentence, last + 1) : "is";
    return found.entry->name.ends_with(wordAt(sentence, last)) &&
           (isGrammar(next) || isVerb(next) || isPreposition(next)) &&
           leading(sentence, found.firstWord, articles) &&
           !leading(sentence, found.firstWord, contrary);
}

template<typename Set>
bool differ(const Set& a, const Set& b) {
    return !a.empty() && !b.empty() &&
           std::ranges::none_of(a, [&](const std::string& one) { return b.contains(one); });
}

bool isWithinAnother(const ReadSentence& sentence, const ConceptFound& found) {
    return std::ranges::any_of(sentence.concepts, [&](const ConceptFound& other) {
        return other.words > found.words && other.firstWord <= found.firstWord &&
               found.firstWord + found.words <= other.firstWord + other.words;
    });
}

} // namespace

BackReferences::Topic BackReferences::topicOf(const ReadSentence& sentence) {
    Topic topic;
    topic.millimetres.assign(sentence.millimetres.begin(), sentence.millimetres.end());
    for (const ConceptFound& found : sentence.concepts) {
        const Assertion assertion =
            mostDenying(sentence.assertions.subspan(found.firstWord, found.words));
        const bool there = assertion == Assertion::Present || assertion == Assertion::Uncertain;
        if (found.entry->kind == ConceptKind::Anatomy) {
            topic.organs.insert(found.entry->id);
        } else if (there && isThing(*found.entry)) {
            const bool fresh = topic.findings.try_emplace(found.entry->id, assertion).second;
            topic.specific += fresh && !contains(generalThings, found.entry->id) &&
                                      !isWithinAnother(sentence, found)
                                  ? 1
                                  : 0;
        }
    }
    for (const PlaceFound& place : sentence.places) {
        if (!place.code.starts_with("level")) {
            (place.code.starts_with("seg") ? topic.segments : topic.sides).insert(place.code);
        }
    }
    return topic;
}

/// "Liver and spleen:" is of neither.
void BackReferences::readLabel(const ReadSentence& sentence) {
    const std::size_t words = labelWords(sentence);
    if (words == 0 && !sentence.begins) {
        return;
    }
    *this = {};
    ReadSentence label = sentence;
    std::vector<ConceptFound> organs;
    int named = 0;
    for (const ConceptFound& found : sentence.concepts) {
        if (found.firstWord + found.words <= words && found.entry->kind == ConceptKind::Anatomy) {
            organs.push_back(found);
            named += isWithinAnother(sentence, found) ? 0 : 1;
        }
    }
    if (named == 1) {
        std::vector<PlaceFound> places(sentence.places.begin(), sentence.places.end());
        std::erase_if(places, [&](const PlaceFound& place) {
            return place.begin > sentence.words[words - 1].begin;
        });
        label.concepts = organs;
        label.places = places;
        m_label = topicOf(label);
    }
}

BackReferences::Reference BackReferences::toThing(const ReadSentence& sentence) const {
    Reference reference;
    for (const ConceptFound& found : sentence.concepts) {
        if (!isThing(*found.entry)) {
            continue;
        }
        if (bringsIn(sentence, found.firstWord)) {
            return {nullptr, found.entry->id};
        }
        const bool known = std::ranges::any_of(m_finding.findings, [&](const auto& before) {
            return mayBeTheSame(found.entry->id, before.first);
        });
        if (!reference.topic && known && leading(sentence, found.firstWord, articles)) {
            reference = {&m_finding, found.entry->id,
                         mostDenying(sentence.assertions.subspan(found.firstWord, found.words))};
        }
    }
    return reference;
}

BackReferences::Reference BackReferences::referenceOf(const ReadSentence& sentence,
                                                      const Topic& own) const {
    Reference reference = toThing(sentence);
    if (!reference.topic && !reference.thing.empty()) {
        return {};
    }
    const auto pronoun = reference.topic ? std::nullopt : pronounIn(sentence);
    if (pronoun) {
        reference = {&m_last, {}, sentence.assertions[*pronoun]};
    }
    if (!reference.topic || differ(own.sides, reference.topic->sides) ||
        differ(own.segments, reference.topic->segments)) {
        return {};
    }
    if (differ(own.organs, reference.topic->organs)) { // "isodense to muscle"
        const bool placed = !own.sides.empty() || !own.segments.empty();
        return {nullptr, {}, Assertion::Present, !placed};
    }
    return reference;
}

void BackReferences::takeFrom(const Reference& reference, const Topic& own, Topic& topic,
                              TakenOver& taken) const {
    const Topic& before = *reference.topic;
    if (own.organs.empty()) {
        topic.organs = before.organs;
    }
    if (own.sides.empty() && own.segments.empty()) {
        topic.sides = before.sides.size() == 1 ? before.sides : topic.sides;
        topic.segments = before.segments.size() == 1 ? before.segments : topic.segments;
    }
    for (const auto& [id, stated] : before.findings) {
        const bool general = contains(generalThings, id);
        const bool meant = reference.thing.empty() || contains(generalThings, reference.thing) ||
                           mayBeTheSame(reference.thing, id);
        const Assertion both[]{reference.assertion, stated};
        const Assertion assertion = mostDenying(both);
        if (!own.findings.contains(id) && meant && (general || before.specific <= 1)) {
            taken.names.push_back({id, assertion});
            if (assertion == Assertion::Present || assertion == Assertion::Uncertain) {
                topic.findings.emplace(id, assertion);
            }
        }
    }
    topic.specific = std::max(topic.specific, before.specific);
    if (own.millimetres.empty() && !before.findings.empty()) {
        topic.millimetres = taken.millimetres = before.millimetres;
    }
}

/// Of the label, or of the organ that was spoken of.
void BackReferences::takeSide(const ReadSentence& sentence, const Topic& own, Topic& topic) const {
    const bool ofLabel = !differ(own.organs, m_label.organs);
    if (topic.organs.empty()) {
        topic.organs = m_label.organs;
    }
    if (!topic.sides.empty() || !topic.segments.empty()) {
        return;
    }
    if (ofLabel && m_label.sides.size() == 1) {
        topic.sides = m_label.sides;
    }
    for (const ConceptFound& found : sentence.concepts) {
        const auto side = m_sides.find(found.entry->id);
        if (topic.sides.empty() && side != m_sides.end() && isThatOrgan(sentence, found)) {
            topic.sides.insert(side->second);
        }
    }
}

void BackReferences::keep(const Topic& topic) {
    m_last = topic;
    if (!topic.findings.empty()) {
        m_finding = topic;
    }
    for (const std::string& organ : topic.organs) {
        if (!contains(paired, organ) || topic.sides.empty()) {
            continue;
        }
        const std::string& side = *topic.sides.begin();
        if (topic.sides.size() == 1 && side != "bilateral") {
            m_sides[organ] = side;
        } else {
            m_sides.erase(organ);
        }
    }
}

TakenOver BackReferences::next(const ReadSentence& sentence) {
    readLabel(sentence);
    const Topic own = topicOf(sentence);
    TakenOver taken;
    Topic topic = own;
    const Reference reference = referenceOf(sentence, own);
    if (reference.compared) {
        return taken; // what comes next speaks of what was spoken of before
    }
    if (reference.topic) {
        takeFrom(reference, own, topic, taken);
    }
    takeSide(sentence, own, topic);
    for (const auto member : {&Topic::organs, &Topic::sides, &Topic::segments}) {
        for (const std::string& id : topic.*member) {
            if (!(own.*member).contains(id)) {
                taken.names.push_back({id, Assertion::Present});
            }
        }
    }
    keep(topic);
    return taken;
}

} // namespace bolus
