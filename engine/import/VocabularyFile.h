// A BERT's vocab.txt: one token a line, its number is the token's id.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

/// Line ends may be CR LF. Errors, each with the line where there is one: NotFound, Io, BadInput
/// (not UTF-8, an empty line, a token twice, a missing special token, another number than
/// `entries`).
Result<std::vector<std::string>> readVocabularyFile(const std::filesystem::path& file,
                                                    std::size_t entries);

/// Words with capitals, which Bolus never looks up because it lower-cases texts.
bool isCased(const std::vector<std::string>& vocabulary);

} // namespace bolus
