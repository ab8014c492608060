#include "library/phases/PhaseFusion.h"

#include <algorithm>

#include <fmt/format.h>

#include "library/phases/PhaseClassifier.h"
#include "library/phases/PhaseSupport.h"
#include "library/phases/PixelEvidence.h"
#include "library/phases/Spectral.h"

namespace bolus {

namespace {

constexpr double mostSure = 0.98;  // a person's word is surer
constexpr double undecided = 0.65; // most that one side gets where the other hesitates
constexpr double implausible = 0.1;
constexpr double weakTags = 0.6; // told by times alone
constexpr double strongPixels = 0.85;
constexpr double mostDoubt = 0.25; // share of another phase in what the HU fit

bool isAfterContrast(Phase phase) {
    return phase == Phase::Arterial || phase == Phase::PortalVenous || phase == Phase::Delayed;
}

/// One of those that pixels can tell.
bool isJudged(Phase phase) {
    return phase == Phase::PreContrast || isAfterContrast(phase);
}

bool isMap(Phase phase) {
    return phase == Phase::MTT || phase == Phase::CBV || phase == Phase::CBF;
}

std::string inText(Phase phase) {
    std::string text = phaseLabel(phase);
    if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    }
    return text;
}

std::string both(const std::string& first, const std::string& second) {
    return first.empty() || second.empty() ? first + second : first + " " + second;
}

PhaseRecord contradiction(const PhaseRecord& tags, const std::string& pixelsSay,
                          const Enhancement& pixels) {
    return {
        Phase::Unknown, 0, PhaseSource::Pixels,
        both(both(fmt::format("The tags say {}, but the pixels {}.", inText(tags.phase), pixelsSay),
                  tags.reason),
             pixels.reason)};
}

/// How well the HU fit the phase that the tags name; nothing where there are none.
std::optional<double> pixelShare(Phase phase, const Enhancement& pixels,
                                 const Enhancement* before) {
    const auto support = supportOf(pixels, before);
    if (!support) {
        return std::nullopt;
    }
    if (phase == Phase::PostContrast) {
        return 1 - support->front();
    }
    return (*support)[static_cast<std::size_t>(phase)];
}

/// Another phase that the HU fit nearly as well as the one they tell: tags that agree with them may
/// be as wrong as they are.
Phase rivalOf(const Enhancement& pixels, const Enhancement* before) {
    auto support = supportOf(pixels, before);
    if (!support || !isJudged(pixels.phase)) {
        return Phase::Unknown;
    }
    (*support)[static_cast<std::size_t>(pixels.phase)] = 0;
    const auto rival = std::ranges::max_element(*support);
    return *rival > mostDoubt ? static_cast<Phase>(rival - support->begin()) : Phase::Unknown;
}

PhaseRecord agreed(const PhaseRecord& tags, const Enhancement& pixels, const Enhancement* before) {
    const double together = std::min(mostSure, 1 - (1 - tags.confidence) * (1 - pixels.confidence));
    PhaseRecord record{tags.phase, together, PhaseSource::Tags, both(tags.reason, pixels.reason)};
    if (const Phase rival = rivalOf(pixels, before); rival != Phase::Unknown) {
        record.confidence = std::min(together, undecided);
        record.reason += " They lie close to " + inText(rival) + ".";
    }
    return record;
}

/// The pixels hesitate or are silent.
PhaseRecord fromTags(const PhaseRecord& tags, const Enhancement& pixels,
                     const Enhancement* before) {
    PhaseRecord record = tags;
    record.reason = both(tags.reason, pixels.reason);
    if (tags.phase == Phase::Unknown) {
        return record;
    }
    const auto share = pixelShare(tags.phase, pixels, before);
    if (share && *share < implausible) {
        return contradiction(tags, "do not look like it", pixels);
    }
    const bool trunkSeen = share || pixels.muscle; // where a phase should show, and does not
    if (trunkSeen) {
        record.confidence = std::min(record.confidence, undecided);
    }
    return record;
}

PhaseRecord fromPixels(const PhaseRecord& tags, const Enhancement& pixels, double confidence) {
    return {pixels.phase, confidence, PhaseSource::Pixels, both(pixels.reason, tags.reason)};
}

/// HU of images computed from two energies are not those of the ranges, and a virtual image without
/// contrast medium is no baseline.
Enhancement notMeasured() {
    Enhancement e;
    e.reason = "The pixels tell no phase: they were computed from scans at two energies.";
    return e;
}

} // namespace

PhaseRecord fusePhase(const PhaseRecord& tags, const Enhancement& pixels,
                      const Enhancement* before) {
    if (isMap(tags.phase)) {
        return tags;
    }
    if (pixels.phase == Phase::Unknown) {
        return fromTags(tags, pixels, before);
    }
    if (tags.phase == Phase::Unknown) {
        return fromPixels(tags, pixels, pixels.confidence);
    }
    if (tags.phase == pixels.phase) {
        return agreed(tags, pixels, before);
    }
    if (tags.phase == Phase::PostContrast && isAfterContrast(pixels.phase)) {
        return fromPixels(tags, pixels, pixels.confidence); // it says nothing of which one
    }
    if (tags.confidence < weakTags && pixels.confidence >= strongPixels) {
        return fromPixels(tags, pixels, undecided);
    }
    return contradiction(tags, "say " + inText(pixels.phase), pixels);
}

void classifyExam(std::vector<VolumeRecord>& exam) {
    classifyPhases(exam);
    std::vector<Enhancement*> measured;
    for (VolumeRecord& volume : exam) {
        if (volume.enhancement && isSpectralResult(volume)) {
            volume.enhancement = notMeasured();
        } else if (volume.enhancement) {
            measured.push_back(&*volume.enhancement);
        }
    }
    const Enhancement* before = judgeTogether(measured);
    for (VolumeRecord& volume : exam) {
        if (volume.enhancement && volume.kvp) {
            limitByVoltage(*volume.enhancement, *volume.kvp);
        }
        if (volume.enhancement && volume.phase.source != PhaseSource::User) {
            const Enhancement& pixels = *volume.enhancement;
            volume.phase = fusePhase(volume.phase, pixels, &pixels == before ? nullptr : before);
        }
    }
}

} // namespace bolus
