// What an attention map is worth: does it depend on what the model learned, and is it the same
// again when what should not matter changes?
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "engine/attention/AttentionMaps.h"

namespace bolus {

struct NamedMap {
    std::string kind, phase; // as PROTOCOL.md has them
    const GridMap* values = nullptr;
    double share = 1;
};
/// In the order they are told in; they point into `maps`.
std::vector<NamedMap> mapsOf(const AttentionMaps& maps);

struct CheckRequest {
    int runs = 3; // of randomised weights
    std::uint64_t seed = 1;
};

enum class CheckKind {
    Weights, // all weights drawn anew (Adebayo et al., "Sanity Checks for Saliency Maps", 2018)
    Repeat   // the same model, the input a little different
};
const char* checkToken(CheckKind kind); // "weights", "repeat"

/// How alike one map is to the same map of other runs.
struct MapCheck {
    CheckKind check = CheckKind::Weights;
    std::string kind, phase;
    std::vector<std::optional<double>> runs; // nothing: one of the two maps is the same everywhere
    std::optional<double> similarity;        // mean of the runs that tell
    const char* verdict() const;             // see PROTOCOL.md
    const char* meaning() const;             // the same in a sentence
};

/// Of one run. Repeat: Spearman's rank correlation over the cells. Weights: the larger of its
/// magnitude and, where a map has two signs, the rank correlation of the magnitudes, for a map that
/// was only turned over or that keeps its pattern but not its signs has not changed either.
std::optional<double> similarityOf(CheckKind check, const GridMap& a, const GridMap& b);

/// `make` gives the maps of run 0 … runs-1. Errors: those of `make`; Cancelled.
Result<std::vector<MapCheck>> compareRuns(CheckKind check, const AttentionMaps& reference, int runs,
                                          const std::function<Result<AttentionMaps>(int run)>& make,
                                          const Events& events);

inline constexpr int disturbances = 4;
/// The input as another look at the same patient might give it: number 0 and 1 shift it by two
/// voxels of 256 along the columns or the rows, 2 and 3 add noise of the given standard deviation
/// (in units of the input, 0 … 1) where a value lies within the window.
NetworkInput disturbed(const NetworkInput& input, int number, double noise, std::uint64_t seed);

} // namespace bolus
