// A model enters the library: a file of Bolus as it is, public weights of M3D-CLIP or a BERT as a
// new model.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/jobs/Events.h"
#include "app/jobs/Session.h"

namespace bolus {

struct ModelImportRequest {
    std::filesystem::path file;
    std::string id; // empty: the name in the file, or the kind of weights

    // Of public weights only; empty: the default.
    std::filesystem::path vocabulary; // vocab.txt beside the file
    std::string preset;               // "robust" or "paper"
    std::string size;                 // a BERT's image tower: "compact", "paper" or "tiny"
    std::string vision;               // or a model that gives it: an id or a file
    std::uint64_t seed = 1;
    bool half = false;
};

Result<Outcome> importModel(Session& session, const ModelImportRequest& request, Events& events);

} // namespace bolus
