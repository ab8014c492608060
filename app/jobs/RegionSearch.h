// Regions that need the model: of an example, drawn by a person, and of a phrase, found by itself.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/jobs/RegionPlace.h"
#include "app/jobs/SearchExample.h"
#include "app/jobs/Session.h"

namespace bolus {

/// A drawn region, ready to be compared with what is kept of other cases.
struct AskedRegion {
    std::function<Result<RegionRanking>(std::span<const std::int64_t>)> compare; // see SearchQuery
    Phase drawnIn = Phase::Unknown;
    std::string note; // a sentence where part of it was not compared
};
/// `region` as regionFrom() takes it, in a volume of the example. Compared are the example's phases
/// that count. `session` and `model` must outlive the result. Errors: BadInput, NotFound, and those
/// of encoding an example of which nothing is kept.
Result<AskedRegion> askRegion(Session& session, const Model& model, const SearchExample& example,
                              const std::string& region, Progress& progress);
/// A sentence for the result's notes where cases were not compared; else empty.
std::string leftOutOf(const RegionRanking& ranking);

/// What of a case carried its match with a phrase: from what is kept of the case, without its
/// images, so within the small loss of keeping it in 8 bits and no finer than a cell. `similarity`
/// is the share of the match's gains that lies in the place, 0 … 1. Nullopt: nothing is kept of the
/// case, or nothing of it speaks for the phrase.
Result<std::optional<RegionMatch>> phraseRegion(Session& session, const Model& model,
                                                std::int64_t caseId, const std::string& phrase);

} // namespace bolus
