// Made numbers that golden scripts compute too (tests/hashed_numbers.py).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bolus::test {

/// Uniform numbers in [-1, 1) that depend on a name and an index only.
inline std::vector<double> hashed(const std::string& name, std::size_t count) {
    std::uint32_t seed = 2166136261u;
    for (const char byte : name)
        seed = (seed ^ static_cast<unsigned char>(byte)) * 16777619u;
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t x = static_cast<std::uint32_t>(i) * 2654435761u + seed;
        for (int round = 0; round < 2; ++round)
            x = (x ^ x >> 16) * 0x45d9f3bu;
        values[i] = (x ^ x >> 16) / 2147483648.0 - 1.0;
    }
    return values;
}

} // namespace bolus::test
