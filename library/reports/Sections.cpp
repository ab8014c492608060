#include "library/reports/Sections.h"

#include <algorithm>
#include <array>

#include "library/reports/Fold.h"
#include "library/reports/SectionWords.h"

namespace bolus {

namespace {

constexpr std::array<const char*, 6> tokens{"history",  "technique",  "comparison",
                                            "findings", "impression", "other"};
constexpr std::size_t longestHeading = 80; // bytes
constexpr int mostHeadingWords = 5;
constexpr std::string_view wideColon = "\uff1a";
constexpr std::string_view decoration = " \t*#=_-[]<>\u2022";

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}
bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool isLower(char c) {
    return c >= 'a' && c <= 'z';
}
bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return isUpper(c) || isLower(c) || (c & 0x80);
}
bool inCapitals(std::string_view name) {
    return std::ranges::none_of(name, isLower) && std::ranges::any_of(name, isLetter);
}

/// Length of the colon at the start of `text`: 0 where there is none.
std::size_t colonAt(std::string_view text) {
    return text.starts_with(':') ? 1 : text.starts_with(wideColon) ? wideColon.size() : 0;
}

std::string_view withoutDecoration(std::string_view name) {
    name.remove_prefix(std::min(name.find_first_not_of(decoration), name.size()));
    return name.substr(0, name.find_last_not_of(" \t\r*#=_-[]<>") + 1);
}

/// "ADDENDUM #2 (01/02/2020)" and "FINDINGS (CT)": what follows the name in brackets and numbers.
std::string_view withoutSuffix(std::string_view name) {
    if (const std::size_t bracket = name.find('(');
        bracket != name.npos && bracket > 0 && name.ends_with(')')) {
        name = name.substr(0, bracket);
    }
    const std::size_t last = name.find_last_not_of(" #0123456789/.-");
    return last == name.npos ? std::string_view() : name.substr(0, last + 1);
}

/// "CT ABDOMEN FINDINGS", in capitals, is one of findings.
std::optional<Section> sectionOfCompound(std::string_view name) {
    constexpr std::pair<std::string_view, Section> cores[] = {
        {"FINDINGS", Section::Findings},     {"IMPRESSION", Section::Impression},
        {"TECHNIQUE", Section::Technique},   {"COMPARISON", Section::Comparison},
        {"INDICATION", Section::History},    {"HISTORY", Section::History},
        {"CONCLUSION", Section::Impression}, {"ADDENDUM", Section::Findings}};
    for (const auto& [core, section] : inCapitals(name) ? std::span(cores) : std::span(cores, 0)) {
        const bool last = name.ends_with(core) && name.size() > core.size() &&
                          !isLetter(name[name.size() - core.size() - 1]);
        const bool first =
            name.starts_with(core) && name.size() > core.size() && !isLetter(name[core.size()]);
        if (last || first) {
            return section;
        }
    }
    return std::nullopt;
}

std::optional<Section> sectionOfName(std::string_view written) {
    const std::string_view name = withoutSuffix(withoutDecoration(written));
    if (name.empty() || name.size() > longestHeading) {
        return std::nullopt;
    }
    const auto known = sectionNamed(name);
    return known ? known : sectionOfCompound(name);
}

struct Found {
    Section section = Section::Other;
    std::size_t begin = 0, nameEnd = 0, end = 0; // of the heading, its name, and its colon
};

/// "1. FINDINGS:" is one, "1. Cyst: benign" is none.
std::size_t listNumber(std::string_view line) {
    std::size_t at = 0;
    while (at < line.size() && isDigit(line[at]) && at < 2) {
        ++at;
    }
    return at > 0 && at + 1 < line.size() && (line[at] == '.' || line[at] == ')') &&
                   line[at + 1] == ' '
               ? at + 2
               : 0;
}

/// A heading at the start of a line: with a colon, or alone and not in small letters.
std::optional<Found> headingOfLine(std::string_view line) {
    const std::size_t start = std::min(line.find_first_not_of(decoration), line.size());
    const std::size_t begin = start + listNumber(line.substr(start));
    std::size_t end = begin;
    while (end < line.size() && end - begin <= longestHeading && !colonAt(line.substr(end))) {
        ++end;
    }
    const bool colon = end < line.size() && colonAt(line.substr(end));
    if (!colon && end != line.size()) {
        return std::nullopt;
    }
    const std::string_view name = line.substr(begin, end - begin);
    const auto section = sectionOfName(name);
    const bool alone = !name.empty() && !isLower(name[0]) && !name.ends_with('.');
    const bool numbered = begin > start; // "2. Recommendation: …" belongs to its list
    if (!section || (!colon && !alone) || (numbered && !inCapitals(name))) {
        return std::nullopt;
    }
    std::size_t after = end + (colon ? colonAt(line.substr(end)) : 0);
    while (colon && after < line.size() && line[after] == '*') { // "**FINDINGS:** …"
        ++after;
    }
    return Found{*section, start, end, after};
}

bool endsSentence(std::string_view before) {
    const std::size_t last = before.find_last_not_of(" \t\r");
    if (last == before.npos || last + 1 == before.size()) {
        return false;
    }
    if (std::ranges::all_of(before.substr(0, last), isDigit)) {
        return false; // a list's number
    }
    return before[last] == '.' || before[last] == '!' || before[last] == '?' || before[last] == ';';
}

/// "Chest pain Comparison: none": words that with a capital and a colon are headings anywhere.
bool isUnmistakable(std::string_view name) {
    constexpr std::string_view names[] = {"Comparison", "Technique",   "Findings",
                                          "Impression", "Conclusion",  "Indication",
                                          "Befund",     "Beurteilung", "Hallazgos"};
    return std::ranges::find(names, name) != std::end(names);
}

/// A heading that ends at this colon in the midst of a line, the longest there is.
std::optional<Found> headingBefore(std::string_view line, std::size_t from, std::size_t colon) {
    std::optional<Found> found;
    std::size_t begin = colon;
    for (int words = 0; words < mostHeadingWords && begin > from; ++words) {
        while (begin > from && isBlank(line[begin - 1])) {
            --begin;
        }
        while (begin > from && isLetter(line[begin - 1])) {
            --begin;
        }
        const std::string_view name = line.substr(begin, colon - begin);
        const auto section = name.empty() ? std::nullopt : sectionNamed(name);
        const bool places = inCapitals(name) || isUnmistakable(name) ||
                            endsSentence(line.substr(from, begin - from));
        if (section && places && begin > from) {
            found = Found{*section, begin, colon, colon + colonAt(line.substr(colon))};
        }
        if (begin > from && !isBlank(line[begin - 1])) {
            break;
        }
    }
    return found;
}

class Finder {
public:
    std::vector<Found> find(std::string_view report) {
        for (std::size_t at = 0; at < report.size();) {
            const std::size_t end = std::min(report.find('\n', at), report.size());
            addLine(report.substr(at, end - at), at);
            at = end + 1;
        }
        return std::move(m_found);
    }

private:
    void addLine(std::string_view line, std::size_t offset) {
        std::size_t from = 0;
        std::string_view first = line.substr(0, line.find_last_not_of(" \t\r") + 1);
        if (const auto heading = headingOfLine(first)) {
            add(*heading, offset);
            from = heading->end;
        }
        for (std::size_t at = from; at < line.size(); ++at) {
            if (!colonAt(line.substr(at))) {
                continue;
            }
            if (const auto heading = headingBefore(line, from, at)) {
                add(*heading, offset);
                from = heading->end;
            }
        }
    }
    void add(Found heading, std::size_t offset) {
        heading.begin += offset;
        heading.nameEnd += offset;
        heading.end += offset;
        m_found.push_back(heading);
    }

    std::vector<Found> m_found;
};

} // namespace

const char* sectionToken(Section section) {
    return tokens[static_cast<std::size_t>(section)];
}

std::optional<Section> sectionNamed(std::string_view name) {
    const std::string folded = foldedName(name);
    const auto found = std::ranges::find(sectionWords, folded, &SectionWord::name);
    return folded.empty() || found == std::end(sectionWords) ? std::nullopt
                                                             : std::optional(found->section);
}

std::optional<Heading> headingAt(std::string_view text) {
    std::string_view line = text.substr(0, text.find('\n'));
    line = line.substr(0, line.find_last_not_of(" \t\r") + 1);
    const auto found = headingOfLine(line);
    if (!found) {
        return std::nullopt;
    }
    const std::size_t lineEnd = std::min(text.find('\n'), text.size());
    const bool alone = found->end == line.size();
    return Heading{found->section, alone ? std::min(lineEnd + 1, text.size()) : found->end};
}

std::vector<SectionBlock> sectionsOf(std::string_view report) {
    std::vector<SectionBlock> blocks;
    blocks.push_back({Section::Other, {}, 0, 0, report.size()});
    for (const Found& heading : Finder().find(report)) {
        blocks.back().end = heading.begin;
        const std::string_view name = report.substr(heading.begin, heading.nameEnd - heading.begin);
        blocks.push_back({heading.section, std::string(withoutDecoration(name)), heading.begin,
                          heading.end, report.size()});
    }
    const SectionBlock& first = blocks.front();
    const std::string_view before = report.substr(first.begin, first.end - first.begin);
    if (blocks.size() > 1 && before.find_first_not_of(" \t\r\n*#=_-[]<>") == before.npos) {
        blocks.erase(blocks.begin());
    }
    return blocks;
}

} // namespace bolus
