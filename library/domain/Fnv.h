// A hash of bytes that is the same in every run: against damage and mistakes, not against malice.
#pragma once

#include <cstdint>
#include <string_view>

namespace bolus {

constexpr std::uint64_t fnvBasis = 0xCBF29CE484222325ULL;

/// FNV-1a, 64 bits (Fowler, Noll, Vo); goes on from `hash`.
constexpr std::uint64_t fnv1a(std::string_view bytes, std::uint64_t hash = fnvBasis) {
    for (const char byte : bytes) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3ULL;
    }
    return hash;
}
static_assert(fnv1a("a") == 0xAF63DC4C8601EC8CULL); // of the authors' test vectors

} // namespace bolus
