#include "engine/train/FusedAdamW.h"

#include <cmath>
#include <string>
#include <type_traits>

#include <ATen/Parallel.h>

namespace bolus {
namespace {

constexpr std::int64_t grain = 1 << 15; // weights a thread takes at a time

/// The numbers of one step.
struct Rates {
    float scale, beta1, beta2, keep, rate, eps, rootCorrection;
};

Rates ratesOf(const torch::optim::AdamWOptions& options, std::int64_t step, double scale) {
    const auto [beta1, beta2] = options.betas();
    const double bias1 = 1 - std::pow(beta1, double(step));
    const double bias2 = 1 - std::pow(beta2, double(step));
    return {float(scale),
            float(beta1),
            float(beta2),
            float(1 - options.lr() * options.weight_decay()),
            float(options.lr() / bias1),
            float(options.eps()),
            float(1 / std::sqrt(bias2))};
}

void updateRange(const Rates& r, std::int64_t count, const float* __restrict gradient,
                 float* __restrict mean, float* __restrict square, float* __restrict weight) {
    for (std::int64_t i = 0; i < count; ++i) {
        const float g = gradient[i] * r.scale;
        const float m = r.beta1 * mean[i] + (1 - r.beta1) * g;
        const float v = r.beta2 * square[i] + (1 - r.beta2) * g * g;
        mean[i] = m;
        square[i] = v;
        weight[i] = weight[i] * r.keep - r.rate * m / (std::sqrt(v) * r.rootCorrection + r.eps);
    }
}

/// LibTorch keyed its state by text before 2.0, by address since.
template<typename Key>
Key keyOf(const torch::Tensor& weight) {
    if constexpr (std::is_same_v<Key, std::string>)
        return c10::guts::to_string(weight.unsafeGetTensorImpl());
    else
        return weight.unsafeGetTensorImpl();
}

bool isPlain(const torch::Tensor& tensor) {
    return tensor.is_cpu() && tensor.scalar_type() == torch::kFloat && tensor.is_contiguous();
}

void updateByTensors(const Rates& r, const torch::Tensor& gradient, torch::Tensor& mean,
                     torch::Tensor& square, torch::Tensor& weight) {
    const torch::Tensor g = gradient * r.scale;
    mean.mul_(r.beta1).add_(g, 1 - r.beta1);
    square.mul_(r.beta2).addcmul_(g, g, 1 - r.beta2);
    weight.mul_(r.keep).addcdiv_(mean, (square.sqrt() * r.rootCorrection).add_(r.eps), -r.rate);
}

} // namespace

torch::optim::AdamWParamState& FusedAdamW::stateOf(const torch::Tensor& weight) {
    using States = std::remove_cvref_t<decltype(state())>;
    auto& kept = state()[keyOf<States::key_type>(weight)];
    if (!kept) {
        auto fresh = std::make_unique<torch::optim::AdamWParamState>();
        fresh->exp_avg(torch::zeros_like(weight));
        fresh->exp_avg_sq(torch::zeros_like(weight));
        kept = std::move(fresh);
    }
    return static_cast<torch::optim::AdamWParamState&>(*kept);
}

void FusedAdamW::update(torch::Tensor& weight, const torch::optim::AdamWOptions& options,
                        double scale) {
    auto& state = stateOf(weight);
    state.step(state.step() + 1);
    const Rates rates = ratesOf(options, state.step(), scale);
    const torch::Tensor gradient = weight.grad();
    torch::Tensor mean = state.exp_avg(), square = state.exp_avg_sq();
    if (!isPlain(weight) || !isPlain(gradient) || !isPlain(mean) || !isPlain(square)) {
        updateByTensors(rates, gradient, mean, square, weight);
        return;
    }
    const float* const g = gradient.data_ptr<float>();
    float *const m = mean.data_ptr<float>(), *const v = square.data_ptr<float>(),
                 *const w = weight.data_ptr<float>();
    at::parallel_for(0, weight.numel(), grain, [&](std::int64_t from, std::int64_t to) {
        updateRange(rates, to - from, g + from, m + from, v + from, w + from);
    });
}

void FusedAdamW::stepScaled(double scale) {
    const torch::NoGradGuard noGradients;
    for (auto& group : param_groups())
        for (torch::Tensor& weight : group.params())
            if (weight.grad().defined())
                update(weight, static_cast<torch::optim::AdamWOptions&>(group.options()), scale);
}

torch::Tensor FusedAdamW::step(LossClosure closure) {
    torch::Tensor loss;
    if (closure) {
        const at::AutoGradMode gradients(true);
        loss = closure();
    }
    stepScaled(1);
    return loss;
}

} // namespace bolus
