#include "app/jobs/RegionSearch.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>

namespace bolus {

namespace {

std::string noteOnOutside(double share) {
    constexpr double told = 0.01;
    return share < told ? ""
                        : fmt::format("{:.0f} % of the region lies outside what the phases cover; "
                                      "the rest was compared.",
                                      std::floor(100 * share));
}

/// What is kept of a case as it is now.
Result<std::optional<CaseTokens>> keptTokens(Session& session, const std::string& modelHash,
                                             std::int64_t caseId) {
    const auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    const auto tokens = session.tokens();
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    const auto signature = (*library)->caseSignature(caseId);
    if (!signature && signature.error().code == ErrorCode::NotFound) {
        return std::nullopt; // it went meanwhile
    }
    if (!signature) {
        return std::unexpected(signature.error());
    }
    return (*tokens)->find(modelHash, *signature);
}

} // namespace

Result<AskedRegion> askRegion(Session& session, const Model& model, const SearchExample& example,
                              const std::string& region, Progress& progress) {
    const auto drawn = regionFrom(region);
    if (!drawn) {
        return std::unexpected(drawn.error());
    }
    const auto volume = volumeOf(*drawn, example.exam);
    if (!volume) {
        return std::unexpected(volume.error());
    }
    auto tokens = tokensOfExample(session, model, example.caseId, example.exam, progress);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    if (auto cells = cellsOf(tokens->box, drawn->sphere); !cells) {
        return std::unexpected(cells.error());
    }
    AskedRegion asked;
    asked.note = noteOnOutside(shareOutside(tokens->box, drawn->sphere));
    const auto query = std::make_shared<const CaseTokens>(
        example.phases.empty() ? std::move(*tokens) : onlyPhases(*tokens, example.phases));
    asked.drawnIn = (*volume)->phase.phase;
    asked.compare = [&session, &progress, hash = model.info().hash, query,
                     sphere = drawn->sphere](std::span<const std::int64_t> candidates) {
        return rankByRegion(*query, sphere, candidates,
                            [&](std::int64_t id) -> Result<std::optional<CaseTokens>> {
                                if (progress.cancelled()) {
                                    return cancelledError();
                                }
                                return keptTokens(session, hash, id);
                            });
    };
    return asked;
}

std::string leftOutOf(const RegionRanking& ranking) {
    std::string note;
    if (const std::size_t count = ranking.withoutTokens.size(); count > 0) {
        note = fmt::format("{} of the nearest cases {} not compared by region: \"bolusctl embed\" "
                           "has to read {} first.",
                           count, count == 1 ? "was" : "were", count == 1 ? "it" : "them");
    }
    if (const std::size_t count = ranking.withoutPhases.size(); count > 0) {
        note += fmt::format("{}{} of the nearest cases {} no phase in common with the region's.",
                            note.empty() ? "" : " ", count, count == 1 ? "has" : "have");
    }
    return note;
}

Result<std::optional<RegionMatch>> phraseRegion(Session& session, const Model& model,
                                                std::int64_t caseId, const std::string& phrase) {
    const auto tokens = keptTokens(session, model.info().hash, caseId);
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    if (!*tokens) {
        return std::nullopt;
    }
    const auto maps = model.attention(**tokens, phrase);
    if (!maps) {
        return std::unexpected(maps.error());
    }
    std::optional<RegionMatch> best;
    float highest = 0;
    for (std::size_t phase = 0; phase < maps->textPerPhase.size(); ++phase) {
        const GridMap& map = maps->textPerPhase[phase];
        const float peak = *std::ranges::max_element(map);
        if (peak > highest) {
            highest = peak;
            const MapPeak place = peakOf(maps->box, map);
            best = RegionMatch{caseId, place.share, place.place, {maps->phases[phase]}};
        }
    }
    return best;
}

} // namespace bolus
