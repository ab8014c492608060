#include "library/reports/Sentences.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "library/reports/Fold.h"
#include "library/reports/Sections.h"

namespace bolus {

namespace {

constexpr std::size_t longestSentence = 4000;
constexpr std::size_t wrappedLine = 60; // a shorter line without a full stop ended on purpose

// Words whose full stop does not end a sentence; lower case, without the stop.
constexpr std::string_view abbreviations[] = {
    "dr",  "drs", "mr",  "mrs",  "ms",  "prof", "vs",   "approx", "ca",   "cf",
    "fig", "st",  "seg", "segs", "vol", "resp", "incl", "e.g",    "i.e",  "a.m",
    "p.m", "max", "min", "inf",  "sup", "ant",  "post", "lat",    "diam", "est",
    "ser", "im",  "img", "no",   "nos", "jr",   "etc",  "dept",   "temp", "tel",
    "ext", "ref", "al",  "i.v",  "p.o", "u.a",  "z.b",  "z.n",    "v.a",  "d.h"};

constexpr std::string_view openers[] = {"The", "There", "This", "These", "No",   "A",  "An",
                                        "It",  "In",    "On",   "Both",  "Also", "He", "She"};

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}
bool isLetter(char c) {
    return isUpper(c) || isLower(c) || (c & 0x80);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Length of a list mark at the start: "1. ", "2) ", "(3) ", "- ", "* ", "• "; 0 without one.
std::size_t listMark(std::string_view text) {
    constexpr std::string_view bullet = "\u2022";
    std::size_t at = text.starts_with('(') ? 1 : 0;
    const std::size_t digits = at;
    while (at < text.size() && isDigit(text[at]) && at < digits + 2) {
        ++at;
    }
    if (at > digits) {
        const bool closed = at < text.size() && (text[at] == '.' || text[at] == ')');
        const char next = at + 1 < text.size() ? text[at + 1] : '0';
        return closed && isSpace(next) ? at + 2 : closed && isUpper(next) ? at + 1 : 0;
    }
    if (text.starts_with(bullet)) {
        return bullet.size();
    }
    const bool dash = text.size() > 1 && (text[0] == '-' || text[0] == '*') && isSpace(text[1]);
    return dash ? 2 : 0;
}

bool endsSentence(std::string_view text) {
    return !text.empty() && (text.back() == '.' || text.back() == '!' || text.back() == '?');
}

/// Whether a word comes that begins sentences and no name.
bool startsSentence(std::string_view text) {
    text = trimmed(text);
    const std::string_view word = text.substr(0, text.find_first_of(" ,:"));
    return std::find(std::begin(openers), std::end(openers), word) != std::end(openers);
}

/// Whether the stop at `at` belongs to an abbreviation, an initial or a list number.
bool stopIsPartOfWord(std::string_view text, std::size_t begin, std::size_t at) {
    std::size_t word = at;
    while (word > begin &&
           (isLetter(text[word - 1]) || isDigit(text[word - 1]) || text[word - 1] == '.')) {
        --word;
    }
    std::string name(text.substr(word, at - word));
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (word == begin && !name.empty() && name.size() <= 2 &&
        std::all_of(name.begin(), name.end(), isDigit)) {
        return true; // "1. Cyst"
    }
    if (name == "no" || name == "nos") { // a number's, not an answer: "No. 3"
        const std::size_t next = text.find_first_not_of(" \t", at + 1);
        return next != std::string_view::npos && isDigit(text[next]);
    }
    if (std::find(std::begin(abbreviations), std::end(abbreviations), name) !=
        std::end(abbreviations)) {
        return true;
    }
    const bool initial = name.size() == 1 && isUpper(text[word]);
    if (!initial) {
        return false;
    }
    const std::string_view before = trimmed(text.substr(begin, word - begin));
    // "Dr. J. Smith", but "segment V. The" and "Dr. X. No stone"
    return (before.empty() || before.ends_with('.')) && !startsSentence(text.substr(at + 1));
}

/// A quotation mark or a bracket after a stop belongs to its sentence.
std::size_t closingMark(std::string_view text, std::size_t at) {
    const bool bracket = at < text.size() && (text[at] == ')' || text[at] == ']') &&
                         text[at - 1] == '.'; // "a lesion (cyst?) in" goes on
    const bool closes = bracket || (at < text.size() && text[at] == '"');
    return closes && (at + 1 == text.size() || isSpace(text[at + 1])) ? 1 : 0;
}

/// "left apex.There are", "in segment V.No stone", but neither "1.5 cm" nor "J.Smith".
bool isGlued(std::string_view text, std::size_t begin, std::size_t at) {
    if (at + 2 >= text.size() || !isUpper(text[at + 1]) || !isLower(text[at + 2])) {
        return false;
    }
    std::size_t word = at;
    while (word > begin && (isLetter(text[word - 1]) || isDigit(text[word - 1]))) {
        --word;
    }
    const bool numeral =
        text.substr(word, at - word).find_first_not_of("IVX0123456789") == std::string_view::npos;
    const bool dotted = word > begin && text[word - 1] == '.';
    return at > word && (at - word > 1 || numeral) && !dotted && !stopIsPartOfWord(text, begin, at);
}

bool isBoundary(std::string_view text, std::size_t begin, std::size_t at) {
    const char c = text[at];
    if (c != '.' && c != '!' && c != '?') {
        return false;
    }
    const std::size_t after = at + 1 + closingMark(text, at + 1);
    const char next = after < text.size() ? text[after] : ' ';
    if (c == '.' && !isSpace(next)) {
        return isGlued(text, begin, at);
    }
    return isSpace(next) && !(c == '.' && stopIsPartOfWord(text, begin, at));
}

class Splitter {
public:
    /// The text below one heading. `lead` goes before each sentence.
    void split(Section section, std::string lead, std::string_view text) {
        m_section = section;
        m_lead = std::move(lead);
        m_begins = true;
        while (!text.empty()) {
            const std::size_t end = std::min(text.find('\n'), text.size());
            addLine(trimmed(text.substr(0, end)));
            text.remove_prefix(std::min(end + 1, text.size()));
        }
        flush();
    }
    std::vector<Sentence> take() { return std::move(m_sentences); }

private:
    void addLine(std::string_view line) {
        if (line.empty()) {
            flush();
            m_begins = true;
            return;
        }
        if (startsAnew(line)) {
            flush();
        }
        m_begins = m_begins || listMark(line) > 0;
        m_paragraph += (m_paragraph.empty() ? "" : " ") + std::string(line);
        m_lastLine = line.size();
    }

    /// Whether this line begins a sentence of its own, rather than going on with a wrapped one.
    bool startsAnew(std::string_view line) const {
        if (m_paragraph.empty() || line.empty()) {
            return false;
        }
        const std::size_t colon = line.find(':');
        const bool labelled = colon < 30 && isUpper(line[0]);
        return listMark(line) > 0 || labelled || endsSentence(m_paragraph) ||
               (m_lastLine < wrappedLine && isUpper(line[0]));
    }

    void flush() {
        const std::string_view text = m_paragraph;
        std::size_t begin = 0;
        bool words = false; // "? HCC" is one sentence
        for (std::size_t at = 0; at < text.size(); ++at) {
            words = words || isLetter(text[at]) || isDigit(text[at]);
            if (words && isBoundary(text, begin, at)) {
                words = false;
                at += closingMark(text, at + 1);
                add(text.substr(begin, at + 1 - begin));
                begin = at + 1;
                while (begin < text.size() && isSpace(text[begin])) {
                    ++begin;
                }
                at = begin == 0 ? 0 : begin - 1;
            }
        }
        add(text.substr(std::min(begin, text.size())));
        m_paragraph.clear();
    }

    void add(std::string_view text) {
        text = trimmed(text);
        text = trimmed(text.substr(listMark(text)));
        if (std::none_of(text.begin(), text.end(),
                         [](char c) { return isLetter(c) || isDigit(c); })) {
            return;
        }
        while (text.size() > longestSentence) {
            std::size_t cut = text.rfind(' ', longestSentence);
            cut = cut == std::string_view::npos || cut == 0 ? longestSentence : cut;
            while (cut > 1 && (text[cut] & 0xC0) == 0x80) { // not within a UTF-8 character
                --cut;
            }
            keep(text.substr(0, cut));
            text = trimmed(text.substr(cut));
        }
        if (!text.empty()) {
            keep(text);
        }
    }
    void keep(std::string_view text) {
        std::string sentence = m_lead + std::string(text);
        const Assertion assertion = assertionOf(sentence);
        m_sentences.push_back(
            {m_section, assertion, std::move(sentence), std::exchange(m_begins, false)});
    }

    std::vector<Sentence> m_sentences;
    Section m_section = Section::Other;
    std::string m_lead;
    std::string m_paragraph;
    std::size_t m_lastLine = 0;
    bool m_begins = false;
};

/// Headings without which a sentence below them would be read as of the patient, or of today.
std::string leadOf(const SectionBlock& block) {
    const std::string name = foldedName(block.heading);
    const bool meant = name == "familyhistory" || name == "pasthistory" ||
                       name == "pastmedicalhistory" || name == "pastsurgicalhistory";
    return meant ? block.heading + ": " : std::string();
}

} // namespace

std::vector<Sentence> splitReport(std::string_view report) {
    std::string clean(report);
    for (std::size_t i = 0; i < clean.size(); ++i) {
        const char c = clean[i];
        const bool lineEnd =
            c == '\n' || (c == '\r' && (i + 1 == clean.size() || clean[i + 1] != '\n'));
        if ((static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f') {
            clean[i] = lineEnd ? '\n' : ' ';
        }
    }
    Splitter splitter;
    for (const SectionBlock& block : sectionsOf(clean)) {
        splitter.split(block.section, leadOf(block),
                       std::string_view(clean).substr(block.begin, block.end - block.begin));
    }
    return splitter.take();
}

} // namespace bolus
