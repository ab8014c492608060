#include <algorithm>
#include <cmath>
#include <set>
#include <thread>

#include <QtTest>

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Phantom.h"
#include "engine/phantom/Scan.h"
#include "engine/preprocess/CommonBox.h"

using namespace bolus;

namespace {

bool isShort(const PhantomExam& exam, std::size_t phase) {
    return exam.scan.coverLow[phase] > exam.boxLow[2];
}

/// The first exam with a phase that stops below the liver, and which phase.
std::pair<PhantomExam, std::size_t> shortExam() {
    for (int index = 0; index < 1000; ++index) {
        PhantomExam exam = planExam({}, index);
        for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
            if (isShort(exam, phase)) {
                return {exam, phase};
            }
        }
    }
    return {};
}

ShortImage::Pointer rendered(const PhantomExam& exam, std::size_t phase, std::size_t columns,
                             double sliceMm) {
    const PhantomGrid grid = scanGrid(exam, columns, sliceMm);
    return renderPhase(exam, phase, grid.size, grid.spacing);
}

/// Mean and deviation of a - b.
std::pair<double, double> difference(const ShortImage& a, const ShortImage& b) {
    const std::size_t count = a.GetLargestPossibleRegion().GetNumberOfPixels();
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double d = a.GetBufferPointer()[i] - b.GetBufferPointer()[i];
        sum += d;
        squares += d * d;
    }
    const double mean = sum / double(count);
    return {mean, std::sqrt(squares / double(count) - mean * mean)};
}

double steepestStep(const ShortImage& image) {
    const std::size_t count = image.GetLargestPossibleRegion().GetNumberOfPixels();
    int steepest = 0;
    for (std::size_t i = 1; i < count; ++i) {
        const short* at = image.GetBufferPointer() + i;
        steepest = std::max(steepest, std::abs(at[0] - at[-1]));
    }
    return steepest;
}

/// Blown up where the step from one pixel to the next is the whole signal: no noise, no rounding.
PhantomExam quiet(PhantomExam exam, double sharpness) {
    exam.scan.noiseHu = 0;
    exam.scan.sharpness = sharpness;
    return exam;
}

} // namespace

class PhantomScanTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Every second of a scanner's choices is somewhere among a few hundred exams.
    void scansDiffer() {
        std::set<std::string> makers, kernels;
        std::set<double> slices;
        double least = 100, most = 0;
        for (int index = 0; index < 600; ++index) {
            const PhantomScan scan = planExam({}, index).scan;
            makers.insert(scan.maker);
            kernels.insert(scan.kernel);
            slices.insert(scan.sliceMm);
            least = std::min(least, scan.noiseHu);
            most = std::max(most, scan.noiseHu);
            QVERIFY(scan.sharpness > 0.6 && scan.sharpness < 1.5);
        }
        QCOMPARE(makers.size(), std::size_t{7});
        QVERIFY(kernels.size() >= 18);
        QVERIFY(*slices.begin() <= 1.5 && *slices.rbegin() == 6);
        QVERIFY(least >= 4 && most <= 18 && most > 2 * least);
    }

    void seriesAreCountedAsAScannerDoes() {
        int gaps = 0;
        for (int index = 0; index < 200; ++index) {
            const PhantomExam exam = planExam({}, index);
            const std::vector<int>& numbers = exam.scan.seriesNumbers;
            QCOMPARE(numbers.size(), exam.phases.size());
            QVERIFY(numbers.front() >= 2); // 1 is the scout's
            for (std::size_t i = 1; i < numbers.size(); ++i) {
                QVERIFY(numbers[i] > numbers[i - 1]);
                gaps += numbers[i] > numbers[i - 1] + 1;
            }
        }
        QVERIFY(gaps > 20);
    }

    void anotherSliceChangesNothingElse() {
        PhantomOptions thin;
        thin.sliceMm = 1.25;
        for (int index = 0; index < 20; ++index) {
            const PhantomExam own = planExam({}, index), other = planExam(thin, index);
            QCOMPARE(other.scan.sliceMm, 1.25);
            QCOMPARE(other.scan.coverLow, own.scan.coverLow);
            QCOMPARE(other.scan.seriesNumbers, own.scan.seriesNumbers);
            QCOMPARE(other.boxLow, own.boxLow);
        }
    }

    /// The box is what the phases cover together, and a report's sentences about a lesion in a
    /// phase must be true.
    void shortPhasesShowTheLesionsAndOthersTheBox() {
        int exams = 0;
        for (int index = 0; index < 600; ++index) {
            const PhantomExam exam = planExam({}, index);
            std::size_t cut = 0;
            for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
                QVERIFY(exam.scan.coverHigh[phase] <= exam.boxHigh[2]);
                QVERIFY(exam.scan.coverLow[phase] >= exam.boxLow[2]);
                cut += isShort(exam, phase);
                QVERIFY(!isShort(exam, phase) || exam.phases[phase] < Phase::PortalVenous);
                for (const PhantomLesion& lesion : exam.lesions) {
                    QVERIFY(!isShort(exam, phase) ||
                            lesion.centre[2] - lesion.diameter / 2 > exam.scan.coverLow[phase]);
                }
            }
            QVERIFY(cut < exam.phases.size());
            exams += cut > 0;
        }
        QVERIFY2(exams > 18 && exams < 150, qPrintable(QString::number(exams)));
    }

    /// As test_phantom has it for whole phases: training sees renderInput, the workstation DICOM.
    void bothWaysToTheNetworkAgreeWhereAPhaseIsShort() {
        const auto [exam, which] = shortExam();
        QVERIFY(!exam.phases.empty());
        const double sliceMm = (exam.boxHigh[2] - exam.boxLow[2]) / 32;
        std::vector<Volume> volumes;
        std::vector<PhaseVolume> phases;
        for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
            volumes.push_back({rendered(exam, phase, 256, sliceMm), "HU"});
        }
        for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
            phases.push_back({exam.phases[phase], &volumes[phase]});
        }
        const std::size_t missing = 32 - volumes[which].size()[2];
        QVERIFY(missing > 3 && missing < 20);
        for (const Intensity intensity : {Intensity::SharedWindow, Intensity::PerVolume}) {
            ModelConfig config;
            config.intensity = intensity;
            const NetworkInput direct = renderInput(exam, config);
            const auto prepared = prepareCase(phases, config, true);
            QVERIFY(prepared);
            double sum = 0;
            for (std::size_t i = 0; i < direct.voxels.size(); ++i) {
                sum += std::abs(double(prepared->voxels[i]) - double(direct.voxels[i]));
            }
            const double mean = sum / double(direct.voxels.size()); // the rounding of HU
            QVERIFY2(mean < 2e-3, qPrintable(QString("%1 in exam %2 %3 %4")
                                                 .arg(mean)
                                                 .arg(exam.index)
                                                 .arg(missing)
                                                 .arg(which)));
            const auto first = direct.voxels.begin() + std::ptrdiff_t(which) * 32 * 65536;
            const auto covered = first + std::ptrdiff_t(missing) * 65536;
            QVERIFY(std::all_of(first, covered, [](float v) { return v == 0; }));
            QVERIFY(std::any_of(covered, covered + 65536, [](float v) { return v > 0.5F; }));
        }
    }

    void imageNumbersAreThoseOfTheFiles() {
        const auto [exam, which] = shortExam();
        const auto image = rendered(exam, which, 16, exam.scan.sliceMm);
        const auto slices = image->GetLargestPossibleRegion().GetSize()[2];
        for (const std::size_t slice : {std::size_t{0}, slices / 2, slices - 1}) {
            const double z = image->GetOrigin()[2] + double(slice) * image->GetSpacing()[2];
            QCOMPARE(phantom::imageNumberAt(exam, which, z + 0.2), int(slice) + 1);
        }
        QCOMPARE(phantom::imageNumberAt(exam, which, -1e4), 1);
        QCOMPARE(phantom::imageNumberAt(exam, which, 1e4), int(slices));
    }

    /// noiseHu is that of slices of 5 mm, whatever the kernel; thinner ones have more.
    void noiseIsAsPlanned() {
        PhantomExam exam = planExam({}, 2);
        exam.scan.noiseHu = 10;
        for (const double sharpness : {0.8, 1.3}) {
            exam.scan.sharpness = sharpness;
            const auto [mean, deviation] = difference(*rendered(exam, 0, 160, 5),
                                                      *rendered(quiet(exam, sharpness), 0, 160, 5));
            QVERIFY(std::abs(mean) < 0.2);
            QVERIFY2(std::abs(deviation - 10) < 0.6, qPrintable(QString::number(deviation)));
        }
        const auto [mean, deviation] =
            difference(*rendered(exam, 0, 160, 2.5), *rendered(quiet(exam, 1.3), 0, 160, 2.5));
        QVERIFY2(std::abs(deviation - 10 * std::sqrt(2)) < 0.9,
                 qPrintable(QString::number(deviation)));
    }

    void sharperKernelsAreSharper() {
        const PhantomExam exam = planExam({}, 2);
        double before = 1e9;
        for (const double sharpness : {0.5, 0.8, 1.0, 1.3}) {
            const double step = steepestStep(*rendered(quiet(exam, sharpness), 0, 256, 20));
            QVERIFY(step < 0.98 * before);
            before = step;
        }
    }

    /// Training may load with several threads.
    void threadsDoNotDisturbEachOther() {
        constexpr int exams = 4;
        const auto render = [](int index) {
            const PhantomExam exam = planExam({}, index);
            return std::pair{renderInput(exam, {}).voxels, truthGrid(exam)};
        };
        std::vector<std::pair<std::vector<float>, std::vector<float>>> together(exams);
        {
            std::vector<std::jthread> threads;
            for (int index = 0; index < exams; ++index) {
                threads.emplace_back([&, index] { together[std::size_t(index)] = render(index); });
            }
        }
        for (int index = 0; index < exams; ++index) {
            QVERIFY(together[std::size_t(index)] == render(index));
        }
    }

    /// With -median 5 it tells what ten exams cost.
    void tenExams() {
        std::vector<float> voxels;
        QBENCHMARK {
            for (int index = 0; index < 10; ++index) {
                voxels = renderInput(planExam({}, index), {}).voxels;
            }
        }
        const auto [low, high] = std::ranges::minmax(voxels);
        QCOMPARE(low, 0.0F);
        QCOMPARE(high, 1.0F);
    }
};

QTEST_GUILESS_MAIN(PhantomScanTest)
#include "test_phantom_scan.moc"
