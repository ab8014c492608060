// Small models with made-up weights, and the hash that makes them (as make_golden.py does).
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <torch/torch.h>

#include "engine/model/Model.h"
#include "engine/model/PamnNet.h"
#include "tests/HashedNumbers.h"

namespace bolus::test {

inline constexpr std::size_t phaseVoxels = 32 * 256 * 256;

struct Spread {
    double middle, width;
};

inline Spread spreadOf(const std::string& name) {
    if (name == "log_scale")
        return {std::log(1 / 0.07), 0};
    if (name == "log_bias")
        return {-10, 0};
    if (name.find("theta") != std::string::npos)
        return {1, 0.4};
    if (name.find("norm") != std::string::npos && name.ends_with("weight"))
        return {1, 0.2};
    if (name.ends_with("bias"))
        return {0, 0.1};
    if (name == "phase_encoder.patch.weight")
        return {0, 0.02};
    return {0, name.ends_with("spatial") ? 0.1 : 0.3};
}

inline torch::Tensor hashedTensor(const std::string& name, c10::IntArrayRef shape, Spread spread) {
    const auto values = hashed(name, static_cast<std::size_t>(c10::multiply_integers(shape)));
    const auto tensor = torch::tensor(c10::ArrayRef<double>(values), torch::kFloat64).view(shape);
    return tensor * spread.width + spread.middle;
}

inline void fillWithHash(PamnNet& net) {
    const torch::NoGradGuard noGrad;
    for (auto& item : net.named_parameters())
        item.value().copy_(hashedTensor(item.key(), item.value().sizes(), spreadOf(item.key())));
}

/// 40 entries.
inline std::vector<std::string> smallVocabulary() {
    std::vector<std::string> tokens{"[PAD]", "[UNK]", "[CLS]",  "[SEP]", "cyst", "liver", "hepatic",
                                    "renal", "mass",  "normal", "the",   "in",   ".",     ","};
    for (char letter = 'a'; letter <= 'z'; ++letter)
        tokens.emplace_back(1, letter);
    return tokens;
}

/// Null where it cannot be made.
inline std::unique_ptr<Model> hashedModel(const ModelConfig& config) {
    auto model = Model::create(config, smallVocabulary(), 1);
    if (!model)
        return nullptr;
    fillWithHash((*model)->net());
    return std::move(*model);
}

/// [32,256,256]: noise whose strength changes from patch to patch.
inline torch::Tensor hashedVoxels(int number, int phase) {
    const std::string ending = " " + std::to_string(number) + " " + std::to_string(phase);
    const auto noise = hashedTensor("voxels" + ending, {4, 8, 8, 32, 8, 32}, {0.5, 0.5});
    const auto strength = hashedTensor("strength" + ending, {4, 1, 8, 1, 8, 1}, {0.5, 0.5});
    return (noise * strength).to(torch::kFloat32).reshape({32, 256, 256});
}

inline NetworkInput hashedInput(int number, const std::vector<Phase>& phases) {
    NetworkInput input;
    input.phases = phases;
    for (std::size_t t = 0; t < phases.size(); ++t) {
        const auto voxels = hashedVoxels(number, static_cast<int>(t)).contiguous();
        input.voxels.insert(input.voxels.end(), voxels.data_ptr<float>(),
                            voxels.data_ptr<float>() + phaseVoxels);
    }
    return input;
}

inline double largestDifference(const torch::Tensor& a, const torch::Tensor& b) {
    return (a.to(torch::kFloat64) - b.to(torch::kFloat64)).abs().max().item<double>();
}

} // namespace bolus::test
