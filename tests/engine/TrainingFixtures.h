// Small synthetic cases for the tests of training: stripes and a bright block, whose width and
// place are the case's mark.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "engine/train/Trainer.h"

namespace bolus::test {

inline constexpr std::size_t phaseVoxels = std::size_t(inputSize[0]) * inputSize[1] * inputSize[2];

/// Stripes whose width is the mark's, and a block of 8×64×64 voxels at one of 64 places, brighter
/// from phase to phase. Not one grey: LayerNorm takes the level of a flat patch away.
inline NetworkInput blockInput(std::size_t mark, int phases) {
    NetworkInput input;
    input.voxels.resize(phaseVoxels * std::size_t(phases));
    for (std::size_t i = 0; i < input.voxels.size(); ++i)
        input.voxels[i] = (i % 256 >> mark % 4 & 1) ? 0.3f : 0.1f;
    const std::size_t depth = mark % 4 * 8, row = mark / 4 % 4 * 64, column = mark / 16 % 4 * 64;
    for (int p = 0; p < phases; ++p) {
        input.phases.push_back(allPhases[std::size_t(p)]);
        float* volume = input.voxels.data() + phaseVoxels * std::size_t(p);
        for (std::size_t d = depth; d < depth + 8; ++d)
            for (std::size_t h = row; h < row + 64; ++h)
                std::fill_n(volume + (d * 256 + h) * 256 + column, 64, 0.5f + 0.1f * float(p));
    }
    return input;
}

class BlockSource : public CaseSource {
public:
    explicit BlockSource(std::size_t cases, int phases = 2) : m_cases(cases), m_phases(phases) {}

    std::size_t size() const override { return m_cases; }
    Result<NetworkInput> load(std::size_t index) override {
        ++loads;
        if (broken(index))
            return fail(ErrorCode::Io, "The case cannot be read.", "case " + std::to_string(index));
        NetworkInput input = blockInput(index * 21, m_phases - int(index % 2));
        spoil(index, input);
        return input;
    }
    std::string report(std::size_t index) override {
        static const char* const words[]{"cyst",  "mass",    "stone",  "infarct",
                                         "edema", "ascites", "normal", "shunt"};
        return reports.empty() ? std::string("finding ") + words[index % 8] : reports[index];
    }
    /// Of three classes: where the block is; the first slabs; nothing.
    std::vector<float> truth(std::size_t index) override {
        if (!tellsTruth)
            return {};
        std::vector<float> known(3 * gridCells);
        const std::size_t mark = index * 21;
        const std::size_t depth = mark % 4, row = mark / 4 % 4 * 2, column = mark / 16 % 4 * 2;
        for (std::size_t h = row; h < row + 2; ++h)
            for (std::size_t w = column; w < column + 2; ++w)
                known[3 * ((depth * 8 + h) * 8 + w)] = 1;
        for (std::size_t cell = 0; cell < 64; ++cell)
            known[3 * cell + 1] = 1;
        return known;
    }
    std::string patient(std::size_t index) override {
        return patients.empty() ? "P" + std::to_string(index) : patients[index];
    }
    std::string key(std::size_t index) override { return name + std::to_string(index); }

    std::string name = "blocks ";
    int loads = 0;
    bool tellsTruth = false;
    std::function<bool(std::size_t)> broken = [](std::size_t) { return false; };
    std::function<void(std::size_t, NetworkInput&)> spoil = [](std::size_t, NetworkInput&) {};
    std::vector<std::string> reports, patients;

private:
    std::size_t m_cases;
    int m_phases;
};

class TestProgress : public Progress {
public:
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view code, std::string_view message,
                 const std::filesystem::path&) override {
        warnings.emplace_back(code);
        messages.emplace_back(message);
    }
    bool cancelled() const override { return stop || (stopWhen && stopWhen()); }

    bool stop = false;
    std::function<bool()> stopWhen;
    std::vector<std::string> warnings, messages;
};

inline std::unique_ptr<Model> tinyModel(std::uint64_t seed = 5) {
    std::vector<std::string> vocabulary{"[PAD]",   "[UNK]",  "[CLS]", "[SEP]",   "finding",
                                        "cyst",    "mass",   "stone", "infarct", "edema",
                                        "ascites", "normal", "shunt"};
    return std::move(*Model::create(ModelConfig::tiny(true), vocabulary, seed));
}

} // namespace bolus::test
