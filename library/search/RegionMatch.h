// Finds a region of one case in others by what the phase encoder saw there. No torch here.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "library/domain/CaseTokens.h"

namespace bolus {

/// LPS, mm.
struct Sphere {
    std::array<double, 3> centre{};
    double radius = 0;
};

/// A cell of the grid, D-major, and how much of a region lies in it.
struct CellWeight {
    int cell = 0;
    double weight = 0;
};

/// The cells that a sphere overlaps, heaviest first; the weights sum to 1. BadInput: not finite,
/// without a radius, or nothing of it lies in the box.
Result<std::vector<CellWeight>> cellsOf(const Box& box, const Sphere& sphere);

/// How much of a sphere that cellsOf() takes lies in no cell, 0 … 1.
double shareOutside(const Box& box, const Sphere& sphere);

/// Places in cells, along w, h and d: 0 is the outer face of the first cell, 8, 8 and 4 are those
/// of the last.
std::array<double, 3> cellsFromPoint(const Box& box, const std::array<double, 3>& point);
std::array<double, 3> pointFromCells(const Box& box, const std::array<double, 3>& cells);

/// Where a map of the grid is highest: the cells about its maximum that hold half of it or more and
/// touch, as a sphere of their volume about their centre of gravity.
struct MapPeak {
    Sphere place;
    double share = 0; // of all that is above zero in the map; 0: nothing is
};
MapPeak peakOf(const Box& box, std::span<const float, gridCells> map);

struct RegionMatch {
    std::int64_t caseId = 0;
    double similarity = 0; // −1 … 1
    /// The matched place in the found case, of the query's size. It is known by the cell: see
    /// Box::cellMm().
    Sphere place;
    std::vector<Phase> phases; // that were compared
};

/// What is kept of a case; nullopt: nothing.
using TokensOfCase = std::function<Result<std::optional<CaseTokens>>(std::int64_t caseId)>;

struct RegionRanking {
    std::vector<RegionMatch> matches;        // best first; ties by case id
    std::vector<std::int64_t> withoutTokens; // not compared: nothing is kept of them
    std::vector<std::int64_t> withoutPhases; // not compared: no phase in common with the query
};

/// Looks for what lies in `region` of the query at the same place of each candidate's box and up to
/// one cell beside it, phase with like phase (of several alike, the first with the first).
///
/// The similarity of two cells is the cosine of their tokens, less what the candidates have there
/// on average: else “liver at this place” would drown the lesion in it. Directions in which the
/// candidates differ much at this place anyway count less (Mahalanobis; the covariance is shrunk
/// towards the identity, the more the fewer candidates there are). Cells count by the region's
/// share in them, phases alike. Fewer than eight candidates with a phase give no average: their
/// tokens are compared as they are.
///
/// `tokensOf` is called twice a candidate. BadInput: as cellsOf; a candidate of another model.
Result<RegionRanking> rankByRegion(const CaseTokens& query, const Sphere& region,
                                   std::span<const std::int64_t> candidates,
                                   const TokensOfCase& tokensOf);

} // namespace bolus
