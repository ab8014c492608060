// Splits the slices of one series into stacks that share their geometry. Private to library/dicom.
#pragma once

#include <string>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

/// One image in space: a single-frame instance, or a frame of a multi-frame one.
struct PlacedSlice {
    const InstanceHeader* header = nullptr;
    int frame = 0;
    FrameGeometry geometry;
    double along = 0; // mm along the normal of its stack
};

struct SliceStack {
    std::vector<PlacedSlice> slices;  // ascending along the normal
    std::vector<std::string> reasons; // why it was split off, outermost first
    std::vector<std::string> issues;
};

/// Row cosines × column cosines: the direction in which a stack's slices ascend.
std::array<double, 3> normalOf(const std::array<double, 6>& orientation);

struct PlacedSlices {
    std::vector<PlacedSlice> slices;
    std::size_t leftOut = 0; // images whose geometry is missing or impossible
};

/// Slices that have pixels and geometry; each SOP instance once.
PlacedSlices placeSlices(const std::vector<InstanceHeader>& series);

/// Stacks without repeated positions, scouts last. Every slice ends up in exactly one.
std::vector<SliceStack> groupSlices(std::vector<PlacedSlice> slices);

/// Distances between neighbouring slices of a stack, mm.
std::vector<double> slicesApart(const std::vector<PlacedSlice>& slices);

/// The lower median; 0 of nothing.
double medianOf(std::vector<double> values);

/// Two distances that no radiologist would call different: 5 % or 0.02 mm.
bool sameDistance(double a, double b);

/// How many slices are missing where every distance is a whole multiple of the median; nothing
/// where they are not, or where so much is missing that the spacing cannot be trusted.
std::optional<std::size_t> missingSlices(const std::vector<double>& apart);

} // namespace bolus
