#include "library/search/VectorScan.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace bolus {

namespace {

#if defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define BOLUS_WIDE __attribute__((target_clones("arch=skylake-avx512", "arch=haswell", "default")))
#else
#define BOLUS_WIDE // what chooses between the versions runs before the sanitizer is there
#endif

constexpr std::size_t lanes = 16;
constexpr std::size_t rowsWorthAThread = 16384;
constexpr unsigned mostThreads = 4; // more do not read memory faster

/// The same sums in the same order for each row, whatever the width of the registers.
__attribute__((always_inline)) inline float dotOf(const float* a, const float* b, std::size_t n) {
    typedef float Lanes __attribute__((vector_size(lanes * sizeof(float))));
    Lanes sum{}, more{}, x, y;
    std::size_t i = 0;
    for (; i + 2 * lanes <= n; i += 2 * lanes) {
        std::memcpy(&x, a + i, sizeof x);
        std::memcpy(&y, b + i, sizeof y);
        sum += x * y;
        std::memcpy(&x, a + i + lanes, sizeof x);
        std::memcpy(&y, b + i + lanes, sizeof y);
        more += x * y;
    }
    sum += more;
    const auto eight = __builtin_shufflevector(sum, sum, 0, 1, 2, 3, 4, 5, 6, 7) +
                       __builtin_shufflevector(sum, sum, 8, 9, 10, 11, 12, 13, 14, 15);
    const auto four = __builtin_shufflevector(eight, eight, 0, 1, 2, 3) +
                      __builtin_shufflevector(eight, eight, 4, 5, 6, 7);
    const auto two = four + __builtin_shufflevector(four, four, 2, 3, 0, 1);
    float total = two[0] + two[1];
    for (; i < n; ++i) {
        total += a[i] * b[i];
    }
    return total;
}

BOLUS_WIDE void wideDots(const float* query, const float* rows, std::size_t count,
                         std::size_t dimension, float* out) {
    for (std::size_t r = 0; r < count; ++r) {
        out[r] = dotOf(query, rows + r * dimension, dimension);
    }
}

void scan(std::span<const float> query, const VectorRows& rows, std::size_t begin, std::size_t end,
          float* out) {
    for (std::size_t at = begin; at < end;) {
        const std::size_t count =
            std::min(end - at, VectorRows::rowsPerBlock - at % VectorRows::rowsPerBlock);
        dotsOf(query.data(), rows.row(at), count, rows.dimension(), out + at);
        at += count;
    }
}

} // namespace

void dotsOf(const float* query, const float* rows, std::size_t count, std::size_t dimension,
            float* out) {
    wideDots(query, rows, count, dimension, out);
}

float dotProduct(const float* a, const float* b, std::size_t dimension) {
    float value = 0;
    dotsOf(a, b, 1, dimension, &value);
    return value;
}

void inParts(std::size_t count,
             const std::function<void(std::size_t begin, std::size_t end)>& work) {
    const std::size_t threads =
        std::clamp<std::size_t>(count / rowsWorthAThread, 1,
                                std::clamp(std::thread::hardware_concurrency(), 1U, mostThreads));
    const auto boundary = [&](std::size_t t) { return count * t / threads; };
    std::vector<std::jthread> others;
    for (std::size_t t = 1; t < threads; ++t) {
        others.emplace_back([&, t] { work(boundary(t), boundary(t + 1)); });
    }
    work(0, boundary(1));
}

std::vector<float> dotProducts(std::span<const float> query, const VectorRows& rows) {
    std::vector<float> out(rows.size());
    inParts(rows.size(),
            [&](std::size_t begin, std::size_t end) { scan(query, rows, begin, end, out.data()); });
    return out;
}

} // namespace bolus
