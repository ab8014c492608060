// Cases as their phases' tokens, made once: what runs with a frozen phase encoder learn from, an
// order of magnitude faster than from voxels. No torch here.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/train/Trainer.h"

namespace bolus {

/// The cases of `source`, whose load() gives NetworkInput::tokens in place of voxels, as `model`'s
/// phase encoder makes them, in 16 bits. Encodes first what `file` does not hold already (progress
/// "features"); a stopped call leaves what is done. The file takes 512 · width bytes a phase,
/// belongs to one encoder and serves any selection of the cases. A case that cannot be loaded fails
/// in load(). `source` must outlive the result. Errors: Cancelled; Io; BadInput where the file is
/// not such a one; Model.
Result<std::unique_ptr<CaseSource>> encodedSource(const Model& model, CaseSource& source,
                                                  const std::filesystem::path& file,
                                                  Progress& progress);

} // namespace bolus
