// Where a training run can go on after it was stopped.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "engine/train/Learner.h"

namespace bolus {

/// Position in the run; the data order and the schedule follow from it and from the seed.
struct TrainingPosition {
    int step = 0; // steps done
    double loss = 0;
};

/// What must agree for a run to go on: the model it began with, the options and the data. A 64-bit
/// FNV-1a in hex; it guards against mistakes, not against malice.
class RunFingerprint {
public:
    RunFingerprint& add(const std::string& text);
    RunFingerprint& add(double number);
    std::string hex() const;

private:
    std::uint64_t m_hash = 0xCBF29CE484222325ull;
};

class Checkpoint {
public:
    Checkpoint(std::filesystem::path file, std::string fingerprint)
        : m_file(std::move(file)), m_fingerprint(std::move(fingerprint)) {}

    /// A temporary file, synced and renamed: the file is the old one or the whole new one. Holds
    /// weights, optimiser, position and random numbers. Errors: Io.
    Result<void> save(const Learner& learner, torch::optim::Optimizer& optimiser,
                      const TrainingPosition& position) const;

    /// Nothing where there is no file. BadInput where it is damaged or of another run; then neither
    /// weights nor optimiser have changed.
    Result<std::optional<TrainingPosition>> restore(Learner& learner,
                                                    torch::optim::Optimizer& optimiser) const;

    /// Renames the file to FILE.old, in place of an older one, and returns that name. Errors: Io.
    Result<std::filesystem::path> setAside() const;

private:
    std::filesystem::path m_file;
    std::string m_fingerprint;
};

} // namespace bolus
