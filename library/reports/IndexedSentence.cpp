#include "library/reports/IndexedSentence.h"

#include <algorithm>
#include <set>

#include "library/reports/BackReferences.h"
#include "library/reports/Lexicon.h"
#include "library/reports/Measurements.h"
#include "library/reports/Places.h"
#include "library/reports/WordFold.h"

namespace bolus {

namespace {

// Also of Assertion.cpp, BackReferences.cpp, Sections.cpp, Measurements.cpp, Places.cpp and
// WordFold.cpp.
constexpr std::string_view rulesVersion = "3";

void addWord(std::string& words, std::string_view word) {
    words.append(words.empty() ? "" : " ").append(word);
}

/// How much an assertion says that the patient has it.
int affirmation(Assertion assertion) {
    switch (assertion) {
    case Assertion::Present:
        return 4;
    case Assertion::Uncertain:
        return 3;
    case Assertion::Absent:
        return 2;
    case Assertion::Historical:
        return 1;
    case Assertion::SomeoneElse:
        return 0;
    }
    return 0;
}

void assertMore(std::map<std::string, Assertion>& diagnoses, const std::string& id,
                Assertion assertion) {
    const auto [place, fresh] = diagnoses.try_emplace(id, assertion);
    if (!fresh && affirmation(assertion) > affirmation(place->second)) {
        place->second = assertion;
    }
}

class Indexer {
public:
    explicit Indexer(Sentence sentence) {
        m_indexed.sentence = std::move(sentence);
        m_words = textWords(text());
        std::vector<std::size_t> offsets;
        for (const TextWord& word : m_words) {
            offsets.push_back(word.begin);
        }
        m_assertions = assertionsAt(text(), offsets);
    }

    IndexedSentence index(BackReferences& before) {
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            const std::string_view word = std::string_view(text()).substr(
                m_words[i].begin, m_words[i].end - m_words[i].begin);
            say(m_assertions[i], word);
        }
        m_concepts = Lexicon::standard().findAll(text());
        m_places = placesIn(text());
        addConcepts();
        for (const PlaceFound& place : m_places) {
            addPlace(place.code);
        }
        addSizes();
        takeOver(before);
        return std::move(m_indexed);
    }

private:
    const std::string& text() const { return m_indexed.sentence.text; }

    void say(Assertion assertion, std::string_view word) {
        if (assertion != Assertion::Present) {
            addWord(m_indexed.asserted, std::string(assertedPrefix(assertion)).append(word));
        }
    }

    void addCode(const std::string& code) {
        if (m_codes.insert(code).second) {
            addWord(m_indexed.codes, code);
        }
    }

    void addConcepts() {
        for (const ConceptFound& found : m_concepts) {
            const Assertion assertion =
                mostDenying(std::span(m_assertions).subspan(found.firstWord, found.words));
            addCode(indexCode(found.entry->id));
            say(assertion, indexCode(found.entry->id));
            if (found.entry->kind == ConceptKind::Diagnosis) {
                assertMore(m_indexed.diagnoses, found.entry->id, assertion);
            }
        }
    }

    void addPlace(const std::string& code) {
        addCode(indexCode(code));
        if (code.starts_with("seg")) {
            addCode(std::string(segmentedCode));
            addCode(indexCode(code.substr(0, 4))); // "segment 4a" is of segment 4
        } else if (!code.starts_with("level")) {
            addCode(std::string(sidedCode));
        }
    }

    /// What it does not say itself, as sentences before it did.
    void takeOver(BackReferences& before) {
        const TakenOver taken = before.next({text(), m_words, m_assertions, m_concepts, m_places,
                                             m_indexed.millimetres, m_indexed.sentence.begins});
        for (const auto& [id, assertion] : taken.names) {
            if (Lexicon::standard().byId(id)) {
                addCode(indexCode(id));
                say(assertion, indexCode(id));
            } else {
                addPlace(id);
            }
        }
        if (!taken.millimetres.empty()) {
            m_indexed.millimetres = taken.millimetres;
            addCode(std::string(sizedCode));
        }
    }

    void addSizes() {
        std::set<double> sizes;
        for (const SizeFound& size : sizesIn(text())) {
            sizes.insert(size.millimetres);
        }
        m_indexed.millimetres.assign(sizes.begin(), sizes.end());
        if (!sizes.empty()) {
            addCode(std::string(sizedCode));
        }
    }

    IndexedSentence m_indexed;
    std::vector<TextWord> m_words;
    std::vector<Assertion> m_assertions;
    std::vector<ConceptFound> m_concepts;
    std::vector<PlaceFound> m_places;
    std::set<std::string> m_codes;
};

/// "It measures 2 cm.", "Measuring up to 3 cm."
bool goesOnWithSize(const IndexedSentence& sentence) {
    if (sentence.millimetres.empty()) {
        return false;
    }
    const std::vector<TextWord> words = textWords(sentence.sentence.text);
    const auto is = [&](std::size_t at, std::string_view word) {
        return at < words.size() && words[at].folded == word;
    };
    const bool verb = is(1, "measure") || is(1, "measured") || is(1, "has") || is(2, "measure");
    return is(0, "measuring") || is(0, "measure") ||
           ((is(0, "it") || is(0, "this") || is(0, "they")) && verb);
}

void carrySize(IndexedSentence& before, const IndexedSentence& next) {
    if (before.millimetres.empty()) {
        addWord(before.codes, sizedCode);
    }
    std::set<double> sizes(before.millimetres.begin(), before.millimetres.end());
    sizes.insert(next.millimetres.begin(), next.millimetres.end());
    before.millimetres.assign(sizes.begin(), sizes.end());
}

/// The words that are not known yet.
void addDistinct(std::string& to, std::set<std::string>& known, std::string_view words) {
    while (!words.empty()) {
        const std::size_t end = std::min(words.find(' '), words.size());
        std::string word(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
        if (!word.empty() && known.insert(word).second) {
            addWord(to, word);
        }
    }
}

std::string plainWords(const std::string& text) {
    std::string plain;
    for (const TextWord& word : textWords(text)) {
        addWord(plain, lowered(std::string_view(text).substr(word.begin, word.end - word.begin)));
    }
    return plain;
}

/// A sentence's words and codes without what it says of the past, of another person or denies.
std::string statedWords(const IndexedSentence& sentence, const std::string& asserted) {
    std::set<std::string> otherwise;
    std::string words;
    for (const Assertion a : {Assertion::Absent, Assertion::Historical, Assertion::SomeoneElse}) {
        const std::string_view prefix = assertedPrefix(a);
        for (std::size_t at = 0; at < asserted.size();) {
            const std::size_t end = std::min(asserted.find(' ', at), asserted.size());
            const std::string_view word = std::string_view(asserted).substr(at, end - at);
            if (word.starts_with(prefix)) {
                otherwise.insert(std::string(word.substr(prefix.size())));
            }
            at = end + 1;
        }
    }
    addDistinct(words, otherwise, plainWords(sentence.sentence.text));
    addDistinct(words, otherwise, sentence.codes);
    return words;
}

} // namespace

std::string_view assertedPrefix(Assertion assertion) {
    switch (assertion) {
    case Assertion::Absent:
        return "zxn";
    case Assertion::Uncertain:
        return "zxq";
    case Assertion::Historical:
        return "zxh";
    case Assertion::SomeoneElse:
        return "zxs";
    case Assertion::Present:
        break;
    }
    return {};
}

std::string indexCode(std::string_view id) {
    return 'z' + std::string(id) + 'q';
}

std::vector<IndexedSentence> indexedSentences(std::string_view report) {
    std::vector<IndexedSentence> sentences;
    BackReferences before;
    for (Sentence& sentence : splitReport(report)) {
        sentences.push_back(Indexer(std::move(sentence)).index(before));
        const std::size_t count = sentences.size();
        if (count > 1 && goesOnWithSize(sentences[count - 1])) {
            carrySize(sentences[count - 2], sentences[count - 1]);
        }
    }
    return sentences;
}

IndexedReport indexedReport(const std::vector<IndexedSentence>& sentences) {
    IndexedReport report;
    std::set<std::string> known;
    for (const IndexedSentence& sentence : sentences) {
        const std::string asserted = plainWords(sentence.asserted);
        addDistinct(report.words, known, statedWords(sentence, asserted));
        addDistinct(report.words, known, asserted);
        const Section section = sentence.sentence.section;
        const bool counts = section == Section::Impression || section == Section::Findings ||
                            section == Section::Other;
        for (const auto& [id, assertion] : sentence.diagnoses) {
            if (counts && affirmation(assertion) >= affirmation(Assertion::Absent)) {
                assertMore(report.diagnoses, id, assertion);
            }
        }
    }
    return report;
}

std::string indexVersion() {
    return std::string(rulesVersion) + '-' + Lexicon::standard().version();
}

} // namespace bolus
