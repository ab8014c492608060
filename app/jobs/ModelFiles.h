// Model files of a library: where they lie and how they get a row.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/model/Model.h"
#include "library/store/Library.h"

namespace bolus {

class Session;

std::filesystem::path modelFolder(const Library& library);

/// Checks the file by loading it, copies it into the library's models folder under its hash (a file
/// that lies there already stays as it is) and adds a row. A model that the library has already is
/// returned as it stands. `id` empty: the name in the file; a number is added where it is taken.
Result<ModelRow> addModelFile(Library& library, const std::filesystem::path& file,
                              std::string id = {});

/// The active row, or none.
Result<std::optional<ModelRow>> activeModelRow(Library& library);
/// Its id; empty where no model is active.
std::string activeModelId(Library& library);
Result<ModelRow> modelRow(Library& library, const std::string& id);
/// A file that is there, else that of the library's model of this id; the library is opened only
/// for the latter.
Result<std::filesystem::path> modelFileOf(Session& session, const std::string& idOrFile);

/// Of a fresh model: `size` is "compact", "paper" or "tiny", `preset` "robust" or "paper"; empty is
/// the first of them.
ModelConfig presetConfig(const std::string& size, const std::string& preset);

} // namespace bolus
