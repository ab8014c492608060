// The random numbers that modules draw in their forward pass: read, put back, seeded.
#pragma once

#include <mutex>

#include <torch/torch.h>

namespace bolus {

inline torch::Tensor generatorState(torch::Device device) {
    at::Generator generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    return generator.get_state();
}

inline void setGeneratorState(torch::Device device, const torch::Tensor& state) {
    at::Generator generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    generator.set_state(state);
}

inline void seedGenerator(torch::Device device, std::uint64_t seed) {
    at::Generator generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    generator.set_current_seed(seed);
}

} // namespace bolus
