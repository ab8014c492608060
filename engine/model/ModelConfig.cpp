#include "engine/model/ModelConfig.h"

#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

namespace bolus {
namespace {

using Json = nlohmann::json;

struct IntField {
    const char* name;
    int ModelConfig::*member;
    int low, high; // what a model may be: bounds memory before a byte is allocated
};
constexpr IntField intFields[]{
    {"layers", &ModelConfig::layers, 1, 48},
    {"width", &ModelConfig::width, 8, 2048},
    {"heads", &ModelConfig::heads, 1, 64},
    {"mlp", &ModelConfig::mlp, 8, 8192},
    {"embedding", &ModelConfig::embedding, 2, 4096},
    {"textLayers", &ModelConfig::textLayers, 1, 48},
    {"textWidth", &ModelConfig::textWidth, 8, 2048},
    {"textHeads", &ModelConfig::textHeads, 1, 64},
    {"textMlp", &ModelConfig::textMlp, 8, 8192},
    {"maxTokens", &ModelConfig::maxTokens, 4, 512},
    {"vocabulary", &ModelConfig::vocabulary, 0, 200000},
};

struct BoolField {
    const char* name;
    bool ModelConfig::*member;
};
constexpr BoolField boolFields[]{
    {"scaledAttention", &ModelConfig::scaledAttention},
    {"clampGates", &ModelConfig::clampGates},
    {"firstPhaseFills", &ModelConfig::firstPhaseFills},
    {"phaseEmbedding", &ModelConfig::phaseEmbedding},
    {"meanOfKernels", &ModelConfig::meanOfKernels},
    {"headNorm", &ModelConfig::headNorm},
};

struct RealField {
    const char* name;
    double ModelConfig::*member;
};
constexpr RealField realFields[]{
    {"windowLow", &ModelConfig::windowLow},
    {"windowHigh", &ModelConfig::windowHigh},
};

constexpr std::array convKindTokens{"dense", "depthwise_separable"};
constexpr std::array stemTokens{"linear", "pyramid"};
constexpr std::array fusionTokens{"pamn", "mean", "max", "attention", "single_phase"};
constexpr std::array intensityTokens{"per_volume", "shared_window"};

std::unexpected<Error> bad(const std::string& what) {
    return fail(ErrorCode::BadInput, "The model's configuration cannot be used: " + what + ".");
}

template<typename Enum, std::size_t count>
bool readEnum(const Json& value, const std::array<const char*, count>& tokens, Enum& out) {
    for (std::size_t i = 0; i < count; ++i)
        if (value.is_string() && value == tokens[i]) {
            out = static_cast<Enum>(i);
            return true;
        }
    return false;
}

bool readInt(const Json& value, int& out) {
    if (!value.is_number_integer() || value > 1'000'000'000 || value < -1'000'000'000)
        return false;
    out = value.get<int>();
    return true;
}

/// False where the key is unknown or the value of another type.
bool readField(const std::string& key, const Json& value, ModelConfig& config) {
    for (const IntField& field : intFields)
        if (key == field.name)
            return readInt(value, config.*field.member);
    for (const BoolField& field : boolFields)
        if (key == field.name)
            return value.is_boolean() && (config.*field.member = value.get<bool>(), true);
    for (const RealField& field : realFields)
        if (key == field.name)
            return value.is_number() && (config.*field.member = value.get<double>(), true);
    if (key == "convKind")
        return readEnum(value, convKindTokens, config.convKind);
    if (key == "fusion")
        return readEnum(value, fusionTokens, config.fusion);
    if (key == "stem")
        return readEnum(value, stemTokens, config.stem);
    return key == "intensity" && readEnum(value, intensityTokens, config.intensity);
}

Json toJsonObject(const ModelConfig& config) {
    Json json;
    for (const IntField& field : intFields)
        json[field.name] = config.*field.member;
    for (const BoolField& field : boolFields)
        json[field.name] = config.*field.member;
    for (const RealField& field : realFields)
        json[field.name] = config.*field.member;
    json["convKind"] = convKindTokens[static_cast<std::size_t>(config.convKind)];
    json["stem"] = stemTokens[static_cast<std::size_t>(config.stem)];
    json["fusion"] = fusionTokens[static_cast<std::size_t>(config.fusion)];
    json["intensity"] = intensityTokens[static_cast<std::size_t>(config.intensity)];
    return json;
}

void makeLiteral(ModelConfig& config) {
    config.convKind = ConvKind::Dense;
    config.scaledAttention = config.clampGates = config.firstPhaseFills = false;
    config.phaseEmbedding = config.meanOfKernels = config.headNorm = false;
    config.intensity = Intensity::PerVolume;
    config.stem = Stem::Linear;
}

} // namespace

ModelConfig ModelConfig::paper(bool robust) {
    ModelConfig config;
    config.layers = config.textLayers = config.heads = config.textHeads = 12;
    config.width = config.textWidth = config.embedding = 768;
    config.mlp = config.textMlp = 3072;
    config.stem = Stem::Linear;
    if (!robust)
        makeLiteral(config);
    return config;
}

ModelConfig ModelConfig::compact(bool robust) {
    ModelConfig config;
    if (!robust)
        makeLiteral(config);
    return config;
}

ModelConfig ModelConfig::tiny(bool robust) {
    ModelConfig config;
    config.layers = config.textLayers = 2;
    config.width = config.textWidth = 32;
    config.heads = config.textHeads = 4;
    config.mlp = config.textMlp = 64;
    config.embedding = 16;
    config.maxTokens = 64;
    config.stem = Stem::Linear;
    if (!robust)
        makeLiteral(config);
    return config;
}

std::string ModelConfig::toJson() const {
    return toJsonObject(*this).dump();
}

Result<ModelConfig> ModelConfig::fromJson(const std::string& json) {
    const Json object = Json::parse(json, nullptr, false);
    if (!object.is_object())
        return bad("it is not a JSON object");
    ModelConfig config;
    config.stem = Stem::Linear;
    for (const auto& [key, value] : object.items())
        if (!readField(key, value, config))
            return bad("“" + key + "” is unknown to this version of Bolus or has a wrong value");
    const Json known = toJsonObject(config);
    for (const auto& [key, value] : known.items())
        if (!object.contains(key) && key != "stem")
            return bad("“" + key + "” is missing");
    if (auto checked = config.check(); !checked)
        return std::unexpected(checked.error());
    return config;
}

Result<void> ModelConfig::check() const {
    for (const IntField& field : intFields)
        if (this->*field.member < field.low || this->*field.member > field.high)
            return bad(std::string("“") + field.name + "” is " +
                       std::to_string(this->*field.member) + ", not between " +
                       std::to_string(field.low) + " and " + std::to_string(field.high));
    if (stem == Stem::Pyramid && width % 8 != 0)
        return bad("a pyramid stem needs a width that is a multiple of 8");
    if (width % heads != 0 || textWidth % textHeads != 0)
        return bad("a width is not a multiple of its heads");
    if (!std::isfinite(windowLow) || !std::isfinite(windowHigh) || windowLow >= windowHigh)
        return bad("the intensity window is empty");
    return {};
}

} // namespace bolus
