#include "library/phases/PhaseWords.h"

#include <algorithm>
#include <charconv>

#include "library/phases/PhaseTerms.h"
#include "library/phases/Words.h"

namespace bolus {

namespace {

struct Compiled {
    std::vector<std::string> words;
    Phase phase;
    double weight;
};

std::vector<Compiled> compileRules() {
    std::vector<Compiled> compiled;
    for (const PhaseTerm& rule : phaseTerms) {
        std::string_view rest = rule.patterns;
        while (!rest.empty()) {
            const auto bar = rest.find('|');
            compiled.push_back({splitPattern(rest.substr(0, bar)), rule.phase, rule.weight});
            rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
        }
    }
    return compiled;
}

/// The longest rule that begins at a word; of equals, one without a wildcard.
const Compiled* longestRule(const std::vector<Compiled>& compiled,
                            const std::vector<std::string>& words, std::size_t at) {
    const Compiled* best = nullptr;
    for (const Compiled& rule : compiled) {
        if (matchesAt(words, at, rule.words) && (!best || rule.words.size() > best->words.size())) {
            best = &rule;
        }
    }
    return best;
}

/// The longest of the unspaced words that begins at a byte.
std::pair<const PhaseTerm*, std::string_view> longestUnspaced(std::string_view text) {
    std::pair<const PhaseTerm*, std::string_view> best{nullptr, {}};
    for (const PhaseTerm& rule : unspacedPhaseTerms) {
        std::string_view rest = rule.patterns;
        while (!rest.empty()) {
            const std::string_view word = rest.substr(0, rest.find('|'));
            rest = rest.substr(std::min(rest.size(), word.size() + 1));
            if (word.size() > best.second.size() && text.starts_with(word)) {
                best = {&rule, word};
            }
        }
    }
    return best;
}

void addUnspacedMentions(std::string_view text, std::vector<PhaseMention>& mentions) {
    while (!text.empty()) {
        const bool plain = static_cast<unsigned char>(text[0]) < 0x80; // most bytes of most texts
        const auto [rule, word] =
            plain ? std::pair<const PhaseTerm*, std::string_view>{} : longestUnspaced(text);
        if (rule) {
            mentions.push_back({rule->phase, rule->weight, std::string(word)});
        }
        text.remove_prefix(rule ? word.size() : 1);
    }
}

/// "PV" also means the pulmonary veins, which are looked at before the left atrium is ablated.
bool meansPulmonaryVeins(const std::vector<std::string>& rule,
                         const std::vector<std::string>& words) {
    static const std::vector<std::vector<std::string>> beside = {
        {"heart"},    {"cardi*"}, {"coronary"}, {"herz*"},     {"la"},     {"atri*"},
        {"vorhof*"},  {"pulm"},   {"pulmo*"},   {"polmon*"},   {"ablat*"}, {"afib"},
        {"a", "fib"}, {"pvi"},    {"rfca"},     {"lungenven*"}};
    const bool isPv = rule.front() == "pv" && rule.back() != "inflow";
    return isPv && anyMatches(words, beside);
}

std::string joined(const std::vector<std::string>& words, std::size_t at, std::size_t count) {
    std::string text;
    for (std::size_t i = at; i < at + count; ++i) {
        text += (text.empty() ? "" : " ") + words[i];
    }
    return text;
}

} // namespace

std::vector<PhaseMention> phaseMentions(std::string_view description) {
    static const std::vector<Compiled> compiled = compileRules();
    const std::vector<std::string> words = wordsOf(description);
    std::vector<PhaseMention> mentions;
    for (std::size_t at = 0; at < words.size();) {
        const Compiled* rule = longestRule(compiled, words, at);
        if (!rule) {
            ++at;
            continue;
        }
        if (rule->weight > 0 && !meansPulmonaryVeins(rule->words, words)) {
            mentions.push_back({rule->phase, rule->weight, joined(words, at, rule->words.size())});
        }
        at += rule->words.size();
    }
    addUnspacedMentions(description, mentions);
    return mentions;
}

Phase phaseAtSeconds(double seconds) {
    if (seconds >= 15 && seconds <= 48) {
        return Phase::Arterial;
    }
    if (seconds >= 55 && seconds <= 105) {
        return Phase::PortalVenous;
    }
    return seconds >= 120 && seconds <= 3600 ? Phase::Delayed : Phase::Unknown;
}

std::optional<double> secondsNamed(std::string_view description) {
    static constexpr std::string_view secondWords[] = {
        "s",        "sec", "secs",     "second",   "seconds", "sek",
        "sekunden", "seg", "segundos", "secondes", "secondi", "seconden"};
    static constexpr std::string_view minuteWords[] = {"min",     "mins",    "minute", "minutes",
                                                       "minuten", "minutos", "minuti", "mn"};
    const std::vector<std::string> words = wordsOf(description);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        int count = 0;
        const std::string& word = words[i];
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
        const bool partOfSomething =
            i > 0 &&
            (words[i - 1].size() <= 2 || std::isdigit(static_cast<unsigned char>(words[i - 1][0])));
        if (error != std::errc() || end != word.data() + word.size() || partOfSomething) {
            continue;
        }
        if (std::ranges::find(secondWords, words[i + 1]) != std::end(secondWords) && count >= 15 &&
            count <= 600) {
            return count;
        }
        const bool projection = i + 2 < words.size() && words[i + 2] == "ip"; // MinIP
        if (std::ranges::find(minuteWords, words[i + 1]) != std::end(minuteWords) && count >= 2 &&
            count <= 60 && !projection) {
            return count * 60.0;
        }
    }
    return std::nullopt;
}

} // namespace bolus
