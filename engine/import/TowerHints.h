// What a config.json says that the shapes of tensors do not.
#pragma once

#include <filesystem>

#include "library/domain/Result.h"

namespace bolus {

struct TowerHints {
    int textHeads = 0, imageHeads = 0; // 0: not told
};

/// From a Hugging Face config.json; one that is not there tells nothing. Errors: BadInput (not
/// JSON), Unsupported (a text tower that is no BERT as of 2019, say with relative positions;
/// `bert`: the file describes nothing else).
Result<TowerHints> readTowerHints(const std::filesystem::path& configJson, bool bert);

} // namespace bolus
