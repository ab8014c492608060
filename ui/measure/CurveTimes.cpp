#include "ui/measure/CurveTimes.h"

#include <algorithm>
#include <cmath>

#include "library/phases/Times.h"

namespace bolus {

namespace {

constexpr double longest = 2 * 3600; // s that an exam's phases may lie apart

/// Start of contrast in seconds of the day, where the volumes that name one agree within a minute.
std::optional<double> contrastStart(const std::vector<VolumeRecord>& phases) {
    std::optional<double> start;
    for (const VolumeRecord& volume : phases) {
        const auto told = secondsOfDay(volume.contrastStart);
        if (told && start && std::abs(secondsBetween(*start, *told)) > 60) {
            return std::nullopt;
        }
        start = start ? start : told;
    }
    return start;
}

/// Of the volumes that name one; none where those are no times of one exam.
std::vector<std::optional<double>> knownInstants(const std::vector<VolumeRecord>& phases) {
    const std::vector<double> all = instantsOf(phases);
    std::vector<std::optional<double>> known(phases.size());
    std::optional<double> low, high;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (acquiredAt(phases[i]) && std::isfinite(all[i])) {
            known[i] = all[i];
            low = std::min(low.value_or(all[i]), all[i]);
            high = std::max(high.value_or(all[i]), all[i]);
        }
    }
    const bool areTimes = low && *high > *low && *high - *low <= longest;
    return areTimes ? known : std::vector<std::optional<double>>(phases.size());
}

bool areAllKnown(const std::vector<std::optional<double>>& times) {
    return !times.empty() &&
           std::ranges::all_of(times, [](const auto& t) { return t.has_value(); });
}

} // namespace

CurveTimes curveTimes(const std::vector<VolumeRecord>& phases) {
    CurveTimes times;
    const auto start = contrastStart(phases);
    times.instants = knownInstants(phases);
    bool acquiredAll = !phases.empty();
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const auto acquired = acquiredAt(phases[i]);
        acquiredAll = acquiredAll && acquired.has_value();
        const auto after =
            acquired && start ? std::optional(secondsBetween(*start, *acquired)) : std::nullopt;
        const bool plausible = after && std::abs(*after) <= longest;
        times.afterContrast.push_back(plausible ? after : std::nullopt);
        times.at.push_back(static_cast<double>(i + 1));
    }
    if (!areAllKnown(times.instants)) {
        if (acquiredAll) { // no times of one exam: what follows from them is none either
            times.afterContrast.assign(phases.size(), std::nullopt);
        }
        return times;
    }
    const bool fromContrast = areAllKnown(times.afterContrast);
    const double first = **std::ranges::min_element(times.instants);
    for (std::size_t i = 0; i < phases.size(); ++i) {
        times.at[i] = fromContrast ? *times.afterContrast[i] : *times.instants[i] - first;
    }
    times.axis = fromContrast ? CurveTimes::Axis::AfterContrast : CurveTimes::Axis::AfterFirst;
    return times;
}

} // namespace bolus
