#include "app/jobs/PhaseSuite.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "app/jobs/PhantomScanner.h"
#include "library/phases/PhaseFusion.h"
#include "library/phases/PixelEvidence.h"

namespace bolus {

namespace {

constexpr std::size_t columns = 256; // of the slices; what is measured in averages over 2.5 mm
constexpr std::array scored{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous,
                            Phase::Delayed};
constexpr unsigned mostThreads = 2;

std::size_t columnOf(Phase phase) {
    return std::min<std::size_t>(static_cast<std::size_t>(phase), scored.size());
}

/// The exam as its headers will tell it: each phase another one than it is.
PhantomExam liedAbout(PhantomExam exam, std::mt19937_64& random) {
    constexpr std::array<double, 4> seconds{-40, 35, 70, 200};
    for (std::size_t i = 0; i < exam.phases.size(); ++i) {
        const auto other = (columnOf(exam.phases[i]) + 1 + random() % 3) % scored.size();
        exam.phases[i] = scored[other];
        exam.secondsAfterInjection[i] = seconds[other];
    }
    return exam;
}

/// A volume as import makes it of such headers.
VolumeRecord recordOf(const SeriesHeader& header, const ShortImage& image) {
    VolumeRecord volume;
    volume.modality = "CT";
    volume.plane = Plane::Axial;
    volume.inPhaseSeries = true;
    volume.studyUid = header.studyUid;
    volume.seriesUid = header.seriesUid;
    volume.frameOfReferenceUid = header.frameOfReferenceUid;
    volume.seriesDescription = header.seriesDescription;
    volume.protocolName = header.protocolName;
    volume.acquisitionDate = header.studyDate;
    volume.acquisitionTime = header.acquisitionTime;
    volume.contrastAgent = header.contrastAgent;
    volume.contrastStart = header.contrastStart;
    volume.seriesNumber = header.seriesNumber;
    volume.acquisitionNumber = header.acquisitionNumber;
    const auto size = image.GetLargestPossibleRegion().GetSize();
    volume.size = {size[0], size[1], size[2]};
    volume.slices.resize(size[2]);
    return volume;
}

void strip(VolumeRecord& volume) {
    for (std::string* text :
         {&volume.seriesDescription, &volume.protocolName, &volume.acquisitionDate,
          &volume.acquisitionTime, &volume.contrastAgent, &volume.contrastStart}) {
        text->clear();
    }
    volume.seriesNumber.reset();
    volume.acquisitionNumber.reset();
}

ExamFound foundIn(const PhaseSuiteRequest& request, int index) {
    const PhantomExam exam = planExam({.seed = request.seed, .set = PhantomSet::Test}, index);
    std::mt19937_64 random(request.seed * 1000003 + static_cast<std::uint64_t>(index));
    const auto headers =
        phantomHeaders(request.tags == SuiteTags::Misleading ? liedAbout(exam, random) : exam);
    std::vector<VolumeRecord> volumes;
    for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
        const PhantomGrid grid = scanGrid(exam, columns, exam.scan.sliceMm);
        const auto image = renderPhase(exam, phase, grid.size, grid.spacing);
        volumes.push_back(recordOf(headers[phase], *image));
        if (request.tags == SuiteTags::Stripped) {
            strip(volumes.back());
        }
        volumes.back().enhancement = measureEnhancement({image, "HU"});
    }
    classifyExam(volumes);
    ExamFound found;
    for (std::size_t phase = 0; phase < volumes.size(); ++phase) {
        const PhaseRecord& record = volumes[phase].phase;
        found.push_back({exam.phases[phase], record.phase, record.confidence});
    }
    return found;
}

/// All exams, or fewer where it was cancelled.
std::vector<ExamFound> findAll(const PhaseSuiteRequest& request, Events& events) {
    std::vector<ExamFound> exams(static_cast<std::size_t>(request.cases));
    std::atomic<int> next = 0, done = 0;
    std::atomic<bool> stop = false;
    const auto work = [&](auto afterEach) {
        for (int index = next++; index < request.cases && !stop; index = next++) {
            exams[static_cast<std::size_t>(index)] = foundIn(request, index);
            ++done;
            afterEach();
        }
    };
    std::vector<std::jthread> helpers;
    for (unsigned i = 1; i < std::min(mostThreads, std::thread::hardware_concurrency()); ++i) {
        helpers.emplace_back([&] { work([] {}); });
    }
    work([&] { // this thread alone talks to the caller
        events.progress("phases", done, request.cases);
        stop = events.cancelled();
    });
    helpers.clear(); // joins them
    events.progress("phases", done, request.cases);
    return exams;
}

struct Errors {
    std::int64_t all = 0, confident = 0;
    Json cases = Json::array(); // of the confident ones
};

Errors errorsOf(const std::vector<ExamFound>& exams) {
    Errors errors;
    for (std::size_t i = 0; i < exams.size(); ++i) {
        for (const PhaseFound& one : exams[i]) {
            if (one.found == one.truth || one.found == Phase::Unknown) {
                continue;
            }
            ++errors.all;
            if (one.confidence >= surePhase) {
                ++errors.confident;
                errors.cases.push_back({{"exam", i},
                                        {"phase", phaseToken(one.truth)},
                                        {"found", phaseToken(one.found)},
                                        {"confidence", one.confidence}});
            }
        }
    }
    return errors;
}

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json();
}

Json rowOf(const PhaseConfusion& confusion, std::size_t phase) {
    Json found = Json::object();
    for (std::size_t i = 0; i < scored.size(); ++i) {
        found[phaseToken(scored[i])] = confusion[phase][i];
    }
    found["unsure"] = confusion[phase].back();
    return {{"truth", phaseToken(scored[phase])},
            {"found", std::move(found)},
            {"f1", number(f1Of(confusion, phase))}};
}

} // namespace

const char* suiteTagsToken(SuiteTags tags) {
    constexpr std::array tokens{"kept", "stripped", "misleading"};
    return tokens[static_cast<std::size_t>(tags)];
}

PhaseConfusion confusionOf(const std::vector<ExamFound>& exams) {
    PhaseConfusion confusion{};
    for (const ExamFound& exam : exams) {
        for (const PhaseFound& one : exam) {
            if (const std::size_t row = columnOf(one.truth); row < scored.size()) {
                ++confusion[row][columnOf(one.found)];
            }
        }
    }
    return confusion;
}

double f1Of(const PhaseConfusion& confusion, std::size_t phase) {
    const auto right = static_cast<double>(confusion[phase][phase]);
    double all = 0;
    for (std::size_t i = 0; i < confusion[phase].size(); ++i) {
        all += static_cast<double>(confusion[phase][i]);
        all += i < confusion.size() ? static_cast<double>(confusion[i][phase]) : 0;
    }
    return all > 0 ? 2 * right / all : NAN;
}

double macroF1(const PhaseConfusion& confusion) {
    double sum = 0;
    int count = 0;
    for (std::size_t phase = 0; phase < scored.size(); ++phase) {
        if (const double f1 = f1Of(confusion, phase); !std::isnan(f1)) {
            sum += f1;
            ++count;
        }
    }
    return count > 0 ? sum / count : NAN;
}

std::array<double, 2> macroF1Interval(const std::vector<ExamFound>& exams, std::uint64_t seed) {
    constexpr std::size_t draws = 1000;
    std::mt19937_64 random(seed);
    std::vector<double> values;
    for (std::size_t draw = 0; draw < draws && !exams.empty(); ++draw) {
        std::vector<ExamFound> drawn;
        for (std::size_t i = 0; i < exams.size(); ++i) {
            drawn.push_back(exams[random() % exams.size()]);
        }
        values.push_back(macroF1(confusionOf(drawn)));
    }
    std::erase_if(values, [](double value) { return std::isnan(value); });
    if (values.empty()) {
        return {NAN, NAN};
    }
    std::ranges::sort(values);
    const auto at = [&](double share) {
        return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    return {at(0.025), at(0.975)};
}

Result<Outcome> runPhaseSuite(const PhaseSuiteRequest& request, Events& events) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<ExamFound> exams = findAll(request, events);
    if (events.cancelled()) {
        return cancelledError();
    }
    const PhaseConfusion confusion = confusionOf(exams);
    std::int64_t volumes = 0, unsure = 0;
    for (std::size_t phase = 0; phase < scored.size(); ++phase) {
        events.item(rowOf(confusion, phase));
        for (const std::int64_t count : confusion[phase]) {
            volumes += count;
        }
        unsure += confusion[phase].back();
    }
    const Errors errors = errorsOf(exams);
    const auto [low, high] = macroF1Interval(exams, request.seed);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    return Outcome{
        {{"suite", "phases"},
         {"tags", suiteTagsToken(request.tags)},
         {"cases", request.cases},
         {"seed", request.seed},
         {"volumes", volumes},
         {"macro_f1",
          {{"value", number(macroF1(confusion))}, {"low", number(low)}, {"high", number(high)}}},
         {"unsure", volumes > 0 ? static_cast<double>(unsure) / static_cast<double>(volumes) : 0.0},
         {"errors", errors.all},
         {"confident_errors", errors.confident},
         {"confident_from", surePhase},
         {"confident_error_cases", errors.cases},
         {"seconds", seconds.count()}}};
}

} // namespace bolus
