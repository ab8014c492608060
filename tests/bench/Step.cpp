// A training step, by itself or in turns with another program that takes the same one.
#include <cstdio>
#include <ctime>
#include <iostream>

#include <torch/torch.h>

#include "engine/model/PamnNet.h"
#include "engine/model/SafeTensors.h"
#include "engine/train/Gradients.h"
#include "engine/train/Optimiser.h"
#include "engine/train/StepMemory.h"
#include "tests/bench/Flops.h"
#include "tests/bench/Measure.h"
#include "tests/bench/Sections.h"

namespace bolus::bench {
namespace {

using torch::Tensor;

constexpr int phases = 3;
constexpr std::int64_t longestText = 128; // tokens
constexpr double rate = 1e-4;

class Silent : public Progress {
public:
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return false; }
};

/// Reports of different lengths, none like another.
std::vector<TrainingCase> makeBatch(int cases, std::int64_t vocabulary) {
    std::vector<TrainingCase> batch;
    for (std::int64_t i = 0; i < cases; ++i) {
        const Tensor images = torch::empty({phases, inputSize[0], inputSize[1], inputSize[2]});
        for (std::int64_t at = 0; at < images.numel(); ++at)
            images.data_ptr<float>()[at] = hashed(std::uint64_t(i * images.numel() + at));
        const Tensor text = torch::empty({longestText - i % 4 * 16}, torch::kLong);
        for (std::int64_t at = 0; at < text.size(0); ++at)
            text[at] =
                4 + std::int64_t(hashed(std::uint64_t(i * 1000 + at)) * float(vocabulary - 4));
        TrainingCase& one = batch.emplace_back();
        one.phases = {0, 1, 2};
        one.images = images;
        one.text = text;
        one.group = i;
    }
    return batch;
}

/// The batch as fp32 tensors: images [B,P,32,256,256]; ids [B,L], −1 where a text has ended.
Result<std::string> writeBatch(const std::vector<TrainingCase>& batch,
                               const std::filesystem::path& file) {
    std::vector<Tensor> images, ids;
    for (const TrainingCase& one : batch) {
        images.push_back(one.images);
        ids.push_back(one.text.to(torch::kFloat));
    }
    const Tensor values[]{torch::stack(images),
                          torch::nn::utils::rnn::pad_sequence(ids, true, -1).contiguous()};
    TensorSource source;
    for (const std::size_t i : {0UL, 1UL})
        source.entries.push_back(
            {.name = i == 0 ? "images" : "ids", .shape = values[i].sizes().vec()});
    source.data = [&](std::size_t i) -> Result<std::span<const std::byte>> {
        return std::span(static_cast<const std::byte*>(values[i].data_ptr()), values[i].nbytes());
    };
    return writeSafeTensors(file, {}, std::move(source));
}

/// Every product forwards, and twice backwards; but voxels need no gradient.
double stepFlops(const ModelConfig& config, double cases) {
    const double encoder = 3 * encoderFlops(config) - patchFlops(config);
    return cases *
           (phases * (encoder + 3 * cellFlops(config)) + 3 * textFlops(config, longestText));
}

/// A step takes seconds: one product beside it would tell of one moment only.
double medianMatmulRate() {
    std::vector<double> rates;
    for (int round = 0; round < 7; ++round)
        rates.push_back(matmulRate(2048));
    return median(rates);
}

class Stepper {
public:
    Stepper(Model& model, int cases)
        : m_net(model.net()), m_learner(m_net, {}, 1),
          m_batch(makeBatch(cases, model.info().config.vocabulary)),
          m_optimiser(learnedWeights(m_learner, m_options), m_options) {}

    const std::vector<TrainingCase>& batch() const { return m_batch; }
    /// The loss before the step.
    double step() {
        const double loss = addGradients(m_learner, m_batch, m_options, m_batch.size(), m_silent);
        m_optimiser.step(rate);
        m_memory.settle();
        return loss;
    }

private:
    StepMemory m_memory;
    PamnNet& m_net;
    Learner m_learner;
    TrainOptions m_options;
    std::vector<TrainingCase> m_batch;
    Optimiser m_optimiser;
    Silent m_silent;
};

Result<void> leaveForOthers(const Model& model, const Stepper& stepper,
                            const std::filesystem::path& folder) {
    const auto saved = model.save(folder / "model.safetensors", "bench", "{}", false);
    if (!saved)
        return std::unexpected(saved.error());
    const auto written = writeBatch(stepper.batch(), folder / "batch.safetensors");
    return written ? Result<void>() : std::unexpected(written.error());
}

void takeTurns(Stepper& stepper) {
    const PeakMemory memory;
    for (std::string line; std::getline(std::cin, line);) {
        double loss = 0;
        if (line == "step") {
            const std::clock_t before = std::clock();
            const double seconds = secondsOf([&] { loss = stepper.step(); });
            printLine({{"seconds", seconds},
                       {"cpu_seconds", double(std::clock() - before) / CLOCKS_PER_SEC},
                       {"loss", loss},
                       {"peak_mb", memory.peak()}});
        } else if (line == "matmul") {
            printLine({{"gflops", medianMatmulRate()}});
        }
    }
}

void stepAlone(Stepper& stepper, const StepOptions& options, double flops) {
    const PeakMemory memory;
    stepper.step();
    std::vector<double> seconds, ideal;
    for (int round = 0; round < options.rounds; ++round) {
        seconds.push_back(secondsOf([&] { stepper.step(); }));
        ideal.push_back(1e-9 * flops / medianMatmulRate());
    }
    print(Row{.what = std::string("training step, ") + nameOf(options.size),
              .unit = "s",
              .ours = median(seconds),
              .against = "its products at the rate of 2048",
              .other = median(ideal),
              .ratio = medianRatio(ideal, seconds),
              .target = options.size == Size::Paper ? Target::atLeast(0.8) : Target{},
              .peakMb = memory.peak()});
}

} // namespace

Result<void> step(const StepOptions& options) {
    const auto model = makeModel(options.size);
    if (!model)
        return std::unexpected(model.error());
    Stepper stepper(**model, options.cases);
    if (!options.exchange.empty())
        if (auto left = leaveForOthers(**model, stepper, options.exchange); !left)
            return left;
    const double flops = stepFlops((*model)->info().config, options.cases);
    printLine({{"ready", "step"}, {"flops", flops}, {"cases", options.cases}, {"phases", phases}});
    if (options.turns)
        takeTurns(stepper);
    else
        stepAlone(stepper, options, flops);
    return {};
}

} // namespace bolus::bench
