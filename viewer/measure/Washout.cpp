#include "viewer/measure/Washout.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr double minute = 60;
constexpr double leastEnhancement = 10; // HU

std::optional<std::size_t> firstOf(std::span<const PhaseMean> phases, Phase phase) {
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (phases[i].phase == phase && phases[i].mean) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> delayedOf(std::span<const PhaseMean> phases) {
    const auto away = [&](std::size_t i) {
        return phases[i].seconds ? std::abs(*phases[i].seconds - 15 * minute) : 1e9;
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

void noteTimes(const PhaseMean& enhanced, const PhaseMean& delayed,
               std::vector<WashoutNote>& notes) {
    if (!enhanced.seconds) {
        notes.push_back(WashoutNote::PortalUnknown);
    } else if (*enhanced.seconds < 55 || *enhanced.seconds > 80) {
        notes.push_back(WashoutNote::PortalOther);
    }
    if (!delayed.seconds) {
        notes.push_back(WashoutNote::DelayUnknown);
        return;
    }
    const double minutes = *delayed.seconds / minute;
    if (minutes >= 8 && minutes < 12) {
        notes.push_back(WashoutNote::DelayTenMinutes);
    } else if (minutes < 12 || minutes > 18) {
        notes.push_back(WashoutNote::DelayOther);
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
}

bool voltagesDiffer(std::span<const PhaseMean> phases, const Washout& w) {
    std::optional<double> first;
    for (const auto& index : {w.unenhanced, w.enhanced, w.delayed}) {
        const auto kvp = index ? phases[*index].kvp : std::nullopt;
        if (kvp && first && std::abs(*kvp - *first) > 1) {
            return true;
        }
        first = first ? first : kvp;
    }
    return false;
}

} // namespace

Washout washout(std::span<const PhaseMean> phases) {
    Washout w;
    w.unenhanced = firstOf(phases, Phase::PreContrast);
    w.enhanced = firstOf(phases, Phase::PortalVenous);
    w.delayed = delayedOf(phases);
    if (!w.unenhanced) {
        w.notes.push_back(WashoutNote::NoUnenhanced);
    }
    if (!w.enhanced) {
        w.notes.push_back(WashoutNote::NoPortalVenous);
    }
    if (!w.delayed) {
        w.notes.push_back(WashoutNote::NoDelayed);
    }
    const auto hounsfield = [&](const std::optional<std::size_t>& index) {
        return !index || phases[*index].hounsfield;
    };
    if (!hounsfield(w.unenhanced) || !hounsfield(w.enhanced) || !hounsfield(w.delayed)) {
        w.notes.push_back(WashoutNote::NotHounsfield);
        return w;
    }
    if (w.enhanced && w.delayed) {
        compute(phases, w);
        noteTimes(phases[*w.enhanced], phases[*w.delayed], w.notes);
        if (voltagesDiffer(phases, w)) {
            w.notes.push_back(WashoutNote::OtherVoltage);
        }
    }
    return w;
}

} // namespace bolus
