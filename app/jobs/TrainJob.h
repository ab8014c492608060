// Trains a model from phantom exams or from the library's cases, or fine-tunes one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"
#include "engine/train/Trainer.h"

namespace bolus {

/// Which cases. Phantom exams where `phantoms` > 0, else cases of the library.
struct CaseChoice {
    int phantoms = 0;
    std::vector<std::int64_t> cases;
    bool all = false;
    double cacheGb = 2;
    bool any() const { return phantoms > 0 || all || !cases.empty(); }
};

struct TrainRequest {
    CaseChoice choice;
    int phantomValidation = 0;    // exams of another seed and of held-out report templates
    double validationShare = 0.2; // of the library's patients
    std::string base;             // model id or file to fine-tune; empty: a fresh model
    std::string encoder;          // id or file whose phase encoder a fresh model, or `base`, begins with
    std::string size = "compact", preset = "robust";
    std::size_t vocabularySize = 4000;
    std::string loss = "multi_positive";
    std::string objective = "reports";
    std::filesystem::path tokens; // with frozen images: file of phase tokens; empty: beside `out`
    TrainOptions options;
    std::filesystem::path out; // empty: in the library's models folder
    std::string name;          // empty: the name of the file
    bool half = false;
    std::string command; // as typed, for the provenance
};

Result<Outcome> trainModel(Session& session, TrainRequest request, Events& events);

/// Fields of PROTOCOL.md's `validation{}`.
Json recallJson(const RecallFigures& figures);

} // namespace bolus
