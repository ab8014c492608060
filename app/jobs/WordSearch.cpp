// Searching that needs no model, and how hits are told.
#include <algorithm>

#include <fmt/format.h>

#include "app/jobs/CaseJobs.h"
#include "app/jobs/SearchJobs.h"

namespace bolus {

namespace {

template<typename T>
Json orNull(const std::optional<T>& value) {
    return value ? Json(*value) : Json();
}

Json sharesJson(const SearchHit& hit) {
    Json shares = Json::object();
    for (std::size_t i = 0; i < std::min(hit.phases.size(), hit.phaseShares.size()); ++i) {
        Json& share = shares[phaseToken(hit.phases[i])];
        share = hit.phaseShares[i] + (share.is_number() ? share.get<float>() : 0.0F);
    }
    return shares;
}

Json hitJson(const SearchHit& hit, const Library& library) {
    return {{"rank", hit.rank},
            {"case", hit.caseId},
            {"patient_id", hit.patientId},
            {"score", hit.score},
            {"lexical_rank", orNull(hit.lexicalRank)},
            {"image_rank", orNull(hit.imageRank)},
            {"cosine", orNull(hit.cosine)},
            {"sentence", hit.sentence},
            {"assertion", hit.sentence.empty() ? "" : assertionToken(hit.assertion)},
            {"phase_shares", sharesJson(hit)},
            {"thumbnail", thumbnailOf(library, hit.caseId)}};
}

} // namespace

SearchQuery queryOf(const SearchRequest& request) {
    SearchQuery query;
    query.phrase = request.phrase;
    query.mode = request.mode;
    query.k = request.k;
    query.filter = request.filter;
    return query;
}

Result<Outcome> answerSearch(Library& library, const SearchModel& model, const SearchQuery& query,
                             SearchClock::time_point start, Events& events) {
    if (events.cancelled()) {
        return cancelledError();
    }
    auto hits = searchCases(library, model.hash, query);
    if (!hits) {
        return std::unexpected(hits.error());
    }
    for (const SearchHit& hit : *hits) {
        events.item(hitJson(hit, library));
    }
    const bool complete = !library.leftSentencesOut();
    if (!complete) {
        events.warning("many_sentences",
                       fmt::format("More than {} sentences match; only the best of them were "
                                   "looked at. A further word narrows the search.",
                                   mostSentencesSearched),
                       {});
    }
    const std::chrono::duration<double> seconds = SearchClock::now() - start;
    return Outcome{{{"hits", hits->size()},
                    {"model", model.id},
                    {"complete", complete},
                    {"seconds", seconds.count()}}};
}

Result<Outcome> searchWords(Session& session, const SearchRequest& request, Events& events) {
    const SearchClock::time_point start = SearchClock::now();
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    return answerSearch(**library, {}, queryOf(request), start, events);
}

} // namespace bolus
