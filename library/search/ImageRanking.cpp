#include "library/search/ImageRanking.h"

#include <algorithm>
#include <cmath>

namespace bolus {

namespace {

constexpr std::size_t mostSampled = 4000;

double medianOf(std::vector<double>& values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

std::optional<double> Bulk::standing(double cosine) const {
    return cases >= fewestForBulk && spread > 1e-9 ? std::optional((cosine - median) / spread)
                                                   : std::nullopt;
}

Bulk bulkOf(std::vector<double> cosines) {
    Bulk bulk;
    bulk.cases = static_cast<std::int64_t>(cosines.size());
    if (cosines.empty()) {
        return bulk;
    }
    bulk.median = medianOf(cosines);
    for (double& cosine : cosines) {
        cosine = std::abs(cosine - bulk.median);
    }
    bulk.spread = 1.4826 * medianOf(cosines);
    return bulk;
}

Result<ImageRanking> rankByImage(const VectorIndex& index, std::span<const float> query,
                                 const std::vector<bool>* allowed, std::vector<std::int64_t> also) {
    ImageRanking ranking;
    if (index.size() == 0 || index.dimension() != query.size()) {
        return ranking;
    }
    std::vector<std::int64_t> measured;
    if (also.size() > mostOthersRanked) {
        measured.assign(also.begin() + mostOthersRanked, also.end());
        also.resize(mostOthersRanked);
    }
    VectorQuery wanted{query, mostImageRanks, allowed, std::move(also), std::move(measured),
                       index.size() <= mostScanned};
    auto nearest = index.search(wanted);
    if (!nearest) {
        return std::unexpected(nearest.error());
    }
    ranking.nearest = std::move(nearest->cases);
    ranking.compared = static_cast<std::int64_t>(nearest->compared);
    ranking.bulk = bulkOf(index.sampledCosines(query, mostSampled));
    ranking.bulk.cases = static_cast<std::int64_t>(index.size());
    return ranking;
}

} // namespace bolus
