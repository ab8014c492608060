#include "engine/model/DepthwiseConv.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <vector>

#include <ATen/Parallel.h>

#include "engine/preprocess/CommonBox.h"
#include "engine/preprocess/Vectorised.h"

namespace bolus {
namespace {

using torch::Tensor;

constexpr std::int64_t block = 64; // channels summed in registers

/// For each position of the grid the taps that stay on it and the positions they read.
struct Tap {
    std::int32_t kernel, position;
};
using TapTable = std::vector<std::vector<Tap>>;

/// The row of each place of a grid, D-major.
std::vector<std::int32_t> rowsByPlace(const GridPlaces& grid) {
    std::vector<std::int32_t> rows(grid.rows.size());
    for (std::size_t row = 0; row < grid.rows.size(); ++row) {
        const auto [d, h, w] = grid.rows[row];
        rows[static_cast<std::size_t>((d * grid.size[1] + h) * grid.size[2] + w)] =
            static_cast<std::int32_t>(row);
    }
    return rows;
}

TapTable makeTapTable(std::int64_t positions, int reach) {
    const GridPlaces grid = nestedPlaces(positions);
    const std::vector<std::int32_t> rows = rowsByPlace(grid);
    const auto inside = [](int at, int size) { return at >= 0 && at < size; };
    TapTable table;
    for (const auto& [d, h, w] : grid.rows) {
        std::vector<Tap>& taps = table.emplace_back();
        int kernel = 0;
        for (int z = d - reach; z <= d + reach; ++z)
            for (int y = h - reach; y <= h + reach; ++y)
                for (int x = w - reach; x <= w + reach; ++x, ++kernel)
                    if (inside(z, grid.size[0]) && inside(y, grid.size[1]) &&
                        inside(x, grid.size[2]))
                        taps.push_back({kernel, rows[static_cast<std::size_t>(
                                                    (z * grid.size[1] + y) * grid.size[2] + x)]});
    }
    return table;
}

const TapTable& tapTable(std::int64_t positions, std::int64_t size) {
    static std::mutex mutex;
    static std::map<std::pair<std::int64_t, std::int64_t>, TapTable> tables;
    const std::scoped_lock lock(mutex);
    TapTable& table = tables[{positions, size}];
    if (table.empty())
        table = makeTapTable(positions, static_cast<int>(size) / 2);
    return table;
}

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
        return convolve(x, channelsLast(kernel), tapTable(x.size(1), kernel.size(-1)));
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list gradients) {
        const auto saved = context->get_saved_variables();
        const Tensor &x = saved[0], &kernel = saved[1];
        const Tensor gradient = gradients[0].contiguous();
        const TapTable& table = tapTable(x.size(1), kernel.size(-1));
        const Tensor rows = channelsLast(kernel);
        // The transpose of a same-padded convolution is the convolution with the mirrored kernel.
        const Tensor toInput = convolve(gradient, rows.flip(0), table);
        const Tensor toKernel = kernelGradient(x, gradient, table, rows.size(0));
        return {toInput, toKernel.t().reshape(kernel.sizes())};
    }
};

Tensor throughTorch(const Tensor& x, const Tensor& kernel) {
    const std::int64_t width = x.size(2);
    const GridPlaces places = nestedPlaces(x.size(1));
    const Tensor rows = torch::tensor(rowsByPlace(places), torch::kInt64).to(x.device());
    const Tensor grid = x.index_select(1, rows).transpose(1, 2).reshape(
        {-1, width, places.size[0], places.size[1], places.size[2]});
    const Tensor out = torch::conv3d(grid, kernel, {}, 1, kernel.size(-1) / 2, 1, width);
    return out.flatten(2).transpose(1, 2).index_select(1, rows.argsort());
}

} // namespace

GridPlaces nestedPlaces(std::int64_t positions) {
    const int sides = positions > gridCells ? 2 : 1;     // halves of h and w
    const int finer = positions > gridCells * 4 ? 2 : 1; // then of d, h and w
    GridPlaces grid{{gridSize[0] * finer, gridSize[1] * sides * finer, gridSize[2] * sides * finer},
                    {}};
    TORCH_CHECK(positions == std::int64_t(grid.size[0]) * grid.size[1] * grid.size[2], positions,
                " positions are no grid of the encoder");
    for (int token = 0; token < gridCells; ++token) {
        const int d = token / (gridSize[1] * gridSize[2]), h = token / gridSize[2] % gridSize[1],
                  w = token % gridSize[2];
        for (int half = 0; half < sides * sides; ++half)
            for (int part = 0; part < finer * finer * finer; ++part)
                grid.rows.push_back({d * finer + part / (finer * finer),
                                     (h * sides + half / sides) * finer + part / finer % finer,
                                     (w * sides + half % sides) * finer + part % finer});
    }
    return grid;
}

Tensor depthwiseConv(const Tensor& x, const Tensor& kernel) {
    const bool direct =
        x.is_cpu() && x.scalar_type() == torch::kFloat && kernel.scalar_type() == torch::kFloat;
    return direct ? Depthwise::apply(x, kernel) : throughTorch(x, kernel);
}

} // namespace bolus
