#include "library/dicom/SliceGroups.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "library/dicom/Photometric.h"
#include "library/dicom/SliceGrid.h"
#include "library/dicom/SplitBlocks.h"
#include "library/dicom/SplitPasses.h"
#include "library/domain/Vectors.h"

namespace bolus {

namespace {

constexpr double farthestPosition = 1e5; // mm; nobody is scanned 100 m from the origin

/// Objects that carry geometry but are not images of the patient's inside: segmentations, doses.
/// Parametric maps are.
bool isDerivedObject(const InstanceHeader& header) {
    static const char* const classes[] = {
        "1.2.840.10008.5.1.4.1.1.66",  // segmentations, surfaces, registrations
        "1.2.840.10008.5.1.4.1.1.481", // radiotherapy
        "1.2.840.10008.5.1.4.1.1.11",  // presentation states
        "1.2.840.10008.5.1.4.1.1.77",  // visible light, microscopy
    };
    const bool byClass = std::ranges::any_of(classes, [&](std::string_view root) {
        return header.sopClassUid == root ||
               header.sopClassUid.starts_with(std::string(root) + ".");
    });
    return byClass || header.modality == "SEG" || header.modality.starts_with("RT");
}

bool usable(const FrameGeometry& geometry) {
    const bool near = std::ranges::all_of(geometry.position, [](double v) {
        return std::isfinite(v) && std::abs(v) < farthestPosition;
    });
    const bool spaced = std::ranges::all_of(
        geometry.pixelSpacing, [](double v) { return std::isfinite(v) && v > 1e-4 && v < 1e3; });
    return near && spaced && planeFromOrientation(geometry.orientation) != Plane::Unknown;
}

void placeFrames(const InstanceHeader& header, std::vector<PlacedSlice>& slices) {
    if (!header.frameGeometry.empty()) {
        for (std::size_t i = 0; i < header.frameGeometry.size(); ++i) {
            slices.push_back({&header, static_cast<int>(i), header.frameGeometry[i]});
        }
    } else if (header.frames == 1 && header.position && header.orientation && header.pixelSpacing) {
        FrameGeometry geometry;
        geometry.position = *header.position;
        geometry.orientation = *header.orientation;
        geometry.pixelSpacing = *header.pixelSpacing;
        geometry.sliceThickness = header.sliceThickness;
        slices.push_back({&header, 0, geometry});
    }
}

bool isGrey(const InstanceHeader& header) {
    return !isColour(header.photometric, header.samplesPerPixel);
}

bool isImage(const InstanceHeader& header) {
    const bool samples = header.samplesPerPixel == 1 || header.samplesPerPixel == 3;
    return header.hasPixels && header.rows > 0 && header.columns > 0 && samples &&
           !isDerivedObject(header);
}

template<typename Split>
Stacks each(Stacks stacks, Split split) {
    Stacks result;
    for (const SliceStack& stack : stacks) {
        std::ranges::move(split(stack), std::back_inserter(result));
    }
    return result;
}

/// The stack's groups where they are better than the stack, else nothing.
Stacks partsBy(const SplitKey& key, const SliceStack& stack) {
    if (key.rule == SplitRule::Untangle && isEven(positionsOf(stack))) {
        return {}; // most series end here, and cost nothing more
    }
    Stacks groups = splitByKey(stack, key);
    if (groups.size() < 2) {
        return {};
    }
    std::ranges::for_each(groups, sortStack);
    return key.rule == SplitRule::Always || untangles(key, stack, groups) ? groups : Stacks();
}

Stacks splitByKeys(Stacks stacks) {
    for (const SplitKey& key : splitKeys()) {
        Stacks parts;
        for (SliceStack& stack : stacks) {
            Stacks groups = partsBy(key, stack);
            if (groups.empty()) {
                parts.push_back(std::move(stack));
            }
            std::ranges::move(groups, std::back_inserter(parts));
        }
        stacks = std::move(parts);
    }
    return stacks;
}

/// One or two pictures across a whole axial CT are its scout, also where ImageType does not say so.
void nameScouts(Stacks& stacks) {
    const auto largest = std::ranges::max_element(
        stacks, {}, [](const SliceStack& stack) { return stack.slices.size(); });
    for (SliceStack& stack : stacks) {
        const bool lone = stack.slices.size() <= 2 && largest->slices.size() >= 8;
        if (lone && !stack.reasons.empty() &&
            stack.reasons.front().cause == SplitCause::Orientation &&
            stack.slices.front().header->modality == "CT") {
            stack.reasons.front() = {SplitCause::Scout,
                                     "scout image, as it lies across the other slices"};
        }
    }
}

bool isScoutStack(const SliceStack& stack) {
    return isScout(stack.slices.front()) ||
           (!stack.reasons.empty() && stack.reasons.front().cause == SplitCause::Scout &&
            stack.slices.size() <= 2);
}

} // namespace

std::array<double, 3> normalOf(const std::array<double, 6>& o) {
    return cross({o[0], o[1], o[2]}, {o[3], o[4], o[5]});
}

MakingOrder makingOrder(const PlacedSlice& slice) {
    return {slice.header->instanceNumber.value_or(0), slice.frame, slice.header->path.native()};
}

void sortStack(SliceStack& stack) {
    const auto normal = normalOf(stack.slices.front().geometry.orientation);
    for (PlacedSlice& slice : stack.slices) {
        slice.along = dot(slice.geometry.position, normal);
    }
    std::ranges::stable_sort(stack.slices, {}, makingOrder);
    std::ranges::stable_sort(stack.slices, {}, &PlacedSlice::along);
}

SliceStack emptyLike(const SliceStack& stack) {
    return {{}, stack.reasons, stack.issues, stack.flags};
}

std::vector<double> positionsOf(const SliceStack& stack) {
    std::vector<double> positions;
    std::ranges::transform(stack.slices, std::back_inserter(positions), &PlacedSlice::along);
    return positions;
}

PlacedSlices placeSlices(const std::vector<InstanceHeader>& series) {
    PlacedSlices placed;
    std::set<std::string> seen;
    for (const InstanceHeader& header : series) {
        if (isImage(header) &&
            (header.sopInstanceUid.empty() || seen.insert(header.sopInstanceUid).second)) {
            std::vector<PlacedSlice> frames;
            placeFrames(header, frames);
            const std::size_t bad = std::erase_if(
                frames, [](const PlacedSlice& slice) { return !usable(slice.geometry); });
            // A colour page, such as a dose report, has no place and misses none.
            placed.leftOut += isGrey(header) ? bad + (frames.empty() && bad == 0 ? 1 : 0) : 0;
            std::ranges::move(frames, std::back_inserter(placed.slices));
        }
    }
    return placed;
}

Stacks groupSlices(std::vector<PlacedSlice> slices) {
    if (slices.empty()) {
        return {};
    }
    Stacks stacks{{std::move(slices), {}, {}, {}}};
    sortStack(stacks.front());
    stacks = splitByKeys(std::move(stacks));
    stacks = each(std::move(stacks), splitRepetitions);
    stacks = each(std::move(stacks), splitOverlaps);
    stacks = each(std::move(stacks), splitMixedSpacing);
    nameScouts(stacks);
    std::ranges::stable_partition(stacks,
                                  [](const SliceStack& stack) { return !isScoutStack(stack); });
    return stacks;
}

} // namespace bolus
