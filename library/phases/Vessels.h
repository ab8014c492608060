// The aorta and the inferior vena cava, followed from slice to slice. Private to library/phases.
#pragma once

#include <optional>

#include "library/phases/Landmarks.h"

namespace bolus::pixels {

struct Vessel {
    std::vector<Spot> path; // a slice each; score 0 where it was not seen
    double hu = 0;          // median of the lumen
    double unevenness = 0;  // median distance of the slices from it, HU
    double seenMm = 0;      // length over which it was seen
};

/// A round thing in front of the vertebral bodies, to the left of their middle; over at least 25
/// mm.
std::optional<Vessel> findAorta(const CoarseCt& ct, const Landmarks& marks);
/// Its like to the right.
std::optional<Vessel> findVenaCava(const CoarseCt& ct, const Landmarks& marks, const Vessel& aorta);

/// Median; the values are reordered. 0 without any.
double medianOf(std::vector<float>& values);
/// The value that a share of them lies below.
double quantileOf(std::vector<float>& values, double share);

} // namespace bolus::pixels
