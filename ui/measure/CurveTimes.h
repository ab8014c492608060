// When the phases of an exam were acquired, for a curve.
#pragma once

#include <optional>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

struct CurveTimes {
    enum class Axis {
        AfterContrast, // seconds after ContrastBolusStartTime (0018,1042)
        AfterFirst,    // seconds after the first phase; the start of contrast is not known
        Order          // 1, 2, 3 …: some time is not known, or all are the same
    };
    Axis axis = Axis::Order;
    std::vector<double> at; // one a volume
    /// Seconds after contrast, one a volume, where they are known; for washout.
    std::vector<std::optional<double>> afterContrast;
    /// Seconds on a clock that the phases share, one a volume, where they are known.
    std::vector<std::optional<double>> instants;
};

/// By AcquisitionTime alone: other times may be those of a later reconstruction.
CurveTimes curveTimes(const std::vector<VolumeRecord>& phases);

} // namespace bolus
