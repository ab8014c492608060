#include "library/dicom/SliceGroups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

namespace bolus {

namespace {

constexpr double samePosition = 0.01;    // mm
constexpr double farthestPosition = 1e5; // mm; nobody is scanned 100 m from the origin

using Key = std::string;
using Stacks = std::vector<SliceStack>;

bool hasWord(const std::string& imageType, const char* word) {
    return imageType.find(word) != std::string::npos;
}

bool isScout(const PlacedSlice& slice) {
    return hasWord(slice.header->imageType, "LOCALIZER") ||
           hasWord(slice.header->imageType, "SURVIEW");
}

/// Objects that carry geometry but are not images of the patient's inside: segmentations, doses.
bool isDerivedObject(const InstanceHeader& header) {
    static const char* const classes[] = {
        "1.2.840.10008.5.1.4.1.1.66",  // segmentations, surfaces, registrations
        "1.2.840.10008.5.1.4.1.1.481", // radiotherapy
        "1.2.840.10008.5.1.4.1.1.30",  // parametric maps
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
        FrameGeometry geometry{*header.position, *header.orientation, *header.pixelSpacing,
                               header.sliceThickness};
        slices.push_back({&header, 0, geometry});
    }
}

double project(const PlacedSlice& slice, const std::array<double, 3>& normal) {
    const auto& at = slice.geometry.position;
    return at[0] * normal[0] + at[1] * normal[1] + at[2] * normal[2];
}

/// Along the normal of the stack's first slice; equal positions in the order they were made.
void sortStack(SliceStack& stack) {
    const auto normal = normalOf(stack.slices.front().geometry.orientation);
    for (PlacedSlice& slice : stack.slices) {
        slice.along = project(slice, normal);
    }
    const auto madeBefore = [](const PlacedSlice& a, const PlacedSlice& b) {
        const auto order = [](const PlacedSlice& s) {
            return std::tuple(s.header->instanceNumber.value_or(0), s.frame, s.header->path);
        };
        return order(a) < order(b);
    };
    std::ranges::stable_sort(stack.slices, madeBefore);
    std::ranges::stable_sort(stack.slices, {}, &PlacedSlice::along);
}

bool repeatsPositions(const std::vector<PlacedSlice>& slices) {
    const auto apart = slicesApart(slices);
    return std::ranges::any_of(apart, [](double d) { return d <= samePosition; });
}

bool isRegular(const std::vector<PlacedSlice>& slices) {
    const auto apart = slicesApart(slices);
    const double median = medianOf(apart);
    return std::ranges::all_of(
        apart, [&](double d) { return d > samePosition && sameDistance(d, median); });
}

/// Groups by key in the order of first appearance; `reason` words a group.
template<typename KeyOf, typename ReasonOf>
Stacks splitBy(const SliceStack& stack, KeyOf keyOf, ReasonOf reasonOf) {
    Stacks groups;
    std::map<Key, std::size_t> indexOf;
    for (const PlacedSlice& slice : stack.slices) {
        const auto [entry, isNew] = indexOf.try_emplace(keyOf(slice), groups.size());
        if (isNew) {
            groups.push_back({{}, stack.reasons, stack.issues});
        }
        groups[entry->second].slices.push_back(slice);
    }
    for (SliceStack& group : groups) {
        if (groups.size() > 1) {
            group.reasons.push_back(reasonOf(group.slices.front()));
        }
    }
    return groups;
}

/// Two groups that reach into each other along the normal are two passes over the patient; groups
/// one after the other are one pass in steps, such as a head CT with two slices an acquisition.
bool overlap(const Stacks& groups) {
    std::vector<std::pair<double, double>> ranges;
    for (const SliceStack& group : groups) {
        const auto [low, high] = std::ranges::minmax_element(group.slices, {}, &PlacedSlice::along);
        ranges.emplace_back(low->along, high->along);
    }
    std::ranges::sort(ranges);
    for (std::size_t i = 1; i < ranges.size(); ++i) {
        if (ranges[i].first <= ranges[i - 1].second + samePosition) {
            return true;
        }
    }
    return false;
}

template<typename KeyOf, typename ReasonOf>
Stacks splitAll(const Stacks& stacks, KeyOf keyOf, ReasonOf reasonOf,
                bool onlyWhereNeeded = false) {
    Stacks result;
    for (const SliceStack& stack : stacks) {
        Stacks groups;
        if (!onlyWhereNeeded || !isRegular(stack.slices)) {
            groups = splitBy(stack, keyOf, reasonOf);
        }
        const bool keepWhole = groups.size() < 2 || (onlyWhereNeeded && !overlap(groups));
        if (keepWhole) {
            result.push_back(stack);
        } else {
            std::ranges::move(groups, std::back_inserter(result));
        }
    }
    for (SliceStack& stack : result) {
        sortStack(stack);
    }
    return result;
}

std::string number(std::optional<int> value) {
    return value ? std::to_string(*value) : "";
}

/// Numbers values that lie within a tolerance of one seen before the same: rounding in the files
/// must not tear a stack apart.
template<std::size_t N>
class Clusters {
public:
    explicit Clusters(double tolerance) : m_tolerance(tolerance) {}

    Key keyOf(const std::array<double, N>& value) {
        const auto near = std::ranges::find_if(m_seen, [&](const auto& seen) {
            return std::ranges::equal(
                seen, value, [this](double a, double b) { return std::abs(a - b) <= m_tolerance; });
        });
        const auto index = near - m_seen.begin();
        if (near == m_seen.end()) {
            m_seen.push_back(value);
        }
        return std::to_string(index);
    }

private:
    double m_tolerance;
    std::vector<std::array<double, N>> m_seen;
};

Stacks splitByGeometry(Stacks stacks) {
    stacks = splitAll(
        stacks, [](const PlacedSlice& s) { return Key(isScout(s) ? "scout" : ""); },
        [](const PlacedSlice& s) {
            return std::string(isScout(s) ? "scout image" : "images without the scout");
        });
    Clusters<6> orientations(0.01);
    stacks = splitAll(
        stacks, [&](const PlacedSlice& s) { return orientations.keyOf(s.geometry.orientation); },
        [](const PlacedSlice& s) {
            return fmt::format("{} slices, others lie another way",
                               planeToken(planeFromOrientation(s.geometry.orientation)));
        });
    stacks = splitAll(
        stacks, [](const PlacedSlice& s) { return s.header->frameOfReferenceUid; },
        [](const PlacedSlice&) {
            return std::string("positions have another frame of reference");
        });
    const auto pixels = [](const PlacedSlice& s) {
        return fmt::format("{} × {} pixels", s.header->columns, s.header->rows);
    };
    stacks = splitAll(stacks, pixels, pixels);
    const auto spacing = [](const PlacedSlice& s) {
        return fmt::format("pixels of {:.4g} × {:.4g} mm", s.geometry.pixelSpacing[1],
                           s.geometry.pixelSpacing[0]);
    };
    Clusters<2> spacings(0.001); // mm
    return splitAll(
        stacks, [&](const PlacedSlice& s) { return spacings.keyOf(s.geometry.pixelSpacing); },
        spacing);
}

std::string temporalKey(const PlacedSlice& slice) {
    return slice.geometry.temporalPosition != 0 ? std::to_string(slice.geometry.temporalPosition)
                                                : number(slice.header->temporalPosition);
}

Stacks splitByAcquisition(Stacks stacks) {
    stacks = splitAll(stacks, temporalKey,
                      [](const PlacedSlice& s) { return "temporal position " + temporalKey(s); });
    stacks = splitAll(
        stacks, [](const PlacedSlice& s) { return number(s.header->echoNumber); },
        [](const PlacedSlice& s) { return "echo " + number(s.header->echoNumber); });
    stacks = splitAll(
        stacks, [](const PlacedSlice& s) { return s.header->imageType; },
        [](const PlacedSlice& s) { return "image type " + s.header->imageType; }, true);
    stacks = splitAll(
        stacks, [](const PlacedSlice& s) { return s.header->kernel; },
        [](const PlacedSlice& s) { return "reconstruction kernel " + s.header->kernel; }, true);
    return splitAll(
        stacks, [](const PlacedSlice& s) { return number(s.header->acquisitionNumber); },
        [](const PlacedSlice& s) { return "acquisition " + number(s.header->acquisitionNumber); },
        true);
}

std::size_t highestMultiplicity(const std::vector<PlacedSlice>& slices) {
    std::size_t highest = 1, here = 1;
    for (std::size_t i = 1; i < slices.size(); ++i) {
        here = slices[i].along - slices[i - 1].along <= samePosition ? here + 1 : 1;
        highest = std::max(highest, here);
    }
    return highest;
}

/// A time splits repeated positions only if it gives exactly one pass a repetition.
template<typename KeyOf>
std::optional<Stacks> splitCleanly(const SliceStack& stack, KeyOf keyOf, const char* what) {
    Stacks groups = splitBy(
        stack, keyOf, [&](const PlacedSlice& s) { return std::string(what) + " " + keyOf(s); });
    const bool clean = groups.size() == highestMultiplicity(stack.slices) &&
                       std::ranges::none_of(groups, [](const SliceStack& group) {
                           return repeatsPositions(group.slices);
                       });
    return clean ? std::optional(std::move(groups)) : std::nullopt;
}

/// The n-th slice at a position goes to the n-th stack, in the order the slices were made.
Stacks splitByOccurrence(const SliceStack& stack) {
    const std::size_t count = highestMultiplicity(stack.slices);
    Stacks groups(count, {{}, stack.reasons, stack.issues});
    std::size_t occurrence = 0;
    for (std::size_t i = 0; i < stack.slices.size(); ++i) {
        const bool repeated =
            i > 0 && stack.slices[i].along - stack.slices[i - 1].along <= samePosition;
        occurrence = repeated ? occurrence + 1 : 0;
        groups[occurrence].slices.push_back(stack.slices[i]);
    }
    const bool everywhere = groups.back().slices.size() == groups.front().slices.size();
    for (std::size_t i = 0; i < count; ++i) {
        groups[i].reasons.push_back(
            everywhere ? fmt::format("repetition {} of {} at the same positions", i + 1, count)
            : i == 0
                ? std::string("first slice at each position")
                : fmt::format("{} slices at positions already taken", groups[i].slices.size()));
        if (!everywhere) {
            groups[i].issues.push_back("Some positions of this series hold more than one slice; "
                                       "the extra slices are shown apart.");
        }
    }
    return groups;
}

Stacks splitRepetitions(const SliceStack& stack) {
    if (!repeatsPositions(stack.slices)) {
        return {stack};
    }
    const auto acquired = [](const PlacedSlice& s) { return s.header->acquisitionTime; };
    const auto made = [](const PlacedSlice& s) { return s.header->contentTime; };
    const auto triggered = [](const PlacedSlice& s) {
        return s.header->triggerTime ? fmt::format("{:.3f} ms", *s.header->triggerTime) : Key();
    };
    if (auto groups = splitCleanly(stack, acquired, "acquired at")) {
        return *groups;
    }
    if (auto groups = splitCleanly(stack, triggered, "trigger time")) {
        return *groups;
    }
    if (auto groups = splitCleanly(stack, made, "made at")) {
        return *groups;
    }
    return splitByOccurrence(stack);
}

/// Runs of one spacing, such as 4 mm through the skull base and 7 mm above. Empty where the
/// distances follow no such pattern.
Stacks splitSpacingRuns(const SliceStack& stack) {
    const auto apart = slicesApart(stack.slices);
    Stacks runs;
    for (std::size_t begin = 0; begin < stack.slices.size();) {
        std::size_t end = begin;
        while (end < apart.size() && sameDistance(apart[end], apart[begin])) {
            ++end;
        }
        if (end < begin + 2) { // fewer than three slices make no run
            return {};
        }
        runs.push_back({{stack.slices.begin() + static_cast<std::ptrdiff_t>(begin),
                         stack.slices.begin() + static_cast<std::ptrdiff_t>(end) + 1},
                        stack.reasons,
                        stack.issues});
        runs.back().reasons.push_back(fmt::format("slices {:.3g} mm apart", apart[begin]));
        begin = end + 1;
    }
    return runs;
}

Stacks splitMixedSpacing(const SliceStack& stack) {
    constexpr std::size_t mostRuns = 4; // more is jitter, not intention
    const auto apart = slicesApart(stack.slices);
    if (isRegular(stack.slices) || missingSlices(apart)) {
        return {stack};
    }
    Stacks runs = splitSpacingRuns(stack);
    return runs.size() < 2 || runs.size() > mostRuns ? Stacks{stack} : runs;
}

template<typename Split>
Stacks each(const Stacks& stacks, Split split) {
    Stacks result;
    for (const SliceStack& stack : stacks) {
        std::ranges::move(split(stack), std::back_inserter(result));
    }
    return result;
}

} // namespace

std::array<double, 3> normalOf(const std::array<double, 6>& o) {
    return {o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]};
}

PlacedSlices placeSlices(const std::vector<InstanceHeader>& series) {
    PlacedSlices placed;
    std::set<std::string> seen;
    for (const InstanceHeader& header : series) {
        const bool image = header.hasPixels && header.rows > 0 && header.columns > 0 &&
                           header.samplesPerPixel == 1 && !isDerivedObject(header);
        if (image && (header.sopInstanceUid.empty() || seen.insert(header.sopInstanceUid).second)) {
            const std::size_t before = placed.slices.size();
            placeFrames(header, placed.slices);
            placed.leftOut += placed.slices.size() == before ? 1 : 0;
        }
    }
    placed.leftOut += std::erase_if(
        placed.slices, [](const PlacedSlice& slice) { return !usable(slice.geometry); });
    return placed;
}

std::vector<SliceStack> groupSlices(std::vector<PlacedSlice> slices) {
    if (slices.empty()) {
        return {};
    }
    Stacks stacks{{std::move(slices), {}, {}}};
    sortStack(stacks.front());
    stacks = splitByAcquisition(splitByGeometry(std::move(stacks)));
    stacks = each(each(stacks, splitRepetitions), splitMixedSpacing);
    std::ranges::stable_partition(
        stacks, [](const SliceStack& stack) { return !isScout(stack.slices.front()); });
    return stacks;
}

std::vector<double> slicesApart(const std::vector<PlacedSlice>& slices) {
    std::vector<double> apart;
    for (std::size_t i = 1; i < slices.size(); ++i) {
        apart.push_back(slices[i].along - slices[i - 1].along);
    }
    return apart;
}

double medianOf(std::vector<double> values) {
    if (values.empty()) {
        return 0;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

bool sameDistance(double a, double b) {
    return std::abs(a - b) <= std::max(0.02, 0.05 * std::max(std::abs(a), std::abs(b)));
}

std::optional<std::size_t> missingSlices(const std::vector<double>& apart) {
    const double spacing = medianOf(apart);
    std::size_t missing = 0;
    for (const double distance : apart) {
        const double steps = spacing > samePosition ? std::round(distance / spacing) : 0;
        if (steps < 1 || steps > 1e6 || std::abs(distance - steps * spacing) > 0.1 * spacing) {
            return std::nullopt;
        }
        missing += static_cast<std::size_t>(steps) - 1;
    }
    return missing * 4 <= apart.size() + 1 ? std::optional(missing) : std::nullopt;
}

} // namespace bolus
