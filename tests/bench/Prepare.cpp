// Preparing a case against encoding it, and how many phantoms a second.
#include <algorithm>
#include <atomic>
#include <ctime>
#include <future>
#include <thread>

#include "engine/phantom/Phantom.h"
#include "engine/preprocess/CommonBox.h"
#include "tests/bench/Measure.h"
#include "tests/bench/Sections.h"

namespace bolus::bench {
namespace {

/// 512×512×100 of 0.75 × 0.75 × 2.5 mm in the range of a CT, its lowest slice at z.
Volume scan(double z) {
    auto image = ShortImage::New();
    image->SetRegions(ShortImage::SizeType{512, 512, 100});
    image->SetSpacing(std::array{0.75, 0.75, 2.5}.data());
    image->SetOrigin(std::array{-192.0, -192.0, z}.data());
    image->Allocate();
    short* out = image->GetBufferPointer();
    for (std::uint64_t i = 0; i < 512ULL * 512 * 100; ++i)
        *out++ = static_cast<short>(hashed(i) * 1400 - 1000);
    return {image, "HU"};
}

double encodeSeconds(const Model& model, const NetworkInput& input) {
    return secondsOf([&] { model.encodeCase(input).value(); });
}

void renderAll(int exams, std::atomic<int>& next, std::atomic<std::size_t>& phases) {
    for (int index = next++; index < exams; index = next++) {
        const NetworkInput input = renderInput(planExam({.seed = 7}, index), ModelConfig{});
        phases += input.phases.size();
    }
}

} // namespace

Result<void> preprocess(Size size, int rounds) {
    const auto model = makeModel(size);
    if (!model)
        return std::unexpected(model.error());
    const Volume pre = scan(-120), arterial = scan(-125), portal = scan(-112.5);
    const PhaseVolume phases[]{
        {Phase::PreContrast, &pre}, {Phase::Arterial, &arterial}, {Phase::PortalVenous, &portal}};
    const ModelConfig& config = (*model)->info().config;
    const auto input = prepareCase(phases, config, true);
    if (!input)
        return std::unexpected(input.error());
    encodeSeconds(**model, *input);
    std::vector<double> prepare, encode;
    double memoryMb = 0;
    for (int round = 0; round < rounds; ++round) {
        const PeakMemory memory;
        prepare.push_back(secondsOf([&] { prepareCase(phases, config, true).value(); }));
        memoryMb = std::max(memoryMb, memory.peak() - memory.before());
        encode.push_back(encodeSeconds(**model, *input));
    }
    print(Row{.what = std::string("prepare 3 × 512×512×100, ") + nameOf(size),
              .unit = "s",
              .ours = median(prepare),
              .against = "encoding the case",
              .other = median(encode),
              .ratio = medianRatio(prepare, encode),
              .target = Target::atMost(0.5)});
    constexpr double megabyte = 1024.0 * 1024;
    const double result = double(input->voxels.size() * sizeof(float)) / megabyte;
    print(Row{.what = "memory that preparing takes",
              .unit = "MB",
              .ours = memoryMb,
              .against = "its result",
              .other = result,
              .ratio = memoryMb / result,
              .target = Target::atMost(1.5)});
    return {};
}

void phantom(int exams) {
    const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
    std::atomic<int> next = 0;
    std::atomic<std::size_t> phases = 0;
    const PeakMemory memory;
    const std::clock_t before = std::clock();
    const double seconds = secondsOf([&] {
        std::vector<std::future<void>> workers;
        for (unsigned i = 0; i < cores; ++i)
            workers.push_back(
                std::async(std::launch::async, [&] { renderAll(exams, next, phases); }));
        for (auto& worker : workers)
            worker.get();
    });
    const double processor = double(std::clock() - before) / CLOCKS_PER_SEC;
    const auto row = [&](const char* what, double rate, Target target) {
        print(Row{.what = what,
                  .unit = "exams/s",
                  .ours = rate,
                  .against = "wanted",
                  .other = 20,
                  .ratio = rate / 20,
                  .target = target,
                  .peakMb = memory.peak()});
    };
    printLine({{"check", "phantom phases rendered"}, {"phases", phases.load()}, {"exams", exams}});
    row("phantom exams at network resolution", exams / seconds, Target::atLeast(1));
    row("the same, estimated by processor time", exams * cores / processor, {});
}

} // namespace bolus::bench
