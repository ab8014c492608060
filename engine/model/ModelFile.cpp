#include "engine/model/ModelFile.h"

#include <map>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/model/SafeTensors.h"

namespace bolus {
namespace {

using Parameters = std::map<std::string, torch::Tensor>;

Parameters parametersOf(const PamnNet& net) {
    Parameters parameters;
    for (const auto& item : net.named_parameters())
        parameters.emplace(item.key(), item.value());
    return parameters;
}

std::unexpected<Error> bad(const std::string& what) {
    return fail(ErrorCode::BadInput, "This model file does not fit: " + what + ".");
}

std::string shapeText(c10::IntArrayRef shape) {
    std::ostringstream text;
    text << shape;
    return text.str();
}

/// Against a net without memory, so that a lying configuration costs nothing.
Result<void> checkTensors(const SafeTensorsHeader& header, const ModelConfig& config) {
    Parameters wanted = parametersOf(PamnNet(config, ParameterSource::empty(torch::kMeta)));
    for (const TensorEntry& entry : header.entries) {
        const auto found = wanted.find(entry.name);
        if (found == wanted.end())
            return bad("tensor “" + entry.name + "” is unknown to its configuration");
        if (found->second.sizes() != c10::IntArrayRef(entry.shape))
            return bad("tensor “" + entry.name + "” is " + shapeText(entry.shape) +
                       ", its configuration says " + shapeText(found->second.sizes()));
        wanted.erase(found);
    }
    if (!wanted.empty())
        return bad("tensor “" + wanted.begin()->first + "” is missing");
    return {};
}

c10::ScalarType scalarType(TensorType type) {
    return type == TensorType::F32   ? torch::kFloat32
           : type == TensorType::F16 ? torch::kFloat16
                                     : torch::kBFloat16;
}

std::span<std::byte> bytesOf(const torch::Tensor& tensor) {
    return {static_cast<std::byte*>(tensor.data_ptr()), tensor.nbytes()};
}

Result<void> readTensors(SafeTensorsReader& reader, const PamnNet& net) {
    const torch::NoGradGuard noGrad;
    const Parameters parameters = parametersOf(net);
    for (const TensorEntry& entry : reader.header().entries) {
        const torch::Tensor& parameter = parameters.at(entry.name);
        const torch::Tensor stored = entry.type == TensorType::F32
                                         ? parameter
                                         : torch::empty(parameter.sizes(), scalarType(entry.type));
        if (auto read = reader.readNext(bytesOf(stored)); !read)
            return read;
        if (!stored.is_same(parameter))
            parameter.copy_(stored);
        if (!torch::isfinite(parameter).all().item<bool>())
            return bad("tensor “" + entry.name + "” holds values that are not finite");
    }
    return {};
}

/// One token a line.
std::vector<std::string> splitLines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

Result<void> readDescription(const Metadata& metadata, ModelFile& model) {
    for (const char* key : {"bolus.config", "bolus.vocabulary", "bolus.provenance"})
        if (!metadata.contains(key))
            return bad(std::string("its header has no “") + key + "”; it was not written by Bolus");
    auto config = ModelConfig::fromJson(metadata.at("bolus.config"));
    if (!config)
        return std::unexpected(config.error());
    model.config = *config;
    model.vocabulary = splitLines(metadata.at("bolus.vocabulary"));
    model.provenance = metadata.at("bolus.provenance");
    if (const auto name = metadata.find("bolus.name"); name != metadata.end())
        model.name = name->second;
    if (!nlohmann::json::accept(model.provenance))
        return bad("its provenance is not JSON");
    if (model.vocabulary.size() != static_cast<std::size_t>(model.config.vocabulary))
        return bad("its vocabulary has " + std::to_string(model.vocabulary.size()) +
                   " entries, its configuration says " + std::to_string(model.config.vocabulary));
    return {};
}

Result<void> fill(SafeTensorsReader& reader, ModelFile& model) {
    if (auto described = readDescription(reader.header().metadata, model); !described)
        return described;
    if (auto checked = checkTensors(reader.header(), model.config); !checked)
        return checked;
    model.net = std::make_shared<PamnNet>(model.config, ParameterSource::empty(torch::kCPU));
    return readTensors(reader, *model.net);
}

Metadata describe(const ModelFile& model) {
    std::string vocabulary;
    for (const std::string& token : model.vocabulary)
        vocabulary += token + '\n';
    return {{"bolus.name", model.name},
            {"bolus.config", model.config.toJson()},
            {"bolus.vocabulary", vocabulary},
            {"bolus.provenance", model.provenance}};
}

} // namespace

Result<ModelFile> readModelFile(const std::filesystem::path& file) {
    auto reader = SafeTensorsReader::open(file);
    if (!reader)
        return std::unexpected(reader.error());
    ModelFile model;
    if (auto filled = fill(*reader, model); !filled) {
        filled.error().subject = file.string();
        return std::unexpected(filled.error());
    }
    if (model.name.empty())
        model.name = file.stem().string();
    model.hash = reader->finish();
    return model;
}

Result<std::string> writeModelFile(const ModelFile& model, const std::filesystem::path& file,
                                   bool half) {
    const torch::NoGradGuard noGrad;
    const Parameters parameters = parametersOf(*model.net);
    TensorSource source;
    std::vector<torch::Tensor> tensors;
    for (const auto& [name, tensor] : parameters) {
        source.entries.push_back({.name = name,
                                  .type = half ? TensorType::F16 : TensorType::F32,
                                  .shape = tensor.sizes().vec()});
        tensors.push_back(tensor);
    }
    torch::Tensor stored;
    source.data = [&](std::size_t i) -> Result<std::span<const std::byte>> {
        const auto type = half ? torch::kFloat16 : torch::kFloat32;
        stored = tensors[i].detach().to(torch::kCPU, type).contiguous();
        if (!torch::isfinite(stored).all().item<bool>())
            return fail(ErrorCode::Model, "The model has values that cannot be stored.",
                        source.entries[i].name);
        return bytesOf(stored);
    };
    return writeSafeTensors(file, describe(model), source);
}

} // namespace bolus
