#include "library/reports/Places.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "library/reports/WordFold.h"

namespace bolus {

namespace {

constexpr std::string_view romans[] = {"i", "ii", "iii", "iv", "v", "vi", "vii", "viii"};

/// "vii", "7", "iva", "4a": the segment's code; empty for what is none.
std::string segmentCode(std::string_view word) {
    std::string part;
    if (word.size() > 1 && (word.back() == 'a' || word.back() == 'b')) {
        part = word.back();
        word.remove_suffix(1);
    }
    std::size_t number = 0;
    if (word.size() == 1 && word[0] >= '1' && word[0] <= '8') {
        number = static_cast<std::size_t>(word[0] - '0');
    } else if (const auto roman = std::ranges::find(romans, word); roman != std::end(romans)) {
        number = static_cast<std::size_t>(roman - std::begin(romans)) + 1;
    }
    const bool parted = part.empty() || number == 4 || number == 2;
    return number > 0 && parted ? "seg" + std::to_string(number) + part : std::string();
}

std::optional<int> numberOf(std::string_view digits) {
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc() && end == digits.data() + digits.size() && digits[0] != '0'
               ? std::optional(number)
               : std::nullopt;
}

/// "l1", "t12", "c5", "s1", "th12".
std::string levelCode(std::string_view word) {
    const std::size_t letters = word.starts_with("th") ? 2 : 1;
    if (word.size() <= letters || word.size() > letters + 2) {
        return {};
    }
    const auto number = numberOf(word.substr(letters));
    const int most = word[0] == 'c'   ? 7
                     : word[0] == 't' ? 12
                     : word[0] == 'l' ? 5
                     : word[0] == 's' ? 1
                                      : 0;
    return number && *number <= most ? "level" + std::string(1, word[0]) + std::to_string(*number)
                                     : std::string();
}

class Finder {
public:
    explicit Finder(std::string_view text) : m_text(text), m_words(textWords(text)) {}

    std::vector<PlaceFound> find() {
        for (m_at = 0; m_at < m_words.size(); ++m_at) {
            const std::string& word = m_words[m_at].folded;
            if (addSide(word)) {
                continue;
            }
            if (word == "segment" || word == "seg") {
                readSegments();
            } else {
                readAlone(word);
            }
        }
        return std::move(m_found);
    }

private:
    bool addSide(const std::string& word) {
        const bool both = word == "bilateral" || word == "bilaterally" || word == "both";
        if (word != "left" && word != "right" && !both) {
            return false;
        }
        add(m_at, both ? "bilateral" : word);
        return true;
    }

    /// What follows "segment": numbers, letters after them, and joints between.
    void readSegments() {
        std::size_t at = m_at + 1, last = m_at;
        std::string previous;
        for (; at < m_words.size() && closeTo(last, at); ++at) {
            std::string word = m_words[at].folded;
            std::string code = segmentCode(word);
            if (code.empty() && word.size() > 1 && word[0] == 's') {
                code = segmentCode(std::string_view(word).substr(1));
            }
            if (!code.empty()) {
                if (!previous.empty() && isRange(last, at)) {
                    addBetween(previous, code, at);
                }
                add(at, code);
                previous = code;
                last = at;
            } else if (word != "and" && word != "or" && word != "to") {
                break;
            }
        }
        m_at = last;
    }

    void readAlone(const std::string& word) {
        const std::string level = levelCode(word);
        if (!level.empty() && word != "t1" && word != "t2") { // those weight an image
            add(m_at, level);
        } else if (word.size() <= 3 && word.size() >= 2 && word[0] == 's') {
            add(m_at, segmentCode(std::string_view(word).substr(1)));
        } else if (isRoman(m_at) && m_at + 1 < m_words.size() && isRoman(m_at + 1) &&
                   m_text[m_words[m_at].end] == '/') { // "VII/VIII"
            add(m_at, segmentCode(word));
            add(m_at + 1, segmentCode(m_words[m_at + 1].folded));
        }
    }

    bool isRoman(std::size_t word) const {
        return std::ranges::find(romans, m_words[word].folded) != std::end(romans);
    }

    bool closeTo(std::size_t a, std::size_t b) const {
        const std::string_view between =
            m_text.substr(m_words[a].end, m_words[b].begin - m_words[a].end);
        return between.find_first_of(".;:") == between.npos || (a == m_at && between == ". ");
    }

    bool isRange(std::size_t a, std::size_t b) const {
        const std::string_view between =
            m_text.substr(m_words[a].end, m_words[b].begin - m_words[a].end);
        return between == "-" || between == "\u2013" || between == " - " || between == " to ";
    }

    void addBetween(const std::string& from, const std::string& to, std::size_t at) {
        for (char number = static_cast<char>(from[3] + 1); number < to[3]; ++number) {
            add(at, std::string("seg") + number);
        }
    }

    void add(std::size_t word, const std::string& code) {
        if (!code.empty()) {
            m_found.push_back({m_words[word].begin, m_words[word].end, code});
        }
    }

    std::string_view m_text;
    std::vector<TextWord> m_words;
    std::vector<PlaceFound> m_found;
    std::size_t m_at = 0;
};

} // namespace

std::vector<PlaceFound> placesIn(std::string_view text) {
    return Finder(text).find();
}

} // namespace bolus
