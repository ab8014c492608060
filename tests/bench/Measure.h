// Clocks, rounds, peak memory and the lines that the benchmark prints: one JSON object each.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "library/domain/Result.h"

namespace bolus::bench {

template<typename Work>
double secondsOf(Work&& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values);

/// Median over the rounds of a[i]/b[i]: the two ran one after the other, so that what else the
/// machine did in that round weighs on both.
double medianRatio(const std::vector<double>& a, const std::vector<double>& b);

/// The most memory this program held since the object was made, and what it held before. MB.
class PeakMemory {
public:
    PeakMemory();
    double before() const { return m_before; }
    double peak() const;

private:
    double m_before = 0;
};

/// What a row is measured against: at most, at least, or nothing.
struct Target {
    enum class Kind { None, AtMost, AtLeast } kind = Kind::None;
    double value = 0;

    static Target atMost(double value) { return {Kind::AtMost, value}; }
    static Target atLeast(double value) { return {Kind::AtLeast, value}; }
};

/// A line of the table: "what" took `ours`, the other `other`, both in `unit`; `ratio` is what the
/// target is about.
struct Row {
    std::string what, unit;
    double ours = 0;
    std::string against; // empty where there is no other
    double other = 0;
    double ratio = 0;
    Target target;
    double peakMb = 0; // 0: not measured
};

/// What a benchmark's main returns: `run` in a new folder under `where`, which goes afterwards; its
/// error is told.
int inScratchFolder(const std::filesystem::path& where, const std::string& program,
                    const std::function<Result<void>(const std::filesystem::path&)>& run);

void print(const Row& row);
void printLine(const nlohmann::json& line);

/// A number in [0,1) that depends on its index only: voxels of no meaning, and the same every time.
inline float hashed(std::uint64_t index) {
    std::uint64_t z = (index + 1) * 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return static_cast<float>((z ^ (z >> 31)) >> 40) * 0x1p-24F;
}

} // namespace bolus::bench
