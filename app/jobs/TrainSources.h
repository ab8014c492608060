// The cases that a training run learns from and those it is measured with.
#pragma once

#include <memory>
#include <string>

#include "app/jobs/TrainJob.h"

namespace bolus {

struct TrainSources {
    std::unique_ptr<CaseSource> whole, heldOut, trainingPart, validationPart, encodedTraining,
        encodedValidation;
    CaseSource* training = nullptr;
    CaseSource* validation = nullptr; // null: nothing is held out
    std::string data;                 // for the provenance
};

/// Phantom exams, or cases of the library split by patient. Errors: BadInput where no patient is
/// left for training; as LibrarySource::open().
Result<TrainSources> trainSources(Session& session, const TrainRequest& request,
                                  const ModelConfig& config, Events& events);

/// With a frozen phase encoder, puts `model`'s tokens in place of the voxels.
Result<void> encodeSources(const TrainRequest& request, const Model& model, TrainSources& sources,
                           Events& events);

} // namespace bolus
