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
    bool hounsfield = false;         // CT, in HU
    std::optional<double> instant{}; // s on a clock that the phases share; absent: not known
    double measuredShare = 1;        // 0 … 1 of the shape: inside the series, and with values
    double confidence = 1;           // 0 … 1 that it is of this phase
};

enum class WashoutNote {
    // Nothing is computed; of the unenhanced phase alone: no absolute washout
    NotHounsfield,
    NoPortalVenous,
    NoDelayed,
    NoUnenhanced,
    PartlyMeasured, // less than three quarters of the shape
    UnsurePhase,    // confidence below a half, and no time that bears it out
    OtherVoltage,   // kVp differs between the phases, and HU of iodine with it
    NotUnenhanced,  // U was taken after contrast
    NotPortal,      // E nowhere near 60 to 75 s after the start of contrast
    DelayOther,     // neither about 15 nor about 10 minutes
    NoEnhancement,  // E ≤ U, or E ≤ 0: the quotient says nothing
    // To be minded
    LittleEnhancement, // E − U below 10 HU: noise decides
    DelayUnknown,
    DelayTenMinutes, // 8 to 12 minutes: another protocol, with other limits
    PortalOther,     // E not from 60 to 75 s after the start of contrast, but near
    PortalUnknown
};

/// U: unenhanced, E: portal venous (60–75 s), D: delayed (15 min); mean HU.
/// Absolute washout (E − D)/(E − U) × 100, relative washout (E − D)/E × 100, in per cent: Caoili et
/// al., Radiology 2002;222:629–633; Korobkin et al., AJR 1998;170:747–752.
struct Washout {
    std::optional<double> absolute, relative;
    std::optional<std::size_t> unenhanced, enhanced, delayed; // indices of the phases taken
    std::optional<double> delayMinutes;                       // of D, after the start of contrast
    std::vector<WashoutNote> notes;                           // why not, and what to mind
};

/// Of several volumes of one phase the first unenhanced and portal venous count, and the delayed
/// one nearest to 15 minutes (the last, where no time is known). Where the start of contrast is not
/// known, the time between E and D tells the delay, as E is from about a minute after contrast.
Washout washout(std::span<const PhaseMean> phases);

} // namespace bolus
