// Searching that needs no model, and how a search is answered and written down.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "app/jobs/SearchAnswer.h"
#include "app/jobs/SearchJobs.h"
#include "library/reports/IndexedSentence.h"

namespace bolus {

namespace {

constexpr std::size_t mostHitsInReceipt = 1000;

Result<std::optional<RegionMatch>> placeOf(const SearchHit& hit, const SearchFrame& frame) {
    const bool asked =
        frame.placeOf && !hit.region && hit.cosine && hit.rank <= static_cast<int>(mostPlaces);
    return asked ? frame.placeOf(hit.caseId) : hit.region;
}

Result<void> listHits(Library& library, const SearchResult& result, const SearchFrame& frame,
                      Events& events) {
    std::vector<std::int64_t> ids;
    for (const SearchHit& hit : result.hits) {
        ids.push_back(hit.caseId);
    }
    // Of a phrase alone, nothing is told that would need them.
    const bool alone = frame.phases.empty() && !frame.placeOf;
    const auto cases = alone ? std::vector<Case>() : library.casesByIds(ids);
    if (!cases) {
        return std::unexpected(cases.error());
    }
    const auto tags = library.tagsOfCases(ids);
    if (!tags) {
        return std::unexpected(tags.error());
    }
    std::unordered_map<std::int64_t, const Case*> byId;
    for (const Case& exam : *cases) {
        byId.emplace(exam.id, &exam);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto exam = byId.find(ids[i]);
        const auto place = placeOf(result.hits[i], frame);
        if (!place || events.cancelled()) {
            return std::unexpected(place ? cancelledError().error() : place.error());
        }
        const Case* const listed = exam == byId.end() ? nullptr : exam->second;
        events.item(hitJson({result.hits[i], listed, (*tags)[i], *place}, frame, library));
    }
    return {};
}

Json answerJson(Library& library, const SearchResult& result, const SearchFrame& frame) {
    Json hits = Json::array();
    for (const SearchHit& hit : result.hits) {
        if (hits.size() < mostHitsInReceipt) {
            hits.push_back(briefHitJson(hit));
        }
    }
    return {{"bolus", BOLUS_VERSION},
            {"library", library.made().value_or(std::string())},
            {"model", frame.model},
            {"model_hash", frame.modelHash},
            {"index",
             {{"vectors", result.vectors}, {"found", result.found}, {"lexicon", indexVersion()}}},
            {"left_out", result.leftOut},
            {"hits", hits}};
}

/// A search that cannot be written down is a search all the same.
Json leaveReceipt(Library& library, const SearchRequest& request, const SearchResult& result,
                  const SearchFrame& frame, Events& events) {
    if (!request.receipt) {
        return {};
    }
    SearchRecord record;
    record.title = titleOf(request);
    record.command = commandOf(request);
    record.request = requestJson(request).dump(-1, ' ', false, Json::error_handler_t::replace);
    record.answer =
        answerJson(library, result, frame).dump(-1, ' ', false, Json::error_handler_t::replace);
    record.hits = static_cast<std::int64_t>(result.hits.size());
    record.model = frame.model;
    const auto id = library.addReceipt(record);
    if (!id) {
        events.warn(id.error());
        return {};
    }
    return *id;
}

Result<void> keepSearch(Library& library, const SearchRequest& request) {
    if (request.save.empty()) {
        return {};
    }
    SearchRecord record;
    record.name = request.save;
    record.title = titleOf(request);
    record.command = commandOf(request);
    record.request = requestJson(request).dump(-1, ' ', false, Json::error_handler_t::replace);
    return library.saveSearch(record);
}

std::string narrowingOf(const SearchRequest& request) {
    const std::string collection =
        request.collection.empty() ? "" : "collection " + request.collection;
    return request.filter + (request.filter.empty() || collection.empty() ? "" : ", ") + collection;
}

/// Where nothing was found among the cases that pass it.
Result<std::string> filterNote(Library& library, VectorIndex* index, const SearchRequest& request,
                               const SearchQuery& query) {
    const auto passing = library.casesPassing(ofCasesAlone(query.filter));
    if (!passing) {
        return std::unexpected(passing.error());
    }
    const auto cases = std::ranges::count(*passing, true);
    std::string note = cases == 0
                           ? fmt::format("No case passes the filter ({}).", narrowingOf(request))
                           : fmt::format("Looked at {} only {} case{} that pass{} the filter ({}).",
                                         cases == 1 ? "was" : "were", cases, cases == 1 ? "" : "s",
                                         cases == 1 ? "es" : "", narrowingOf(request));
    if (query.region) { // too long a search to make it twice
        return note;
    }
    SearchQuery all = query;
    all.filter = {};
    const auto found = findCases(library, index, all);
    if (found && found->found > 0) {
        note += fmt::format(" It hides {} case{} that this search finds without it.", found->found,
                            found->found == 1 ? "" : "s");
    }
    return found ? Result<std::string>(std::move(note)) : std::unexpected(found.error());
}

/// What was done otherwise than asked, and what kept cases from being found.
Result<std::vector<std::string>> notesOf(Library& library, VectorIndex* index,
                                         const SearchRequest& request, const SearchQuery& query,
                                         const SearchResult& result, const SearchFrame& frame) {
    std::vector<std::string> notes = frame.notes;
    notes.insert(notes.end(), result.notes.begin(), result.notes.end());
    if (std::string unusable = index ? index->unusable() : std::string(); !unusable.empty()) {
        notes.push_back(std::move(unusable));
    }
    if (result.hits.empty() && query.filter != CaseFilter{}) {
        auto note = filterNote(library, index, request, query);
        if (!note) {
            return std::unexpected(note.error());
        }
        notes.push_back(std::move(*note));
    }
    return notes;
}

void warnOfManySentences(Events& events) {
    events.warning("many_sentences",
                   fmt::format("More than {} sentences match; only the best of them were "
                               "looked at. A further word narrows the search.",
                               mostSentencesSearched),
                   {});
}

} // namespace

Result<SearchQuery> queryOf(Library& library, const SearchRequest& request) {
    if (auto checked = checkWeights(request); !checked) {
        return std::unexpected(checked.error());
    }
    SearchQuery query;
    query.phrase = request.phrase;
    query.mode = request.mode;
    query.k = request.k;
    query.weights = request.weights;
    query.rules = request.rules;
    query.onePerPatient = request.onePerPatient;
    query.all = request.all;
    query.diverse = request.diverse;
    auto filter = parseCaseFilter(request.filter);
    if (!filter) {
        return std::unexpected(filter.error());
    }
    query.filter = std::move(*filter);
    if (!request.collection.empty()) {
        if (const auto there = library.collectionCases(request.collection); !there) {
            return std::unexpected(there.error());
        }
        query.filter.collection = request.collection;
    }
    return query;
}

Result<Outcome> answerSearch(Library& library, VectorIndex* index, const SearchRequest& request,
                             const SearchQuery& query, const SearchFrame& frame, Events& events) {
    if (events.cancelled()) {
        return cancelledError();
    }
    Result<SearchResult> result = SearchResult{};
    const auto listed = library.onOneState([&]() -> Result<void> {
        result = findCases(library, index, query);
        return result ? listHits(library, *result, frame, events) : Result<void>();
    });
    if (!listed || !result) {
        return std::unexpected(listed ? result.error() : listed.error());
    }
    if (!result->complete) {
        warnOfManySentences(events);
    }
    const auto notes = notesOf(library, index, request, query, *result, frame);
    if (!notes) {
        return std::unexpected(notes.error());
    }
    if (auto kept = keepSearch(library, request); !kept) {
        return std::unexpected(kept.error());
    }
    const Json receipt = leaveReceipt(library, request, *result, frame, events);
    const std::chrono::duration<double> seconds = SearchClock::now() - frame.start;
    return Outcome{{{"hits", result->hits.size()},
                    {"model", frame.model},
                    {"receipt", receipt},
                    {"read_as", result->readAs},
                    {"corrections", correctionsJson(*result)},
                    {"facets", facetsJson(*result)},
                    {"left_out", result->leftOut},
                    {"unsure", result->unsure},
                    {"margin", result->margin ? Json(*result->margin) : Json()},
                    {"why_unsure", result->whyUnsure},
                    {"notes", *notes},
                    {"complete", result->complete},
                    {"seconds", seconds.count()}}};
}

Result<Outcome> searchWords(Session& session, const SearchRequest& request, Events& events) {
    const SearchFrame frame;
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto query = queryOf(**library, request);
    if (!query) {
        return std::unexpected(query.error());
    }
    query->mode = SearchMode::Lexical;
    return answerSearch(**library, nullptr, request, *query, frame, events);
}

} // namespace bolus
