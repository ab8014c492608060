// The part of a session that loads models: only the program with the model links it.
#include <cstdlib>
#include <system_error>

#include <fmt/format.h>

#include "app/jobs/ModelFiles.h"
#include "app/jobs/Session.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

fs::path chosenModel() {
    const char* value = std::getenv("BOLUS_MODEL");
    return value ? fs::path(value) : fs::path();
}

fs::path programFolder() {
    std::error_code error;
    return fs::read_symlink("/proc/self/exe", error).parent_path();
}

/// Changes when the file's content does, as far as the file system tells.
std::string fileKey(const fs::path& file) {
    std::error_code error;
    const auto time = fs::last_write_time(file, error);
    const auto size = fs::file_size(file, error);
    return fmt::format("{}|{}|{}", file.string(), error ? 0 : size,
                       time.time_since_epoch().count());
}

} // namespace

fs::path shippedModelFile() {
    if (const fs::path chosen = chosenModel(); !chosen.empty()) {
        return chosen;
    }
    const char* name = "compact-3.safetensors";
    for (const fs::path& folder : // installed as libexec/bolus/bolusctl-model, or as built
         {programFolder() / ".." / ".." / "share" / "bolus" / "models",
          fs::path(BOLUS_MODEL_DIR)}) {
        std::error_code error;
        if (fs::exists(folder / name, error)) {
            return folder / name;
        }
    }
    return {};
}

Result<void> Session::registerShippedModel(Library& library) {
    const fs::path file = shippedModelFile();
    if (file.empty()) {
        return fail(ErrorCode::NotFound,
                    "No model is installed. Import one with \"bolusctl model import FILE\" or make "
                    "one with \"bolusctl train\".");
    }
    auto row = addModelFile(library, file);
    if (!row) {
        return std::unexpected(row.error());
    }
    return library.activateModel(row->id);
}

Result<Model*> Session::activeModel() {
    auto library = this->library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto row = activeModelRow(**library);
    if (row && !*row) {
        if (auto registered = registerShippedModel(**library); !registered) {
            return std::unexpected(registered.error());
        }
        row = activeModelRow(**library);
    }
    if (!row) {
        return std::unexpected(row.error());
    }
    if (!*row) {
        return fail(ErrorCode::Internal, "The library did not keep its active model.");
    }
    return loaded((*row)->file, (*row)->hash);
}

Result<Model*> Session::model(const std::string& idOrFile) {
    auto library = this->library();
    if (!library) {
        return std::unexpected(library.error());
    }
    auto rows = (*library)->models();
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const ModelRow& row : *rows) {
        if (row.id == idOrFile) {
            return loaded(row.file, row.hash);
        }
    }
    if (std::error_code error; !fs::exists(idOrFile, error)) {
        return fail(ErrorCode::NotFound,
                    fmt::format("There is no model and no file called {}.", idOrFile), idOrFile);
    }
    return loaded(idOrFile, {});
}

Result<Model*> Session::loaded(const fs::path& file, const std::string& hash) {
    const std::string key = fileKey(file);
    if (!m_model || m_modelKey != key) {
        auto model = Model::load(file);
        if (!model) {
            return std::unexpected(model.error());
        }
        m_model = std::move(*model);
        m_modelKey = key;
    }
    if (!hash.empty() && m_model->info().hash != hash) {
        return fail(ErrorCode::Model,
                    "The model file has changed since it was imported; import it again.",
                    file.string());
    }
    return m_model.get();
}

} // namespace bolus
