#include "library/phases/PhaseSupport.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace bolus {

namespace {

// Ranges from the literature, at 100-120 kV and usual doses; they overlap where patients do.
// Aorta: near 40 HU without contrast medium; 200-400 HU in the (late) arterial phase at 30-40 s;
// 130-180 HU at 60-75 s; 90-130 HU after 3 min. Liver: up by 10-20 HU in the arterial phase, by
// 50-60 HU in the portal venous one, then slowly down. Bae KT, Radiology 2010;256:32-61. Unenhanced
// HU: Prokop M, Galanski M, "Spiral and Multislice Computed Tomography of the Body", 2003.
// Kidney: cortex far above medulla at 25-70 s (corticomedullary), even from 80-120 s on
// (nephrographic), contrast medium in the pelvis from about 180 s (excretory). Szolar DH et al.,
// Radiology 1997;202:211-217; Yuh BI, Cohan RH, AJR 1999;173:747-755.
// Vena cava: while the bolus is in the arteries it carries what the kidneys let through, mixed with
// unenhanced blood from the legs; with recirculation it comes near the aorta, and is as bright from
// some 3 min on (Bae KT, as above).
constexpr double unenhancedKidney = 33;
constexpr double none = 0.03; // what does not fit is unlikely, not impossible: patients differ
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Full between `low` and `high`, falling to nothing at `from` and `to`.
struct Range {
    double from = -infinite, low = -infinite, high = infinite, to = infinite;
    double at(double value) const {
        const double rising = value >= low ? 1 : value <= from ? 0 : (value - from) / (low - from);
        const double falling = value <= high ? 1 : value >= to ? 0 : (to - value) / (to - high);
        return none + (1 - none) * std::min(rising, falling);
    }
};
using Ranges = std::array<Range, 4>;

constexpr Ranges aortaRanges{{{-infinite, -infinite, 62, 92},
                              {140, 205, infinite, infinite},
                              {88, 124, 195, 245},
                              {50, 72, 140, 178}}};
/// HU of the aorta above the liver's.
constexpr Ranges aboveLiver{
    {{-85, -45, 25, 60}, {45, 110, infinite, infinite}, {-10, 15, 95, 150}, {-30, -5, 48, 80}}};
/// HU of the liver itself: it tells only what cannot be.
constexpr Ranges liverRanges{{{-infinite, -infinite, 74, 94},
                              {-infinite, -infinite, 86, 114},
                              {},
                              {-infinite, -infinite, 118, 140}}};
/// HU of the liver above what it had before contrast medium, where that is known.
constexpr Ranges liverRise{
    {{-20, -10, 8, 20}, {-20, -8, 22, 42}, {18, 36, infinite, infinite}, {4, 14, 46, 66}}};
/// HU of the cortex.
constexpr Ranges cortexRanges{{{-infinite, -infinite, 58, 88},
                               {62, 95, infinite, infinite},
                               {70, 100, infinite, infinite},
                               {62, 90, infinite, infinite}}};
/// Enhancement of the medulla as a part of the cortex's.
constexpr Ranges medullaPart{{{infinite, infinite, infinite, infinite},
                              {-infinite, -infinite, 0.50, 0.72},
                              {0.32, 0.52, 0.90, 1.02},
                              {0.74, 0.93, infinite, infinite}}};

/// Enhancement of the vena cava as a part of the aorta's. A cava far below says little: its lower
/// part fills last.
constexpr Ranges cavaPart{{{},
                           {-infinite, -infinite, 0.50, 0.66},
                           {0.10, 0.35, 0.97, 1.08},
                           {0.55, 0.80, infinite, infinite}}};

class Support {
public:
    void add(const Ranges& ranges, double value) {
        for (std::size_t i = 0; i < m_fit.size(); ++i) {
            m_fit[i] *= ranges[i].at(value);
        }
    }
    void scale(const PhaseSupport& factors) {
        for (std::size_t i = 0; i < m_fit.size(); ++i) {
            m_fit[i] *= factors[i];
        }
    }
    const PhaseSupport& fit() const { return m_fit; }

private:
    PhaseSupport m_fit{1, 1, 1, 1};
};

/// Nothing where the aorta has hardly any contrast medium to compare with.
void addCava(const Enhancement& e, const Enhancement* before, Support& support) {
    constexpr double unenhancedBlood = 42;
    const auto unenhanced = [&](std::optional<double> Enhancement::*vessel) {
        return before ? (before->*vessel).value_or(unenhancedBlood) : unenhancedBlood;
    };
    const double aorta = *e.aorta - unenhanced(&Enhancement::aorta);
    if (e.inferiorVenaCava && aorta > 40) {
        support.add(cavaPart,
                    (*e.inferiorVenaCava - unenhanced(&Enhancement::inferiorVenaCava)) / aorta);
    }
}

void addKidney(const Enhancement& e, const Enhancement* before, Support& support) {
    if (!e.renalCortex || !e.renalMedulla) {
        return;
    }
    support.add(cortexRanges, *e.renalCortex);
    const double cortex = *e.renalCortex - (before ? before->renalCortex.value_or(unenhancedKidney)
                                                   : unenhancedKidney);
    const double medulla =
        *e.renalMedulla -
        (before ? before->renalMedulla.value_or(unenhancedKidney) : unenhancedKidney);
    if (cortex > 40) {
        support.add(medullaPart, medulla / cortex);
    }
    support.scale(e.renalPelvis ? PhaseSupport{0.2, 0.2, 0.25, 1} : PhaseSupport{1, 1, 1, 0.6});
}

PhaseSupport shared(PhaseSupport fit) {
    const double sum = std::accumulate(fit.begin(), fit.end(), 0.0);
    std::ranges::for_each(fit, [sum](double& share) { share /= sum; });
    return fit;
}

} // namespace

std::optional<PhaseSupport> renalSupport(const Enhancement& e) {
    if (!e.renalCortex || !e.renalMedulla) {
        return std::nullopt;
    }
    const double cortex = *e.renalCortex - unenhancedKidney;
    if (cortex <= 40) {
        return std::nullopt;
    }
    Support support;
    support.add(medullaPart, (*e.renalMedulla - unenhancedKidney) / cortex);
    return shared(support.fit());
}

std::optional<PhaseSupport> fitOf(const Enhancement& e, const Enhancement* before) {
    if (!e.aorta) {
        return std::nullopt;
    }
    Support support;
    support.add(aortaRanges, *e.aorta);
    if (e.liver && before && before->liver) {
        support.add(liverRise, *e.liver - *before->liver);
    } else if (e.liver) {
        support.add(aboveLiver, *e.aorta - *e.liver);
        support.add(liverRanges, *e.liver);
    }
    addCava(e, before, support);
    addKidney(e, before, support);
    return support.fit();
}

std::optional<PhaseSupport> supportOf(const Enhancement& enhancement, const Enhancement* before) {
    const auto fit = fitOf(enhancement, before);
    return fit ? std::optional(shared(*fit)) : std::nullopt;
}

} // namespace bolus
