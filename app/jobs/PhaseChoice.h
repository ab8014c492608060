// Exams with some of their phases: what the baselines of one phase learn from, and what fewer
// phases are compared by.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/train/Trainer.h"

namespace bolus {

struct PhaseChoice {
    std::size_t index = 0;           // of the case in the source
    std::vector<std::size_t> places; // of the phases kept, among the case's in contrast order
};

/// A pair of each phase: as many choices as there are phases. `counts` are the cases' phases.
std::vector<PhaseChoice> everyPhase(const std::vector<std::size_t>& counts);
/// One phase of each case, drawn by seed; the same for a case whatever the others are.
std::vector<PhaseChoice> oneFixedPhase(const std::vector<std::size_t>& counts, std::uint64_t seed);
/// At most `most` of each case's n phases, evenly from its first: places ⌊i·n/kept⌋ of the kept.
std::vector<PhaseChoice> atMostPhases(const std::vector<std::size_t>& counts, std::size_t most);
/// `count` of the choices, or all where there are fewer, shuffled by seed.
std::vector<PhaseChoice> drawn(std::vector<PhaseChoice> choices, std::size_t count,
                               std::uint64_t seed);

/// A case for every choice, of voxels or tokens. `source` must outlive it. load() is BadInput where
/// a case has no such phase.
class PhaseChoiceSource : public CaseSource {
public:
    PhaseChoiceSource(CaseSource& source, std::vector<PhaseChoice> choices)
        : m_source(source), m_choices(std::move(choices)) {}

    std::size_t size() const override { return m_choices.size(); }
    Result<NetworkInput> load(std::size_t index) override;
    std::string report(std::size_t index) override {
        return m_source.report(m_choices[index].index);
    }
    std::string retold(std::size_t index, int telling) override {
        return m_source.retold(m_choices[index].index, telling);
    }
    std::string patient(std::size_t index) override {
        return m_source.patient(m_choices[index].index);
    }
    std::string key(std::size_t index) override;
    std::vector<float> truth(std::size_t index) override {
        return m_source.truth(m_choices[index].index);
    }

private:
    CaseSource& m_source;
    std::vector<PhaseChoice> m_choices;
};

} // namespace bolus
