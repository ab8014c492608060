#include "app/jobs/PhaseChoice.h"

#include <algorithm>

#include <fmt/format.h>

#include "engine/train/Random.h"

namespace bolus {

namespace {

/// The rows of the phases at `places`, of equal length each.
template<typename T>
std::vector<T> rowsAt(const std::vector<T>& values, std::size_t phases,
                      const std::vector<std::size_t>& places) {
    const std::size_t length = values.size() / phases;
    std::vector<T> kept;
    kept.reserve(length * places.size());
    for (const std::size_t place : places) {
        const auto from = values.begin() + static_cast<std::ptrdiff_t>(place * length);
        kept.insert(kept.end(), from, from + static_cast<std::ptrdiff_t>(length));
    }
    return kept;
}

NetworkInput withPhases(const NetworkInput& input, const std::vector<std::size_t>& places) {
    const std::size_t phases = input.phases.size();
    return {.phases = rowsAt(input.phases, phases, places),
            .voxels = rowsAt(input.voxels, phases, places),
            .tokens = rowsAt(input.tokens, phases, places),
            .box = input.box};
}

} // namespace

std::vector<PhaseChoice> everyPhase(const std::vector<std::size_t>& counts) {
    std::vector<PhaseChoice> choices;
    for (std::size_t index = 0; index < counts.size(); ++index) {
        for (std::size_t place = 0; place < counts[index]; ++place) {
            choices.push_back({index, {place}});
        }
    }
    return choices;
}

std::vector<PhaseChoice> oneFixedPhase(const std::vector<std::size_t>& counts, std::uint64_t seed) {
    std::vector<PhaseChoice> choices;
    for (std::size_t index = 0; index < counts.size(); ++index) {
        const std::uint64_t drawn = Random(seed, index).next() >> 8;
        choices.push_back({index, {drawn % std::max<std::size_t>(counts[index], 1)}});
    }
    return choices;
}

std::vector<PhaseChoice> atMostPhases(const std::vector<std::size_t>& counts, std::size_t most) {
    std::vector<PhaseChoice> choices;
    for (std::size_t index = 0; index < counts.size(); ++index) {
        const std::size_t kept = std::min(counts[index], most);
        PhaseChoice& choice = choices.emplace_back(PhaseChoice{index, {}});
        for (std::size_t i = 0; i < kept; ++i) {
            choice.places.push_back(i * counts[index] / kept);
        }
    }
    return choices;
}

std::vector<PhaseChoice> drawn(std::vector<PhaseChoice> choices, std::size_t count,
                               std::uint64_t seed) {
    Random(seed).shuffle(choices);
    choices.resize(std::min(choices.size(), count));
    return choices;
}

Result<NetworkInput> PhaseChoiceSource::load(std::size_t index) {
    const PhaseChoice& choice = m_choices[index];
    Result<NetworkInput> input = m_source.load(choice.index);
    if (!input) {
        return input;
    }
    const std::size_t phases = input->phases.size();
    const bool all = std::ranges::all_of(choice.places, [&](auto at) { return at < phases; });
    if (choice.places.empty() || !all) {
        return fail(ErrorCode::BadInput,
                    fmt::format("The case has {} phases, not the one that was chosen.", phases),
                    m_source.patient(choice.index));
    }
    return withPhases(*input, choice.places);
}

std::string PhaseChoiceSource::key(std::size_t index) {
    return fmt::format("{} phases {}", m_source.key(m_choices[index].index),
                       fmt::join(m_choices[index].places, ","));
}

} // namespace bolus
