// The Modality LUT (PS3.3 C.11.1), or a real world value mapping (C.7.6.16.2.11): stored values to
// HU or whatever the modality means. Private to library/dicom.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "library/dicom/LookupTable.h"

namespace bolus {

/// Either linear, or a table where the file has a Modality LUT Sequence.
struct Rescale {
    double slope = 1, intercept = 0;
    std::string type;   // RescaleType or ModalityLUTType as written
    bool given = false; // false: the file says nothing usable, values are as stored
    std::string unit;   // as Volume::unit
    std::optional<LookupTable> table;

    bool wholeNumbers() const;
    double apply(std::int64_t stored) const;
    double applyReal(double stored) const { return stored * slope + intercept; }
};

/// The rescale of a frame: its functional group's (`own` are the frame's groups, null where it has
/// none), else the data set's own; where that has no unit, a real world value mapping that has one.
Rescale rescaleOf(DcmItem& dataset, DcmItem* own, bool signedPixels);

} // namespace bolus
