// A small picture in grey, as lists show one.
#pragma once

#include <cstdint>
#include <vector>

namespace bolus {

struct GreyPicture {
    int width = 0, height = 0;
    std::vector<std::uint8_t> pixels; // row by row, from the top
};

} // namespace bolus
