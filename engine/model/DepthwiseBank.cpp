// Several depthwise convolutions of one input on the network's own grid, 4×8×8: a slice of 16
// channels at a time, which stays in the first cache, and of it a row of 8 positions in registers.
#include <algorithm>
#include <cstring>
#include <vector>

#include <ATen/Parallel.h>

#include "engine/model/DepthwiseConv.h"
#include "engine/preprocess/CommonBox.h"
#include "engine/preprocess/Vectorised.h"

namespace bolus {
namespace {

using torch::Tensor;
using Tensors = std::vector<Tensor>;

constexpr std::int64_t sliceWidth = 16; // channels
using Lanes = float __attribute__((vector_size(sliceWidth * sizeof(float))));
constexpr int depth = gridSize[0], side = gridSize[1];
static_assert(side == gridSize[2] && depth * side * side == gridCells);
constexpr int longest = 125; // taps

using Grid = Lanes[gridCells];
using Taps = Lanes[longest];

/// [first, last) of the places from which a step of `by` stays on an axis.
struct Range {
    int first, last;
    Range(int by, int size) : first(std::max(0, -by)), last(std::min(size, size - by)) {}
};

/// Rows of `channels` values to slices and back; what a slice has too much is zero.
void pack(const float* rows, std::int64_t channels, std::int64_t count, std::int64_t n,
          Lanes* slice) {
    for (std::int64_t i = 0; i < n; ++i) {
        slice[i] = Lanes{};
        std::memcpy(&slice[i], rows + i * channels, static_cast<std::size_t>(count) * 4);
    }
}

void unpack(const Lanes* slice, std::int64_t channels, std::int64_t count, std::int64_t n,
            float* rows) {
    for (std::int64_t i = 0; i < n; ++i)
        std::memcpy(rows + i * channels, &slice[i], static_cast<std::size_t>(count) * 4);
}

/// out[n] += Σ_k x[n + k]·taps[k].
template<int Size>
[[gnu::always_inline]] inline void convolveGrid(const Lanes* x, const Lanes* taps, Lanes* out) {
    constexpr int reach = Size / 2;
    for (int d = 0; d < depth; ++d)
        for (int h = 0; h < side; ++h) {
            Lanes sums[side];
            Lanes* const row = out + (d * side + h) * side;
            std::memcpy(sums, row, sizeof sums);
            for (int z = std::max(0, d - reach); z <= std::min(depth - 1, d + reach); ++z)
                for (int y = std::max(0, h - reach); y <= std::min(side - 1, h + reach); ++y) {
                    const Lanes* const from = x + (z * side + y) * side;
                    const Lanes* const tap =
                        taps + ((z - d + reach) * Size + (y - h + reach)) * Size;
#pragma GCC unroll 8
                    for (int k = 0; k < Size; ++k)
#pragma GCC unroll 8
                        for (int w = 0; w < side; ++w)
                            if (w + k >= reach && w + k < side + reach)
                                sums[w] += from[w + k - reach] * tap[k];
                }
            std::memcpy(row, sums, sizeof sums);
        }
}

/// sums[k] += Σ_n x[n + k]·gradient[n].
template<int Size>
[[gnu::always_inline]] inline void correlateGrid(const Lanes* x, const Lanes* gradient,
                                                 Lanes* sums) {
    constexpr int reach = Size / 2;
    for (int z = -reach; z <= reach; ++z)
        for (int y = -reach; y <= reach; ++y) {
            Lanes even[Size] = {}, odd[Size] = {}; // of w: one sum alone would wait for itself
            const Range ds(z, depth), hs(y, side);
            for (int d = ds.first; d < ds.last; ++d)
                for (int h = hs.first; h < hs.last; ++h) {
                    const Lanes* const from = x + ((d + z) * side + h + y) * side;
                    const Lanes* const row = gradient + (d * side + h) * side;
#pragma GCC unroll 8
                    for (int w = 0; w < side; ++w)
#pragma GCC unroll 8
                        for (int k = 0; k < Size; ++k)
                            if (w + k >= reach && w + k < side + reach)
                                (w % 2 ? odd : even)[k] += from[w + k - reach] * row[w];
                }
            Lanes* const to = sums + ((z + reach) * Size + y + reach) * Size;
            for (int k = 0; k < Size; ++k)
                to[k] += even[k] + odd[k];
        }
}

BOLUS_VECTORISED
void convolveSlice(int size, const Lanes* x, const Lanes* taps, Lanes* out) {
    if (size == 3)
        convolveGrid<3>(x, taps, out);
    else
        convolveGrid<5>(x, taps, out);
}

BOLUS_VECTORISED
void correlateSlice(int size, const Lanes* x, const Lanes* gradient, Lanes* sums) {
    if (size == 3)
        correlateGrid<3>(x, gradient, sums);
    else
        correlateGrid<5>(x, gradient, sums);
}

Lanes* lanesOf(const Tensor& room) {
    return reinterpret_cast<Lanes*>(room.data_ptr<float>());
}

int tapsOf(int size) {
    return size * size * size;
}

struct Bank {
    std::int64_t samples, channels;
    std::vector<int> sizes;
    Tensors rows; // of each kernel [k³,C]

    Bank(const Tensor& x, const Tensors& kernels) : samples(x.size(0)), channels(x.size(2)) {
        for (const Tensor& kernel : kernels) {
            sizes.push_back(static_cast<int>(kernel.size(-1)));
            rows.push_back(kernel.flatten(1).t().contiguous());
        }
    }
    std::int64_t slices() const { return (channels + sliceWidth - 1) / sliceWidth; }
    std::int64_t widthAt(std::int64_t channel) const {
        return std::min(sliceWidth, channels - channel);
    }
    void takeTaps(std::size_t k, std::int64_t channel, Lanes* taps) const {
        pack(rows[k].data_ptr<float>() + channel, channels, widthAt(channel), tapsOf(sizes[k]),
             taps);
    }
    void takeGrid(const Tensor& x, std::int64_t b, std::int64_t channel, Lanes* grid) const {
        pack(x.data_ptr<float>() + b * gridCells * channels + channel, channels, widthAt(channel),
             gridCells, grid);
    }
    void putGrid(const Lanes* grid, std::int64_t b, std::int64_t channel, const Tensor& x) const {
        unpack(grid, channels, widthAt(channel), gridCells,
               x.data_ptr<float>() + b * gridCells * channels + channel);
    }
};

Tensors convolveAll(const Bank& bank, const Tensor& x) {
    Tensors outs;
    for (std::size_t k = 0; k < bank.sizes.size(); ++k)
        outs.push_back(torch::empty_like(x));
    at::parallel_for(0, bank.samples * bank.slices(), 1, [&](std::int64_t begin, std::int64_t end) {
        Grid in, out;
        Taps taps;
        for (std::int64_t i = begin; i < end; ++i) {
            const std::int64_t b = i / bank.slices(), channel = i % bank.slices() * sliceWidth;
            bank.takeGrid(x, b, channel, in);
            for (std::size_t k = 0; k < outs.size(); ++k) {
                bank.takeTaps(k, channel, taps);
                std::fill_n(out, gridCells, Lanes{});
                convolveSlice(bank.sizes[k], in, taps, out);
                bank.putGrid(out, b, channel, outs[k]);
            }
        }
    });
    return outs;
}

/// The gradients of one slice of channels, all samples: a thread has its own channels, so the sums
/// do not depend on how many threads there are. `toX` is left alone where it is undefined.
void backThroughSlice(const Bank& bank, std::int64_t channel, const Tensor& x,
                      const Tensors& gradients, const Tensor& toX, const Tensors& toRows) {
    const std::size_t kernels = gradients.size();
    // Tensors begin where the widest registers load from.
    const auto room = std::int64_t(kernels) * longest;
    const Tensor sumRoom = torch::zeros({room, sliceWidth}),
                 tapRoom = torch::empty({room, sliceWidth});
    Lanes *const sums = lanesOf(sumRoom), *const mirrored = lanesOf(tapRoom);
    for (std::size_t k = 0; k < kernels; ++k) {
        Lanes* const taps = mirrored + k * longest;
        bank.takeTaps(k, channel, taps);
        // The transpose of a same-padded convolution is the one with the mirrored kernel.
        std::reverse(taps, taps + tapsOf(bank.sizes[k]));
    }
    Grid in, gradient, out;
    for (std::int64_t b = 0; b < bank.samples; ++b) {
        bank.takeGrid(x, b, channel, in);
        std::fill_n(out, gridCells, Lanes{});
        for (std::size_t k = 0; k < kernels; ++k) {
            bank.takeGrid(gradients[k], b, channel, gradient);
            correlateSlice(bank.sizes[k], in, gradient, sums + k * longest);
            if (toX.defined())
                convolveSlice(bank.sizes[k], gradient, mirrored + k * longest, out);
        }
        if (toX.defined())
            bank.putGrid(out, b, channel, toX);
    }
    for (std::size_t k = 0; k < kernels; ++k)
        unpack(sums + k * longest, bank.channels, bank.widthAt(channel), tapsOf(bank.sizes[k]),
               toRows[k].data_ptr<float>() + channel);
}

struct DepthwiseBank : torch::autograd::Function<DepthwiseBank> {
    static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context,
                                                  const Tensor& input, at::TensorList kernelList) {
        const Tensor x = input.contiguous();
        const Tensors kernels = kernelList.vec();
        Tensors saved{x};
        saved.insert(saved.end(), kernels.begin(), kernels.end());
        context->save_for_backward(saved);
        context->saved_data["throughX"] = input.requires_grad();
        return convolveAll(Bank(x, kernels), x);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                   torch::autograd::variable_list outs) {
        const auto saved = context->get_saved_variables();
        const Tensor& x = saved[0];
        const Bank bank(x, {saved.begin() + 1, saved.end()});
        Tensors gradients, toRows;
        for (std::size_t k = 0; k < outs.size(); ++k) {
            gradients.push_back(outs[k].contiguous());
            toRows.push_back(torch::empty_like(bank.rows[k]));
        }
        const bool throughX = context->saved_data["throughX"].toBool();
        const Tensor toX = throughX ? torch::empty_like(x) : Tensor();
        at::parallel_for(0, bank.slices(), 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t slice = begin; slice < end; ++slice)
                backThroughSlice(bank, slice * sliceWidth, x, gradients, toX, toRows);
        });
        Tensors result{toX};
        for (std::size_t k = 0; k < outs.size(); ++k)
            result.push_back(toRows[k].t().reshape(saved[k + 1].sizes()));
        return result;
    }
};

} // namespace

Tensors depthwiseConvs(const Tensor& x, const Tensors& kernels) {
    if (kernels.empty())
        return {};
    bool direct = x.is_cpu() && x.scalar_type() == torch::kFloat && x.size(1) == gridCells;
    for (const Tensor& kernel : kernels)
        direct = direct && kernel.scalar_type() == torch::kFloat &&
                 (kernel.size(-1) == 3 || kernel.size(-1) == 5);
    if (direct)
        return DepthwiseBank::apply(x, at::TensorList(kernels));
    Tensors outs;
    for (const Tensor& kernel : kernels)
        outs.push_back(depthwiseConv(x, kernel));
    return outs;
}

} // namespace bolus
