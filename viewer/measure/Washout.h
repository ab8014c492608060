// Washout of contrast between phases, and what speaks against computing it.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "library/domain/Phase.h"

namespace bolus {

/// One phase of a region.
struct PhaseMean {
    Phase phase = Phase::Unknown;
    std::optional<double> mean;    // absent: nothing could be measured
    std::optional<double> seconds; // after the start of contrast; absent: not known
    std::optional<double> kvp;
    bool hounsfield = false; // CT, in HU
};

enum class WashoutNote {
    NotHounsfield,     // nothing is computed
    NoPortalVenous,    // nothing is computed
    NoDelayed,         // nothing is computed
    NoUnenhanced,      // no absolute washout
    NoEnhancement,     // E ≤ U, or E ≤ 0: the quotient says nothing
    LittleEnhancement, // E − U below 10 HU: noise decides
    DelayUnknown,
    DelayTenMinutes, // 8 to 12 minutes: another protocol, with other limits
    DelayOther,      // neither about 15 nor about 10 minutes
    PortalOther,     // E not from 60 to 75 s after the start of contrast
    PortalUnknown,
    OtherVoltage // kVp differs between the phases, and HU of iodine with it
};

/// U: unenhanced, E: portal venous (60–75 s), D: delayed (15 min); mean HU.
/// Absolute washout (E − D)/(E − U) × 100, relative washout (E − D)/E × 100, in per cent: Caoili et
/// al., Radiology 2002;222:629–633; Korobkin et al., AJR 1998;170:747–752.
struct Washout {
    std::optional<double> absolute, relative;
    std::optional<std::size_t> unenhanced, enhanced, delayed; // indices of the phases taken
    std::vector<WashoutNote> notes;                           // why not, and what to mind
};

/// Of several volumes of one phase the first unenhanced and portal venous count, and the delayed
/// one nearest to 15 minutes (the last, where no time is known).
Washout washout(std::span<const PhaseMean> phases);

} // namespace bolus
