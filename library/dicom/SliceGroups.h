// Splits the slices of one series into stacks that share their geometry. Private to library/dicom.
#pragma once

#include <string>
#include <string_view>
#include <tuple>
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

struct SplitReason {
    SplitCause cause = SplitCause::None;
    std::string words; // for a radiologist
};

struct SliceStack {
    std::vector<PlacedSlice> slices;  // ascending along the normal
    std::vector<SplitReason> reasons; // why it was split off, outermost first
    std::vector<std::string> issues;
    std::vector<GeometryFlag> flags;
};
using Stacks = std::vector<SliceStack>;

/// Row cosines × column cosines: the direction in which a stack's slices ascend.
std::array<double, 3> normalOf(const std::array<double, 6>& orientation);

/// In which order slices were made, as far as their numbers tell; the file name decides a tie.
using MakingOrder = std::tuple<int, int, std::string_view>;
MakingOrder makingOrder(const PlacedSlice& slice);

/// Sorts a stack along the normal of its first slice; equal positions in the order of making.
void sortStack(SliceStack& stack);

/// A stack without slices that has been split off like this one.
SliceStack emptyLike(const SliceStack& stack);

/// Positions of a stack's slices along its normal, mm.
std::vector<double> positionsOf(const SliceStack& stack);

struct PlacedSlices {
    std::vector<PlacedSlice> slices;
    std::size_t leftOut = 0; // images whose geometry is missing or impossible
};

/// Slices that have pixels and geometry; each SOP instance once.
PlacedSlices placeSlices(const std::vector<InstanceHeader>& series);

/// Stacks without repeated positions, scouts last. Every slice ends up in exactly one.
Stacks groupSlices(std::vector<PlacedSlice> slices);

} // namespace bolus
