#include "engine/model/MemoryKernel.h"

#include <cmath>
#include <vector>

#include <ATen/Parallel.h>

#include "engine/model/VectorMath.h"
#include "engine/preprocess/Vectorised.h"

namespace bolus {
namespace {

using torch::Tensor;
using Tensors = torch::autograd::variable_list;

constexpr int kernels = 3;
/// The tensors that the step hangs on, in this order.
enum Input {
    Fz,
    Fr,
    F0,
    Oz = F0 + kernels,
    Or,
    O0,
    ThetaZ = O0 + kernels,
    ThetaR,
    Look,
    Bias,
    State,
    Inputs
};

struct Kind {
    bool scaled, clamps, mean, fills;
};

/// Where the rows [N,C] of one case begin; of values that all rows share the stride is 0.
template<typename Value>
struct Rows {
    Value* data = nullptr;
    std::int64_t stride = 0;
    Value* operator[](std::int64_t n) const { return data + n * stride; }
};
using In = Rows<const float>;
using Out = Rows<float>;

struct Case {
    std::int64_t positions, channels;
    In fz, fr, f[kernels], oz, orr, o[kernels], state;
    const float *thetaZ, *thetaR, *look;
    float bias;
};

/// What the way back needs: the sigmoids of both gates and the tanhs; [N,C] each.
struct Kept {
    Out z, r, t[kernels];
};

In rowsOf(const Tensor& x, std::int64_t b) {
    if (x.dim() == 1)
        return {x.data_ptr<float>(), 0};
    return {x.data_ptr<float>() + b * x.stride(0), x.size(-1)};
}

Out outRows(const Tensor& x, std::int64_t b) {
    return {x.data_ptr<float>() + b * x.stride(0), x.dim() == 2 ? 0 : x.size(-1)};
}

Case caseOf(const Tensors& in, std::int64_t b) {
    Case one{in[Fz].size(1),
             in[Fz].size(2),
             rowsOf(in[Fz], b),
             rowsOf(in[Fr], b),
             {},
             rowsOf(in[Oz], b),
             rowsOf(in[Or], b),
             {},
             rowsOf(in[State], b),
             in[ThetaZ].data_ptr<float>(),
             in[ThetaR].data_ptr<float>(),
             in[Look].data_ptr<float>(),
             *in[Bias].data_ptr<float>()};
    for (int k = 0; k < kernels; ++k) {
        one.f[k] = rowsOf(in[std::size_t(F0 + k)], b);
        one.o[k] = rowsOf(in[std::size_t(O0 + k)], b);
    }
    return one;
}

/// A phase's kind in numbers, so that no loop over channels has a branch in it.
struct Numbers {
    float low, high;   // of a gate
    float whole, part; // z is whole + part · gate: 1 where the phase fills the memory
    float share;       // of each kernel
    explicit Numbers(Kind kind)
        : low(kind.clamps ? 0.0F : -INFINITY), high(kind.clamps ? 1.0F : INFINITY),
          whole(kind.fills ? 1.0F : 0.0F), part(1 - whole),
          share(kind.mean ? 1.0F / kernels : 1.0F) {}
};

[[gnu::always_inline]] inline float gateOf(float sigmoid, float theta, const Numbers& k) {
    return std::min(std::max(sigmoid * theta, k.low), k.high);
}

[[gnu::always_inline]] inline float blendOf(float sigmoid, float theta, const Numbers& k) {
    return k.whole + k.part * gateOf(sigmoid, theta, k);
}

/// A clamped gate has no gradient.
[[gnu::always_inline]] inline float throughClamp(float gradient, float gate, const Numbers& k) {
    const auto inside = static_cast<std::uint32_t>((gate >= k.low) & (gate <= k.high));
    return std::bit_cast<float>(std::bit_cast<std::uint32_t>(gradient) & (0U - inside));
}

/// The candidate Mc of one position, and what its attention is the softmax of.
[[gnu::always_inline]] inline float candidateRow(const Case& in, std::int64_t n, const Numbers& k,
                                                 const Kept& kept, float* candidate) {
    const float *fz = in.fz[n], *fr = in.fr[n], *oz = in.oz[n], *orr = in.orr[n];
    const float *f0 = in.f[0][n], *f1 = in.f[1][n], *f2 = in.f[2][n];
    const float *o0 = in.o[0][n], *o1 = in.o[1][n], *o2 = in.o[2][n];
    float *z = kept.z[n], *r = kept.r[n];
    float *t0 = kept.t[0][n], *t1 = kept.t[1][n], *t2 = kept.t[2][n];
    const float theta = in.thetaR[n];
#pragma GCC ivdep
    for (std::int64_t i = 0; i < in.channels; ++i) {
        z[i] = sigmoidOf(fz[i] + oz[i]);
        r[i] = sigmoidOf(fr[i] + orr[i]);
        const float gate = gateOf(r[i], theta, k);
        t0[i] = tanhOf(f0[i] + gate * o0[i]);
        t1[i] = tanhOf(f1[i] + gate * o1[i]);
        t2[i] = tanhOf(f2[i] + gate * o2[i]);
        candidate[i] = (t0[i] + t1[i] + t2[i]) * k.share;
    }
    return dotOf(candidate, in.look, in.channels) + in.bias;
}

/// The new memory of one position in place of the candidate.
[[gnu::always_inline]] inline void blendRow(const Case& in, std::int64_t n, const Numbers& k,
                                            const Kept& kept, float attention, float* row) {
    const float *z = kept.z[n], *state = in.state[n];
    const float theta = in.thetaZ[n];
#pragma GCC ivdep
    for (std::int64_t i = 0; i < in.channels; ++i) {
        const float gate = blendOf(z[i], theta, k);
        row[i] = gate * attention * row[i] + (1 - gate) * state[i];
    }
}

BOLUS_VECTORISED
void rememberCase(const Case& in, Kind kind, const Kept& kept, float* attention, float* memory) {
    const Numbers numbers(kind);
    for (std::int64_t n = 0; n < in.positions; ++n)
        attention[n] = candidateRow(in, n, numbers, kept, memory + n * in.channels);
    softmaxRow(attention, in.positions);
    for (std::int64_t n = 0; n < in.positions; ++n) {
        if (kind.scaled)
            attention[n] *= static_cast<float>(in.positions);
        blendRow(in, n, numbers, kept, attention[n], memory + n * in.channels);
    }
}

/// Where the gradients of one case go. Of thetas [N], of the attention's weight [C].
struct Back {
    Out z, r, f[kernels], o[kernels], state;
    float *thetaZ, *thetaR, *look, *bias;
};

/// Room for one position: terms of sums over channels.
struct Terms {
    std::vector<float> z, r;
    explicit Terms(std::int64_t channels)
        : z(static_cast<std::size_t>(channels)), r(static_cast<std::size_t>(channels)) {}
};

/// What one position's attention is to change by.
[[gnu::always_inline]] inline float attentionGradient(const Case& in, std::int64_t n,
                                                      const Numbers& k, const Kept& kept,
                                                      const float* gradient, float* terms) {
    const float *z = kept.z[n], *t0 = kept.t[0][n], *t1 = kept.t[1][n], *t2 = kept.t[2][n];
    const float theta = in.thetaZ[n];
#pragma GCC ivdep
    for (std::int64_t i = 0; i < in.channels; ++i)
        terms[i] = blendOf(z[i], theta, k) * (t0[i] + t1[i] + t2[i]) * k.share;
    return dotOf(terms, gradient, in.channels);
}

/// One position, given its attention and the change of what that is the softmax of.
[[gnu::always_inline]] inline void backThroughRow(const Case& in, std::int64_t n, const Numbers& k,
                                                  const Kept& kept, float attention, float score,
                                                  const float* gradient, const Back& to,
                                                  Terms& terms) {
    const float *z = kept.z[n], *r = kept.r[n], *state = in.state[n], *look = in.look;
    const float *o0 = in.o[0][n], *o1 = in.o[1][n], *o2 = in.o[2][n];
    const float *t0 = kept.t[0][n], *t1 = kept.t[1][n], *t2 = kept.t[2][n];
    float *toZ = to.z[n], *toR = to.r[n], *toState = to.state[n], *toLook = to.look;
    float *f0 = to.f[0][n], *f1 = to.f[1][n], *f2 = to.f[2][n];
    float *a0 = to.o[0][n], *a1 = to.o[1][n], *a2 = to.o[2][n];
    float *forZ = terms.z.data(), *forR = terms.r.data();
    const float thetaZ = in.thetaZ[n], thetaR = in.thetaR[n];
#pragma GCC ivdep
    for (std::int64_t i = 0; i < in.channels; ++i) {
        const float d = gradient[i], gate = blendOf(z[i], thetaZ, k);
        const float reset = gateOf(r[i], thetaR, k);
        const float candidate = (t0[i] + t1[i] + t2[i]) * k.share;
        const float change = (gate * d * attention + score * look[i]) * k.share;
        const float u0 = change * (1 - t0[i] * t0[i]), u1 = change * (1 - t1[i] * t1[i]),
                    u2 = change * (1 - t2[i] * t2[i]);
        const float dr = throughClamp(u0 * o0[i] + u1 * o1[i] + u2 * o2[i], r[i] * thetaR, k);
        const float dz =
            k.part * throughClamp(d * (attention * candidate - state[i]), z[i] * thetaZ, k);
        toLook[i] += score * candidate;
        f0[i] = u0;
        f1[i] = u1;
        f2[i] = u2;
        a0[i] = reset * u0;
        a1[i] = reset * u1;
        a2[i] = reset * u2;
        forR[i] = dr * r[i];
        toR[i] = dr * thetaR * r[i] * (1 - r[i]);
        forZ[i] = dz * z[i];
        toZ[i] = dz * thetaZ * z[i] * (1 - z[i]);
        toState[i] = (1 - gate) * d;
    }
    to.thetaZ[n] = totalOf(forZ, in.channels);
    to.thetaR[n] = totalOf(forR, in.channels);
}

BOLUS_VECTORISED
void backThroughCase(const Case& in, Kind kind, const Kept& kept, const float* attention,
                     const float* gradient, const Back& to) {
    const Numbers numbers(kind);
    Terms terms(in.channels);
    std::vector<float> change(static_cast<std::size_t>(in.positions));
    for (std::int64_t n = 0; n < in.positions; ++n)
        change[static_cast<std::size_t>(n)] =
            attentionGradient(in, n, numbers, kept, gradient + n * in.channels, terms.z.data());
    float mean = dotOf(attention, change.data(), in.positions);
    if (kind.scaled)
        mean /= static_cast<float>(in.positions);
    float bias = 0;
    for (std::int64_t n = 0; n < in.positions; ++n) {
        const float score = attention[n] * (change[static_cast<std::size_t>(n)] - mean);
        bias += score;
        backThroughRow(in, n, numbers, kept, attention[n], score, gradient + n * in.channels, to,
                       terms);
    }
    *to.bias = bias;
}

enum KeptTensor { KeptZ, KeptR, Kept0, KeptAttention = Kept0 + kernels, KeptCount };

Kept keptOf(const Tensors& kept, std::int64_t b) {
    Kept one{outRows(kept[KeptZ], b), outRows(kept[KeptR], b), {}};
    for (int k = 0; k < kernels; ++k)
        one.t[k] = outRows(kept[std::size_t(Kept0 + k)], b);
    return one;
}

template<typename Work>
void forEachCase(std::int64_t cases, Work work) {
    at::parallel_for(0, cases, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t b = begin; b < end; ++b)
            work(b);
    });
}

/// Room for the gradients of all inputs but Oz and Or, which have those of Fz and Fr. Rows [B,N,C]
/// for what is one value a row and channel or is summed over the rows later, else [B,…] for each
/// case's sum.
Tensors roomFor(const Tensors& in) {
    Tensors to(Inputs);
    for (int i = Fz; i < Inputs; ++i) {
        const Tensor& x = in[std::size_t(i)];
        const bool rows = i < ThetaZ || (i == State && x.dim() == 3);
        if (i == Oz || i == Or)
            continue;
        to[std::size_t(i)] = rows ? torch::empty(in[Fz].sizes(), x.options())
                                  : torch::zeros({in[Fz].size(0), x.numel()}, x.options());
    }
    return to;
}

Back backOf(const Tensors& to, std::int64_t b) {
    const auto values = [&](Input i) { return outRows(to[i], b).data; };
    Back one{
        outRows(to[Fz], b), outRows(to[Fr], b), {},           {},          outRows(to[State], b),
        values(ThetaZ),     values(ThetaR),     values(Look), values(Bias)};
    for (int k = 0; k < kernels; ++k) {
        one.f[k] = outRows(to[std::size_t(F0 + k)], b);
        one.o[k] = outRows(to[std::size_t(O0 + k)], b);
    }
    return one;
}

/// What is left to sum up.
Tensors finished(Tensors to, const Tensors& in) {
    to[Oz] = to[Fz];
    to[Or] = to[Fr];
    for (std::size_t i = 0; i < to.size(); ++i) {
        if (in[i].dim() == 3 && to[i].dim() == 3)
            continue;
        to[i] = to[i].flatten(0, to[i].dim() - 2).sum(0).view(in[i].sizes());
    }
    return to;
}

struct Remember : torch::autograd::Function<Remember> {
    static Tensor forward(torch::autograd::AutogradContext* context, at::TensorList inputs,
                          bool scaled, bool clamps, bool mean, bool fills) {
        const Tensors in = inputs.vec();
        const std::int64_t cases = in[Fz].size(0), positions = in[Fz].size(1);
        const Tensor memory = torch::empty({cases, positions, in[Fz].size(2)}, in[Fz].options());
        Tensors kept;
        for (int i = 0; i < KeptAttention; ++i)
            kept.push_back(torch::empty_like(memory));
        kept.push_back(torch::empty({cases, positions}, memory.options()));
        forEachCase(cases, [&](std::int64_t b) {
            rememberCase(caseOf(in, b), {scaled, clamps, mean, fills}, keptOf(kept, b),
                         outRows(kept[KeptAttention], b).data, outRows(memory, b).data);
        });
        kept.insert(kept.end(), in.begin(), in.end());
        context->save_for_backward(kept);
        context->saved_data["kind"] = std::vector<bool>{scaled, clamps, mean, fills};
        return memory;
    }

    static Tensors backward(torch::autograd::AutogradContext* context, Tensors gradients) {
        const Tensors saved = context->get_saved_variables();
        const Tensors kept(saved.begin(), saved.begin() + KeptCount);
        const Tensors in(saved.begin() + KeptCount, saved.end());
        const auto flags = context->saved_data["kind"].toBoolList();
        const Kind kind{flags[0], flags[1], flags[2], flags[3]};
        const Tensor gradient = gradients[0].contiguous();
        Tensors to = roomFor(in);
        forEachCase(gradient.size(0), [&](std::int64_t b) {
            backThroughCase(caseOf(in, b), kind, keptOf(kept, b),
                            outRows(kept[KeptAttention], b).data, outRows(gradient, b).data,
                            backOf(to, b));
        });
        to = finished(std::move(to), in);
        to.resize(Inputs + 4); // of the flags: none
        return to;
    }
};

/// As rows of one case that lie together.
Tensor asRows(const Tensor& x) {
    const bool fits = x.dim() < 3 || (x.stride(2) == 1 && x.stride(1) == x.size(2));
    return fits ? x : x.contiguous();
}

} // namespace

bool canRemember(const Tensor& features) {
    return features.is_cpu() && features.scalar_type() == torch::kFloat &&
           features.size(-1) % lanes == 0;
}

Tensor rememberPhase(const CellInputs& feature, const CellInputs& old, const Tensor& state,
                     const CellWeights& weights, bool fills) {
    Tensors in(Inputs);
    in[Fz] = asRows(feature.z);
    in[Fr] = asRows(feature.r);
    in[Oz] = asRows(old.z);
    in[Or] = asRows(old.r);
    for (std::size_t k = 0; k < kernels; ++k) {
        in[F0 + k] = asRows(feature.kernels[k]);
        in[O0 + k] = asRows(old.kernels[k]);
    }
    in[ThetaZ] = weights.thetaZ.contiguous();
    in[ThetaR] = weights.thetaR.contiguous();
    in[Look] = weights.attention.contiguous();
    in[Bias] = weights.bias;
    in[State] = state.defined() ? state.contiguous() : torch::zeros(feature.z.size(-1));
    return Remember::apply(at::TensorList(in), weights.scaledAttention, weights.clampGates,
                           weights.meanOfKernels, fills);
}

} // namespace bolus
