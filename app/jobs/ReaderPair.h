// Two reader processes that work through one list side by side.
#pragma once

#include <array>
#include <cstddef>
#include <functional>

#include "library/reader/FileReader.h"

namespace bolus {

class ReaderPair {
public:
    /// What one reader does with items from … from + count − 1. On either of two threads.
    using Work =
        std::function<Result<void>(FileReader& reader, std::size_t from, std::size_t count)>;
    /// All of 0 … total − 1, a few at a time. The first error ends it.
    Result<void> share(std::size_t total, const Work& work);

private:
    std::array<FileReader, 2> m_readers{FileReader{decodingLimits()}, FileReader{decodingLimits()}};
};

} // namespace bolus
