#include "engine/model/GeluKernel.h"

#include <cmath>

#include <ATen/Parallel.h>

#include "engine/model/VectorMath.h"
#include "engine/preprocess/Vectorised.h"

namespace bolus {
namespace {

using torch::Tensor;

constexpr std::int64_t grain = 1 << 14; // values a thread takes at a time

/// Φ(x), the share of a normal distribution below x, and its density.
struct Normal {
    float share, density;
};

/// Abramowitz and Stegun 1964, 26.2.17 with the coefficients of 7.1.26: to 2·10⁻⁷.
[[gnu::always_inline]] inline Normal normalAt(float x) {
    const float away = std::fabs(x);
    const float bell = exponential(-0.5F * x * x);
    const float t = 1 / (1 + 0.3275911F * 0.707106781F * away);
    float p = 1.061405429F;
    p = p * t - 1.453152027F;
    p = p * t + 1.421413741F;
    p = p * t - 0.284496736F;
    p = p * t + 0.254829592F;
    const float tail = 0.5F * p * t * bell; // beyond |x|
    return {x < 0 ? tail : 1 - tail, 0.398942280F * bell};
}

BOLUS_VECTORISED
void forwards(const float* __restrict x, float* __restrict y, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i)
        y[i] = x[i] * normalAt(x[i]).share;
}

BOLUS_VECTORISED
void backwards(const float* __restrict x, const float* __restrict gradient, float* __restrict to,
               std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        const Normal normal = normalAt(x[i]);
        to[i] = gradient[i] * (normal.share + x[i] * normal.density);
    }
}

struct Gelu : torch::autograd::Function<Gelu> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& input) {
        const Tensor x = input.contiguous();
        Tensor result = torch::empty_like(x);
        const float* from = x.data_ptr<float>();
        float* to = result.data_ptr<float>();
        at::parallel_for(0, x.numel(), grain, [&](std::int64_t begin, std::int64_t end) {
            forwards(from + begin, to + begin, end - begin);
        });
        context->save_for_backward({x});
        return result;
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const Tensor x = context->get_saved_variables()[0], given = gradients[0].contiguous();
        Tensor result = torch::empty_like(x);
        const float *from = x.data_ptr<float>(), *gradient = given.data_ptr<float>();
        float* to = result.data_ptr<float>();
        at::parallel_for(0, x.numel(), grain, [&](std::int64_t begin, std::int64_t end) {
            backwards(from + begin, gradient + begin, to + begin, end - begin);
        });
        return {result};
    }
};

} // namespace

Tensor geluOf(const Tensor& x) {
    return x.is_cpu() && x.scalar_type() == torch::kFloat ? Gelu::apply(x) : torch::gelu(x);
}

} // namespace bolus
