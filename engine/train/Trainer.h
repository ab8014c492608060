// Trains PAMN on cases with reports; checkpoints, resumes, reports progress. No torch here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/Model.h"
#include "library/domain/Progress.h"

namespace bolus {

enum class Loss { OneWay, Symmetric, MultiPositive, SigLip };

struct TrainOptions {
    int epochs = 50, batch = 32, chunk = 4; // chunk: cases in one gradient-caching pass
    double learningRate = 1e-4, weightDecay = 0.1, warmUp = 0.03, clip = 1.0;
    Loss loss = Loss::MultiPositive;
    std::uint64_t seed = 1;
    bool freezeTowers = false; // fine-tuning: cached F_t, only the cell and the heads learn
    bool augment = true;
    int threads = 0;           // 0: as many as there are cores
    std::filesystem::path checkpoint; // file; resumed from where it exists and fits
    int checkpointEverySteps = 50;
};

/// Where cases come from. `load` may be called from one worker thread, ahead of use.
class CaseSource {
public:
    virtual ~CaseSource() = default;
    virtual std::size_t size() const = 0;
    virtual Result<NetworkInput> load(std::size_t index) = 0;
    virtual std::string report(std::size_t index) = 0;
    virtual std::string patient(std::size_t index) = 0; // splits are disjoint by patient
};

struct RecallFigures {
    int candidates = 0;
    double textToImage[3]{}, imageToText[3]{}; // R@1, R@5, R@10
    double textToImageMrr = 0, imageToTextMrr = 0;
};

struct TrainStep {
    int epoch = 0, step = 0, steps = 0; // step of all steps
    double loss = 0;
    double learningRate = 0;
    const RecallFigures* validation = nullptr; // at the end of an epoch, else null
};

struct TrainResult {
    int steps = 0;
    double lastLoss = 0;
    RecallFigures validation;
    bool resumed = false;
};

/// Trains `model` in place. Cancelled keeps the last checkpoint; a loss that is not finite stops
/// with Model and leaves the weights of the last good checkpoint in `model`.
Result<TrainResult> train(Model& model, CaseSource& training, CaseSource* validation,
                          const TrainOptions& options, Progress& progress,
                          const std::function<void(const TrainStep&)>& onStep);

/// Indices of `source` for training and for validation: patients are never in both.
struct Split {
    std::vector<std::size_t> training, validation;
};
Split splitByPatient(CaseSource& source, double validationShare, std::uint64_t seed);

} // namespace bolus
