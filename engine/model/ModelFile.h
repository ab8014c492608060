// A model in its safetensors file: weights with configuration, vocabulary and provenance in the
// header. Internal to engine/model/*.cpp.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/model/PamnNet.h"

namespace bolus {

struct ModelFile {
    std::string name, hash, provenance;
    ModelConfig config;
    std::vector<std::string> vocabulary;
    std::shared_ptr<PamnNet> net; // on the CPU, fp32
};

Result<ModelFile> readModelFile(const std::filesystem::path& file);

/// Returns the hash; `model.hash` is not looked at. Weights may be on any device.
Result<std::string> writeModelFile(const ModelFile& model, const std::filesystem::path& file,
                                   bool half);

} // namespace bolus
