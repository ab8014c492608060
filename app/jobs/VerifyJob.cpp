#include <filesystem>

#include <fmt/format.h>

#include "app/jobs/DeepVerify.h"
#include "app/jobs/FileHash.h"
#include "app/jobs/HealthJobs.h"
#include "engine/model/ModelConfig.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// That its file is the one it was added with; that it is there, the library has said.
Result<void> verifyModelFile(const Library& library, const ModelRow& model, const Events& events,
                             std::vector<std::string>& problems) {
    const fs::path file = library.folder() / model.file; // an absolute path stays as it is
    std::error_code error;
    if (!fs::exists(file, error)) {
        return {};
    }
    const auto hash = fileHash(file, events);
    if (!hash && hash.error().code == ErrorCode::Cancelled) {
        return std::unexpected(hash.error());
    }
    if (!hash || *hash != model.hash) {
        problems.push_back("Model " + model.id + "'s file " + file.string() +
                           " cannot be read or is not the one that was added. Add it again.");
    }
    return {};
}

/// That its vectors have as many numbers as it gives.
Result<void> verifyVectorLengths(Library& library, const ModelRow& model,
                                 std::vector<std::string>& problems) {
    const auto config = ModelConfig::fromJson(model.config);
    if (!config) {
        problems.push_back("Model " + model.id +
                           "'s options cannot be read: " + config.error().message);
        return {};
    }
    const auto vectors = library.vectors(model.hash);
    if (!vectors) {
        return std::unexpected(vectors.error());
    }
    const auto expected = static_cast<std::size_t>(config->embedding);
    for (const StoredVector& vector : *vectors) {
        if (vector.vector.size() != expected) {
            problems.push_back(fmt::format("Case {}'s vector has {} numbers, but model {} gives "
                                           "{}. Embed the case again.",
                                           vector.caseId, vector.vector.size(), model.id,
                                           expected));
        }
    }
    return {};
}

Result<void> verifyModels(Library& library, const Events& events,
                          std::vector<std::string>& problems) {
    const auto models = library.models();
    if (!models) {
        return std::unexpected(models.error());
    }
    for (const ModelRow& model : *models) {
        auto checked = verifyModelFile(library, model, events, problems);
        checked = checked ? verifyVectorLengths(library, model, problems) : checked;
        if (!checked) {
            return checked;
        }
    }
    return {};
}

/// Of a library in which no case was embedded there is no such file, and none is made.
Result<void> verifyTokens(Session& session, const Library& library,
                          std::vector<std::string>& problems) {
    std::error_code error;
    if (!fs::exists(TokenStore::fileIn(library.folder()), error)) {
        return {};
    }
    auto tokens = session.tokens();
    auto found = tokens ? (*tokens)->verify()
                        : Result<std::vector<std::string>>(std::unexpected(tokens.error()));
    if (!found && found.error().code != ErrorCode::Storage) {
        return std::unexpected(found.error());
    }
    if (!found) { // damage that keeps it from being opened
        problems.push_back(found.error().message);
        return {};
    }
    problems.insert(problems.end(), found->begin(), found->end());
    return {};
}

} // namespace

Result<Outcome> verifyLibrary(Session& session, bool deep, Events& events) {
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto problems = (*library)->verify();
    if (!problems) {
        return std::unexpected(problems.error());
    }
    if (auto checked = verifyModels(**library, events, *problems); !checked) {
        return std::unexpected(checked.error());
    }
    if (auto checked = verifyTokens(session, **library, *problems); !checked) {
        return std::unexpected(checked.error());
    }
    for (const std::string& problem : *problems) {
        events.item({{"problem", problem}});
    }
    const auto shallow = static_cast<std::int64_t>(problems->size());
    if (!deep) {
        return Outcome{{{"problems", shallow}}, shallow == 0 ? ExitDone : ExitFailed};
    }
    const auto found = verifyDeep(**library, events);
    if (!found) {
        return std::unexpected(found.error());
    }
    const std::int64_t all = shallow + found->problems;
    return Outcome{{{"problems", all}, {"files", found->files}, {"copies", found->copies}},
                   all == 0 ? ExitDone : ExitFailed};
}

} // namespace bolus
