#include "library/phases/Evidence.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "library/phases/PhaseWords.h"
#include "library/phases/Times.h"
#include "library/phases/Words.h"

namespace bolus {

namespace {

constexpr double protocolDiscount = 0.75; // a protocol's name is written before the scan
constexpr double secondsWeight = 0.75;
constexpr double agentWeight = 0.5;
constexpr double noAgentWeight = 0.6;

std::string quoted(const std::string& text) {
    return "“" + text + "”";
}

/// The one phase that words name; several at once are a contradiction.
OwnEvidence wordEvidence(const std::string& text, const char* source, double scale) {
    OwnEvidence found;
    std::set<Phase> specific;
    std::string generic;
    bool several = false;
    Evidence best;
    for (const PhaseMention& mention : phaseMentions(text)) {
        several = several || mention.phase == Phase::Unknown;
        if (mention.phase == Phase::PostContrast) {
            generic = mention.words;
        } else if (mention.phase != Phase::Unknown) {
            specific.insert(mention.phase);
        }
        const bool moreSpecific =
            best.phase == Phase::PostContrast && mention.phase != Phase::PostContrast;
        if (best.weight == 0 || moreSpecific ||
            (mention.phase != Phase::PostContrast && mention.weight * scale > best.weight)) {
            best = {mention.phase, mention.weight * scale,
                    fmt::format("the {} says {}", source, quoted(mention.words))};
        }
    }
    const bool preAndPost = specific.contains(Phase::PreContrast) && !generic.empty();
    if (several || specific.size() > 1 || preAndPost) {
        found.contradiction =
            fmt::format("the {} {} names several phases at once", source, quoted(text));
    } else if (best.weight > 0) {
        found.items.push_back(best);
    }
    return found;
}

/// ContrastBolusAgentPhase (0018,9344) of all frames, as VolumeBuilder notes it: nearer than the
/// description, which may be of several volumes.
std::string frameContrastPhase(const VolumeRecord& volume) {
    constexpr std::string_view mark = "\\CONTRAST PHASE ";
    const auto at = volume.imageType.find(mark);
    if (at == std::string::npos) {
        return {};
    }
    const auto from = at + mark.size();
    return volume.imageType.substr(from, volume.imageType.find('\\', from) - from);
}

void addNamedSeconds(const VolumeRecord& volume, OwnEvidence& found) {
    const auto seconds = secondsNamed(volume.seriesDescription);
    const Phase phase = seconds ? phaseAtSeconds(*seconds) : Phase::Unknown;
    if (phase != Phase::Unknown) {
        found.items.push_back(
            {phase, secondsWeight,
             fmt::format("the description names {:.0f} s after injection", *seconds)});
    }
}

/// Seconds from ContrastBolusStartTime (0018,1042) to the acquisition.
void addBolusTime(const VolumeRecord& volume, OwnEvidence& found) {
    const auto start = secondsOfDay(volume.contrastStart);
    const auto acquired = acquiredAt(volume);
    if (!start || !acquired) {
        return;
    }
    const double seconds = secondsBetween(*start, *acquired);
    const Phase phase =
        seconds > -3600 && seconds <= 5 ? Phase::PreContrast : phaseAtSeconds(seconds);
    if (phase != Phase::Unknown) {
        found.items.push_back(
            {phase, secondsWeight,
             seconds <= 5
                 ? std::string("it was acquired before the contrast started")
                 : fmt::format("it was acquired {:.0f} s after the contrast started", seconds)});
    }
}

void addMapType(const VolumeRecord& volume, OwnEvidence& found) {
    for (const Phase map : {Phase::MTT, Phase::CBV, Phase::CBF}) {
        if (anyMatches(wordsOf(volume.imageType), {splitPattern(phaseToken(map))})) {
            found.items.push_back(
                {map, 0.95, fmt::format("its image type is {}", phaseLabel(map))});
        }
    }
}

bool namesPostPhase(const OwnEvidence& found) {
    return std::ranges::any_of(found.items, [](const Evidence& e) {
        return e.phase == Phase::Arterial || e.phase == Phase::PortalVenous ||
               e.phase == Phase::Delayed;
    });
}

void addAgent(const VolumeRecord& volume, const ExamFacts& facts, OwnEvidence& found) {
    const Agent agent = agentOf(volume);
    if (agent == Agent::Given && (facts.agentTellsApart || facts.volumes == 1)) {
        found.items.push_back({Phase::PostContrast, agentWeight,
                               "a contrast agent (" + volume.contrastAgent + ") is recorded"});
    }
    const bool absent = agent == Agent::Denied || (agent == Agent::Blank && facts.agentTellsApart);
    if (absent && !namesPostPhase(found)) {
        found.items.push_back(
            {Phase::PreContrast, noAgentWeight,
             agent == Agent::Denied
                 ? std::string("the tags say that no contrast agent was given")
                 : std::string(
                       "no contrast agent is recorded, unlike for other series of this exam")});
    }
}

} // namespace

Agent agentOf(const VolumeRecord& volume) {
    static const std::vector<std::vector<std::string>> denials = {
        {"no"},  {"none"}, {"without"}, {"ohne"},  {"sans"},
        {"sin"}, {"nil"},  {"n", "a"},  {"kein*"}, {"0"}};
    static const std::vector<std::vector<std::string>> oral = {
        {"oral*"}, {"po"}, {"water"}, {"barium"}, {"rectal*"}};
    static const std::vector<std::vector<std::string>> venous = {{"iv"}, {"i", "v"}};
    const auto words = wordsOf(volume.contrastAgent);
    if (words.empty() || (anyMatches(words, oral) && !anyMatches(words, venous))) {
        return Agent::Blank; // a drink shows nothing in the vessels
    }
    const bool denied =
        std::ranges::any_of(denials, [&](const auto& d) { return matchesAt(words, 0, d); });
    return denied ? Agent::Denied : Agent::Given;
}

ExamFacts factsOf(const std::vector<const VolumeRecord*>& exam) {
    ExamFacts facts;
    std::set<Agent> agents;
    std::set<std::string> protocols;
    for (const VolumeRecord* volume : exam) {
        agents.insert(agentOf(*volume));
        protocols.insert(volume->protocolName);
    }
    facts.agentTellsApart = agents.contains(Agent::Given) && agents.size() > 1;
    facts.protocolTellsApart = protocols.size() > 1 || exam.size() == 1;
    facts.volumes = exam.size();
    return facts;
}

OwnEvidence ownEvidence(const VolumeRecord& volume, const ExamFacts& facts) {
    OwnEvidence found = wordEvidence(frameContrastPhase(volume), "contrast phase of its frames", 1);
    if (found.items.empty()) {
        found = wordEvidence(volume.seriesDescription, "description", 1);
    }
    if (found.items.empty() && found.contradiction.empty() && facts.protocolTellsApart) {
        found = wordEvidence(volume.protocolName, "protocol", protocolDiscount);
    }
    addMapType(volume, found);
    addNamedSeconds(volume, found);
    addBolusTime(volume, found);
    addAgent(volume, facts, found);
    return found;
}

} // namespace bolus
