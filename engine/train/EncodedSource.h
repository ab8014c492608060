// Cases as their phases' tokens, made once: what runs with a frozen phase encoder learn from, an
// order of magnitude faster than from voxels. No torch here.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/train/Trainer.h"

namespace bolus {

/// The cases of `source`, whose load() gives NetworkInput::tokens in place of voxels, as `model`'s
/// phase encoder makes them, in 16 bits. Encodes first what `file` does not hold already, or holds
/// damaged (progress "features"); a stopped call leaves what is done. The file takes 512 · width
/// bytes a phase, belongs to one encoder, serves any selection of the cases, and nobody else while
/// the result lives. A case that cannot be loaded, or is not what the encoder takes, is told of
/// ("case_left_out") and fails in load(). `source` must outlive the result. `threads` as in
/// TrainOptions. Errors: Cancelled; Io; Conflict where the file is in use; BadInput where it is not
/// such a one; Model.
Result<std::unique_ptr<CaseSource>> encodedSource(const Model& model, CaseSource& source,
                                                  const std::filesystem::path& file, int threads,
                                                  Progress& progress);

} // namespace bolus
