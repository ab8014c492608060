#include "library/reports/ImageReferences.h"

#include <algorithm>
#include <charconv>

namespace bolus {

namespace {

constexpr int largestNumber = 99999;
constexpr std::size_t longestList = 20; // "images 12, 15, 18 and …"

constexpr std::string_view seriesWords[] = {"series", "serie", "ser", "se", "srs", "s", "sr"};
constexpr std::string_view imageWords[] = {
    "image", "images", "img",    "imgs",     "im",     "i",       "slice",    "slices",
    "bild",  "bilder", "imagen", "imagenes", "imagem", "imagens", "immagine", "immagini"};
constexpr std::string_view numberWords[] = {"no", "nr", "number", "num", "nummer"};
constexpr std::string_view earlierWords[] = {"prior",      "previous", "earlier",  "old",
                                             "previously", "former",   "formerly", "voraufnahme"};

template<std::size_t N>
bool isOneOf(std::string_view word, const std::string_view (&list)[N]) {
    return std::ranges::find(list, word) != std::end(list);
}

struct Token {
    std::string word; // lower case letters; or empty
    int number = -1;  // or a whole number
    char sign = 0;    // or one other character; '-' for every dash
    std::size_t begin = 0, end = 0;
};

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

/// A number of this length stands for none: "5.43" and "2,500" are read as their parts' signs say.
int numberFrom(std::string_view digits) {
    int value = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return digits.size() <= 5 && value <= largestNumber ? value : -1;
}

std::vector<Token> tokensOf(std::string_view text) {
    constexpr std::string_view dashes[] = {"\u2013", "\u2014", "\u2010", "\u2011"};
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        Token token;
        token.begin = at;
        const auto dash = std::ranges::find_if(
            dashes, [&](std::string_view d) { return text.substr(at).starts_with(d); });
        if (dash != std::end(dashes)) {
            token.sign = '-';
            at += dash->size();
        } else if (isDigit(c)) {
            while (at < text.size() && isDigit(text[at])) {
                ++at;
            }
            token.number = numberFrom(text.substr(token.begin, at - token.begin));
        } else if (isLetter(c)) {
            for (; at < text.size() && isLetter(text[at]); ++at) {
                token.word += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
            }
        } else {
            token.sign = c;
            ++at;
        }
        token.end = at;
        if (token.sign != ' ' && token.sign != '\t' && token.sign != '\r') {
            tokens.push_back(std::move(token));
        }
    }
    return tokens;
}

class Reader {
public:
    explicit Reader(std::string_view text) : m_tokens(tokensOf(text)) {}

    std::vector<ImageReference> read() {
        for (m_at = 0; m_at < m_tokens.size();) {
            const std::size_t begin = m_at;
            if (!(readPair() || readSeriesFirst() || readImageFirst() || readBracketed())) {
                m_at = begin + 1;
            }
        }
        return std::move(m_found);
    }

private:
    const Token& token(std::size_t at) const {
        static const Token none;
        return at < m_tokens.size() ? m_tokens[at] : none;
    }
    bool sign(char c) {
        const bool is = token(m_at).sign == c;
        m_at += is ? 1 : 0;
        return is;
    }
    template<std::size_t N>
    bool word(const std::string_view (&list)[N]) {
        const bool is = isOneOf(token(m_at).word, list);
        m_at += is ? 1 : 0;
        return is;
    }
    std::optional<int> number() {
        const int value = token(m_at).number;
        // "image 3.5 mm" names no image, and "12 mm" is a length
        const Token &next = token(m_at + 1), &after = token(m_at + 2);
        const bool decimal = next.sign == '.' && after.number >= 0 && next.end == after.begin;
        const bool length = next.word == "mm" || next.word == "cm";
        if (value < 0 || decimal || length) {
            return std::nullopt;
        }
        ++m_at;
        return value;
    }
    /// What may stand between a word and its number: ".", ":", "#", "=", "no.", "number".
    void skipNumberSigns() {
        for (int i = 0; i < 3; ++i) {
            const char c = token(m_at).sign;
            if (c == '.' || c == ':' || c == '#' || c == '=') {
                ++m_at;
            } else if (!word(numberWords)) {
                return;
            }
        }
    }
    /// "S" and "I" alone are words of these only right before a number: "S5".
    bool standsAlone(std::size_t at) const {
        return token(at).word.size() > 1 || token(at).end == token(at + 1).begin;
    }

    std::optional<int> seriesNumber() {
        const std::size_t begin = m_at;
        if (standsAlone(m_at) && word(seriesWords)) {
            skipNumberSigns();
            if (const auto value = number()) {
                return value;
            }
        }
        m_at = begin;
        return std::nullopt;
    }

    struct Range {
        int first = 0, last = 0;
        std::size_t end = 0;   // of the report's bytes
        std::size_t begin = 0; // of the number
    };

    std::optional<Range> range() {
        const std::size_t begin = token(m_at).begin;
        const auto first = number();
        if (!first) {
            return std::nullopt;
        }
        Range range{*first, *first, token(m_at - 1).end, begin};
        const std::size_t after = m_at;
        if (token(m_at).sign == '-' || token(m_at).word == "to" || token(m_at).word == "through" ||
            token(m_at).word == "bis") {
            ++m_at;
            const auto last = number();
            if (last && *last >= *first) {
                range.last = *last;
                range.end = token(m_at - 1).end;
                return range;
            }
        }
        m_at = after;
        return range;
    }

    /// The images after the word: "43", "12-15", "12, 15 and 18". Empty, and nothing read, without.
    std::vector<Range> images() {
        const std::size_t begin = m_at;
        std::vector<Range> found;
        if (!(standsAlone(m_at) && word(imageWords))) {
            return found;
        }
        skipNumberSigns();
        while (found.size() < longestList) {
            const std::size_t before = m_at;
            if (!found.empty()) {
                const bool comma = token(m_at).sign == ',';
                const bool joined = token(m_at).word == "and" || token(m_at).sign == '&' ||
                                    token(m_at).word == "und";
                m_at += comma || joined ? 1 : 0;
                m_at += comma && token(m_at).word == "and" ? 1 : 0;
                if (!comma && !joined) {
                    break;
                }
            }
            const auto next = range();
            if (!next) {
                m_at = before;
                break;
            }
            found.push_back(*next);
        }
        if (found.empty()) {
            m_at = begin;
        }
        return found;
    }

    bool earlierAround(std::size_t first, std::size_t last) const {
        constexpr std::size_t near = 6;
        for (std::size_t i = first; i > 0 && first - i < near; --i) {
            if (token(i - 1).sign == '.' || token(i - 1).sign == '\n') {
                break;
            }
            if (isOneOf(token(i - 1).word, earlierWords)) {
                return true;
            }
        }
        for (std::size_t i = last; i < last + 4; ++i) { // "image 20 of the prior exam"
            if (token(i).word == "prior" || token(i).word == "previous") {
                return true;
            }
            if (token(i).word != "of" && token(i).word != "on" && token(i).word != "the" &&
                token(i).word != "in") {
                break;
            }
        }
        return false;
    }

    Plane planeBefore(std::size_t first) const {
        for (std::size_t i = first; i > 0 && first - i < 2; --i) {
            const std::string& word = token(i - 1).word;
            if (word == "axial" || word == "transverse") {
                return Plane::Axial;
            }
            if (word == "coronal" || word == "sagittal") {
                return word == "coronal" ? Plane::Coronal : Plane::Sagittal;
            }
        }
        return Plane::Unknown;
    }

    void add(std::size_t first, std::optional<int> series, const std::vector<Range>& ranges,
             bool shorthand = false, bool ambiguous = false) {
        const bool earlier = earlierAround(first, m_at);
        for (std::size_t i = 0; i < ranges.size(); ++i) {
            ImageReference reference;
            reference.begin = i == 0 ? m_tokens[first].begin : ranges[i].begin;
            reference.end = ranges[i].end;
            reference.series = series;
            reference.image = ranges[i].first;
            reference.lastImage = ranges[i].last;
            reference.plane = planeBefore(first);
            reference.shorthand = shorthand;
            reference.ambiguous = ambiguous;
            reference.ofEarlierExam = earlier;
            m_found.push_back(reference);
        }
        m_lastEnd = m_at;
        m_lastSeries = series;
    }

    /// "se/im 5/43", "series/image: 5/43"
    bool readPair() {
        const std::size_t begin = m_at;
        if (word(seriesWords) && sign('/') && word(imageWords)) {
            skipNumberSigns();
            if (const auto series = number(); series && (sign('/') || sign(':'))) {
                if (const auto image = range()) {
                    add(begin, series, {*image});
                    return true;
                }
            }
        }
        m_at = begin;
        return false;
    }

    bool readSeriesFirst() {
        const std::size_t begin = m_at;
        if (const auto series = seriesNumber()) {
            const char c = token(m_at).sign;
            m_at += c == ',' || c == ';' || c == '/' || c == ':' || c == '-' || c == '(' ? 1 : 0;
            m_at += token(m_at).word == "and" || token(m_at).word == "on" ? 1 : 0;
            if (const auto ranges = images(); !ranges.empty()) {
                add(begin, series, ranges);
                return true;
            }
        }
        m_at = begin;
        return false;
    }

    bool readImageFirst() {
        const std::size_t begin = m_at;
        std::vector<Range> ranges = images();
        if (ranges.empty()) {
            m_at = begin;
            return false;
        }
        if (readAfterImage(begin, ranges)) {
            return true;
        }
        if (followsHugeNumber(
                begin)) { // "series 99999999, image 1" names no image of another series
            return true;
        }
        const bool single = m_tokens[begin].word == "i" || m_tokens[begin].word == "im";
        const auto inherited = followsReference(begin) ? m_lastSeries : std::nullopt;
        if (single && !inherited) { // "I 43": without a series too little
            m_at = begin;
            return false;
        }
        add(begin, inherited, ranges);
        return true;
    }

    bool followsHugeNumber(std::size_t at) const {
        at -= at > 0 && token(at - 1).sign == ',' ? 1 : 0;
        return at > 0 && token(at - 1).number < 0 && token(at - 1).sign == 0 &&
               token(at - 1).word.empty();
    }

    /// "image 43 of series 5", "image 5:43"
    bool readAfterImage(std::size_t begin, std::vector<Range>& ranges) {
        const std::size_t after = m_at;
        const Token& next = token(m_at);
        if ((next.sign == ':' || next.sign == '/') && ranges.size() == 1) {
            ++m_at;
            const int series = ranges.front().first;
            if (const auto image = range()) {
                add(begin, series, {*image}, false, next.sign == '/');
                return true;
            }
            m_at = after;
        }
        m_at +=
            next.sign == ',' || next.sign == '/' || next.sign == '(' || next.sign == ';' ? 1 : 0;
        const std::string& joint = token(m_at).word;
        m_at += joint == "of" || joint == "in" || joint == "on" || joint == "from" || joint == "von"
                    ? 1
                    : 0;
        m_at += token(m_at).word == "the" ? 1 : 0;
        if (const auto series = seriesNumber()) {
            ranges.back().end = token(m_at - 1).end;
            add(begin, series, ranges);
            return true;
        }
        m_at = after;
        return false;
    }

    /// "(series 5, image 43; image 50)": only signs and "and" since the last reference.
    bool followsReference(std::size_t at) const {
        if (m_found.empty() || at - m_lastEnd > 2) {
            return false;
        }
        for (std::size_t i = m_lastEnd; i < at; ++i) {
            if (token(i).sign != ',' && token(i).sign != ';' && token(i).word != "and") {
                return false;
            }
        }
        return true;
    }

    /// "(5:43)", "(5/43-47)"
    bool readBracketed() {
        const std::size_t begin = m_at;
        if (token(m_at).sign == '(' || token(m_at).sign == '[') {
            ++m_at;
            const auto series = number();
            if (series && (sign(':') || sign('/'))) {
                const auto image = range();
                if (image && (token(m_at).sign == ')' || token(m_at).sign == ']')) {
                    add(begin + 1, series, {*image}, true);
                    return true;
                }
            }
        }
        m_at = begin;
        return false;
    }

    std::vector<Token> m_tokens;
    std::size_t m_at = 0, m_lastEnd = 0;
    std::optional<int> m_lastSeries;
    std::vector<ImageReference> m_found;
};

} // namespace

std::vector<ImageReference> imageReferencesIn(std::string_view report) {
    return Reader(report).read();
}

} // namespace bolus
