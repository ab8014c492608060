#include "engine/import/TowerHints.h"

#include <fstream>

#include <nlohmann/json.hpp>

namespace bolus {
namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t largestFile = 1 << 20;

/// The keys whose other values would make another network of the same tensors.
struct Fixed {
    const char* key;
    const char* value;
};
constexpr Fixed fixed[]{{"hidden_act", "gelu"}, {"position_embedding_type", "absolute"}};

int headsAt(const Json& config, const char* key) {
    const auto found = config.find(key);
    return found != config.end() && found->is_number_integer() && *found > 0 && *found <= 1024
               ? found->get<int>()
               : 0;
}

Result<void> checkKind(const Json& config, bool bert) {
    for (const Fixed& field : fixed)
        if (const auto found = config.find(field.key);
            found != config.end() && *found != field.value)
            return fail(ErrorCode::Unsupported, std::string("The text tower has another “") +
                                                    field.key + "” than BERT's “" + field.value +
                                                    "”; Bolus cannot compute it.");
    // RoBERTa and others have BERT's names, but count positions or cut words in other ways.
    const Json kind = config.value("model_type", Json());
    if (bert && kind.is_string() && kind != "bert")
        return fail(ErrorCode::Unsupported, "The text tower is of the kind “" +
                                                kind.get<std::string>().substr(0, 32) +
                                                "”; Bolus imports BERT.");
    return {};
}

} // namespace

Result<TowerHints> readTowerHints(const std::filesystem::path& configJson, bool bert) {
    std::error_code error;
    if (!std::filesystem::exists(configJson, error))
        return TowerHints{};
    const std::string subject = configJson.string();
    if (!std::filesystem::is_regular_file(configJson, error) ||
        std::filesystem::file_size(configJson, error) > largestFile)
        return fail(ErrorCode::BadInput, "The config.json beside the weights is not one.", subject);
    std::ifstream stream(configJson);
    const Json config = Json::parse(stream, nullptr, false);
    if (!config.is_object())
        return fail(ErrorCode::BadInput, "The config.json beside the weights is not JSON.",
                    subject);
    if (auto checked = checkKind(config, bert); !checked) {
        checked.error().subject = subject;
        return std::unexpected(checked.error());
    }
    return TowerHints{.textHeads = headsAt(config, "num_attention_heads"),
                      .imageHeads = headsAt(config, "num_heads")};
}

} // namespace bolus
