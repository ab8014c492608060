// Encoding a case against the bare transformer; the matrix product's rate; preparing a case.
#include <cstdio>

#include <torch/torch.h>

#include "engine/model/PamnNet.h"
#include "tests/bench/Flops.h"
#include "tests/bench/Measure.h"
#include "tests/bench/Sections.h"
#include "tests/bench/StockVit.h"

namespace bolus::bench {
namespace {

using torch::Tensor;

constexpr int phases = 3;
constexpr int referenceSide = 2048; // the product whose rate is the machine's

std::string sized(const char* what, Size size) {
    return std::string(what) + ", " + nameOf(size);
}

Tensor voxelsOf(const NetworkInput& input) {
    return torch::from_blob(const_cast<float*>(input.voxels.data()),
                            {phases, 1, inputSize[0], inputSize[1], inputSize[2]});
}

/// The two must be the same function, or the comparison is worth nothing.
bool agree(const PamnNet& net, StockVit& stock, const Tensor& voxels) {
    const double apart =
        (net.encodePhases(voxels) - stock.forward(voxels)).abs().max().item<double>();
    printLine({{"check", "bare transformer gives the same tokens"}, {"largest_difference", apart}});
    return apart < 1e-3;
}

struct Times {
    std::vector<double> ours, encoder, stock, product; // seconds; the last FLOP/s
};

template<typename Ours, typename Encoder, typename Stock>
Times alternate(int rounds, Ours ours, Encoder encoder, Stock stock) {
    Times times;
    ours(), encoder(), stock(), matmulRate(referenceSide); // threads and memory are warm then
    for (int round = 0; round < rounds; ++round) {
        const bool first = round % 2 == 0; // neither always follows the other
        if (first)
            times.ours.push_back(secondsOf(ours));
        times.stock.push_back(secondsOf(stock));
        if (!first)
            times.ours.push_back(secondsOf(ours));
        times.encoder.push_back(secondsOf(encoder));
        times.product.push_back(1e9 * matmulRate(referenceSide));
    }
    return times;
}

/// Which share of the product's rate the work had: median over the rounds.
double shareOf(const std::vector<double>& seconds, const std::vector<double>& product,
               double flops) {
    std::vector<double> ideal;
    for (const double rate : product)
        ideal.push_back(flops / rate);
    return medianRatio(ideal, seconds);
}

void printShare(const char* what, Size size, const std::vector<double>& seconds, const Times& times,
                double flops, bool judged) {
    print(Row{.what = sized(what, size),
              .unit = "GFLOP/s",
              .ours = 1e-9 * flops / median(seconds),
              .against = "matrix product of 2048",
              .other = 1e-9 * median(times.product),
              .ratio = shareOf(seconds, times.product, flops),
              .target = judged ? Target::atLeast(0.8) : Target{}});
}

} // namespace

double matmulRate(int side) {
    const c10::InferenceMode inference;
    const Tensor a = torch::ones({side, side}), b = torch::ones({side, side});
    Tensor c = torch::empty({side, side});
    const double seconds = secondsOf([&] { torch::matmul_out(c, a, b); });
    return 2e-9 * side * side * side / seconds;
}

void matmul() {
    for (const int side : {1024, 1536, 2048}) {
        std::vector<double> rates;
        for (int round = 0; round < 9; ++round)
            rates.push_back(matmulRate(side));
        print(Row{.what = "matrix product of " + std::to_string(side),
                  .unit = "GFLOP/s",
                  .ours = median(rates)});
    }
}

Result<void> encode(Size size, int rounds) {
    const auto model = makeModel(size);
    if (!model)
        return std::unexpected(model.error());
    const PamnNet& net = (*model)->net();
    const ModelConfig& config = (*model)->info().config;
    const NetworkInput input = makeInput();
    const c10::InferenceMode inference;
    const Tensor voxels = voxelsOf(input);
    StockVit stock(config, *net.phaseEncoder);
    if (!agree(net, stock, voxels))
        return fail(ErrorCode::Internal, "The bare transformer gives other tokens.");
    const PeakMemory memory;
    const Times times = alternate(
        rounds, [&] { (*model)->encodeCase(input).value(); }, [&] { net.encodePhases(voxels); },
        [&] { stock.forward(voxels); });
    print(Row{.what = sized("encode a case of 3 phases", size),
              .unit = "s",
              .ours = median(times.ours),
              .against = "bare ViT of the same LibTorch",
              .other = median(times.stock),
              .ratio = medianRatio(times.ours, times.stock),
              .target = Target::atMost(1.15),
              .peakMb = memory.peak()});
    print(Row{.what = sized("of it the phase encoder", size),
              .unit = "s",
              .ours = median(times.encoder),
              .against = "bare ViT of the same LibTorch",
              .other = median(times.stock),
              .ratio = medianRatio(times.encoder, times.stock)});
    const double vit = phases * encoderFlops(config), cell = phases * cellFlops(config);
    printShare("rate of encoding", size, times.ours, times, vit + cell, size == Size::Paper);
    printShare("rate of the bare ViT", size, times.stock, times, vit, false);
    return {};
}

} // namespace bolus::bench
