#include "library/dicom/SplitPasses.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "library/dicom/SliceGrid.h"

namespace bolus {

namespace {

using Order = std::string; // sorts as the slices follow each other; empty: not told

Order numbered(double value) {
    return fmt::format("{:024.6f}", value + 1e10); // negative ones sort too
}

/// Date and time as far as they are given; DT and TM sort as text.
Order acquiredAt(const PlacedSlice& slice) {
    const InstanceHeader& header = *slice.header;
    if (!slice.geometry.acquiredAt.empty()) {
        return slice.geometry.acquiredAt;
    }
    return header.acquisitionTime.empty() ? header.acquisitionDateTime
                                          : header.acquisitionDate + header.acquisitionTime;
}

Order triggeredAt(const PlacedSlice& slice) {
    const auto time = slice.header->triggerTime;
    return time && std::abs(*time) < 1e9 ? numbered(*time) : Order();
}

Order madeAt(const PlacedSlice& slice) {
    return slice.header->contentTime;
}

Order byAcquisition(const PlacedSlice& slice) {
    const auto number = slice.header->acquisitionNumber;
    return number ? numbered(*number) : Order();
}

Order byInstance(const PlacedSlice& slice) {
    return numbered(slice.header->instanceNumber.value_or(0)) + numbered(slice.frame);
}

/// "10:00:30" out of a TM or DT value.
std::string clockOf(const std::string& time) {
    const std::size_t at = time.find('.') == std::string::npos ? (time.size() >= 14 ? 8 : 0)
                                                               : (time.find('.') >= 14 ? 8 : 0);
    return time.size() < at + 6 ? time
                                : fmt::format("{}:{}:{}", time.substr(at, 2),
                                              time.substr(at + 2, 2), time.substr(at + 4, 2));
}

struct Pass {
    SplitCause cause;
    Order (*orderOf)(const PlacedSlice&);
    std::string (*words)(const PlacedSlice& first);
};

const Pass passes[] = {
    {SplitCause::TemporalPosition, &acquiredAt,
     [](const PlacedSlice& s) { return ", acquired from " + clockOf(acquiredAt(s)); }},
    {SplitCause::TemporalPosition, &triggeredAt,
     [](const PlacedSlice& s) {
         return fmt::format(", {:g} ms after the trigger", *s.header->triggerTime);
     }},
    {SplitCause::TemporalPosition, &madeAt,
     [](const PlacedSlice& s) { return ", made at " + clockOf(madeAt(s)); }},
    {SplitCause::Acquisition, &byAcquisition,
     [](const PlacedSlice& s) {
         return fmt::format(", from acquisition {}", *s.header->acquisitionNumber);
     }},
    {SplitCause::DuplicatePosition, &byInstance, [](const PlacedSlice&) { return std::string(); }},
};

struct Ordered {
    Order order;
    MakingOrder tie;
    std::size_t index = 0, place = 0; // in the stack; among its different positions
};

/// Slices in an order; empty where the order is not told for all, or tells nothing.
std::vector<Ordered> inOrder(const SliceStack& stack, const Pass& pass) {
    std::vector<Ordered> ordered;
    std::set<Order> different;
    std::size_t place = 0;
    for (std::size_t i = 0; i < stack.slices.size(); ++i) {
        const bool moved =
            i > 0 && stack.slices[i].along - stack.slices[i - 1].along > samePosition;
        place += moved ? 1 : 0;
        ordered.push_back({pass.orderOf(stack.slices[i]), makingOrder(stack.slices[i]), i, place});
        if (ordered.back().order.empty()) {
            return {};
        }
        different.insert(ordered.back().order);
    }
    std::ranges::sort(ordered, {}, [](const Ordered& o) { return std::tie(o.order, o.tie); });
    return different.size() > 1 ? ordered : std::vector<Ordered>();
}

/// Where the pass that comes back to a position at `repeat` began: it may have covered positions
/// before that the pass before it did not reach.
std::size_t beginOfPass(const std::vector<Ordered>& ordered, std::size_t repeat, std::size_t low) {
    const auto step = [&](std::size_t i) {
        return static_cast<std::ptrdiff_t>(ordered[i].place) -
               static_cast<std::ptrdiff_t>(ordered[i - 1].place);
    };
    std::size_t begin = repeat;
    if (repeat + 1 < ordered.size()) {
        while (begin > low + 1 && step(begin) == step(repeat + 1)) {
            --begin;
        }
    }
    return begin;
}

using Cut = std::vector<std::vector<Ordered>>;

/// A new pass begins where a position comes again.
Cut cutAtRepeats(const std::vector<Ordered>& ordered) {
    std::vector<std::size_t> begins;
    std::set<std::size_t> taken;
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        if (begins.empty()) {
            begins.push_back(0);
        } else if (taken.contains(ordered[i].place)) {
            begins.push_back(beginOfPass(ordered, i, begins.back()));
            taken.clear();
            for (std::size_t k = begins.back(); k < i; ++k) {
                taken.insert(ordered[k].place);
            }
        }
        taken.insert(ordered[i].place);
    }
    Cut cut;
    for (std::size_t n = 0; n < begins.size(); ++n) {
        const std::size_t end = n + 1 < begins.size() ? begins[n + 1] : ordered.size();
        cut.emplace_back(ordered.begin() + static_cast<std::ptrdiff_t>(begins[n]),
                         ordered.begin() + static_cast<std::ptrdiff_t>(end));
    }
    return cut;
}

/// Passes have the same positions, or more than one in common: one alone is where two blocks touch,
/// and a slice or two are extra slices rather than a pass.
bool repeatEachOther(const SliceStack& stack, const Cut& cut) {
    std::size_t positions = 0, smallest = stack.slices.size();
    for (const auto& pass : cut) {
        smallest = std::min(smallest, pass.size());
        for (const Ordered& slice : pass) {
            positions = std::max(positions, slice.place + 1);
        }
    }
    const std::size_t repeats = stack.slices.size() - positions;
    return smallest == positions || (smallest >= 3 && repeats >= 2);
}

SplitReason reasonOf(const Pass& pass, const SliceStack& group, std::size_t index,
                     std::size_t count) {
    const char* const what = group.slices.size() == 1 ? "image {} of {} at the same position{}"
                                                      : "pass {} of {} over the same positions{}";
    return {pass.cause,
            fmt::format(fmt::runtime(what), index + 1, count, pass.words(group.slices.front()))};
}

std::optional<Stacks> splitByPass(const SliceStack& stack, const Pass& pass) {
    const auto ordered = inOrder(stack, pass);
    const auto cut = cutAtRepeats(ordered);
    if (cut.size() != highestMultiplicity(positionsOf(stack)) || !repeatEachOther(stack, cut)) {
        return std::nullopt;
    }
    Stacks groups;
    for (const auto& slices : cut) {
        SliceStack group = emptyLike(stack);
        for (const Ordered& slice : slices) {
            group.slices.push_back(stack.slices[slice.index]);
        }
        group.reasons.push_back(reasonOf(pass, group, groups.size(), cut.size()));
        sortStack(group);
        groups.push_back(std::move(group));
    }
    return groups;
}

constexpr const char* extraSlices = "Some positions of this series hold more than one slice; the "
                                    "extra slices are shown apart.";

/// The n-th slice at a position goes to the n-th stack, in the order the slices were made.
Stacks splitByOccurrence(const SliceStack& stack) {
    const std::size_t count = highestMultiplicity(positionsOf(stack));
    Stacks groups(count, emptyLike(stack));
    std::size_t occurrence = 0;
    for (std::size_t i = 0; i < stack.slices.size(); ++i) {
        const bool repeated =
            i > 0 && stack.slices[i].along - stack.slices[i - 1].along <= samePosition;
        occurrence = repeated ? occurrence + 1 : 0;
        groups[occurrence].slices.push_back(stack.slices[i]);
    }
    const bool everywhere = groups.back().slices.size() == groups.front().slices.size();
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t slices = groups[i].slices.size();
        groups[i].reasons.push_back(
            {SplitCause::DuplicatePosition,
             everywhere    ? fmt::format("repetition {} of {} at the same positions", i + 1, count)
             : i == 0      ? std::string("first slice at each position")
             : slices == 1 ? std::string("a slice at a position already taken")
                           : fmt::format("{} slices at positions already taken", slices)});
        if (!everywhere) {
            groups[i].flags.push_back(GeometryFlag::Overlap);
            groups[i].issues.emplace_back(extraSlices);
        }
    }
    return groups;
}

bool repeatsPositions(const SliceStack& stack) {
    return highestMultiplicity(positionsOf(stack)) > 1;
}

} // namespace

Stacks splitRepetitions(const SliceStack& stack) {
    if (!repeatsPositions(stack)) {
        return {stack};
    }
    for (const Pass& pass : passes) {
        if (auto groups = splitByPass(stack, pass)) {
            return std::move(*groups);
        }
    }
    return splitByOccurrence(stack);
}

} // namespace bolus
