#include "library/domain/CaseTokens.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

namespace bolus {

namespace {

static_assert(std::endian::native == std::endian::little, "as the library's vectors are stored");

constexpr std::array<char, 4> magic{'B', 'T', 'K', '1'};
constexpr std::uint32_t widestToken = 1 << 14;

struct Head {
    std::array<char, 4> magic{};
    std::uint32_t width = 0;
    std::array<std::uint8_t, maxPhases> phases{}; // Phase; beyond the count noPhase
    std::array<double, 15> box{};                 // origin, spacing, direction
};
static_assert(sizeof(Head) == 136, "no padding: it is written as it lies");
constexpr std::uint8_t noPhase = 0xff;

std::array<double, 15> numbersOf(const Box& box) {
    std::array<double, 15> numbers{};
    std::ranges::copy(box.origin, numbers.begin());
    std::ranges::copy(box.spacing, numbers.begin() + 3);
    std::ranges::copy(box.direction, numbers.begin() + 6);
    return numbers;
}

Box boxOf(const std::array<double, 15>& numbers) {
    Box box;
    std::copy_n(numbers.begin(), 3, box.origin.begin());
    std::copy_n(numbers.begin() + 3, 3, box.spacing.begin());
    std::copy_n(numbers.begin() + 6, 9, box.direction.begin());
    return box;
}

void packToken(std::span<const float> token, std::uint8_t* out) {
    float largest = 0;
    for (const float value : token) {
        largest = std::max(largest, std::abs(value));
    }
    const float scale = largest / 127;
    std::memcpy(out, &scale, sizeof scale);
    out += sizeof scale;
    for (const float value : token) {
        *out++ = static_cast<std::uint8_t>(
            static_cast<std::int8_t>(scale > 0 ? std::lround(value / scale) : 0));
    }
}

bool unpackToken(const std::uint8_t* bytes, std::span<float> token) {
    float scale = 0;
    std::memcpy(&scale, bytes, sizeof scale);
    bytes += sizeof scale;
    for (float& value : token) {
        value = scale * static_cast<float>(static_cast<std::int8_t>(*bytes++));
    }
    return std::isfinite(scale) && scale >= 0;
}

std::size_t packedToken(std::size_t width) {
    return sizeof(float) + width;
}

/// Empty: not a list of phases.
std::vector<Phase> phasesOf(const Head& head) {
    std::vector<Phase> phases;
    for (const std::uint8_t phase : head.phases) {
        if (phase < allPhases.size()) {
            phases.push_back(static_cast<Phase>(phase));
        } else if (phase != noPhase) {
            return {};
        }
    }
    return phases;
}

bool isUsable(const Box& box) {
    const auto numbers = numbersOf(box);
    return std::ranges::all_of(numbers, [](double value) { return std::isfinite(value); }) &&
           std::ranges::all_of(box.spacing, [](double value) { return value > 0; });
}

} // namespace

std::vector<std::uint8_t> packTokens(const CaseTokens& tokens) {
    Head head{magic, static_cast<std::uint32_t>(tokens.width), {}, numbersOf(tokens.box)};
    head.phases.fill(noPhase);
    const std::size_t phases = std::min<std::size_t>(tokens.phases.size(), maxPhases);
    for (std::size_t i = 0; i < phases; ++i) {
        head.phases[i] = static_cast<std::uint8_t>(tokens.phases[i]);
    }
    const std::size_t count = phases * gridCells;
    std::vector<std::uint8_t> bytes(sizeof head + count * packedToken(tokens.width));
    std::memcpy(bytes.data(), &head, sizeof head);
    for (std::size_t i = 0; i < count; ++i) {
        packToken(std::span(tokens.values).subspan(i * tokens.width, tokens.width),
                  bytes.data() + sizeof head + i * packedToken(tokens.width));
    }
    return bytes;
}

Result<CaseTokens> unpackTokens(std::span<const std::uint8_t> bytes) {
    const auto damaged = [] {
        return fail(ErrorCode::BadInput, "What is kept of a case's cells is damaged.");
    };
    Head head;
    if (bytes.size() < sizeof head) {
        return damaged();
    }
    std::memcpy(&head, bytes.data(), sizeof head);
    CaseTokens tokens{phasesOf(head), head.width, {}, boxOf(head.box)};
    const std::size_t count = tokens.phases.size() * gridCells;
    if (head.magic != magic || count == 0 || head.width == 0 || head.width > widestToken ||
        !isUsable(tokens.box) || bytes.size() != sizeof head + count * packedToken(tokens.width)) {
        return damaged();
    }
    tokens.values.resize(count * tokens.width);
    for (std::size_t i = 0; i < count; ++i) {
        if (!unpackToken(bytes.data() + sizeof head + i * packedToken(tokens.width),
                         std::span(tokens.values).subspan(i * tokens.width, tokens.width))) {
            return damaged();
        }
    }
    return tokens;
}

CaseTokens onlyPhases(const CaseTokens& tokens, std::span<const Phase> phases) {
    CaseTokens chosen{{}, tokens.width, {}, tokens.box};
    const std::size_t size = gridCells * tokens.width;
    for (std::size_t i = 0; i < tokens.phases.size(); ++i) {
        if (std::ranges::find(phases, tokens.phases[i]) != phases.end()) {
            const auto first = tokens.values.begin() + static_cast<std::ptrdiff_t>(i * size);
            chosen.phases.push_back(tokens.phases[i]);
            chosen.values.insert(chosen.values.end(), first,
                                 first + static_cast<std::ptrdiff_t>(size));
        }
    }
    return chosen;
}

} // namespace bolus
