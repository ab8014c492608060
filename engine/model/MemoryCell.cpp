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

namespace {

/// What each gives for x; their depthwise parts go over x together.
std::vector<Tensor> together(const std::vector<const GridConv*>& convs, const Tensor& x) {
    std::vector<Tensor> spatial, outs;
    for (const GridConv* conv : convs)
        if (conv->isDepthwise())
            spatial.push_back(conv->spatial);
    const std::vector<Tensor> mixed = depthwiseConvs(x, spatial);
    auto next = mixed.begin();
    for (const GridConv* conv : convs)
        outs.push_back(conv->isDepthwise() ? torch::linear(*next++, conv->weight, conv->bias)
                                           : conv->forward(x));
    return outs;
}

} // namespace

MemoryCell::Inputs MemoryCell::Side::forward(const Tensor& x) const {
    std::vector<const GridConv*> convs{z.get(), r.get()};
    for (const auto& kernel : kernels)
        convs.push_back(kernel.get());
    const std::vector<Tensor> outs = together(convs, x);
    return {{outs[2], outs[3], outs[4]}, outs[0], outs[1]};
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
    return {{side.kernels[0]->bias, side.kernels[1]->bias, side.kernels[2]->bias},
            side.z->bias,
            side.r->bias};
}

/// [B·P,N,C] each -> [B,N,C] of each phase. By unbind: the gradient of an index fills a whole
/// tensor with zeros.
std::vector<CellInputs> byPhase(const CellInputs& all, std::int64_t batch, std::int64_t phases) {
    std::vector<CellInputs> out(static_cast<std::size_t>(phases));
    const auto share = [&](const Tensor& x, auto place) {
        const std::vector<Tensor> parts = x.unflatten(0, {batch, phases}).unbind(1);
        for (std::size_t t = 0; t < out.size(); ++t)
            place(out[t]) = parts[t];
    };
    share(all.z, [](CellInputs& one) -> Tensor& { return one.z; });
    share(all.r, [](CellInputs& one) -> Tensor& { return one.r; });
    for (std::size_t k = 0; k < all.kernels.size(); ++k)
        share(all.kernels[k], [k](CellInputs& one) -> Tensor& { return one.kernels[k]; });
    return out;
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

Tensor MemoryCell::readAll(const std::vector<Inputs>& phases) const {
    const CellWeights weights{
        thetaZ,          thetaR,     localAttention->weight, localAttention->bias,
        scaledAttention, clampGates, meanOfKernels};
    Tensor state = rememberPhase(phases[0], ofZeros(*memory), {}, weights, firstPhaseFills);
    for (std::size_t t = 1; t < phases.size(); ++t)
        state = rememberPhase(phases[t], memory->forward(state), state, weights, false);
    return state;
}

Tensor MemoryCell::forward(const Tensor& features, const Tensor& present,
                           std::vector<MemoryStep>* steps) const {
    const std::int64_t batch = features.size(0);
    const auto phases = byPhase(feature->forward(features.flatten(0, 1)), // not recurrent
                                batch, features.size(1));
    if (!steps && canRemember(features) && present.all().item<bool>())
        return readAll(phases);
    const Tensor isFirst = present.logical_and(present.to(torch::kInt64).cumsum(1) == 1);
    Tensor state = torch::zeros_like(features.select(1, 0));
    for (std::size_t t = 0; t < phases.size(); ++t) {
        const auto index = static_cast<std::int64_t>(t);
        MemoryStep done = step(phases[t], t == 0 ? Tensor() : state);
        if (firstPhaseFills)
            done.gate = done.gate.masked_fill(isFirst.select(1, index).view({batch, 1, 1}), 1);
        const Tensor here = present.select(1, index).view({batch, 1, 1});
        state = torch::where(here, (1 - done.gate) * state + done.gate * done.update, state);
        done.gate = done.gate.masked_fill(here.logical_not(), 0);
        if (steps)
            steps->push_back(std::move(done));
    }
    return state;
}

} // namespace bolus
