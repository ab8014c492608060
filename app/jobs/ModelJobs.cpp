#include "app/jobs/ModelJobs.h"

#include <algorithm>

#include "app/jobs/ModelFiles.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// Training writes the count into the provenance; for other files it is counted.
Json parameterCount(const ModelRow& row, const Json& provenance) {
    if (const auto known = provenance.find("parameters"); known != provenance.end()) {
        return *known;
    }
    const auto model = Model::load(row.file);
    return model ? Json((*model)->info().parameters) : Json();
}

Json rowJson(const ModelRow& row) {
    Json provenance = Json::parse(row.provenance, nullptr, false);
    if (!provenance.is_object()) {
        provenance = Json::object();
    }
    const Json parameters = parameterCount(row, provenance);
    return {{"id", row.id},
            {"model", row.id}, // in `serve` an event's "id" is the request's
            {"hash", row.hash},
            {"active", row.active},
            {"vectors", row.vectors},
            {"parameters", parameters},
            {"provenance", provenance}};
}

} // namespace

Result<Outcome> listModels(Session& session, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    if (auto active = activeModelRow(**library); active && !*active) {
        // The shipped model joins a library that has none; without one the list stays as it is.
        [[maybe_unused]] const auto model = session.activeModel();
    }
    auto rows = (*library)->models();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const ModelRow& row : *rows) {
        events.item(rowJson(row));
    }
    return Outcome{{{"models", rows->size()}}};
}

Result<Outcome> activateModel(Session& session, const std::string& id) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    if (auto done = (*library)->activateModel(id); !done) {
        return std::unexpected(done.error());
    }
    return Outcome{{{"model", id}}};
}

Result<Outcome> removeModel(Session& session, const std::string& id) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto row = modelRow(**library, id);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (auto done = (*library)->removeModel(id); !done) {
        return std::unexpected(done.error());
    }
    if (auto tokens = session.tokens()) { // what stays behind is dropped by the next of this hash
        [[maybe_unused]] const auto dropped = (*tokens)->removeModel(row->hash);
    }
    std::error_code error;
    if (fs::equivalent(row->file.parent_path(), modelFolder(**library), error)) {
        fs::remove(row->file, error);
    }
    return Outcome{{{"model", id}}};
}

} // namespace bolus
