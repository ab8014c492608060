// A training step over what the phase encoder gave: how a site's cases are learned from, and the
// suite's models.
#include <ctime>

#include <torch/torch.h>

#include "engine/model/PamnNet.h"
#include "engine/phantom/Phantom.h"
#include "engine/text/WordPiece.h"
#include "engine/train/Gradients.h"
#include "engine/train/Optimiser.h"
#include "engine/train/StepMemory.h"
#include "tests/bench/Flops.h"
#include "tests/bench/Measure.h"
#include "tests/bench/Sections.h"

namespace bolus::bench {
namespace {

class Silent : public Progress {
public:
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return false; }
};

torch::Tensor noise(std::int64_t phases, std::int64_t width, std::uint64_t seed) {
    const torch::Tensor tokens = torch::empty({phases, gridCells, width});
    for (std::int64_t at = 0; at < tokens.numel(); ++at)
        tokens.data_ptr<float>()[at] = 2 * hashed((seed << 32) + std::uint64_t(at)) - 1;
    return tokens.to(torch::kHalf);
}

/// Phantoms, so that reports are as long and phases as many as in training; their images are noise.
std::vector<TrainingCase> makeTokenBatch(int cases, const ModelConfig& config) {
    std::vector<PhantomExam> exams;
    std::vector<std::string> reports;
    for (int i = 0; i < cases; ++i) {
        exams.push_back(planExam({.seed = 7}, i));
        reports.push_back(exams.back().report);
    }
    const WordPiece pieces = WordPiece::fromVocabulary(trainVocabulary(reports, 3000)).value();
    std::vector<TrainingCase> batch;
    for (int i = 0; i < cases; ++i) {
        TrainingCase& one = batch.emplace_back();
        const PhantomExam& exam = exams[std::size_t(i)];
        for (const Phase phase : exam.phases)
            one.phases.push_back(std::int64_t(phase));
        one.images = noise(std::int64_t(exam.phases.size()), config.width, std::uint64_t(i));
        one.text = torch::tensor(pieces.encode(exam.report, config.maxTokens), torch::kLong);
        one.group = i;
    }
    return batch;
}

/// Every product forwards, and twice backwards; tokens need no gradient.
double productsOf(const ModelConfig& config, const std::vector<TrainingCase>& batch) {
    double flops = 0;
    for (const TrainingCase& one : batch)
        flops += 3 * (double(one.phases.size()) * cellFlops(config) +
                      textFlops(config, one.text.size(0)));
    return flops;
}

} // namespace

Result<void> tokenStep(int cases, int rounds) {
    auto model = makeModel(Size::Compact);
    if (!model)
        return std::unexpected(model.error());
    PamnNet& net = (*model)->net();
    const NoLearning frozen(*net.phaseEncoder);
    const std::vector<TrainingCase> batch = makeTokenBatch(cases, net.config);
    TrainOptions options;
    options.freezeImages = true;
    Learner learner(net, {}, 1);
    Optimiser optimiser(learnedWeights(learner, options), options);
    Silent silent;
    StepMemory kept;
    const PeakMemory memory;
    const auto takeStep = [&] {
        addGradients(learner, batch, options, batch.size(), silent);
        optimiser.step(options.learningRate);
        kept.settle();
    };
    takeStep();
    std::vector<double> seconds, ideal;
    const double flops = productsOf(net.config, batch);
    std::clock_t processor = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::clock_t before = std::clock();
        seconds.push_back(secondsOf(takeStep));
        processor += std::clock() - before;
        ideal.push_back(1e-9 * flops / matmulRate(2048));
    }
    printLine({{"check", "processor time of a step over phase tokens"},
               {"seconds", double(processor) / CLOCKS_PER_SEC / rounds},
               {"cases", cases}});
    print(Row{.what = "training step over phase tokens, " + std::to_string(cases) + " cases",
              .unit = "s",
              .ours = median(seconds),
              .against = "all products of the model at the rate of 2048",
              .other = median(ideal),
              .ratio = medianRatio(seconds, ideal),
              .peakMb = memory.peak()});
    return {};
}

} // namespace bolus::bench
