// Random numbers that are the same on every machine: SplitMix64 (Steele, Lea, Flood, "Fast
// splittable pseudorandom number generators", OOPSLA 2014). The standard's distributions are not:
// their results differ between implementations.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bolus::phantom {

inline std::uint64_t mixBits(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
}

/// Separate streams, so that a draw more for one purpose does not change another.
enum class Stream : std::uint64_t {
    Plan,
    Body,
    Kinetics,
    Breathing,
    Noise,
    Report,
    Scanner,
    Lesion,
    Header,
    Findings
};

class Random {
public:
    Random(std::uint64_t seed, int index, Stream stream)
        : m_state(
              mixBits(seed + 0x9e3779b97f4a7c15ULL * (16 * static_cast<std::uint64_t>(index) +
                                                      static_cast<std::uint64_t>(stream) + 1))) {}

    std::uint64_t next() { return mixBits(m_state += 0x9e3779b97f4a7c15ULL); }

    /// In [0,1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    /// Both ends included.
    int integer(int low, int high) {
        return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool chance(double probability) { return uniform() < probability; }
    /// Bell-shaped with mean 0 and standard deviation 1, within ±3.5: a sum of four uniforms.
    double bell() {
        constexpr double scale = 1.7320508075688772; // sqrt(3)
        double sum = -2; // in a loop: operands of + may be evaluated in any order
        for (int i = 0; i < 4; ++i) {
            sum += uniform();
        }
        return sum * scale;
    }
    template<typename Table>
    const auto& pick(const Table& table) {
        return table[next() % table.size()];
    }

private:
    std::uint64_t m_state;
};

} // namespace bolus::phantom
