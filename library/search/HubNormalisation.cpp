#include "library/search/HubNormalisation.h"

#include <algorithm>
#include <cmath>

namespace bolus {

std::vector<double> normalisedForHubs(std::span<const double> toQuery,
                                      std::span<const std::vector<double>> toBank,
                                      double inverseTemperature) {
    std::vector<double> values(toQuery.begin(), toQuery.end());
    if (values.empty()) {
        return values;
    }
    const auto nearest = std::ranges::max_element(values) - values.begin();
    const bool isHub = std::ranges::any_of(toBank, [nearest](const auto& cosines) {
        return std::ranges::max_element(cosines) - cosines.begin() == nearest;
    });
    if (!isHub) {
        return values;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        double sum = 0;
        for (const auto& cosines : toBank) {
            sum += std::exp(inverseTemperature * cosines[i]);
        }
        values[i] -= std::log(sum) / inverseTemperature;
    }
    return values;
}

} // namespace bolus
