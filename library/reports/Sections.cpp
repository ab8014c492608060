#include "library/reports/Sections.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace bolus {

namespace {

struct KnownHeading {
    std::string_view name; // lower case
    Section section;
};

constexpr KnownHeading known[] = {
    {"history", Section::History},
    {"clinical history", Section::History},
    {"clinical information", Section::History},
    {"clinical data", Section::History},
    {"clinical indication", Section::History},
    {"clinical details", Section::History},
    {"indication", Section::History},
    {"indications", Section::History},
    {"reason for exam", Section::History},
    {"reason for examination", Section::History},
    {"reason for study", Section::History},
    {"technique", Section::Technique},
    {"protocol", Section::Technique},
    {"procedure", Section::Technique},
    {"contrast", Section::Technique},
    {"comparison", Section::Comparison},
    {"comparisons", Section::Comparison},
    {"comparison study", Section::Comparison},
    {"findings", Section::Findings},
    {"finding", Section::Findings},
    {"report", Section::Findings},
    {"description", Section::Findings},
    {"impression", Section::Impression},
    {"impressions", Section::Impression},
    {"conclusion", Section::Impression},
    {"conclusions", Section::Impression},
    {"opinion", Section::Impression},
    {"summary", Section::Impression},
    {"assessment", Section::Impression},
    {"diagnosis", Section::Impression},
    {"exam", Section::Other},
    {"examination", Section::Other},
    {"study", Section::Other},
    {"recommendation", Section::Other},
    {"recommendations", Section::Other},
    {"addendum", Section::Findings},
};

constexpr std::array<const char*, 6> tokens{"history",  "technique",  "comparison",
                                            "findings", "impression", "other"};
constexpr std::size_t longestHeading = 40;

bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

} // namespace

const char* sectionToken(Section section) {
    return tokens[static_cast<std::size_t>(section)];
}

std::optional<Section> sectionFromToken(std::string_view token) {
    const auto found = std::find(tokens.begin(), tokens.end(), token);
    return found == tokens.end() ? std::nullopt
                                 : std::optional(static_cast<Section>(found - tokens.begin()));
}

std::optional<Heading> headingAt(std::string_view text) {
    std::string name;
    std::size_t at = 0;
    while (at < text.size() && at < longestHeading && text[at] != ':' && text[at] != '\n') {
        name += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at++])));
    }
    const bool endsName = at == text.size() || text[at] == ':' || text[at] == '\n';
    while (!name.empty() && isBlank(name.back())) {
        name.pop_back();
    }
    const auto found = std::find_if(std::begin(known), std::end(known),
                                    [&](const KnownHeading& h) { return h.name == name; });
    if (!endsName || found == std::end(known)) {
        return std::nullopt;
    }
    return Heading{found->section, std::min(at + 1, text.size())};
}

} // namespace bolus
