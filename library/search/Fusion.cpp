#include "library/search/Fusion.h"

#include <algorithm>
#include <unordered_map>

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

std::vector<FusedCase> fuse(std::span<const PartRanking> rankings) {
    std::vector<FusedCase> fused;
    std::unordered_map<std::int64_t, std::size_t> places;
    for (const PartRanking& ranking : rankings) {
        int place = 0;
        for (const PartRanking::Entry& entry : ranking.cases) {
            if (ranking.weight <= 0) {
                break;
            }
            const int rank = entry.rank > 0 ? entry.rank : ++place;
            const auto [known, fresh] = places.try_emplace(entry.caseId, fused.size());
            if (fresh) {
                fused.push_back({entry.caseId, 0, {}});
            }
            FusedCase& found = fused[known->second];
            found.parts.push_back({ranking.part, rank, entry.score, ranking.weight});
            found.score += ranking.weight / (fusionConstant + rank);
        }
    }
    std::ranges::sort(fused, [](const FusedCase& a, const FusedCase& b) {
        return a.score != b.score ? a.score > b.score : a.caseId < b.caseId;
    });
    return fused;
}

} // namespace bolus
