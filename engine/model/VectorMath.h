// Exponentials and sums over rows of floats, in a form that the compiler works out many at a time:
// no branches, no calls, sixteen partial sums. For functions marked BOLUS_VECTORISED. Internal to
// engine/*.cpp.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace bolus {

constexpr std::int64_t lanes = 16; // as many floats as the widest registers hold

/// e^x = power · (1 + rest), x clamped to ±87: Cephes' expf (Moshier 1989).
struct Exponential {
    float power, rest;
};
[[gnu::always_inline]] inline Exponential exponentialParts(float x) {
    constexpr float toInteger = 0x1.8p23F; // added, it leaves the nearest integer in the last bits
    x = std::min(std::max(x, -87.0F), 87.0F);
    const float shifted = x * 1.44269504F + toInteger;
    const float n = shifted - toInteger;
    const float r = (x - n * 0.693359375F) + n * 2.12194440e-4F;
    float p = 1.9875691500e-4F;
    p = p * r + 1.3981999507e-3F;
    p = p * r + 8.3334519073e-3F;
    p = p * r + 4.1665795894e-2F;
    p = p * r + 1.6666665459e-1F;
    p = p * r + 5.0000001201e-1F;
    const auto power = (std::bit_cast<std::uint32_t>(shifted) + 127U) << 23;
    return {std::bit_cast<float>(power), p * r * r + r};
}

/// To 2 units in the last place.
[[gnu::always_inline]] inline float exponential(float x) {
    const Exponential e = exponentialParts(x);
    return e.power * e.rest + e.power;
}

/// Both to 3 units in the last place.
[[gnu::always_inline]] inline float sigmoidOf(float x) {
    return 1 / (1 + exponential(-x));
}
[[gnu::always_inline]] inline float tanhOf(float x) {
    const Exponential e = exponentialParts(2 * x);
    const float less1 = e.power * e.rest + (e.power - 1); // e^2x − 1, exact for small x too
    return less1 / (less1 + 2);
}

[[gnu::always_inline]] inline float sumOf(const float (&parts)[lanes]) {
    float sum = 0;
    for (const float part : parts)
        sum += part;
    return sum;
}

[[gnu::always_inline]] inline float dotOf(const float* a, const float* b, std::int64_t count) {
    float parts[lanes] = {};
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
        for (std::int64_t lane = 0; lane < lanes; ++lane)
            parts[lane] += a[i + lane] * b[i + lane];
    float sum = sumOf(parts);
    for (; i < count; ++i)
        sum += a[i] * b[i];
    return sum;
}

[[gnu::always_inline]] inline float totalOf(const float* values, std::int64_t count) {
    float parts[lanes] = {};
    std::int64_t i = 0;
    for (; i + lanes <= count; i += lanes)
        for (std::int64_t lane = 0; lane < lanes; ++lane)
            parts[lane] += values[i + lane];
    float sum = sumOf(parts);
    for (; i < count; ++i)
        sum += values[i];
    return sum;
}

[[gnu::always_inline]] inline float largestOf(const float* values, std::int64_t count) {
    float largest = values[0];
    std::int64_t i = 0;
    if (count >= lanes) {
        float parts[lanes];
        std::copy_n(values, lanes, parts);
        for (i = lanes; i + lanes <= count; i += lanes)
            for (std::int64_t lane = 0; lane < lanes; ++lane)
                parts[lane] = std::max(parts[lane], values[i + lane]);
        largest = *std::max_element(parts, parts + lanes);
    }
    for (; i < count; ++i)
        largest = std::max(largest, values[i]);
    return largest;
}

/// In place: e^(x − largest) / Σ.
[[gnu::always_inline]] inline void softmaxRow(float* row, std::int64_t count) {
    const float largest = largestOf(row, count);
    for (std::int64_t i = 0; i < count; ++i)
        row[i] = exponential(row[i] - largest);
    const float sum = totalOf(row, count);
    for (std::int64_t i = 0; i < count; ++i)
        row[i] /= sum;
}

} // namespace bolus
