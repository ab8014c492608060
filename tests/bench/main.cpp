// bench_engine: how fast the engine is, as ratios within one run. See README.md beside this file.
#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>

#include "engine/train/Threads.h"
#include "tests/bench/Measure.h"
#include "tests/bench/Sections.h"

namespace bolus::bench {

const char* nameOf(Size size) {
    return size == Size::Paper ? "paper" : "compact";
}

Result<std::unique_ptr<Model>> makeModel(Size size) {
    const bool paper = size == Size::Paper;
    ModelConfig config = paper ? ModelConfig::paper(true) : ModelConfig::compact(true);
    config.stem = Stem::Linear;
    std::vector<std::string> vocabulary{"[PAD]", "[UNK]", "[CLS]", "[SEP]"};
    for (int word = 4; word < (paper ? 30522 : 8192); ++word)
        vocabulary.push_back("w" + std::to_string(word));
    return Model::create(config, std::move(vocabulary), 1);
}

NetworkInput makeInput() {
    NetworkInput input;
    input.phases = {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous};
    input.voxels.resize(std::size_t{3} * inputSize[0] * inputSize[1] * inputSize[2]);
    for (std::size_t i = 0; i < input.voxels.size(); ++i)
        input.voxels[i] = hashed(i);
    return input;
}

struct Arguments {
    std::string only = "all", size = "compact";
    int rounds = 9, threads = 0, exams = 40, tokenCases = 32;
    StepOptions step;
};

Result<void> runSections(const Arguments& arguments) {
    const Size size = arguments.size == "paper" ? Size::Paper : Size::Compact;
    const auto wanted = [&](const char* section) {
        return arguments.only == "all" || arguments.only == section;
    };
    StepOptions stepOptions = arguments.step;
    stepOptions.size = size;
    stepOptions.rounds = arguments.rounds;
    Result<void> done;
    if (wanted("matmul"))
        matmul();
    if (wanted("phantom"))
        phantom(arguments.exams);
    if (wanted("encode"))
        done = encode(size, arguments.rounds);
    if (done && wanted("preprocess"))
        done = preprocess(size, arguments.rounds);
    if (done && wanted("step"))
        done = step(stepOptions);
    if (done && wanted("tokens"))
        done = tokenStep(arguments.tokenCases, arguments.rounds);
    return done;
}

Result<void> guarded(const Arguments& arguments) {
    try {
        return runSections(arguments);
    } catch (
        const std::exception& error) { // no memory, or a model that refused what it took before
        return fail(ErrorCode::Internal, std::string("The benchmark stopped: ") + error.what());
    }
}

int run(int argc, char** argv) {
    Arguments arguments;
    CLI::App app("Measures the engine; prints one JSON object a line.", "bench_engine");
    app.add_option("--only", arguments.only, "The one section to run")
        ->check(CLI::IsMember({"matmul", "encode", "preprocess", "phantom", "step", "tokens"}));
    app.add_option("--size", arguments.size, "The model's size")
        ->check(CLI::IsMember({"compact", "paper"}));
    app.add_option("--rounds", arguments.rounds)->check(CLI::Range(1, 1000));
    app.add_option("--threads", arguments.threads, "0: as many as cores")->check(CLI::Range(0, 64));
    app.add_option("--exams", arguments.exams, "Phantoms to render")->check(CLI::Range(1, 100000));
    app.add_option("--cases", arguments.step.cases, "Cases of 3 phases in a training step")
        ->check(CLI::Range(2, 256));
    app.add_option("--token-cases", arguments.tokenCases, "Cases in a step over phase tokens")
        ->check(CLI::Range(2, 2048));
    app.add_option("--exchange", arguments.step.exchange, "Leave the step's model and batch there")
        ->check(CLI::ExistingDirectory);
    app.add_flag("--turns", arguments.step.turns, "Take a step for each line on standard input");
    CLI11_PARSE(app, argc, argv);
    useThreads(arguments.threads);
    const ComputeInfo info = computeInfo(false);
    printLine({{"machine", info.device}, {"threads", info.threads}, {"warning", info.warning}});
    const Result<void> done = guarded(arguments);
    if (!done)
        std::fprintf(stderr, "%s\n", done.error().message.c_str());
    return done ? 0 : 1;
}

} // namespace bolus::bench

/// As in bolusctl.
extern "C" const char* malloc_conf;
const char* malloc_conf = "oversize_threshold:0,dirty_decay_ms:3000,muzzy_decay_ms:0";

int main(int argc, char** argv) {
    bolus::restartWithoutSpinning(argv);
    return bolus::bench::run(argc, argv);
}
