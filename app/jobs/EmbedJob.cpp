#include <algorithm>
#include <chrono>
#include <set>

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

/// What the library keeps of a case that the model has read.
struct Encoded {
    CaseTokens tokens;
    std::vector<float> vector, phaseShares;
};

Result<Encoded> encode(const Model& model, const NetworkInput& input) {
    auto tokens = model.encodePhases(input); // takes most of the time; the rest is of them
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    auto vector = model.encodeCase(*tokens);
    if (!vector) {
        return std::unexpected(vector.error());
    }
    auto maps = model.attention(*tokens); // its phases' shares, which hits show without waiting
    if (!maps) {
        return std::unexpected(maps.error());
    }
    return Encoded{std::move(*tokens), std::move(*vector), std::move(maps->phaseShares)};
}

Result<void> keep(Session& session, Library& library, const std::string& modelHash,
                  std::int64_t caseId, std::int64_t signature, Encoded encoded) {
    auto tokens = session.tokens();
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    // Before the vector: without it they are dropped one day, and a vector without them is found.
    if (auto put = (*tokens)->put(modelHash, signature, encoded.tokens); !put) {
        return put;
    }
    return library.putVector(modelHash,
                             {caseId, std::move(encoded.vector), std::move(encoded.tokens.phases),
                              std::move(encoded.phaseShares), signature});
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
    auto encoded = encode(model, *input);
    if (!encoded) {
        return std::unexpected(encoded.error());
    }
    return keep(session, library, model.info().hash, caseId, *signature, std::move(*encoded));
}

/// By id those whose vector, or what it was made of, is missing or older than the case; what is
/// kept of cases that are no more is dropped. Not what somebody else has just kept, whose vector is
/// still to come: it was not known before, or its case is one without a vector.
Result<std::vector<std::int64_t>> casesToEmbed(Session& session, Library& library,
                                               const std::string& modelHash) {
    auto tokens = session.tokens();
    if (!tokens) {
        return std::unexpected(tokens.error());
    }
    const auto known = (*tokens)->signatures(modelHash);
    const auto missing = library.casesWithoutVector(modelHash);
    const auto there = library.vectorSignatures(modelHash);
    if (!known || !missing || !there) {
        return std::unexpected(!known ? known.error() : !missing ? missing.error() : there.error());
    }
    std::set<std::int64_t> ids(missing->begin(), missing->end()), unused = *known;
    for (const std::int64_t id : *missing) {
        const auto signature = library.caseSignature(id);
        if (!signature && signature.error().code != ErrorCode::NotFound) {
            return std::unexpected(signature.error());
        }
        unused.erase(signature.value_or(0)); // not found: it went meanwhile
    }
    for (const auto& [id, signature] : *there) {
        unused.erase(signature);
        if (!known->contains(signature)) {
            ids.insert(id);
        }
    }
    if (auto dropped = (*tokens)->drop(modelHash, unused); !dropped) {
        return std::unexpected(dropped.error());
    }
    return std::vector<std::int64_t>(ids.begin(), ids.end());
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
    auto ids = request.cases.empty() ? casesToEmbed(session, **library, info.hash)
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
