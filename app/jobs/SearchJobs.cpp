#include "app/jobs/SearchJobs.h"

#include <algorithm>

#include "app/jobs/ModelFiles.h"
#include "app/jobs/RegionSearch.h"
#include "app/jobs/SearchExample.h"
#include "library/search/QueryVector.h"

namespace bolus {

namespace {

struct ActiveModel {
    std::string id, hash; // empty: search by words alone
    Model* model = nullptr;
};

/// The active model where it can serve: vectors of it are there.
Result<ActiveModel> modelWithVectors(Session& session, Library& library) {
    auto row = activeModelRow(library);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (!*row || (*row)->vectors == 0) {
        return ActiveModel{};
    }
    auto model = session.activeModel();
    if (!model) {
        return std::unexpected(model.error());
    }
    return ActiveModel{(*row)->id, (*row)->hash, *model};
}

/// Nothing that a report holds or the lexicon knows: the model makes a vector of it all the same.
Result<bool> isUnheardOf(Library& library, std::string_view typed) {
    const auto phrase = readPhrase(library, typed);
    if (!phrase) {
        return std::unexpected(phrase.error());
    }
    return phrase->unheardOf;
}

Error nothingEmbedded() {
    return {ErrorCode::NotFound, "No case is embedded yet. Run \"bolusctl embed\" first.", {}};
}

/// Of the image's weight, where none is asked for: a region finds its like worse when whole cases
/// count beside it (on phantoms P@5 0.25 in place of 0.29), but those that nothing is kept of have
/// no other rank.
constexpr double besideRegion = 0.01;

/// One search on its way: what it asks is gathered in the query.
class Asking {
public:
    Asking(Session& session, const SearchRequest& request, Events& events)
        : m_session(session), m_request(request), m_events(events) {}

    Result<Outcome> run() {
        for (const auto step : {&Asking::open, &Asking::takeModel, &Asking::takeExample,
                                &Asking::takePhrase, &Asking::move}) {
            if (auto taken = (this->*step)(); !taken) {
                return std::unexpected(taken.error());
            }
        }
        if (m_request.places && m_active.model && !m_request.phrase.empty()) {
            m_frame.placeOf = [this](std::int64_t caseId) {
                return phraseRegion(m_session, *m_active.model, caseId, m_request.phrase);
            };
        }
        VectorIndex* index = nullptr;
        if (m_active.model && m_query.mode != SearchMode::Lexical) {
            auto opened = m_session.vectorIndex(m_active.hash);
            if (!opened) {
                return std::unexpected(opened.error());
            }
            index = *opened;
        }
        return answerSearch(*m_library, index, m_request, m_query, m_frame, m_events);
    }

private:
    bool byExample() const { return !m_request.example.empty(); }
    Result<void> open();
    Result<void> takeModel();
    Result<void> takeExample();
    bool noWeightsAsked() const {
        return m_request.weights == usualWeights || m_request.weights == exampleWeights;
    }
    void takeReport(const SearchExample& example);
    Result<void> takeRegion(const SearchExample& example);
    Result<void> takePhrase();
    Result<void> move();

    Session& m_session;
    const SearchRequest& m_request;
    Events& m_events;
    Library* m_library = nullptr;
    ActiveModel m_active;
    SearchQuery m_query;
    SearchFrame m_frame;
};

Result<void> Asking::open() {
    auto library = m_session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    m_library = *library;
    auto query = queryOf(*m_library, m_request);
    if (!query) {
        return std::unexpected(query.error());
    }
    m_query = std::move(*query);
    return {};
}

/// Without it words still find cases.
Result<void> Asking::takeModel() {
    auto active = modelWithVectors(m_session, *m_library);
    const bool needed = m_request.mode == SearchMode::Image || byExample();
    if (!active && needed) {
        return std::unexpected(active.error());
    }
    if (!active) {
        m_events.warn(active.error());
        return {};
    }
    if (!active->model && needed) {
        return std::unexpected(nothingEmbedded());
    }
    m_active = std::move(*active);
    m_frame.model = m_active.id;
    m_frame.modelHash = m_active.hash;
    return {};
}

Result<void> Asking::takeExample() {
    if (!byExample()) {
        return {};
    }
    auto example = searchExample(m_session, *m_library, *m_active.model, m_request, m_events);
    if (!example) {
        return std::unexpected(example.error());
    }
    m_query.excludeCase = example->caseId;
    takeReport(*example);
    m_query.ownPatient = m_request.ownPatient ? std::string() : example->person;
    if (auto taken = takeRegion(*example); !taken) {
        return taken;
    }
    m_query.vector = std::move(example->vector);
    m_frame.phases = std::move(example->phases);
    m_frame.tags = std::move(example->tags);
    for (const CaseTag& tag : m_frame.tags) {
        if (tag.assertion == Assertion::Present) {
            m_query.diagnoses.insert(tag.tag);
        }
    }
    m_frame.notes.insert(m_frame.notes.end(), example->notes.begin(), example->notes.end());
    return {};
}

/// A region is of one finding, a report of all: beside it words count only where that is asked for.
void Asking::takeReport(const SearchExample& example) {
    const bool counts = m_request.byReport && m_request.weights[0] > 0 &&
                        (m_request.region.empty() || !noWeightsAsked());
    if (counts && example.caseId) {
        m_query.likeReport = example.caseId;
    } else if (counts) {
        m_frame.notes.push_back("Of the example its images alone were compared: "
                                "reports in a folder are not read.");
    }
    m_query.mode =
        m_request.phrase.empty() && !m_query.likeReport ? SearchMode::Image : SearchMode::Hybrid;
}

Result<void> Asking::takeRegion(const SearchExample& example) {
    if (m_request.region.empty()) {
        return {};
    }
    auto asked = askRegion(m_session, *m_active.model, example, m_request.region, m_events);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    m_frame.drawnIn = asked->drawnIn;
    if (!asked->note.empty()) {
        m_frame.notes.push_back(asked->note);
    }
    if (noWeightsAsked()) {
        m_query.weights[static_cast<std::size_t>(SearchPart::Image)] = besideRegion;
    }
    m_query.region = [this, compare = std::move(asked->compare)](
                         std::span<const std::int64_t> candidates) -> Result<RegionRanking> {
        auto ranking = compare(candidates);
        if (std::string note = ranking ? leftOutOf(*ranking) : std::string(); !note.empty()) {
            m_frame.notes.push_back(std::move(note));
        }
        return ranking;
    };
    return {};
}

/// A phrase beside an example is mixed in at equal weight.
Result<void> Asking::takePhrase() {
    if (!byExample()) {
        if (auto checked = checkPhrase(m_request.phrase); !checked) {
            return checked;
        }
    }
    if (!m_active.model || m_request.phrase.empty()) {
        return {};
    }
    std::string shown = shownByImages(m_request.phrase);
    if (shown.empty() && m_request.mode == SearchMode::Image) {
        shown = m_request.phrase; // it was asked for
    }
    if (shown.empty()) { // images that are like "no ascites" are like "ascites"
        return {};
    }
    if (!byExample() && m_request.mode == SearchMode::Hybrid) {
        const auto unheard = isUnheardOf(*m_library, m_request.phrase);
        if (!unheard) {
            return std::unexpected(unheard.error());
        }
        if (*unheard) {
            m_frame.notes.push_back("No report holds these words and the lexicon does not know "
                                    "them, so that images were not searched either; --mode image "
                                    "does so all the same.");
            return {};
        }
    }
    auto vector = m_active.model->encodeText(shown);
    if (vector && byExample()) {
        vector = mixedVector(std::vector<WeightedVector>{{1, m_query.vector}, {1, *vector}});
    }
    if (!vector) {
        return std::unexpected(vector.error());
    }
    m_query.vector = std::move(*vector);
    return {};
}

Result<void> Asking::move() {
    if (m_request.moreLike.empty() && m_request.lessLike.empty()) {
        return {};
    }
    if (!m_active.model) {
        return std::unexpected(nothingEmbedded());
    }
    const Model& model = *m_active.model;
    const auto more = vectorsOfCases(m_session, *m_library, model, m_request.moreLike, m_events);
    const auto less = vectorsOfCases(m_session, *m_library, model, m_request.lessLike, m_events);
    if (!more || !less) {
        return std::unexpected(!more ? more.error() : less.error());
    }
    auto moved = movedVector(m_query.vector, *more, *less);
    if (!moved) {
        return std::unexpected(moved.error());
    }
    m_query.vector = std::move(*moved);
    m_query.unwanted.insert(m_request.lessLike.begin(), m_request.lessLike.end());
    if (!m_request.phrase.empty() && m_query.mode == SearchMode::Hybrid) {
        m_frame.notes.push_back("More and less like other cases changes what images are looked "
                                "for; the words stay as they are.");
    }
    return {};
}

} // namespace

Result<Outcome> runSearch(Session& session, const SearchRequest& request, Events& events) {
    if (request.mode == SearchMode::Lexical && request.example.empty()) {
        return searchWords(session, request, events);
    }
    return Asking(session, request, events).run();
}

} // namespace bolus
