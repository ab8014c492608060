// Embeds cases, and finds them by phrase or by example.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"
#include "library/search/Search.h"

namespace bolus {

struct EmbedRequest {
    std::string model;               // id; empty: the active one
    std::vector<std::int64_t> cases; // empty: those without a vector of this model
};
Result<Outcome> embedCases(Session& session, const EmbedRequest& request, Events& events);

struct SearchRequest {
    std::string phrase;
    int k = 20;
    SearchMode mode = SearchMode::Hybrid;
    CaseFilter filter;
};
Result<Outcome> searchLibrary(Session& session, const SearchRequest& request, Events& events);
/// By words alone, whatever the mode; without the model.
Result<Outcome> searchWords(Session& session, const SearchRequest& request, Events& events);

struct SimilarRequest {
    std::string example; // a case's id, or a folder with an exam that need not be in the library
    std::string text;    // mixed in at equal weight
    int k = 20;
    CaseFilter filter;
};
Result<Outcome> findSimilar(Session& session, const SimilarRequest& request, Events& events);

using SearchClock = std::chrono::steady_clock;
struct SearchModel {
    std::string id, hash; // empty: words alone
};
SearchQuery queryOf(const SearchRequest& request);
/// Searches and lists the hits; `start` is when the command began.
Result<Outcome> answerSearch(Library& library, const SearchModel& model, const SearchQuery& query,
                             SearchClock::time_point start, Events& events);

/// The case's input for this model, from the session's cache where it is there.
Result<NetworkInput> sessionInput(Session& session, const Case& exam, const ModelConfig& config,
                                  Progress& progress);

} // namespace bolus
