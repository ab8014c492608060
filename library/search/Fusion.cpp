#include "library/search/Fusion.h"

#include <algorithm>

#include "library/search/PlacesByCase.h"

namespace bolus {

namespace {
constexpr double fusionConstant = 60;
}

const char* searchPartToken(SearchPart part) {
    switch (part) {
    case SearchPart::Image:
        return "image";
    case SearchPart::Region:
        return "region";
    case SearchPart::Words:
        break;
    }
    return "words";
}

std::vector<FusedScore> fusedScores(std::span<const PartRanking> rankings) {
    std::vector<FusedScore> fused;
    PlacesByCase places;
    for (std::size_t part = 0; part < std::min(rankings.size(), mostFused); ++part) {
        const PartRanking& ranking = rankings[part];
        std::uint32_t rank = 0;
        for (std::size_t i = 0; ranking.weight > 0 && i < ranking.cases.size(); ++i) {
            const PartRanking::Entry& entry = ranking.cases[i];
            const std::uint32_t own =
                entry.rank > 0 ? static_cast<std::uint32_t>(entry.rank) : ++rank;
            std::uint32_t& place = places.of(entry.caseId);
            if (place == 0) {
                fused.push_back({entry.caseId});
                place = static_cast<std::uint32_t>(fused.size());
            }
            FusedScore& found = fused[place - 1];
            found.ranks[part] = own;
            found.places[part] = static_cast<std::uint32_t>(i);
            found.score += ranking.weight / (fusionConstant + own);
        }
    }
    std::ranges::sort(fused, [](const FusedScore& a, const FusedScore& b) {
        return a.score != b.score ? a.score > b.score : a.caseId < b.caseId;
    });
    return fused;
}

std::vector<PartRank> partsOf(const FusedScore& fused, std::span<const PartRanking> rankings) {
    std::vector<PartRank> parts;
    for (std::size_t part = 0; part < std::min(rankings.size(), mostFused); ++part) {
        if (fused.ranks[part] > 0) {
            const PartRanking& ranking = rankings[part];
            parts.push_back({ranking.part, static_cast<int>(fused.ranks[part]),
                             ranking.cases[fused.places[part]].score, ranking.weight});
        }
    }
    return parts;
}

std::vector<FusedCase> fuse(std::span<const PartRanking> rankings) {
    std::vector<FusedCase> cases;
    for (const FusedScore& fused : fusedScores(rankings)) {
        cases.push_back({fused.caseId, fused.score, partsOf(fused, rankings)});
    }
    return cases;
}

} // namespace bolus
