#include "library/reports/AssertionWords.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace bolus {

namespace {

bool isLetterOrDigit(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80);
}

/// Length of a mark outside ASCII that is no letter: spaces, quotation marks, dashes, bullets,
/// ideographic stops. 0: none begins here.
std::size_t markLength(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
    };
    if (byte(0) == 0xC2) { // Latin-1 punctuation
        return 2;
    }
    const bool general = byte(0) == 0xE2 && byte(1) == 0x80;                     // U+2000 to 203F
    const bool ideographic = byte(0) == 0xE3 && byte(1) == 0x80;                 // U+3000 to 303F
    const bool fullWidth = byte(0) == 0xEF && byte(1) == 0xBC && byte(2) < 0x90; // U+FF00 to FF0F
    return general || ideographic || fullWidth ? 3 : 0;
}

bool isApostrophe(std::string_view text) {
    return text.starts_with('\'') || text.starts_with("\u2019");
}
bool isDash(std::string_view text) {
    return text.starts_with('-') || text.starts_with("\u2013") || text.starts_with("\u2014");
}

class Reader {
public:
    explicit Reader(std::string_view sentence) : m_text(sentence) {}

    std::vector<SentenceWord> read() {
        while (m_at < m_text.size()) {
            const std::string_view rest = m_text.substr(m_at);
            const std::size_t mark = markLength(rest);
            if (mark == 0 && isLetterOrDigit(rest.front())) {
                readWord();
            } else {
                readMark(rest);
                m_at += std::max<std::size_t>(mark, 1);
            }
        }
        return std::move(m_words);
    }

private:
    char before() const { return m_at == 0 ? ' ' : m_text[m_at - 1]; }

    void readMark(std::string_view rest) {
        const char c = rest.front();
        m_next.afterComma |= c == ',' || rest.starts_with("\uff0c") || rest.starts_with("\u3001");
        m_next.afterStop |=
            c == ';' || c == '?' || c == '!' || rest.starts_with("\u3002") || endsSentence(rest);
        if (c == '?') {
            const bool ofWord = m_at > 0 && isLetterOrDigit(before()) && !m_words.empty();
            (ofWord ? m_words.back().doubted : m_next.asked) = true;
        }
        const std::size_t length = std::max<std::size_t>(markLength(rest), 1);
        m_next.afterColon |= c == ':';
        m_next.afterDash |= isDash(rest) && before() == ' ' && rest.substr(length).starts_with(' ');
        if (c == '(' || c == '[') {
            m_next.bracket = ++m_brackets;
        } else if (c == ')' || c == ']') {
            m_next.bracket = 0;
        }
    }

    /// "cyst. No", as a person may type it; neither "1.5" nor "e.g. the" nor "Dr. Lee".
    bool endsSentence(std::string_view rest) const {
        constexpr std::size_t shortestWord = 3;
        return rest.size() > 2 && rest[0] == '.' && rest[1] == ' ' && rest[2] >= 'A' &&
               rest[2] <= 'Z' && !m_words.empty() && m_words.back().text.size() >= shortestWord &&
               isLetterOrDigit(before());
    }

    /// A '/' or an apostrophe within: "s/p", "w/o", "isn't", but not "mass/nodule".
    std::size_t joint(std::size_t begin) const {
        const std::string_view rest = m_text.substr(m_at);
        const auto letterAt = [&](std::size_t i) {
            return i < m_text.size() && markLength(m_text.substr(i)) == 0 &&
                   isLetterOrDigit(m_text[i]);
        };
        if (isApostrophe(rest)) {
            const std::size_t length = rest.front() == '\'' ? 1 : 3;
            return letterAt(m_at + length) ? length : 0;
        }
        const bool single = rest.starts_with('/') && m_at == begin + 1 && letterAt(m_at + 1);
        return single && !letterAt(m_at + 2) ? 1 : 0;
    }

    void readWord() {
        SentenceWord word = std::exchange(m_next, {});
        m_next.bracket = word.bracket;
        const std::size_t begin = word.begin = m_at;
        while (m_at < m_text.size()) {
            if (const std::size_t length = joint(begin)) {
                word.text += m_text[m_at] == '/' ? '/' : '\'';
                m_at += length;
            } else if (isLetterOrDigit(m_text[m_at]) && markLength(m_text.substr(m_at)) == 0) {
                word.text +=
                    static_cast<char>(std::tolower(static_cast<unsigned char>(m_text[m_at++])));
            } else {
                break;
            }
        }
        if (word.text.ends_with("n't")) {
            word.text = word.text == "can't" ? "cannot" : "not";
        }
        m_words.push_back(std::move(word));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_brackets = 0;
    SentenceWord m_next;
    std::vector<SentenceWord> m_words;
};

} // namespace

std::vector<SentenceWord> sentenceWords(std::string_view sentence) {
    return Reader(sentence).read();
}

} // namespace bolus
