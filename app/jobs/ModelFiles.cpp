#include "app/jobs/ModelFiles.h"

#include <algorithm>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "app/jobs/Session.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

bool liesIn(const fs::path& file, const fs::path& folder) {
    std::error_code error;
    return fs::equivalent(file.parent_path().empty() ? fs::path(".") : file.parent_path(), folder,
                          error);
}

std::string freeId(const std::vector<ModelRow>& rows, const std::string& wanted) {
    std::string id = wanted.empty() ? "model" : wanted;
    for (int number = 2; std::ranges::find(rows, id, &ModelRow::id) != rows.end(); ++number) {
        id = fmt::format("{}-{}", wanted, number);
    }
    return id;
}

Result<fs::path> placeInLibrary(const Library& library, const fs::path& file,
                                const std::string& hash) {
    const fs::path folder = modelFolder(library);
    if (liesIn(file, folder)) {
        return fs::absolute(file);
    }
    const fs::path target = folder / (hash + ".safetensors");
    if (auto copied = copyDurably(file, target); !copied) {
        return std::unexpected(copied.error());
    }
    return target;
}

} // namespace

fs::path modelFolder(const Library& library) {
    return library.folder() / "models";
}

Result<ModelRow> addModelFile(Library& library, const fs::path& file, std::string id) {
    auto model = Model::load(file);
    if (!model) {
        return std::unexpected(model.error());
    }
    auto rows = library.models();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const ModelInfo& info = (*model)->info();
    if (const auto known = std::ranges::find(*rows, info.hash, &ModelRow::hash);
        known != rows->end()) {
        return *known;
    }
    auto placed = placeInLibrary(library, file, info.hash);
    if (!placed) {
        return std::unexpected(placed.error());
    }
    ModelRow row;
    row.id = freeId(*rows, id.empty() ? info.name : id);
    row.hash = info.hash;
    row.file = *placed;
    row.config = info.config.toJson();
    row.provenance = info.provenance;
    if (auto added = library.addModel(row); !added) {
        return std::unexpected(added.error());
    }
    return row;
}

Result<std::optional<ModelRow>> activeModelRow(Library& library) {
    auto rows = library.models();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const auto active = std::ranges::find_if(*rows, &ModelRow::active);
    return active == rows->end() ? std::nullopt : std::optional(*active);
}

std::string activeModelId(Library& library) {
    const auto row = activeModelRow(library);
    return row && *row ? (*row)->id : std::string();
}

Result<ModelRow> modelRow(Library& library, const std::string& id) {
    auto rows = library.models();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    if (const auto row = std::ranges::find(*rows, id, &ModelRow::id); row != rows->end()) {
        return *row;
    }
    return fail(ErrorCode::NotFound, fmt::format("The library has no model called {}.", id), id);
}

Result<fs::path> modelFileOf(Session& session, const std::string& idOrFile) {
    if (std::error_code error; fs::exists(idOrFile, error)) {
        return fs::path(idOrFile);
    }
    auto library = session.library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto row = modelRow(**library, idOrFile);
    if (!row) {
        return std::unexpected(row.error());
    }
    return row->file;
}

ModelConfig presetConfig(const std::string& size, const std::string& preset) {
    const bool robust = preset != "paper";
    if (size == "paper") {
        return ModelConfig::paper(robust);
    }
    return size == "tiny" ? ModelConfig::tiny(robust) : ModelConfig::compact(robust);
}

} // namespace bolus
