#include "engine/model/DepthwiseConv.h"

#include <algorithm>
#include <vector>

#include <ATen/Parallel.h>

#include "engine/preprocess/CommonBox.h"

namespace bolus {
namespace {

using torch::Tensor;

constexpr std::int64_t block = 64; // channels summed in registers

/// For each position of the grid the taps that stay on it and the positions they read.
struct Tap {
    std::int32_t kernel, position;
};
using TapTable = std::vector<std::vector<Tap>>;

TapTable tapTable(std::int64_t size) {
    const int reach = static_cast<int>(size) / 2;
    TapTable table;
    for (int d = 0; d < gridSize[0]; ++d)
        for (int h = 0; h < gridSize[1]; ++h)
            for (int w = 0; w < gridSize[2]; ++w) {
                std::vector<Tap>& taps = table.emplace_back();
                int kernel = 0;
                for (int z = d - reach; z <= d + reach; ++z)
                    for (int y = h - reach; y <= h + reach; ++y)
                        for (int x = w - reach; x <= w + reach; ++x, ++kernel)
                            if (z >= 0 && z < gridSize[0] && y >= 0 && y < gridSize[1] && x >= 0 &&
                                x < gridSize[2])
                                taps.push_back({kernel, (z * gridSize[1] + y) * gridSize[2] + x});
            }
    return table;
}

/// The instruction set is chosen when the program starts: the build is for any x86-64.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define BOLUS_VECTORISED                                                                           \
    __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define BOLUS_VECTORISED
#endif

/// out[n] = Σ_k x[n + k]·kernel[k] for one sample; rows of `channels`, of which `count` from the
/// pointers on are done.
BOLUS_VECTORISED
void gather(const TapTable& table, const float* x, const float* kernel, float* out,
            std::int64_t channels, std::int64_t count) {
    for (std::size_t n = 0; n < table.size(); ++n) {
        float sum[block] = {};
        for (const Tap& tap : table[n]) {
            const float* from = x + tap.position * channels;
            const float* weight = kernel + tap.kernel * channels;
            if (count == block) // a length the compiler knows keeps the sums in registers
                for (std::int64_t c = 0; c < block; ++c)
                    sum[c] += from[c] * weight[c];
            else
                for (std::int64_t c = 0; c < count; ++c)
                    sum[c] += from[c] * weight[c];
        }
        std::copy_n(sum, count, out + static_cast<std::int64_t>(n) * channels);
    }
}

/// sums[k] += Σ_n x[n + k]·gradient[n] for one sample.
BOLUS_VECTORISED
void correlate(const TapTable& table, const float* x, const float* gradient, float* sums,
               std::int64_t channels, std::int64_t count) {
    for (std::size_t n = 0; n < table.size(); ++n) {
        const float* row = gradient + static_cast<std::int64_t>(n) * channels;
        for (const Tap& tap : table[n]) {
            const float* from = x + tap.position * channels;
            float* to = sums + tap.kernel * channels;
            for (std::int64_t c = 0; c < count; ++c)
                to[c] += from[c] * row[c];
        }
    }
}

/// Samples times blocks of channels, shared out to the threads.
template<typename Work>
void forEachBlock(std::int64_t samples, std::int64_t channels, Work work) {
    const std::int64_t blocks = (channels + block - 1) / block;
    at::parallel_for(0, samples * blocks, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t from = i % blocks * block;
            work(i / blocks, from, std::min(block, channels - from));
        }
    });
}

/// [C,1,k,k,k] -> [k³,C], so that channels lie side by side.
Tensor channelsLast(const Tensor& kernel) {
    return kernel.flatten(1).t().contiguous();
}

Tensor convolve(const Tensor& x, const Tensor& rows, const TapTable& table) {
    Tensor out = torch::empty_like(x);
    const std::int64_t channels = x.size(2), sample = x.size(1) * channels;
    const float *in = x.data_ptr<float>(), *kernel = rows.data_ptr<float>();
    float* to = out.data_ptr<float>();
    forEachBlock(x.size(0), channels, [&](std::int64_t b, std::int64_t c, std::int64_t count) {
        gather(table, in + b * sample + c, kernel + c, to + b * sample + c, channels, count);
    });
    return out;
}

/// [k³,C]. A thread has its own channels, so the sums do not depend on how many threads there are.
Tensor kernelGradient(const Tensor& x, const Tensor& gradient, const TapTable& table,
                      std::int64_t taps) {
    const std::int64_t channels = x.size(2), sample = x.size(1) * channels;
    Tensor out = torch::zeros({taps, channels});
    const float *in = x.data_ptr<float>(), *from = gradient.data_ptr<float>();
    float* to = out.data_ptr<float>();
    forEachBlock(1, channels, [&](std::int64_t, std::int64_t c, std::int64_t count) {
        for (std::int64_t b = 0; b < x.size(0); ++b)
            correlate(table, in + b * sample + c, from + b * sample + c, to + c, channels, count);
    });
    return out;
}

struct Depthwise : torch::autograd::Function<Depthwise> {
    static Tensor forward(torch::autograd::AutogradContext* context, const Tensor& input,
                          const Tensor& kernel) {
        const Tensor x = input.contiguous();
        context->save_for_backward({x, kernel});
        return convolve(x, channelsLast(kernel), tapTable(kernel.size(-1)));
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &kernel = saved[1];
        const Tensor gradient = gradients[0].contiguous();
        const TapTable table = tapTable(kernel.size(-1));
        const Tensor rows = channelsLast(kernel);
        // The transpose of a same-padded convolution is the convolution with the mirrored kernel.
        const Tensor toInput = convolve(gradient, rows.flip(0), table);
        const Tensor toKernel = kernelGradient(x, gradient, table, rows.size(0));
        return {toInput, toKernel.t().reshape(kernel.sizes())};
    }
};

Tensor throughTorch(const Tensor& x, const Tensor& kernel) {
    const std::int64_t width = x.size(2);
    const Tensor grid =
        x.transpose(1, 2).reshape({-1, width, gridSize[0], gridSize[1], gridSize[2]});
    return torch::conv3d(grid, kernel, {}, 1, kernel.size(-1) / 2, 1, width)
        .flatten(2)
        .transpose(1, 2);
}

} // namespace

Tensor depthwiseConv(const Tensor& x, const Tensor& kernel) {
    const bool direct = x.is_cpu() && x.scalar_type() == torch::kFloat &&
                        kernel.scalar_type() == torch::kFloat && x.size(1) == gridCells;
    return direct ? Depthwise::apply(x, kernel) : throughTorch(x, kernel);
}

} // namespace bolus
