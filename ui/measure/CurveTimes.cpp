#include "ui/measure/CurveTimes.h"

#include <algorithm>

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

bool areTimes(const std::vector<double>& at) {
    const auto [low, high] = std::ranges::minmax(at);
    return high > low && high - low <= longest;
}

} // namespace

CurveTimes curveTimes(const std::vector<VolumeRecord>& phases) {
    CurveTimes times;
    const auto start = contrastStart(phases);
    std::vector<double> instants = instantsOf(phases);
    bool known = !phases.empty();
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const auto acquired = acquiredAt(phases[i]);
        known = known && acquired.has_value();
        const auto after =
            acquired && start ? std::optional(secondsBetween(*start, *acquired)) : std::nullopt;
        const bool plausible = after && std::abs(*after) <= longest;
        times.afterContrast.push_back(plausible ? after : std::nullopt);
        times.at.push_back(static_cast<double>(i + 1));
    }
    if (!known) {
        return times;
    }
    const double first = std::ranges::min(instants);
    std::ranges::transform(instants, instants.begin(), [&](double t) { return t - first; });
    if (!areTimes(instants)) {
        times.afterContrast.assign(phases.size(), std::nullopt);
        return times;
    }
    times.at = instants;
    times.axis = CurveTimes::Axis::AfterFirst;
    if (std::ranges::all_of(times.afterContrast, [](const auto& t) { return t.has_value(); })) {
        std::ranges::transform(times.afterContrast, times.at.begin(),
                               [](const auto& t) { return *t; });
        times.axis = CurveTimes::Axis::AfterContrast;
    }
    return times;
}

} // namespace bolus
