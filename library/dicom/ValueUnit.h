// In which unit an image's values are. Private to library/dicom.
#pragma once

#include <optional>
#include <string>

#include "library/dicom/Rescale.h"

namespace bolus {

/// Of values after the Modality LUT, as Volume::unit. HU only where the file is of CT, not of a
/// localizer, a map or a picture of the screen, and its rescale is called HU or, as PS3.3 C.8.2.1
/// allows for HU alone, nothing. `own`: the frame's functional groups, or null.
std::string unitOf(DcmItem& dataset, DcmItem* own, const Rescale& rescale);

/// Stored values to a quantity with a unit.
struct RealWorldValues {
    double slope = 1, intercept = 0;
    std::string unit; // never empty
};

/// The first linear mapping of Real World Value Mapping Sequence (0040,9096) that names a unit: the
/// frame's, else the data set's. Nothing for HU that are not of CT.
std::optional<RealWorldValues> realWorldValues(DcmItem& dataset, DcmItem* own);

} // namespace bolus
