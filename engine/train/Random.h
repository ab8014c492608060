// Small random numbers that are the same on every machine: what a training run draws depends on the
// seed and the position only, so that a resumed run draws the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace bolus {

/// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
public:
    explicit Random(std::uint64_t seed) : m_state(seed) {}
    /// A stream of its own for each value, such as an epoch or a case.
    Random(std::uint64_t seed, std::uint64_t stream)
        : m_state(Random(Random(seed).next() ^ stream).next()) {}

    std::uint64_t next() {
        std::uint64_t z = m_state += 0x9E3779B97F4A7C15ull;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
        z = (z ^ z >> 27) * 0x94D049BB133111EBull;
        return z ^ z >> 31;
    }
    double uniform(double low, double high) {
        return low + (high - low) * double(next() >> 11) * 0x1p-53;
    }

    template<typename T>
    void shuffle(std::vector<T>& values) {
        for (std::size_t i = values.size(); i > 1; --i)
            std::swap(values[i - 1], values[next() % i]);
    }

private:
    std::uint64_t m_state;
};

} // namespace bolus
