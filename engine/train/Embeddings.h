// Cases and their reports through the network, many at a time.
#pragma once

#include <exception>
#include <span>
#include <vector>

#include "engine/model/PamnNet.h"
#include "engine/train/Trainer.h"
#include "library/domain/Progress.h"

namespace bolus {

/// One case as the network takes it, on the CPU. With frozen towers what they give stands in place
/// of what they take.
struct TrainingCase {
    std::vector<std::int64_t> phases; // the Phase enum, in contrast order
    /// Voxels [P,32,256,256] fp32, frozen tokens [P,N,C] fp16, or what a frozen
    /// memory gives the head [C] fp32.
    torch::Tensor images;
    torch::Tensor truth;              // [N, classes] fp16, or undefined
    torch::Tensor text;     // ids [L] int64, or the frozen text encoder's [textWidth] fp32
    std::int64_t group = 0; // equal for identical texts
    std::vector<std::uint64_t> statements = {}; // of the whole report; empty where no phrases are
    CasePhrase phrase = {};                     // `text`, where it is no whole report
};

struct Embeddings {
    torch::Tensor images, texts; // [B,E] fp32, unit rows, on the network's device
    torch::Tensor tokens;        // [K,N,C] fp32: of the phases of all cases, one after the other
    torch::Tensor memory;        // [B,N,C] fp32; undefined for a baseline
};

/// How a cancelled run leaves torch's forward and backward passes; never leaves engine/train.
struct RunCancelled : std::exception {
    const char* what() const noexcept override { return "cancelled"; }
};

/// Differentiable where gradients are on. The towers run in bf16 on CUDA devices that have it,
/// else in fp32, a few phases at a time: between them, on the way back too, RunCancelled is thrown
/// where the progress says so. `progress` must outlive the backward pass.
Embeddings embed(const PamnNet& net, std::span<const TrainingCase> cases, const Progress& progress);

/// What the images' head is given: [B,C], on the network's device. Otherwise as embed().
torch::Tensor poolCases(const PamnNet& net, std::span<const TrainingCase> cases,
                        const Progress& progress);

/// The phase encoder alone: [K,N,C] fp32 as in Embeddings. Otherwise as embed().
torch::Tensor embedPhases(const PamnNet& net, std::span<const TrainingCase> cases,
                          const Progress& progress);

/// Runs the towers and puts their outputs in place of what they took. Throws RunCancelled.
void freeze(const PamnNet& net, std::span<TrainingCase> cases, const Progress& progress);

} // namespace bolus
