#include "library/search/PhraseSizes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <regex>

#include "library/reports/Lexicon.h"
#include "library/reports/Measurements.h"
#include "library/reports/WordFold.h"
#include "library/search/PhraseWords.h"

namespace bolus {

namespace {

enum class Bound { About, Above, AtLeast, Below, AtMost };

struct Comparison {
    std::string_view words;
    Bound bound;
};

// Longer ones before those that they end with.
constexpr std::array comparisons{Comparison{">=", Bound::AtLeast},
                                 Comparison{"<=", Bound::AtMost},
                                 Comparison{"\u2265", Bound::AtLeast},
                                 Comparison{"\u2264", Bound::AtMost},
                                 Comparison{">", Bound::Above},
                                 Comparison{"<", Bound::Below},
                                 Comparison{"no larger than", Bound::AtMost},
                                 Comparison{"no more than", Bound::AtMost},
                                 Comparison{"not larger than", Bound::AtMost},
                                 Comparison{"no less than", Bound::AtLeast},
                                 Comparison{"no smaller than", Bound::AtLeast},
                                 Comparison{"larger than", Bound::Above},
                                 Comparison{"greater than", Bound::Above},
                                 Comparison{"bigger than", Bound::Above},
                                 Comparison{"more than", Bound::Above},
                                 Comparison{"longer than", Bound::Above},
                                 Comparison{"wider than", Bound::Above},
                                 Comparison{"exceeding", Bound::Above},
                                 Comparison{"over", Bound::Above},
                                 Comparison{"above", Bound::Above},
                                 Comparison{"at least", Bound::AtLeast},
                                 Comparison{"from", Bound::AtLeast},
                                 Comparison{"smaller than", Bound::Below},
                                 Comparison{"less than", Bound::Below},
                                 Comparison{"shorter than", Bound::Below},
                                 Comparison{"under", Bound::Below},
                                 Comparison{"below", Bound::Below},
                                 Comparison{"at most", Bound::AtMost},
                                 Comparison{"up to", Bound::AtMost}};

void blank(std::string& text, std::size_t begin, std::size_t end) {
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
              text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
}

/// Quoted stretches and excluded words as spaces, at the same places.
std::string sayable(const std::string& text) {
    std::string plain = text;
    bool quoted = false, excluded = false;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const bool starts = i == 0 || text[i - 1] == ' ';
        excluded = text[i] == ' ' ? false : excluded || (starts && text[i] == '-');
        quoted = text[i] == '"' ? !quoted : quoted;
        plain[i] = quoted || excluded || text[i] == '"' ? ' ' : plain[i];
    }
    return plain;
}

bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

/// The comparison that ends where the size begins, and where it begins itself.
std::optional<std::pair<Bound, std::size_t>> comparisonBefore(const std::string& text,
                                                              std::size_t end) {
    while (end > 0 && isBlank(text[end - 1])) {
        --end;
    }
    for (const Comparison& known : comparisons) {
        const std::string_view before = std::string_view(text).substr(0, end);
        const std::size_t begin = end - std::min(end, known.words.size());
        const bool word = std::isalpha(static_cast<unsigned char>(known.words[0])) != 0;
        if (before.ends_with(known.words) && (!word || begin == 0 || isBlank(text[begin - 1]))) {
            return std::pair(known.bound, begin);
        }
    }
    return std::nullopt;
}

/// "between 1 and " before "3 cm": the lower number in the size's unit, and where this begins.
std::optional<std::pair<double, std::size_t>> lowerBefore(const std::string& text,
                                                          const SizeFound& size) {
    const std::size_t from = text.rfind("between ", size.begin);
    if (from == std::string::npos || size.begin - from > 24) {
        return std::nullopt;
    }
    std::string number = text.substr(from + 8, size.begin - from - 8);
    const std::size_t joint = number.find(" and ");
    if (joint == std::string::npos) {
        return std::nullopt;
    }
    const std::string unit = text.substr(size.begin, size.end - size.begin);
    const bool metric = unit.find("cm") != unit.npos || unit.find("centi") != unit.npos;
    number.resize(joint);
    const auto lower = sizesIn(number + (metric ? " cm" : " mm"));
    const auto told = sizesIn(number);
    const auto& found = told.empty() ? lower : told;
    return found.size() == 1 ? std::optional(std::pair(found.front().millimetres, from))
                             : std::nullopt;
}

void atLeast(SizeRange& range, double millimetres, bool open) {
    if (!range.least || millimetres > *range.least) {
        range.least = millimetres;
        range.openLeast = open;
    }
}

void atMost(SizeRange& range, double millimetres, bool open) {
    if (!range.most || millimetres < *range.most) {
        range.most = millimetres;
        range.openMost = open;
    }
}

void narrow(SizeRange& range, Bound bound, double millimetres) {
    constexpr double near = 0.1;
    switch (bound) {
    case Bound::About:
        range.about = true;
        atLeast(range, millimetres * (1 - near), false);
        atMost(range, millimetres * (1 + near), false);
        break;
    case Bound::Above:
    case Bound::AtLeast:
        atLeast(range, millimetres, bound == Bound::Above);
        break;
    case Bound::Below:
    case Bound::AtMost:
        atMost(range, millimetres, bound == Bound::Below);
        break;
    }
}

/// "2 x 3" in a unit of so many millimetres.
std::string inMillimetres(const std::string& numbers, double unit) {
    static const std::regex number("\\d+(?:[.,]\\d+)?");
    std::string text;
    std::size_t from = 0;
    for (std::sregex_iterator it(numbers.begin(), numbers.end(), number), end; it != end; ++it) {
        std::string digits = it->str();
        std::ranges::replace(digits, ',', '.');
        const auto at = static_cast<std::size_t>(it->position());
        text += numbers.substr(from, at - from) + std::to_string(std::stod(digits) * unit);
        from = at + digits.size();
    }
    return text + numbers.substr(from) + " mm";
}

std::regex sizeIn(const char* unit) {
    constexpr const char* numbers =
        "(?:^|[^\\w.])((?:\\d{1,6}(?:[.,]\\d{1,6})?\\s*(?:x|\u00D7|by|to|-|\u2013)\\s*){0,3}"
        "\\d{1,6}(?:[.,]\\d{1,6})?)[ -]?";
    return std::regex(std::string(numbers) + "(?:" + unit + ")(?!\\w)");
}

void spellInMillimetres(std::string& text) {
    static const std::pair<std::regex, double> units[] = {
        {sizeIn("inch|inches|in(?=\\s*$)"), 25.4},
        {sizeIn("\u00B5m|\u03BCm|um|microns?|micromet(?:er|re)s?"), 0.001}};
    for (const auto& [size, unit] : units) {
        for (std::smatch found;;) {
            const std::string plain = lowered(sayable(text));
            if (!std::regex_search(plain, found, size)) {
                break;
            }
            const auto begin = static_cast<std::size_t>(found.position(1));
            const auto end = static_cast<std::size_t>(found.position(0) + found.length(0));
            text.replace(begin, end - begin, inMillimetres(found.str(1), unit));
        }
    }
}

/// The end of the word that begins there, and where it may be a unit.
std::size_t wordEnd(const std::string& text, std::size_t at) {
    return std::min(text.find_first_of(" \t", at), text.size());
}

/// "furlong", "HU": nothing that the lexicon knows or that goes with a place.
bool maybeUnit(const std::string& word) {
    constexpr std::string_view known[] = {"hu", "%", "ml", "cc", "years", "year", "percent"};
    const std::vector<TextWord> words = textWords(word);
    return isOneOf(known, word) ||
           (words.size() == 1 && words.front().end == word.size() && !isOneOf(fillers, word) &&
            !isOneOf(placeWords, word) && word != "left" && word != "right" &&
            Lexicon::standard().meanings(word).empty() &&
            !std::ranges::binary_search(Lexicon::standard().words(), words.front().folded));
}

/// "> 5", "< 10 HU"
void takeOtherNumbers(std::string& text, std::vector<std::string>& notes) {
    const std::string plain = lowered(sayable(text));
    for (std::size_t at = 0; at < plain.size(); ++at) {
        const bool number = std::isdigit(static_cast<unsigned char>(plain[at])) &&
                            (at == 0 || !letterBefore(plain, at));
        const auto comparison = number ? comparisonBefore(plain, at) : std::nullopt;
        if (!comparison) {
            continue;
        }
        std::size_t end = wordEnd(plain, at);
        const std::size_t next = std::min(plain.find_first_not_of(" \t", end), plain.size());
        const std::size_t nextEnd = wordEnd(plain, next);
        if (next < plain.size() && maybeUnit(plain.substr(next, nextEnd - next))) {
            end = nextEnd;
        }
        notes.push_back(
            "not looked for: " + text.substr(comparison->second, end - comparison->second) +
            ", as it has no unit of length that is known (mm, cm, \u00B5m, inch)");
        blank(text, comparison->second, end);
        at = end;
    }
}

} // namespace

std::optional<SizeRange> takeSizes(std::string& text, std::vector<std::string>& notes) {
    spellInMillimetres(text);
    const std::string plain = lowered(sayable(text));
    std::optional<SizeRange> range;
    std::size_t taken = 0;
    for (const SizeFound& size : sizesIn(plain)) {
        if (size.begin < taken || plain.substr(0, size.begin).ends_with("between ")) {
            continue; // the lower of two bounds goes with the upper one
        }
        SizeRange& whole = range ? *range : range.emplace();
        std::size_t begin = size.begin;
        if (const auto lower = lowerBefore(plain, size)) {
            atLeast(whole, lower->first, false);
            atMost(whole, size.millimetres, false);
            begin = lower->second;
        } else if (const auto comparison = comparisonBefore(plain, size.begin)) {
            narrow(whole, comparison->first, size.millimetres);
            begin = comparison->second;
        } else {
            narrow(whole, Bound::About, size.millimetres);
        }
        blank(text, begin, size.end);
        taken = size.end;
    }
    takeOtherNumbers(text, notes);
    return range;
}

} // namespace bolus
