// Where the body and the spine are in a coarse CT: what every other structure is looked for from.
// Private to library/phases.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "library/phases/CoarseCt.h"

namespace bolus::pixels {

struct Spot {
    int x = 0, y = 0; // cells
    float score = 0;
};

/// The path through all slices, one spot a slice, that collects most. `scores` are width × height
/// a slice; from slice to slice a path moves by at most `reach` cells, each cell squared for
/// `cost`.
struct PathSearch {
    int width = 0, height = 0, reach = 1;
    float cost = 0.1F;
    std::vector<Spot> through(const std::vector<std::vector<float>>& scores) const;

private:
    /// The best way to a cell from the slice before: what it has collected, and its cell there.
    std::pair<float, int> bestInto(int x, int y, const std::vector<float>& before) const;
};

/// The trunk without the table, and the spinal canal in each slice.
struct Landmarks {
    std::vector<std::uint8_t> body; // 1 inside, by cell
    double size = 1;                // of the body: 1 an adult, 0.4 a newborn; lengths scale by it
    std::vector<Spot> canal;        // a slice each; score: how surely
    int firstSlice = 0, lastSlice = 0; // where the spine was seen
    double bodyFront = 0;              // mm from the canal to the front of the vertebral bodies
};

/// Nothing where no spine runs along the slices: a head, a leg, a few slices.
std::optional<Landmarks> findLandmarks(const CoarseCt& ct);

/// Mean and standard deviation within `radius` cells in one slice.
struct DiscStats {
    float mean = 0, deviation = 0;
};
DiscStats discStats(const CoarseCt& ct, int x, int y, int z, double radius);

} // namespace bolus::pixels
