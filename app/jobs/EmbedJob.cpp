#include <chrono>

#include "app/jobs/CheckJob.h"
#include "app/jobs/ModelFiles.h"
#include "app/jobs/SearchJobs.h"

namespace bolus {

namespace {

Result<Model*> modelFor(Session& session, Library& library, const std::string& id) {
    if (id.empty()) {
        return session.activeModel();
    }
    auto row = modelRow(library, id); // a vector needs a model that the library knows
    if (!row) {
        return std::unexpected(row.error());
    }
    return session.model(id);
}

Result<void> embedOne(Session& session, Library& library, const Model& model, std::int64_t caseId,
                      Progress& progress) {
    const auto signature = library.caseSignature(caseId); // first: what changes later shows
    if (!signature) {
        return std::unexpected(signature.error());
    }
    const auto exam = library.caseById(caseId);
    if (!exam) {
        return std::unexpected(exam.error());
    }
    auto input = sessionInput(session, *exam, model.info().config, progress);
    if (!input) {
        return std::unexpected(input.error());
    }
    if (progress.cancelled()) {
        return cancelledError();
    }
    auto vector = model.encodeCase(*input);
    if (!vector) {
        return std::unexpected(vector.error());
    }
    auto maps = model.attention(*input); // its phases' shares, which hits show without waiting
    if (!maps) {
        return std::unexpected(maps.error());
    }
    return library.putVector(model.info().hash, {caseId, std::move(*vector), input->phases,
                                                 std::move(maps->phaseShares), *signature});
}

/// Errors that concern one case only; others end the job.
bool onlyThisCase(ErrorCode code) {
    return code != ErrorCode::Cancelled && code != ErrorCode::Storage &&
           code != ErrorCode::Conflict;
}

} // namespace

Result<NetworkInput> sessionInput(Session& session, const Case& exam, const ModelConfig& config,
                                  Progress& progress) {
    const std::string key = inputKey(exam, config);
    if (auto cached = session.inputs().find(key)) {
        return std::move(*cached);
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto input = loadCaseInput(exam, config, progress, markIn(**library));
    if (!input) {
        return input;
    }
    return session.inputs().store(key, std::move(*input));
}

Result<Outcome> embedCases(Session& session, const EmbedRequest& request, Events& events) {
    const auto start = std::chrono::steady_clock::now();
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto model = modelFor(session, **library, request.model);
    if (!model) {
        return std::unexpected(model.error());
    }
    const ModelInfo& info = (*model)->info();
    auto ids = request.cases.empty() ? (*library)->casesWithoutVector(info.hash)
                                     : Result<std::vector<std::int64_t>>(request.cases);
    if (!ids) {
        return std::unexpected(ids.error());
    }
    std::int64_t embedded = 0, failed = 0;
    const auto total = static_cast<std::int64_t>(ids->size());
    for (const std::int64_t id : *ids) {
        events.progress("embed", embedded + failed, total);
        if (events.cancelled()) {
            return cancelledError();
        }
        const auto done = embedOne(session, **library, **model, id, events);
        if (!done && !onlyThisCase(done.error().code)) {
            return std::unexpected(done.error());
        }
        if (done) {
            ++embedded;
            events.item({{"case", id}});
        } else {
            ++failed;
            events.warn(done.error());
        }
    }
    events.progress("embed", total, total);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return Outcome{{{"model", request.model.empty() ? activeModelId(**library) : request.model},
                    {"embedded", embedded},
                    {"failed", failed},
                    {"seconds", seconds.count()}},
                   embedded == 0 && failed > 0 ? ExitFailed : ExitDone};
}

} // namespace bolus
