// Embeds cases, and finds them by phrase, by example or by both.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/SearchRequest.h"
#include "app/jobs/Session.h"
#include "library/search/Search.h"

namespace bolus {

struct EmbedRequest {
    std::string model;               // id; empty: the active one
    std::vector<std::int64_t> cases; // empty: those without a vector of this model
};
Result<Outcome> embedCases(Session& session, const EmbedRequest& request, Events& events);

/// By phrase or by example, with the model where the request needs it.
Result<Outcome> runSearch(Session& session, const SearchRequest& request, Events& events);
/// By words alone, whatever the mode; without the model.
Result<Outcome> searchWords(Session& session, const SearchRequest& request, Events& events);

using SearchClock = std::chrono::steady_clock;

/// Of these hits.
constexpr std::size_t mostPlaces = 50;

/// What a job knows of a search beside its query.
struct SearchFrame {
    SearchClock::time_point start = SearchClock::now(); // of the command
    std::string model, modelHash;                       // empty: words alone
    std::vector<Phase> phases;      // of the example, that count; empty: a phrase names none
    std::vector<CaseTag> tags;      // of the example
    Phase drawnIn = Phase::Unknown; // the region of the example
    std::vector<std::string> notes; // plain sentences: what was done otherwise than asked
    /// Where a case matches the phrase; empty: not asked for.
    std::function<Result<std::optional<RegionMatch>>(std::int64_t caseId)> placeOf{};
};
/// BadInput, NotFound: the filter does not parse, or there is no such collection.
Result<SearchQuery> queryOf(Library& library, const SearchRequest& request);
/// Searches, lists the hits, leaves a receipt and keeps the search under its name.
/// `index` of the active model; null: by words alone.
Result<Outcome> answerSearch(Library& library, VectorIndex* index, const SearchRequest& request,
                             const SearchQuery& query, const SearchFrame& frame, Events& events);

/// The case's input for this model, from the session's cache where it is there.
Result<NetworkInput> sessionInput(Session& session, const Case& exam, const ModelConfig& config,
                                  Progress& progress);

} // namespace bolus
