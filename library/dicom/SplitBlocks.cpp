#include "library/dicom/SplitBlocks.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "library/dicom/SliceGrid.h"

namespace bolus {

namespace {

using Range = std::pair<double, double>;

Range rangeOf(const SliceStack& stack) {
    const auto [low, high] = std::ranges::minmax_element(stack.slices, {}, &PlacedSlice::along);
    return {low->along, high->along};
}

std::vector<Range> rangesOf(const Stacks& groups) {
    std::vector<Range> ranges;
    std::ranges::transform(groups, std::back_inserter(ranges), rangeOf);
    std::ranges::sort(ranges);
    return ranges;
}

/// How many of the groups reach over one position at most. Groups one after the other: 1.
std::size_t deepestOverlap(const Stacks& groups) {
    const auto ranges = rangesOf(groups);
    std::multiset<double> open; // upper ends
    std::size_t deepest = 0;
    for (const auto& [low, high] : ranges) {
        open.erase(open.begin(), open.lower_bound(low - samePosition));
        open.insert(high);
        deepest = std::max(deepest, open.size());
    }
    return deepest;
}

std::size_t flawsTogether(const Stacks& groups) {
    std::size_t flaws = groups.size() - 1;
    for (const SliceStack& group : groups) {
        flaws += flawsOf(positionsOf(group));
    }
    return flaws;
}

/// Odd and even slices are one stack, however many of its distances are flawed by a wrong slice.
bool takesEverySecond(const SliceStack& stack, const Stacks& groups) {
    const auto positions = positionsOf(stack);
    const double step = usualStep(positions);
    const auto coarser = [&](const SliceStack& group) {
        return group.slices.size() < 2 || usualStep(positionsOf(group)) > 1.5 * step;
    };
    return std::ranges::all_of(groups, coarser) && 5 * flawsOf(positions) < positions.size() - 1;
}

/// Two passes of a CT whose positions happen to lie halfway between each other's. Only CT: MR
/// acquires odd and even slices in turn.
bool interleaveByChance(const SplitKey& key, const SliceStack& stack, const Stacks& groups) {
    const bool told =
        key.cause == SplitCause::TemporalPosition || stack.slices.front().header->modality == "CT";
    return key.rule == SplitRule::UntangleEven && told && deepestOverlap(groups) == groups.size() &&
           std::ranges::all_of(groups, [](const SliceStack& group) {
               return group.slices.size() >= 3 && isEven(positionsOf(group));
           });
}

/// Runs of constant steps in the order of the instance numbers.
Stacks runsByNumber(const SliceStack& stack) {
    std::vector<PlacedSlice> slices = stack.slices;
    std::ranges::stable_sort(slices, {}, makingOrder);
    Stacks runs;
    double step = 0;
    for (const PlacedSlice& slice : slices) {
        const bool begins = runs.empty();
        const double moved = begins ? 0 : slice.along - runs.back().slices.back().along;
        const bool second = !begins && runs.back().slices.size() == 1;
        if (begins || (!second && !(sameDistance(moved, step) && moved * step > 0))) {
            runs.push_back(emptyLike(stack));
        } else {
            step = moved;
        }
        runs.back().slices.push_back(slice);
    }
    std::ranges::for_each(runs, sortStack);
    return runs;
}

std::string millimetres(const Range& range) {
    return fmt::format("{:.1f} to {:.1f} mm", range.first, range.second);
}

std::string blockWords(const SliceStack& block, const SliceStack& stack, bool sameSpacing) {
    if (block.slices.size() == 1) {
        return "a slice far from the others";
    }
    const double spacing = usualStep(positionsOf(block));
    return sameSpacing || block.slices.size() == stack.slices.size()
               ? fmt::format("slices {:.3g} mm apart, before or behind a gap", spacing)
               : fmt::format("slices {:.3g} mm apart, others have another spacing", spacing);
}

} // namespace

bool untangles(const SplitKey& key, const SliceStack& stack, const Stacks& groups) {
    const std::size_t deepest = deepestOverlap(groups);
    if (groups.size() < 2 || deepest < 2 || 2 * deepest <= groups.size()) {
        return false; // one after the other, or steps of several passes
    }
    const auto positions = positionsOf(stack);
    if (isEven(positions)) {
        return interleaveByChance(key, stack, groups);
    }
    const std::size_t before = flawsOf(positions), after = flawsTogether(groups);
    const bool repeats = highestMultiplicity(positions) > 1;
    return (after < before || (repeats && after == before)) && !takesEverySecond(stack, groups);
}

Stacks splitOverlaps(const SliceStack& stack) {
    constexpr std::size_t mostRuns = 4;
    if (isEven(positionsOf(stack))) {
        return {stack};
    }
    Stacks runs = runsByNumber(stack);
    const bool real =
        runs.size() > 1 && runs.size() <= mostRuns && deepestOverlap(runs) > 1 &&
        flawsTogether(runs) < flawsOf(positionsOf(stack)) &&
        std::ranges::all_of(runs, [](const SliceStack& run) { return run.slices.size() >= 3; });
    if (!real) {
        return {stack};
    }
    for (SliceStack& run : runs) {
        run.flags.push_back(GeometryFlag::Overlap);
        run.issues.emplace_back("Other slices of this series overlap with these and are shown "
                                "apart; they may be another pass over the patient.");
        run.reasons.push_back({SplitCause::Overlap, "slices from " + millimetres(rangeOf(run)) +
                                                        ", which overlap with others"});
    }
    return runs;
}

Stacks splitMixedSpacing(const SliceStack& stack) {
    const auto positions = positionsOf(stack);
    const auto grid = fitGrid(positions);
    if (positions.size() < 2 || (grid && !changesItsSpacing(*grid))) {
        return {stack};
    }
    const auto blocks = spacingBlocks(positions);
    if (blocks.size() < 2) {
        return {stack};
    }
    Stacks groups;
    auto first = stack.slices.begin();
    for (const std::size_t count : blocks) {
        groups.push_back(emptyLike(stack));
        groups.back().slices.assign(first, first + static_cast<std::ptrdiff_t>(count));
        first += static_cast<std::ptrdiff_t>(count);
    }
    const auto stepOf = [](const SliceStack& group) { return usualStep(positionsOf(group)); };
    const bool sameSpacing = std::ranges::all_of(groups, [&](const SliceStack& group) {
        return group.slices.size() == 1 || sameDistance(stepOf(group), usualStep(positions));
    });
    for (SliceStack& group : groups) {
        group.reasons.push_back({SplitCause::MixedSpacing, blockWords(group, stack, sameSpacing)});
    }
    return groups;
}

} // namespace bolus
