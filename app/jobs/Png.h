// 8-bit PNG pictures.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "library/domain/Result.h"

namespace bolus {

struct GreyPicture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels; // row by row, from the top
};

/// The file is whole or not there.
Result<void> writePng(const std::filesystem::path& target, const GreyPicture& picture);

} // namespace bolus
