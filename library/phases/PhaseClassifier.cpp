#include "library/phases/PhaseClassifier.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "library/phases/Evidence.h"
#include "library/phases/PhaseWords.h"
#include "library/phases/Roles.h"
#include "library/phases/Spectral.h"
#include "library/phases/Times.h"

namespace bolus {

namespace {

constexpr double enough = 0.5;      // below this the answer is Unknown
constexpr double mostSure = 0.98;   // tags alone never reach a person's word
constexpr double anchorSure = 0.7;  // a phase that may tell the time for others
constexpr double fromTimes = 0.55;  // phases told by the distance to another
constexpr double examLength = 1800; // s; longer apart is another injection

using Volumes = std::vector<VolumeRecord*>;

std::string sentence(std::string clauses) {
    if (!clauses.empty() && clauses[0] >= 'a' && clauses[0] <= 'z') {
        clauses[0] = static_cast<char>(clauses[0] - 'a' + 'A');
    }
    return clauses + ".";
}

PhaseRecord unknown(const std::string& why) {
    return {Phase::Unknown, 0, PhaseSource::Tags, sentence(why)};
}

bool isAfterContrast(Phase phase) {
    return phase == Phase::Arterial || phase == Phase::PortalVenous || phase == Phase::Delayed;
}

/// PostContrast only says less than a named phase after contrast.
bool agree(Phase a, Phase b) {
    return a == b || (a == Phase::PostContrast && isAfterContrast(b)) ||
           (b == Phase::PostContrast && isAfterContrast(a));
}

std::string whyNothing(const VolumeRecord& volume) {
    const std::string words =
        volume.seriesDescription.empty()
            ? std::string("there is no series description")
            : "the description “" + volume.seriesDescription + "” names no phase";
    return words + (agentOf(volume) == Agent::Given
                        ? ", and nothing says when after the contrast it was acquired"
                        : ", and no contrast times are recorded");
}

/// One record out of agreeing evidence; evidence that disagrees is no evidence.
PhaseRecord fuse(const OwnEvidence& own, const VolumeRecord& volume) {
    if (!own.contradiction.empty()) {
        return unknown(own.contradiction);
    }
    PhaseRecord record{Phase::Unknown, 0, PhaseSource::Tags, {}};
    double doubt = 1;
    for (const Evidence& item : own.items) {
        if (record.phase != Phase::Unknown && !agree(record.phase, item.phase)) {
            return unknown(record.reason + ", but " + item.reason);
        }
        if (record.phase == Phase::Unknown || record.phase == Phase::PostContrast) {
            record.phase = item.phase;
        }
        record.reason += (record.reason.empty() ? "" : ", and ") + item.reason;
        doubt *= 1 - item.weight;
    }
    record.confidence = std::min(mostSure, 1 - doubt);
    if (record.phase == Phase::Unknown || record.confidence < enough) {
        return unknown(whyNothing(volume));
    }
    record.reason = sentence(record.reason);
    return record;
}

std::string nameOf(const VolumeRecord& volume) {
    return volume.seriesDescription.empty()
               ? fmt::format("series {}", volume.seriesNumber.value_or(0))
               : "“" + volume.seriesDescription + "”";
}

bool sure(const VolumeRecord& volume) {
    return volume.phase.phase != Phase::Unknown && volume.phase.confidence >= anchorSure;
}

/// Another reconstruction of an acquisition whose phase is known.
void copyFromSameAcquisition(const Volumes& open, const std::vector<VolumeRecord>& exam) {
    for (VolumeRecord* volume : open) {
        for (const VolumeRecord& other : exam) {
            const bool isMap = other.phase.phase >= Phase::MTT && other.phase.phase <= Phase::CBF;
            if (&other != volume && sure(other) && !isMap && sameAcquisition(*volume, other)) {
                volume->phase = {other.phase.phase, 0.9 * other.phase.confidence, PhaseSource::Tags,
                                 sentence("it was acquired together with " + nameOf(other))};
                break;
            }
        }
    }
}

/// Seconds after the injection, told by a volume whose phase, and with it whose time, is known.
std::optional<double> secondsByAnchor(const VolumeRecord& volume, const VolumeRecord& anchor) {
    const auto at = acquiredAt(volume);
    const auto anchorAt = acquiredAt(anchor);
    const bool dated =
        anchor.phase.phase == Phase::Arterial || anchor.phase.phase == Phase::PortalVenous;
    if (!at || !anchorAt || !dated || volume.acquisitionDate != anchor.acquisitionDate) {
        return std::nullopt;
    }
    const double apart = secondsBetween(*anchorAt, *at);
    if (std::abs(apart) > examLength) {
        return std::nullopt;
    }
    return apart + (anchor.phase.phase == Phase::Arterial ? 35 : 70);
}

Phase phaseNearAnchor(double seconds) {
    constexpr double beforeInjection = 0;
    return seconds < beforeInjection ? Phase::PreContrast : phaseAtSeconds(seconds);
}

PhaseRecord recordByAnchors(const VolumeRecord& volume, const Volumes& anchors) {
    PhaseRecord record;
    for (const VolumeRecord* anchor : anchors) {
        const auto seconds = secondsByAnchor(volume, *anchor);
        const Phase phase = seconds ? phaseNearAnchor(*seconds) : Phase::Unknown;
        if (phase == Phase::Unknown) {
            continue;
        }
        if (record.phase != Phase::Unknown && record.phase != phase) {
            return unknown("the times of the other phases contradict each other");
        }
        const double apart = std::abs(secondsBetween(*acquiredAt(*anchor), *acquiredAt(volume)));
        record = {phase, fromTimes, PhaseSource::Tags,
                  sentence(fmt::format("it was acquired {:.0f} s {} {}", apart,
                                       *seconds < (anchor->phase.phase == Phase::Arterial ? 35 : 70)
                                           ? "before"
                                           : "after",
                                       nameOf(*anchor)))};
    }
    return record;
}

void tellByAnchors(const Volumes& open, const Volumes& members) {
    Volumes anchors;
    std::ranges::copy_if(members, std::back_inserter(anchors),
                         [](const VolumeRecord* v) { return sure(*v); });
    for (VolumeRecord* volume : open) {
        const PhaseRecord record = recordByAnchors(*volume, anchors);
        if (!record.reason.empty()) {
            volume->phase = record;
        }
    }
}

/// The phases of an exam that has only times: before contrast and arterial lie far apart, arterial
/// and portal venous within a minute, delayed well after.
std::vector<Phase> phasesByGaps(const std::vector<double>& gaps) {
    const auto quick = [](double gap) { return gap >= 15 && gap <= 60; };
    const auto slow = [](double gap) { return gap > 75; };
    if (gaps.size() == 3 && slow(gaps[0]) && quick(gaps[1]) && slow(gaps[2])) {
        return {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous, Phase::Delayed};
    }
    if (gaps.size() == 2 && slow(gaps[0]) && quick(gaps[1])) {
        return {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous};
    }
    if (gaps.size() == 2 && quick(gaps[0]) && slow(gaps[1])) {
        return {Phase::Arterial, Phase::PortalVenous, Phase::Delayed};
    }
    return {};
}

/// Where no volume says anything, the rhythm of the whole exam may.
void tellByRhythm(Volumes members) {
    const bool allOpen = std::ranges::all_of(members, [](const VolumeRecord* v) {
        return v->phase.phase == Phase::Unknown && acquiredAt(*v) && v->size[2] > 1;
    });
    const bool agent = std::ranges::any_of(
        members, [](const VolumeRecord* v) { return agentOf(*v) == Agent::Given; });
    if (!allOpen || !agent || members.size() < 3) {
        return;
    }
    std::ranges::stable_sort(members, {}, [](const VolumeRecord* v) { return sortingTime(*v); });
    std::vector<double> gaps;
    for (std::size_t i = 1; i < members.size(); ++i) {
        gaps.push_back(secondsBetween(*acquiredAt(*members[i - 1]), *acquiredAt(*members[i])));
    }
    const std::vector<Phase> phases = phasesByGaps(gaps);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        members[i]->phase = {
            phases[i], enough, PhaseSource::Tags,
            sentence(fmt::format("told only by the times between the {} acquisitions of this exam",
                                 members.size()))};
    }
}

/// The volumes that make up the exam; all of them where no roles were assigned yet. Images of a
/// material tell nothing of the others.
Volumes membersOf(std::vector<VolumeRecord>& exam) {
    const bool rolesKnown = std::ranges::any_of(exam, &VolumeRecord::inPhaseSeries);
    Volumes members;
    for (VolumeRecord& volume : exam) {
        if ((volume.inPhaseSeries || !rolesKnown) && spectralKind(volume) != Spectral::Material) {
            members.push_back(&volume);
        }
    }
    return members;
}

} // namespace

void classifyPhases(std::vector<VolumeRecord>& exam) {
    const Volumes members = membersOf(exam);
    const ExamFacts facts = factsOf({members.begin(), members.end()});
    Volumes open;
    bool contradicted = false;
    for (VolumeRecord& volume : exam) {
        if (volume.phase.source == PhaseSource::User) {
            continue;
        }
        if (spectralKind(volume) == Spectral::Material) {
            volume.phase = unknown("these images are computed from two energies, of a material or "
                                   "without one, and show no contrast phase");
            continue;
        }
        const OwnEvidence own = ownEvidence(volume, facts);
        volume.phase = fuse(own, volume);
        contradicted =
            contradicted || (volume.phase.phase == Phase::Unknown && own.items.size() > 1);
        if (own.items.empty() && own.contradiction.empty()) {
            open.push_back(&volume);
        }
    }
    const auto stillOpen = [&] {
        std::erase_if(open, [](const VolumeRecord* v) { return v->phase.phase != Phase::Unknown; });
    };
    copyFromSameAcquisition(open, exam);
    stillOpen();
    tellByAnchors(open, members);
    if (!contradicted) {
        tellByRhythm(members);
    }
}

} // namespace bolus
