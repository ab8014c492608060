// What descriptions call the contrast phases, in eleven languages. Private to library/phases.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Phase.h"

namespace bolus {

struct PhaseMention {
    Phase phase = Phase::Unknown; // Unknown: words that name several at once ("with and without")
    double weight = 0;            // how sure the words alone make us
    std::string words;            // as found
};

/// Every mention in a description, the longest first at each place, none overlapping. Generic
/// mentions of contrast ("with contrast") are PostContrast.
std::vector<PhaseMention> phaseMentions(std::string_view description);

/// The phase at so many seconds after the injection began; Unknown between the windows: arterial
/// 15-48 s, portal venous 55-105 s, delayed from 120 s on.
Phase phaseAtSeconds(double seconds);

/// Seconds after injection that a description names: "70s", "35 sec", "5 min delay". Kernels such
/// as B30s are not times.
std::optional<double> secondsNamed(std::string_view description);

} // namespace bolus
