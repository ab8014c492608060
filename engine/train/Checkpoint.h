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
