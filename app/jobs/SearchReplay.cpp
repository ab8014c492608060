// Makes a search again, and compares.
#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "app/jobs/SearchReceipts.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// Keeps the hits of a search for itself.
class Listening : public Events {
public:
    explicit Listening(Events& outer) : m_outer(outer) {}
    void item(Json fields) override { hits.push_back(std::move(fields)); }
    void progress(std::string_view stage, std::int64_t done, std::int64_t total) override {
        m_outer.progress(stage, done, total);
    }
    void warning(std::string_view code, std::string_view message, const fs::path& path) override {
        m_outer.warning(code, message, path);
    }
    bool cancelled() const override { return m_outer.cancelled(); }

    std::vector<Json> hits;

private:
    Events& m_outer;
};

struct Place {
    int rank = 0;
    std::string patientId;
};
using Places = std::map<std::int64_t, Place>; // by case

/// Of hits in JSON; BadInput: they are not what a receipt has.
Result<Places> placesIn(const Json& hits) {
    Places places;
    try {
        for (const Json& hit : hits) {
            places[hit.at("case").get<std::int64_t>()] = {hit.at("rank").get<int>(),
                                                          hit.at("patient_id").get<std::string>()};
        }
    } catch (const Json::exception&) {
        return std::unexpected(unreadableReceipt("hits"));
    }
    return places;
}

/// What differs between a search then and now.
class Comparison {
public:
    Comparison(Library& library, const Json& then, const Json& now) : m_library(library) {
        note("bolus", "Bolus was version {} then and is {} now.", then, now);
        if (then.contains("library")) { // of older receipts nothing tells
            note("library", "It was made in a library of {} then; this one is of {}.", then, now);
        }
        note("model", "The model was \"{}\" then and is \"{}\" now.", then, now);
        if (text(then, "model") == text(now, "model")) {
            note("model_hash", "The model's file was another one ({}) then; it is {} now.", then,
                 now);
        }
        const Json before = then.value("index", Json::object());
        const Json after = now.value("index", Json::object());
        note("vectors", "It was compared with {} vectors then and with {} now.", before, after);
        note("lexicon", "How Bolus reads reports was of version {} then and is of {} now.", before,
             after);
        note("found", "{} cases were found then and {} now.", before, after);
    }

    Result<void> comparePlaces(const Places& then, const Places& now, Events& events) {
        std::vector<std::int64_t> gone;
        for (const auto& [id, place] : then) {
            if (!now.contains(id)) {
                gone.push_back(id);
            }
        }
        const auto there = m_library.keysOf(gone);
        if (!there) {
            return std::unexpected(there.error());
        }
        for (const auto& [id, place] : then) {
            const auto found = now.find(id);
            const auto known = std::ranges::find(*there, id, &CaseKey::id);
            if (found != now.end()) {
                compare(events, id, place, found->second);
            } else if (known == there->end()) {
                tell(events, id, place.rank, {}, "is not in the library any more");
            } else if (known->patientId != place.patientId) {
                tellOfAnother(events, id, place.rank, {});
            } else {
                tell(events, id, place.rank, {}, "is not in the list any more");
            }
        }
        for (const auto& [id, place] : now) {
            if (!then.contains(id)) {
                tell(events, id, {}, place.rank, "is new in the list");
            }
        }
        if (m_others > 0) {
            m_differs.push_back(
                fmt::format("{} of the cases {} of another patient than then. The search may have "
                            "been made in another library, or the cases were imported anew.",
                            m_others, m_others == 1 ? "is" : "are"));
        }
        return {};
    }
    Json sentences() const { return m_differs; }
    bool sameOrder() const { return m_moved == 0; }

private:
    static std::string text(const Json& json, const char* key) {
        const Json value = json.value(key, Json());
        return value.is_string() ? value.get<std::string>() : value.dump();
    }
    void note(const char* key, fmt::format_string<std::string, std::string> sentence,
              const Json& then, const Json& now) {
        if (text(then, key) != text(now, key)) {
            m_differs.push_back(fmt::format(sentence, text(then, key), text(now, key)));
        }
    }
    void compare(Events& events, std::int64_t id, const Place& then, const Place& now) {
        if (then.patientId != now.patientId) {
            tellOfAnother(events, id, then.rank, now.rank);
        } else if (then.rank != now.rank) {
            tell(events, id, then.rank, now.rank, "has another rank");
        }
    }
    /// Numbers of cases are of one library alone.
    void tellOfAnother(Events& events, std::int64_t id, int then, std::optional<int> now) {
        ++m_others;
        tell(events, id, then, now, "is another patient's case");
    }
    void tell(Events& events, std::int64_t id, std::optional<int> then, std::optional<int> now,
              const char* what) {
        ++m_moved;
        events.item({{"rank", now ? Json(*now) : Json()},
                     {"case", id},
                     {"then", then ? Json(*then) : Json()},
                     {"now", now ? Json(*now) : Json()},
                     {"what", what}});
    }

    Library& m_library;
    Json m_differs = Json::array();
    int m_moved = 0, m_others = 0;
};

} // namespace

Result<Outcome> replaySearch(Session& session, const std::string& idOrFile, SearchRunner run,
                             Events& events) {
    const auto library = session.library();
    const auto then = library ? receiptOf(**library, idOrFile) : std::unexpected(library.error());
    if (!then) {
        return std::unexpected(then.error());
    }
    const auto request = requestFrom(then->value("request", Json()));
    const auto placesThen = placesIn(then->value("hits", Json::array()));
    if (!request || !placesThen) {
        return std::unexpected(request ? placesThen.error() : request.error());
    }
    Listening listening(events);
    const auto outcome = run(session, *request, listening);
    if (!outcome) {
        return std::unexpected(outcome.error());
    }
    const Json id = outcome->result.value("receipt", Json());
    if (id.is_null()) {
        return fail(ErrorCode::Storage, "The search could not be written down to compare it.");
    }
    const auto now = receiptOf(**library, id.dump());
    if (!now) {
        return std::unexpected(now.error());
    }
    const auto placesNow = placesIn(now->value("hits", Json::array()));
    Comparison comparison(**library, *then, *now);
    if (!placesNow) {
        return std::unexpected(placesNow.error());
    }
    if (auto compared = comparison.comparePlaces(*placesThen, *placesNow, events); !compared) {
        return std::unexpected(compared.error());
    }
    return Outcome{{{"receipt", id},
                    {"same", comparison.sameOrder()},
                    {"differs", comparison.sentences()},
                    {"hits", listening.hits.size()}}};
}

} // namespace bolus
