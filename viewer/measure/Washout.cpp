#include "viewer/measure/Washout.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr double minute = 60;
constexpr double usualPortal = 67.5;    // s after contrast: the middle of 60 to 75
constexpr double leastEnhancement = 10; // HU
constexpr double leastShare = 0.75, leastConfidence = 0.5;

bool isPortalTime(double seconds) {
    return seconds >= 45 && seconds <= 100;
}

std::optional<std::size_t> firstOf(std::span<const PhaseMean> phases, Phase phase) {
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (phases[i].phase == phase && phases[i].mean) {
            return i;
        }
    }
    return std::nullopt;
}

/// Seconds from contrast to a phase; by the time since the portal venous one where need be.
std::optional<double> delayOf(const PhaseMean& delayed, const PhaseMean* portal) {
    if (delayed.seconds || portal == nullptr || !delayed.instant || !portal->instant) {
        return delayed.seconds;
    }
    return portal->seconds.value_or(usualPortal) + *delayed.instant - *portal->instant;
}

std::optional<std::size_t> delayedOf(std::span<const PhaseMean> phases, const PhaseMean* portal) {
    const auto away = [&](std::size_t i) {
        const auto seconds = delayOf(phases[i], portal);
        return seconds ? std::abs(*seconds - 15 * minute) : 1e9;
    };
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const bool delayed = phases[i].phase == Phase::Delayed && phases[i].mean;
        if (delayed && (!best || away(i) <= away(*best))) {
            best = i;
        }
    }
    return best;
}

/// Why a phase's mean is none for the formulas; `timed`: its time bears the phase out.
std::optional<WashoutNote> flawOf(const PhaseMean& phase, bool timed) {
    if (!phase.hounsfield) {
        return WashoutNote::NotHounsfield;
    }
    if (phase.measuredShare < leastShare) {
        return WashoutNote::PartlyMeasured;
    }
    if (phase.confidence < leastConfidence && !timed) {
        return WashoutNote::UnsurePhase;
    }
    return std::nullopt;
}

bool voltagesDiffer(const PhaseMean& a, const PhaseMean& b) {
    return a.kvp && b.kvp && std::abs(*a.kvp - *b.kvp) > 1;
}

std::optional<WashoutNote> flawOfUnenhanced(const PhaseMean& u, const PhaseMean& portal) {
    const bool ordered = u.instant && portal.instant;
    if ((u.seconds && *u.seconds > 10) || (ordered && *u.instant >= *portal.instant)) {
        return WashoutNote::NotUnenhanced;
    }
    return voltagesDiffer(u, portal) ? WashoutNote::OtherVoltage : flawOf(u, u.seconds || ordered);
}

std::optional<WashoutNote> flawOfPortal(const PhaseMean& portal) {
    if (portal.seconds && !isPortalTime(*portal.seconds)) {
        return WashoutNote::NotPortal;
    }
    return flawOf(portal, portal.seconds.has_value());
}

std::optional<WashoutNote> flawOfDelayed(const PhaseMean& delayed, const PhaseMean& portal,
                                         const std::optional<double>& minutes) {
    if (minutes && (*minutes < 8 || *minutes > 18)) {
        return WashoutNote::DelayOther;
    }
    return voltagesDiffer(delayed, portal) ? WashoutNote::OtherVoltage
                                           : flawOf(delayed, minutes.has_value());
}

void noteTimes(const PhaseMean& portal, Washout& w) {
    if (!portal.seconds) {
        w.notes.push_back(WashoutNote::PortalUnknown);
    } else if (*portal.seconds < 55 || *portal.seconds > 80) {
        w.notes.push_back(WashoutNote::PortalOther);
    }
    if (!w.delayMinutes) {
        w.notes.push_back(WashoutNote::DelayUnknown);
    } else if (*w.delayMinutes < 12) {
        w.notes.push_back(WashoutNote::DelayTenMinutes);
    }
}

void compute(std::span<const PhaseMean> phases, Washout& w) {
    const double e = *phases[*w.enhanced].mean, d = *phases[*w.delayed].mean;
    const double u = w.unenhanced ? *phases[*w.unenhanced].mean : 0;
    if (e <= 0 || (w.unenhanced && e <= u)) {
        w.notes.push_back(WashoutNote::NoEnhancement);
        return;
    }
    w.relative = (e - d) / e * 100;
    if (w.unenhanced) {
        w.absolute = (e - d) / (e - u) * 100;
        if (e - u < leastEnhancement) {
            w.notes.push_back(WashoutNote::LittleEnhancement);
        }
    }
    noteTimes(phases[*w.enhanced], w);
}

void noteMissing(Washout& w) {
    if (!w.unenhanced) {
        w.notes.push_back(WashoutNote::NoUnenhanced);
    }
    if (!w.enhanced) {
        w.notes.push_back(WashoutNote::NoPortalVenous);
    }
    if (!w.delayed) {
        w.notes.push_back(WashoutNote::NoDelayed);
    }
}

} // namespace

Washout washout(std::span<const PhaseMean> phases) {
    Washout w;
    w.unenhanced = firstOf(phases, Phase::PreContrast);
    w.enhanced = firstOf(phases, Phase::PortalVenous);
    const PhaseMean* portal = w.enhanced ? &phases[*w.enhanced] : nullptr;
    w.delayed = delayedOf(phases, portal);
    noteMissing(w);
    if (portal == nullptr || !w.delayed) {
        return w;
    }
    const PhaseMean& delayed = phases[*w.delayed];
    if (const auto seconds = delayOf(delayed, portal)) {
        w.delayMinutes = *seconds / minute;
    }
    const auto flaw = [&] {
        const auto found = flawOfPortal(*portal);
        return found ? found : flawOfDelayed(delayed, *portal, w.delayMinutes);
    }();
    if (flaw) {
        w.notes.push_back(*flaw);
        return w;
    }
    if (w.unenhanced) {
        if (const auto without = flawOfUnenhanced(phases[*w.unenhanced], *portal)) {
            w.notes.push_back(*without);
            w.unenhanced.reset();
        }
    }
    compute(phases, w);
    return w;
}

} // namespace bolus
