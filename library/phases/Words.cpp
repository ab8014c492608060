#include "library/phases/Words.h"

#include <algorithm>
#include <sstream>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace bolus {

namespace {

enum class Kind { Lower, Upper, Digit, Mark, Sign, Other };

Kind kindOf(UChar32 c) {
    if (u_charType(c) == U_NON_SPACING_MARK) {
        return Kind::Mark;
    }
    if (u_isdigit(c)) {
        return Kind::Digit;
    }
    if (u_isalpha(c)) {
        return u_isupper(c) ? Kind::Upper : Kind::Lower;
    }
    return c == '+' || c == '-' ? Kind::Sign : Kind::Other;
}

icu::UnicodeString decomposed(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(status);
    const auto raw =
        icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())));
    return U_SUCCESS(status) ? nfkd->normalize(raw, status) : raw;
}

/// Letters and digits are words apart, and so are the words of "ArterialPhase".
bool beginsWord(Kind before, Kind here) {
    const bool letterBefore = before == Kind::Lower || before == Kind::Upper;
    const bool letterHere = here == Kind::Lower || here == Kind::Upper;
    return (before == Kind::Digit && letterHere) || (letterBefore && here == Kind::Digit) ||
           (before == Kind::Lower && here == Kind::Upper);
}

class Splitter {
public:
    void add(UChar32 c, Kind kind, bool textFollows) {
        if (kind == Kind::Mark) {
            return;
        }
        if (kind == Kind::Sign || kind == Kind::Other) {
            const bool closing = kind == Kind::Sign && !m_word.isEmpty() && !textFollows;
            const bool opening = c == '+' && m_word.isEmpty() && textFollows;
            end();
            if (closing) {
                m_words.push_back(c == '+' ? "plus" : "minus");
            }
            m_plusOpens = opening;
        } else {
            if (beginsWord(m_before, kind)) {
                end();
            }
            m_word.append(c);
        }
        m_before = kind;
    }

    std::vector<std::string> finish() {
        end();
        return std::move(m_words);
    }

private:
    void end() {
        if (!m_word.isEmpty()) {
            std::string word;
            m_word.foldCase().toUTF8String(word);
            m_words.push_back(std::move(word));
            m_word.remove();
            if (m_plusOpens) {
                m_words.push_back("plus");
            }
            m_plusOpens = false;
        }
    }

    icu::UnicodeString m_word;
    std::vector<std::string> m_words;
    bool m_plusOpens = false; // "+C": the plus is told after its word, as in "C+"
    Kind m_before = Kind::Other;
};

bool matchesWord(const std::string& word, const std::string& pattern) {
    return pattern.ends_with('*')
               ? word.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1))
               : word == pattern;
}

} // namespace

std::vector<std::string> wordsOf(std::string_view text) {
    const icu::UnicodeString letters = decomposed(text);
    Splitter splitter;
    for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
        const UChar32 c = letters.char32At(i);
        const int32_t next = letters.moveIndex32(i, 1);
        const bool textFollows = next < letters.length() && u_isalnum(letters.char32At(next));
        splitter.add(c, kindOf(c), textFollows);
    }
    return splitter.finish();
}

std::string folded(std::string_view text) {
    const icu::UnicodeString letters = decomposed(text);
    icu::UnicodeString kept;
    for (int32_t i = 0; i < letters.length(); i = letters.moveIndex32(i, 1)) {
        if (const UChar32 c = letters.char32At(i); kindOf(c) != Kind::Mark) {
            kept.append(c);
        }
    }
    std::string text8;
    return kept.foldCase().toUTF8String(text8);
}

bool matchesAt(const std::vector<std::string>& words, std::size_t at,
               const std::vector<std::string>& pattern) {
    if (at + pattern.size() > words.size()) {
        return false;
    }
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (!matchesWord(words[at + i], pattern[i])) {
            return false;
        }
    }
    return true;
}

std::vector<std::string> splitPattern(std::string_view pattern) {
    std::istringstream stream{std::string(pattern)};
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

bool anyMatches(const std::vector<std::string>& words,
                const std::vector<std::vector<std::string>>& patterns) {
    for (std::size_t at = 0; at < words.size(); ++at) {
        if (std::ranges::any_of(patterns, [&](const auto& p) { return matchesAt(words, at, p); })) {
            return true;
        }
    }
    return false;
}

} // namespace bolus
