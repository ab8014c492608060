#include "library/phases/PixelEvidence.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "library/phases/Organs.h"
#include "library/phases/PhaseSupport.h"
#include "library/phases/Vessels.h"

namespace bolus {

namespace {

using namespace pixels;

constexpr double enough = 0.5, plausible = 0.08;
constexpr double mostSureElsewhere = 0.65; // at tube voltages that the ranges are not of

constexpr std::array phases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous,
                            Phase::Delayed};

/// One vessel may be mistaken; organs that agree with it make it sure.
double mostSure(const Enhancement& e, const Enhancement* before) {
    const bool kidney = e.renalCortex && e.renalMedulla;
    const double alone = kidney && e.liver ? 0.95 : kidney ? 0.9 : e.liver ? 0.8 : 0.62;
    return before ? std::min(0.96, alone + 0.03) : alone;
}

/// The medulla's part of the cortex's enhancement is the same at every tube voltage.
bool ratioDecides(const Enhancement& e) {
    const auto share = renalSupport(e);
    const auto at = std::ranges::find(phases, e.phase) - phases.begin();
    return share && (*share)[static_cast<std::size_t>(at)] >= 0.8;
}

void addHu(std::string& text, const char* name, const std::optional<double>& hu) {
    if (hu) {
        text += fmt::format("{}{} {:.0f}", text.empty() ? "" : ", ", name, *hu);
    }
}

std::string huText(const Enhancement& e) {
    std::string text;
    addHu(text, "aorta", e.aorta);
    addHu(text, "vena cava", e.inferiorVenaCava);
    addHu(text, "portal vein", e.portalVein);
    addHu(text, "liver", e.liver);
    addHu(text, "spleen", e.spleen);
    addHu(text, "renal cortex", e.renalCortex);
    addHu(text, "medulla", e.renalMedulla);
    addHu(text, "renal pelvis", e.renalPelvis);
    return text + " HU";
}

const char* inText(Phase phase) {
    constexpr std::array names{"unenhanced", "arterial", "portal venous", "delayed"};
    return names[static_cast<std::size_t>(std::ranges::find(phases, phase) - phases.begin())];
}

const char* meaningOf(Phase phase) {
    switch (phase) {
    case Phase::PreContrast:
        return "no contrast medium in the vessels";
    case Phase::Arterial:
        return "contrast medium in the arteries, before the organs";
    case Phase::PortalVenous:
        return "contrast medium in vessels and organs alike";
    default:
        return "contrast medium leaving vessels and organs";
    }
}

/// The likeliest two, for "between … and …".
std::pair<std::size_t, std::size_t> bestTwo(const PhaseSupport& support) {
    std::array<std::size_t, 4> order{0, 1, 2, 3};
    std::ranges::sort(order, [&](auto a, auto b) { return support[a] > support[b]; });
    return {order[0], order[1]};
}

void setUnsure(Enhancement& e, std::string reason) {
    e.phase = Phase::Unknown;
    e.confidence = 0;
    e.reason = std::move(reason);
}

void judge(Enhancement& e, const Enhancement* before) {
    const auto fit = fitOf(e, before);
    if (!fit) {
        return; // the reason says already what was not found
    }
    const double sum = std::accumulate(fit->begin(), fit->end(), 0.0);
    const auto [best, second] = bestTwo(*fit);
    const double share = (*fit)[best] / sum;
    if ((*fit)[best] < plausible) {
        setUnsure(e, "The pixels fit no phase well: " + huText(e) + ".");
    } else if (const double confidence = share * mostSure(e, before); confidence < enough) {
        setUnsure(e, share < 0.7
                         ? fmt::format("The pixels lie between {} and {}: {}.",
                                       inText(phases[best]), inText(phases[second]), huText(e))
                         : fmt::format("The pixels look {}, but too little was found to be "
                                       "sure: {}.",
                                       inText(phases[best]), huText(e)));
    } else {
        e.phase = phases[best];
        e.confidence = confidence;
        e.reason = fmt::format("The pixels show {}: {}.", meaningOf(e.phase), huText(e));
    }
}

/// A kidney takes up more contrast medium than anything but the vessels: what does not was none.
bool isKidney(const Kidney& kidney, double aorta) {
    return aorta < 100 || kidney.cortex > 33 + 0.4 * (aorta - 40);
}

/// Of the two the one with the brighter medulla: water and cysts darken the other. Excretion fills
/// both pelves; what is bright in one only is a stone.
void takeKidneys(std::vector<Kidney> kidneys, Enhancement& e) {
    std::erase_if(kidneys, [&](const Kidney& kidney) { return !isKidney(kidney, *e.aorta); });
    if (kidneys.empty()) {
        return;
    }
    const Kidney& better = *std::ranges::max_element(kidneys, {}, &Kidney::medulla);
    e.renalCortex = better.cortex;
    e.renalMedulla = better.medulla;
    if (std::ranges::all_of(kidneys, [](const Kidney& k) { return k.pelvis.has_value(); })) {
        e.renalPelvis = std::ranges::min(kidneys, {}, &Kidney::pelvis).pelvis;
    }
}

void findStructures(const CoarseCt& ct, Landmarks marks, Enhancement& e) {
    e.muscle = findMuscle(ct, marks);
    const auto aorta = findAorta(ct, marks);
    if (!aorta) {
        setUnsure(e, "The pixels tell no phase: no aorta was found in front of the spine.");
        return;
    }
    e.aorta = aorta->hu;
    const auto cava = findVenaCava(ct, marks, *aorta);
    if (cava) {
        e.inferiorVenaCava = cava->hu;
    }
    const std::vector<Kidney> kidneys = findKidneys(ct, marks);
    takeKidneys(kidneys, e);
    excludeKidneys(ct, kidneys, marks);
    const bool enhanced = aorta->hu > 75;
    // Then the liver is enhanced too, also a fatty one: water beside it is an effusion or ascites.
    e.liver = findLiver(ct, marks, enhanced ? 25 : -10);
    if (cava && e.liver) {
        e.portalVein = findPortalVein(ct, marks, *aorta, *cava, *e.liver);
    }
    // An enhanced spleen is brighter than the muscles beside it.
    e.spleen = findSpleen(ct, marks, enhanced ? e.muscle.value_or(60) + 12 : 20);
    if (e.spleen && e.liver && *e.spleen < *e.liver - 15) {
        e.spleen.reset(); // never so much less than the liver: a stomach
    }
}

} // namespace

Enhancement measureEnhancement(const Volume& volume) {
    Enhancement e;
    if (volume.unit != "HU") {
        setUnsure(e, "The pixels tell no phase: their values are not in HU.");
        return e;
    }
    const auto ct = coarsen(volume);
    if (!ct) {
        setUnsure(e, "The pixels tell no phase: the volume does not lie along the patient's axes.");
        return e;
    }
    auto marks = findLandmarks(*ct);
    if (!marks) {
        setUnsure(e, "The pixels tell no phase: no spine of a trunk was found in them.");
        return e;
    }
    findStructures(*ct, std::move(*marks), e);
    judge(e, nullptr);
    return e;
}

void limitByVoltage(Enhancement& e, double kvp) {
    const bool usual = kvp >= 95 && kvp <= 125;
    if (usual || !std::isfinite(kvp) || kvp <= 0 || e.phase == Phase::Unknown ||
        e.confidence <= mostSureElsewhere || ratioDecides(e) ||
        (e.phase == Phase::PreContrast && kvp < 95)) { // contrast medium would be brighter still
        return;
    }
    e.confidence = mostSureElsewhere;
    e.reason += fmt::format(" At {:g} kV contrast medium has other HU than at 100 to 120 kV.", kvp);
}

const Enhancement* judgeTogether(std::span<Enhancement* const> exam) {
    const Enhancement* before = nullptr;
    for (Enhancement* e : exam) {
        judge(*e, nullptr);
        const bool sure = e->phase == Phase::PreContrast && e->confidence >= 0.6;
        if (sure && (!before || e->confidence > before->confidence)) {
            before = e;
        }
    }
    for (Enhancement* e : exam) {
        if (before && e != before) {
            judge(*e, before);
        }
    }
    return before;
}

} // namespace bolus
