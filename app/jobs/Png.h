// 8-bit PNG pictures.
#pragma once

#include <filesystem>

#include "library/domain/Result.h"
#include "library/reader/GreyPicture.h"

namespace bolus {

/// The file is whole or not there.
Result<void> writePng(const std::filesystem::path& target, const GreyPicture& picture);

} // namespace bolus
