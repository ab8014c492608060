#include "app/jobs/AttentionCheck.h"

#include <algorithm>
#include <cmath>
#include <random>

#include "library/domain/RankCorrelation.h"

namespace bolus {

namespace {

// Where the words change is a convention of ours; PROTOCOL.md tells it and the numbers are shown.
constexpr double hardlyDepends = 0.7, partlyDepends = 0.4, steady = 0.9, fairlySteady = 0.7;

struct Words {
    const char *verdict, *meaning;
};

Words wordsFor(CheckKind check, std::optional<double> similarity) {
    if (!similarity) {
        return {"untold", "The map, or what it is compared with, is the same everywhere: nothing "
                          "can be told."};
    }
    if (check == CheckKind::Weights) {
        return *similarity >= hardlyDepends
                   ? Words{"independent", "The map hardly depends on what the model learned."}
               : *similarity >= partlyDepends
                   ? Words{"partly", "The map depends only partly on what the model learned."}
                   : Words{"learned", "The map depends on what the model learned."};
    }
    return *similarity >= steady ? Words{"steady", "The map comes out the same again."}
           : *similarity >= fairlySteady
               ? Words{"fair", "The map comes out nearly the same again."}
               : Words{"unsteady", "The map changes with what should not matter."};
}

bool hasTwoSigns(const GridMap& map) {
    const auto [low, high] = std::ranges::minmax(map);
    return low < 0 && high > 0;
}

GridMap magnitudes(GridMap map) {
    std::ranges::transform(map, map.begin(), [](float value) { return std::abs(value); });
    return map;
}

std::optional<double> meanOf(const std::vector<std::optional<double>>& runs) {
    double sum = 0;
    int told = 0;
    for (const auto& run : runs) {
        if (run) {
            sum += *run;
            ++told;
        }
    }
    return told > 0 ? std::optional(sum / told) : std::nullopt;
}

/// Voxel (d, h, w) becomes what lay at (d, h + rows, w + columns); the edge is repeated.
void shift(NetworkInput& input, int rows, int columns) {
    const auto [depth, height, width] = inputSize;
    const std::vector<float> from = input.voxels;
    std::size_t at = 0;
    for (std::size_t slice = 0; slice < input.phases.size() * static_cast<std::size_t>(depth);
         ++slice) {
        const float* picture = from.data() + slice * static_cast<std::size_t>(height * width);
        for (int h = 0; h < height; ++h) {
            const float* row = picture + std::clamp(h + rows, 0, height - 1) * width;
            for (int w = 0; w < width; ++w) {
                input.voxels[at++] = row[std::clamp(w + columns, 0, width - 1)];
            }
        }
    }
}

void addNoise(NetworkInput& input, double deviation, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> noise(0, static_cast<float>(deviation));
    for (float& voxel : input.voxels) {
        if (voxel > 0 && voxel < 1) { // beyond the window the model is given none of it
            voxel = std::clamp(voxel + noise(random), 0.0F, 1.0F);
        }
    }
}

} // namespace

std::vector<NamedMap> mapsOf(const AttentionMaps& maps) {
    std::vector<NamedMap> list;
    for (std::size_t i = 0; i < maps.perPhase.size(); ++i) {
        list.push_back(
            {"phase", phaseToken(maps.phases[i]), &maps.perPhase[i], maps.phaseShares[i]});
    }
    list.push_back({"view", "", &maps.view, 1});
    for (std::size_t i = 0; i < maps.textPerPhase.size(); ++i) {
        list.push_back(
            {"text", phaseToken(maps.phases[i]), &maps.textPerPhase[i], maps.textPhaseShares[i]});
    }
    return list;
}

const char* checkToken(CheckKind kind) {
    return kind == CheckKind::Weights ? "weights" : "repeat";
}

const char* MapCheck::verdict() const {
    return wordsFor(check, similarity).verdict;
}

const char* MapCheck::meaning() const {
    return wordsFor(check, similarity).meaning;
}

std::optional<double> similarityOf(CheckKind check, const GridMap& a, const GridMap& b) {
    const auto plain = rankCorrelation(a, b);
    if (check == CheckKind::Repeat || !plain) {
        return plain;
    }
    const bool isSigned = hasTwoSigns(a) || hasTwoSigns(b);
    const auto sizes = isSigned ? rankCorrelation(magnitudes(a), magnitudes(b)) : std::nullopt;
    return std::max(std::abs(*plain), sizes.value_or(0));
}

Result<std::vector<MapCheck>> compareRuns(CheckKind check, const AttentionMaps& reference, int runs,
                                          const std::function<Result<AttentionMaps>(int run)>& make,
                                          const Events& events) {
    const std::vector<NamedMap> ours = mapsOf(reference);
    std::vector<MapCheck> checks;
    for (const NamedMap& map : ours) {
        checks.push_back({check, map.kind, map.phase, {}, {}});
    }
    for (int run = 0; run < runs; ++run) {
        if (events.cancelled()) {
            return cancelledError();
        }
        const auto made = make(run);
        if (!made) {
            return std::unexpected(made.error());
        }
        const std::vector<NamedMap> theirs = mapsOf(*made);
        if (theirs.size() != ours.size()) {
            return fail(ErrorCode::Internal, "The maps of two runs are not the same ones.");
        }
        for (std::size_t i = 0; i < ours.size(); ++i) {
            checks[i].runs.push_back(similarityOf(check, *ours[i].values, *theirs[i].values));
        }
    }
    for (MapCheck& done : checks) {
        done.similarity = meanOf(done.runs);
    }
    return checks;
}

NetworkInput disturbed(const NetworkInput& input, int number, double noise, std::uint64_t seed) {
    NetworkInput other = input;
    switch (number) {
    case 0:
        shift(other, 0, 2);
        break;
    case 1:
        shift(other, -2, 0);
        break;
    default:
        addNoise(other, noise, seed + static_cast<std::uint64_t>(number));
    }
    return other;
}

} // namespace bolus
