// Between the network's tensors and those of a file. Internal to engine/*.cpp.
#pragma once

#include <map>
#include <span>
#include <string>

#include "engine/model/PamnNet.h"
#include "engine/model/SafeTensors.h"

namespace bolus {

using Parameters = std::map<std::string, torch::Tensor>;

inline Parameters parametersOf(const PamnNet& net) {
    Parameters parameters;
    for (const auto& item : net.named_parameters())
        parameters.emplace(item.key(), item.value());
    return parameters;
}

/// Of numbers, so not of Other.
inline c10::ScalarType scalarType(TensorType type) {
    return type == TensorType::F32   ? torch::kFloat32
           : type == TensorType::F16 ? torch::kFloat16
                                     : torch::kBFloat16;
}

/// Of a contiguous tensor on the CPU.
inline std::span<std::byte> bytesOf(const torch::Tensor& tensor) {
    return {static_cast<std::byte*>(tensor.data_ptr()), tensor.nbytes()};
}

} // namespace bolus
