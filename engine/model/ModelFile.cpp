#include "engine/model/ModelFile.h"

#include <algorithm>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/model/SafeTensors.h"
#include "engine/model/TensorBytes.h"

namespace bolus {
namespace {

// What Bolus writes stays far below; what is longer would only take memory when it is read.
constexpr std::size_t maxConfigBytes = 16u << 10, maxProvenanceBytes = 1u << 20, maxName = 256;

std::unexpected<Error> bad(const std::string& what) {
    return fail(ErrorCode::BadInput, "This model file does not fit: " + what + ".");
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
                       ", its configuration says " + shapeText(found->second.sizes().vec()));
        wanted.erase(found);
    }
    if (!wanted.empty())
        return bad("tensor “" + wanted.begin()->first + "” is missing");
    return {};
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

/// One token a line, counted before memory is taken for them.
Result<std::vector<std::string>> readVocabulary(const std::string& text, std::size_t expected) {
    const auto ends = static_cast<std::size_t>(std::ranges::count(text, '\n'));
    const std::size_t count = ends + (text.empty() || text.ends_with('\n') ? 0 : 1);
    if (count != expected)
        return bad("its vocabulary has " + std::to_string(count) +
                   " entries, its configuration says " + std::to_string(expected));
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        lines.push_back(line);
    return lines;
}

/// A configuration needs no escapes, so that none can smuggle control characters into a message.
Result<ModelConfig> readConfig(const std::string& text) {
    if (text.size() > maxConfigBytes || text.find('\\') != std::string::npos)
        return bad("its configuration was not written by Bolus");
    return ModelConfig::fromJson(text);
}

Result<std::string> readName(const Metadata& metadata) {
    const auto found = metadata.find("bolus.name");
    if (found == metadata.end())
        return std::string();
    const auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    if (found->second.size() > maxName || std::ranges::any_of(found->second, isControl))
        return bad("its name is not one short line");
    return found->second;
}

Result<std::string> readProvenance(const std::string& text) {
    if (text.size() > maxProvenanceBytes)
        return bad("its provenance is longer than 1 MB");
    if (!nlohmann::json::accept(text))
        return bad("its provenance is not JSON");
    return text;
}

Result<void> readDescription(const Metadata& metadata, ModelFile& model) {
    for (const char* key : {"bolus.config", "bolus.vocabulary", "bolus.provenance"})
        if (!metadata.contains(key))
            return bad(std::string("its header has no “") + key + "”; it was not written by Bolus");
    auto config = readConfig(metadata.at("bolus.config"));
    if (!config)
        return std::unexpected(config.error());
    auto provenance = readProvenance(metadata.at("bolus.provenance"));
    if (!provenance)
        return std::unexpected(provenance.error());
    auto name = readName(metadata);
    if (!name)
        return std::unexpected(name.error());
    auto vocabulary = readVocabulary(metadata.at("bolus.vocabulary"),
                                     static_cast<std::size_t>(config->vocabulary));
    if (!vocabulary)
        return std::unexpected(vocabulary.error());
    model.name = std::move(*name);
    model.config = *config;
    model.provenance = std::move(*provenance);
    model.vocabulary = std::move(*vocabulary);
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
    const Metadata metadata = describe(model);
    if (auto readable = readName(metadata); !readable) // or it could not be loaded again
        return std::unexpected(readable.error());
    if (auto readable = readProvenance(model.provenance); !readable)
        return std::unexpected(readable.error());
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
    return writeSafeTensors(file, metadata, source);
}

} // namespace bolus
