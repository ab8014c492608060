// Eqs. 2-6: the gated memory that reads the phases one after the other.
#include "engine/model/DepthwiseConv.h"
#include "engine/model/PamnNet.h"
#include "engine/preprocess/CommonBox.h"

namespace bolus {

using torch::Tensor;

GridConv::GridConv(std::int64_t width, int kernel, ConvKind kind, const ParameterSource& source) {
    const std::int64_t k = kernel, volume = k * k * k;
    const bool dense = kind == ConvKind::Dense && k > 1;
    if (dense)
        spatial =
            register_parameter("spatial", source.uniform({width, width, k, k, k}, width * volume));
    else if (k > 1)
        spatial = register_parameter("spatial", source.uniform({width, 1, k, k, k}, volume));
    if (!dense)
        weight = register_parameter("weight", source.uniform({width, width}, width));
    bias = register_parameter("bias", source.constant({width}, 0));
}

Tensor GridConv::forward(const Tensor& x) const {
    if (!spatial.defined())
        return torch::linear(x, weight, bias);
    if (weight.defined())
        return torch::linear(depthwiseConv(x, spatial), weight, bias);
    const std::int64_t batch = x.size(0), width = x.size(2);
    const Tensor grid =
        x.transpose(1, 2).reshape({batch, width, gridSize[0], gridSize[1], gridSize[2]});
    return torch::conv3d(grid, spatial, bias, 1, spatial.size(-1) / 2).flatten(2).transpose(1, 2);
}

MemoryCell::Side::Side(const ModelConfig& config, const ParameterSource& source) {
    for (const int kernel : {1, 3, 5})
        kernels.push_back(register_module(
            "kernel" + std::to_string(kernel),
            std::make_shared<GridConv>(config.width, kernel, config.convKind, source)));
    z = register_module("z", std::make_shared<GridConv>(config.width, 3, config.convKind, source));
    r = register_module("r", std::make_shared<GridConv>(config.width, 3, config.convKind, source));
}

MemoryCell::Inputs MemoryCell::Side::forward(const Tensor& x) const {
    Inputs inputs;
    for (const auto& kernel : kernels)
        inputs.kernels.push_back(kernel->forward(x));
    inputs.z = z->forward(x);
    inputs.r = r->forward(x);
    return inputs;
}

MemoryCell::MemoryCell(const ModelConfig& config, const ParameterSource& source)
    : scaledAttention(config.scaledAttention), clampGates(config.clampGates),
      firstPhaseFills(config.firstPhaseFills), meanOfKernels(config.meanOfKernels) {
    feature = register_module("feature", std::make_shared<Side>(config, source));
    memory = register_module("memory", std::make_shared<Side>(config, source));
    thetaZ = register_parameter("theta_z", source.constant({1, gridCells, 1}, 1));
    thetaR = register_parameter("theta_r", source.constant({1, gridCells, 1}, 1));
    localAttention =
        register_module("attention", std::make_shared<Dense>(config.width, 1, true, source));
}

Tensor MemoryCell::gate(const Tensor& sum, const Tensor& theta) const {
    const Tensor gate = torch::sigmoid(sum) * theta;
    return clampGates ? gate.clamp(0, 1) : gate;
}

namespace {

/// What a side gives for zeros, at every position: its biases.
MemoryCell::Inputs ofZeros(const MemoryCell::Side& side) {
    MemoryCell::Inputs inputs;
    for (const auto& kernel : side.kernels)
        inputs.kernels.push_back(kernel->bias);
    inputs.z = side.z->bias;
    inputs.r = side.r->bias;
    return inputs;
}

} // namespace

/// m [B,N,C], or undefined where nothing has been remembered yet.
MemoryStep MemoryCell::step(const Inputs& f, const Tensor& m) const {
    const Inputs old = m.defined() ? memory->forward(m) : ofZeros(*memory);
    const Tensor z = gate(f.z + old.z, thetaZ);
    const Tensor r = gate(f.r + old.r, thetaR);
    Tensor candidate = torch::tanh(f.kernels[0] + r * old.kernels[0]);
    for (std::size_t k = 1; k < f.kernels.size(); ++k)
        candidate = candidate + torch::tanh(f.kernels[k] + r * old.kernels[k]);
    if (meanOfKernels)
        candidate = candidate / static_cast<double>(f.kernels.size());
    Tensor attention = torch::softmax(localAttention->forward(candidate), 1);
    if (scaledAttention)
        attention = attention * static_cast<double>(gridCells);
    return {z, attention * candidate};
}

Tensor MemoryCell::forward(const Tensor& features, const Tensor& present,
                           std::vector<MemoryStep>* steps) const {
    const std::int64_t batch = features.size(0), phases = features.size(1);
    const Inputs all = feature->forward(features.flatten(0, 1)); // [B·P,N,C]: not recurrent
    // Taken apart by unbind: the gradient of an index fills a whole tensor with zeros.
    const auto byPhase = [&](const Tensor& x) { return x.unflatten(0, {batch, phases}).unbind(1); };
    const auto z = byPhase(all.z), r = byPhase(all.r);
    std::vector<std::vector<Tensor>> kernels;
    for (const Tensor& kernel : all.kernels)
        kernels.push_back(byPhase(kernel));
    const Tensor isFirst = present.logical_and(present.to(torch::kInt64).cumsum(1) == 1);
    Tensor state = torch::zeros_like(features.select(1, 0));
    for (std::int64_t t = 0; t < phases; ++t) {
        const auto index = static_cast<std::size_t>(t);
        Inputs now{{}, z[index], r[index]};
        for (const auto& kernel : kernels)
            now.kernels.push_back(kernel[index]);
        MemoryStep done = step(now, t == 0 ? Tensor() : state);
        if (firstPhaseFills)
            done.gate = done.gate.masked_fill(isFirst.select(1, t).view({batch, 1, 1}), 1);
        const Tensor here = present.select(1, t).view({batch, 1, 1});
        state = torch::where(here, (1 - done.gate) * state + done.gate * done.update, state);
        done.gate = done.gate.masked_fill(here.logical_not(), 0);
        if (steps)
            steps->push_back(std::move(done));
    }
    return state;
}

} // namespace bolus
