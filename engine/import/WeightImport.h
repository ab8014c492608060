// Public weights become a model of Bolus: M3D-CLIP as a whole, any BERT as a text tower. No torch
// here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/ModelConfig.h"
#include "library/domain/Progress.h"

namespace bolus {

struct PamnNet; // torch, engine/model/PamnNet.h

/// What a safetensors file holds, by its header and the names of its tensors.
enum class WeightKind { Bolus, M3dClip, Bert };
/// Errors: NotFound, Io, BadInput (damaged, or none of these), Unsupported (a pickle).
Result<WeightKind> weightKind(const std::filesystem::path& file);

struct ImportRequest {
    std::filesystem::path file;
    std::filesystem::path vocabulary; // empty: vocab.txt beside `file`
    /// Options and, for a BERT, everything but the text tower; sizes that the file tells are taken
    /// from it.
    ModelConfig start = ModelConfig::paper(true);
    /// A BERT only: a model of Bolus that gives everything but the text tower, instead of `start`.
    std::filesystem::path vision;
    std::uint64_t seed = 1; // of what the file has no counterpart for
};

struct ImportReport {
    struct Tensor {
        std::string name, remark; // of the file; how it was changed, or why it was left out
    };
    std::vector<Tensor> used, converted, unused;
    std::vector<std::string> missing; // expected in the file; the model starts without
    std::vector<std::string> kept;    // parameters that `vision` gave
    std::vector<std::string> seeded;  // parameters that start from the seed
};

struct ImportedModel {
    WeightKind kind = WeightKind::Bert;
    ModelConfig config;
    std::vector<std::string> vocabulary;
    std::shared_ptr<PamnNet> net; // on the CPU, fp32
    ImportReport report;
    std::string sourceHash;                               // SHA-256 of the file, lowercase hex
    std::string visionName, visionHash, visionProvenance; // empty without `vision`

    std::int64_t parameters() const;
    /// As Model::save does.
    Result<std::string> save(const std::filesystem::path& file, const std::string& name,
                             const std::string& provenanceJson, bool half) const;
};

/// Reads one tensor after the other, so that memory holds little more than the new model. A
/// config.json beside the file is heeded (heads; what is not BERT is refused). Progress has the
/// stage "weights"; the warning "cased_vocabulary" says that words with capitals are never found.
/// Errors: those of weightKind, and BadInput with the tensor, line or size that does not fit.
Result<ImportedModel> importWeights(const ImportRequest& request, Progress& progress);

} // namespace bolus
