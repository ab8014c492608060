#include "library/dicom/SliceGrid.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bolus {

namespace {

constexpr double offGrid = 0.05;      // of the spacing
constexpr double roundedTo = 0.06;    // mm; some scanners write positions with one decimal
constexpr std::size_t mostBlocks = 4; // more is jitter, not intention

/// Steps of about `spacing` in each distance; at least one.
double stepsIn(const std::vector<double>& apart, double spacing) {
    return std::accumulate(apart.begin(), apart.end(), 0.0, [&](double sum, double d) {
        return sum + std::max(1.0, std::round(d / spacing));
    });
}

/// Rounded positions make the median wrong by a few percent; the whole length is exact.
double refinedSpacing(std::span<const double> positions, const std::vector<double>& apart) {
    const double length = positions.back() - positions.front();
    double spacing = medianOf(apart);
    for (int pass = 0; pass < 3; ++pass) {
        spacing = length / stepsIn(apart, spacing);
    }
    return spacing;
}

/// A few slices lost in many, or many small gaps. Anything else is no spacing to trust: at least
/// half of the distances are single steps, as the median is one.
bool isTrusted(const SliceGrid& grid) {
    constexpr std::size_t smallGap = 4; // steps
    std::size_t widest = 1;
    for (std::size_t i = 1; i < grid.slots.size(); ++i) {
        widest = std::max(widest, grid.slots[i] - grid.slots[i - 1]);
    }
    const std::size_t slices = grid.slots.size();
    return grid.missing() * 4 <= slices || (grid.missing() <= slices && widest <= smallGap);
}

/// One past the last slice of the block that begins at `first`.
std::size_t blockEnd(const std::vector<double>& apart, std::size_t first) {
    std::size_t end = first;
    while (end < apart.size() && sameDistance(apart[end], apart[first])) {
        ++end;
    }
    return end + 1;
}

} // namespace

std::vector<double> distancesOf(std::span<const double> positions) {
    std::vector<double> apart;
    for (std::size_t i = 1; i < positions.size(); ++i) {
        apart.push_back(positions[i] - positions[i - 1]);
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

std::optional<SliceGrid> fitGrid(std::span<const double> positions) {
    const auto apart = distancesOf(positions);
    if (apart.empty() || std::ranges::min(apart) <= samePosition) {
        return std::nullopt;
    }
    const double spacing = refinedSpacing(positions, apart);
    SliceGrid grid{spacing, {}};
    for (const double position : positions) {
        const double steps = (position - positions.front()) / spacing;
        const double slot = std::round(steps);
        const bool onGrid =
            std::abs(steps - slot) * spacing <= std::max(roundedTo, offGrid * spacing);
        const bool ahead = grid.slots.empty() || slot > static_cast<double>(grid.slots.back());
        if (!onGrid || !ahead || slot > 2 * static_cast<double>(positions.size())) {
            return std::nullopt;
        }
        grid.slots.push_back(static_cast<std::size_t>(slot));
    }
    return isTrusted(grid) ? std::optional(std::move(grid)) : std::nullopt;
}

bool changesItsSpacing(const SliceGrid& grid) {
    constexpr std::size_t chance = 2;
    std::size_t alike = 0, before = 1;
    for (std::size_t i = 1; i < grid.slots.size(); ++i) {
        const std::size_t step = grid.slots[i] - grid.slots[i - 1];
        alike = step == 1 ? 0 : step == before ? alike + 1 : 1;
        before = step;
        if (alike > chance) {
            return true;
        }
    }
    return false;
}

bool isEven(std::span<const double> positions) {
    const auto grid = fitGrid(positions);
    return positions.size() < 2 || (grid && grid->missing() == 0);
}

UnevenPlaces spreadEvenly(std::span<const double> positions) {
    UnevenPlaces places;
    places.spacing =
        (positions.back() - positions.front()) / static_cast<double>(positions.size() - 1);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const double place = positions.front() + places.spacing * static_cast<double>(i);
        places.worst = std::max(places.worst, std::abs(positions[i] - place));
    }
    return places;
}

std::size_t highestMultiplicity(std::span<const double> positions) {
    std::size_t highest = 1, here = 1;
    for (std::size_t i = 1; i < positions.size(); ++i) {
        here = positions[i] - positions[i - 1] <= samePosition ? here + 1 : 1;
        highest = std::max(highest, here);
    }
    return highest;
}

double usualStep(std::span<const double> positions) {
    auto apart = distancesOf(positions);
    std::erase_if(apart, [](double d) { return d <= samePosition; });
    return medianOf(std::move(apart));
}

std::size_t flawsOf(std::span<const double> positions) {
    if (isEven(positions)) {
        return 0;
    }
    const double step = usualStep(positions);
    const auto apart = distancesOf(positions);
    return static_cast<std::size_t>(std::ranges::count_if(
        apart, [&](double d) { return d <= samePosition || !sameDistance(d, step); }));
}

std::vector<std::size_t> spacingBlocks(std::span<const double> positions) {
    constexpr std::size_t fewest = 3; // slices that make a spacing
    const auto apart = distancesOf(positions);
    std::vector<std::size_t> blocks;
    bool strays = positions.size() < 2;
    for (std::size_t first = 0; !strays && first < positions.size();) {
        const std::size_t end = first < apart.size() ? blockEnd(apart, first) : first + 1;
        // A single slice far before or behind the others is a block of its own.
        const bool farBefore = first == 0 && apart.size() > 2 && apart[0] > 3 * apart[1];
        const bool last = end == positions.size() && end - first == 1;
        if (farBefore || last) {
            strays = strays || (last && apart[first - 1] <= 3 * usualStep(positions));
            blocks.push_back(1);
            ++first;
        } else {
            strays = strays || end - first < fewest;
            blocks.push_back(end - first);
            first = end;
        }
    }
    return strays || blocks.size() > mostBlocks ? std::vector<std::size_t>{} : blocks;
}

} // namespace bolus
