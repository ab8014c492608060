#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include <QCryptographicHash>
#include <QtTest>

#include "engine/phantom/Revision.h"
#include "engine/preprocess/CommonBox.h"
#include "tests/phantom/PhantomProbe.h"

using namespace bolus;
using phantom::examsWith;
using phantom::fourPhases;
using phantom::Vec;

namespace {

/// The one with the largest lesion, so that no breath hold moves its middle out of it.
const PhantomExam& examWith(Finding finding) {
    return examsWith(finding).at(0);
}

ShortImage::Pointer rendered(const PhantomExam& exam, std::size_t phase) {
    const PhantomGrid grid = scanGrid(exam, 192, 5);
    return renderPhase(exam, phase, grid.size, grid.spacing);
}

using Place = std::function<bool(const std::array<double, 3>&)>;

/// Mean HU where `place` says so.
double meanHu(const ShortImage& image, const Place& place) {
    double sum = 0;
    int count = 0;
    const auto size = image.GetLargestPossibleRegion().GetSize();
    const auto origin = image.GetOrigin();
    const auto spacing = image.GetSpacing();
    const short* voxel = image.GetBufferPointer();
    for (std::size_t k = 0; k < size[2]; ++k) {
        for (std::size_t j = 0; j < size[1]; ++j) {
            for (std::size_t i = 0; i < size[0]; ++i, ++voxel) {
                if (place({origin[0] + double(i) * spacing[0], origin[1] + double(j) * spacing[1],
                           origin[2] + double(k) * spacing[2]})) {
                    sum += *voxel;
                    ++count;
                }
            }
        }
    }
    return count > 0 ? sum / count : NAN;
}

Place ball(const std::array<double, 3>& centre, double radius) {
    return [=](const std::array<double, 3>& p) {
        return std::hypot(p[0] - centre[0], p[1] - centre[1], p[2] - centre[2]) < radius;
    };
}

/// The lesion's middle, deep enough that a breath does not leave it.
double lesionHu(const PhantomExam& exam, std::size_t phase) {
    const PhantomLesion& lesion = exam.lesions.front();
    return meanHu(*rendered(exam, phase), ball(lesion.centre, 0.2 * lesion.diameter));
}

/// Liver well inside, away from the lesion.
double liverHu(const PhantomExam& exam, std::size_t phase) {
    const phantom::Anatomy anatomy = phantom::makeAnatomy(exam.seed, exam.index, exam.set);
    return meanHu(*rendered(exam, phase), [&](const std::array<double, 3>& p) {
        const Vec at = Vec{float(p[0]), float(p[1]), float(p[2])} / anatomy.scale;
        const bool far = exam.lesions.empty() ||
                         !ball(exam.lesions[0].centre, 0.5 * exam.lesions[0].diameter + 12)(p);
        return far && anatomy.liver(at) < -14;
    });
}

QByteArray bytesOf(const ShortImage& image) {
    const auto bytes = static_cast<qsizetype>(image.GetLargestPossibleRegion().GetNumberOfPixels() *
                                              sizeof(short));
    return QByteArray::fromRawData(reinterpret_cast<const char*>(image.GetBufferPointer()), bytes);
}

QByteArray hashOf(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray hashOf(const ShortImage& image) {
    return hashOf(bytesOf(image));
}

} // namespace

class PhantomTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anExamIsTheSameForEver() {
        const PhantomExam a = fourPhases(3), b = fourPhases(3);
        QCOMPARE(a.report, b.report);
        QCOMPARE(a.secondsAfterInjection, b.secondsAfterInjection);
        const QByteArray hash = hashOf(*rendered(a, 1));
        QCOMPARE(hash, hashOf(*rendered(b, 1)));
        QVERIFY(hash != hashOf(*rendered(a, 2)));
        QVERIFY(hash != hashOf(*rendered(fourPhases(4), 1)));
        QVERIFY(hash != hashOf(*rendered(fourPhases(3, 2), 1)));
    }

    // These change when the phantom does: then raise phantomRevision, or tokens that were kept of
    // the old exams are taken for those of the new.
    void imagesAreThoseOfTheRevision() {
        QCOMPARE(phantomRevision, 1);
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (std::size_t i = 1; i < findingCount; ++i) {
            const PhantomExam& exam = examWith(static_cast<Finding>(i));
            const PhantomGrid grid = scanGrid(exam, 64, 10);
            for (std::size_t phase = 0; phase < exam.phases.size(); ++phase) {
                hash.addData(bytesOf(*renderPhase(exam, phase, grid.size, grid.spacing)));
            }
        }
        QCOMPARE(hash.result().toHex(),
                 QByteArray("c74fb24d5cce06a487747b1bb119bdc10c30d7fbbb7efc098cf8db084b7ced13"));
    }

    void reportsAreThoseOfTheRevision_data() {
        QTest::addColumn<PhantomSet>("set");
        QTest::addColumn<QByteArray>("digest");
        QTest::newRow("training")
            << PhantomSet::Training
            << QByteArray("bd5a4b0f7a12fca0f8b0cc2b2db7f886f3b71343965afbceb78e28aac2940147");
        QTest::newRow("validation")
            << PhantomSet::Validation
            << QByteArray("da105bc99613674a3865005497033327bbc2740a4e719054a1fa590b5b4f4066");
        QTest::newRow("test")
            << PhantomSet::Test
            << QByteArray("2a3b36b1cbe9c6d827e32b3db82202db84c3608872c6499076991e2d08f06f1e");
    }

    void reportsAreThoseOfTheRevision() {
        QFETCH(PhantomSet, set);
        PhantomOptions options;
        options.set = set;
        QByteArray reports;
        for (int index = 0; index < 100; ++index) {
            reports += QByteArray::fromStdString(planExam(options, index).report);
        }
        QTEST(hashOf(reports), "digest");
    }

    void phaseCountsFollowThePaper() {
        std::array<int, 5> count{};
        PhantomOptions options;
        constexpr int exams = 4000;
        for (int index = 0; index < exams; ++index) {
            const PhantomExam exam = planExam(options, index);
            QVERIFY(std::ranges::is_sorted(exam.phases));
            QCOMPARE(exam.phases.size(), exam.secondsAfterInjection.size());
            ++count.at(exam.phases.size());
        }
        const auto near = [&](int n, double share) {
            return std::abs(n / double(exams) - share) < 0.03;
        };
        QVERIFY(near(count[2], 7142.0 / 12230));
        QVERIFY(near(count[3], 3451.0 / 12230));
        QVERIFY(near(count[4], 1637.0 / 12230));
    }

    void phaseLimitsAreKept() {
        PhantomOptions options;
        options.minPhases = 3;
        options.maxPhases = 3;
        for (int index = 0; index < 50; ++index) {
            QCOMPARE(planExam(options, index).phases.size(), std::size_t{3});
        }
    }

    void sidesArePatientsSides() {
        const PhantomExam exam = examWith(Finding::RenalCyst);
        const phantom::Anatomy a =
            phantom::makeAnatomy(exam.seed, exam.index, PhantomSet::Training);
        QVERIFY(a.liver({-80, 0, 20}) < 0 && a.liver({80, 0, 20}) > 0);
        QVERIFY(a.spleen(a.spleenBody.centre + Vec{10, -4, 0}) < 0 && a.spleenBody.centre.x > 60);
        QVERIFY(a.right.centre.x < -40 && a.left.centre.x > 40);
        for (std::size_t i = 0; i < 4; ++i) {
            QVERIFY(a.aorta[i].at.x > a.ivc[i].at.x);
        }
        const auto arterial = rendered(exam, 1);
        const Vec aorta = a.aorta[2].at * a.scale;
        QVERIFY(meanHu(*arterial, ball({aorta.x, aorta.y, aorta.z}, 6)) > 250);
        QVERIFY(meanHu(*arterial, ball({-aorta.x - 8, aorta.y, aorta.z}, 6)) < 150);
    }

    void organsEnhanceAsTheTableSays() {
        const PhantomExam exam = examWith(Finding::RenalCyst);
        std::array<double, 4> liver{};
        for (std::size_t phase = 0; phase < 4; ++phase) {
            liver[phase] = liverHu(exam, phase);
            const auto& curve = phantom::tissueCurve(phantom::Liver);
            const double table = phantom::huAt(curve, exam.secondsAfterInjection[phase]);
            // own fat ±12, dose ±12 %, vessels inside
            QVERIFY2(std::abs(liver[phase] - table) < 18,
                     qPrintable(QString::number(liver[phase])));
        }
        QVERIFY(liver[2] > liver[1] + 20 && liver[1] > liver[0] + 4 && liver[2] > liver[3]);
    }

    void cystsDoNotEnhance() {
        for (const Finding finding : {Finding::HepaticCyst, Finding::RenalCyst}) {
            const PhantomExam exam = examWith(finding);
            for (std::size_t phase = 0; phase < 4; ++phase) {
                QVERIFY2(std::abs(lesionHu(exam, phase) - 6) < 14, findingToken(finding));
            }
        }
    }

    void lesionsAreAsLargeAsPlanned() {
        const PhantomExam exam = examWith(Finding::HepaticCyst);
        const PhantomLesion& lesion = exam.lesions.front();
        const auto image = rendered(exam, 2); // fluid in bright liver
        const auto spacing = image->GetSpacing();
        int fluid = 0;
        meanHu(*image, [&](const std::array<double, 3>& p) {
            itk::Point<double, 3> point(p.data());
            ShortImage::IndexType index;
            const bool inside = image->TransformPhysicalPointToIndex(point, index);
            fluid += inside && ball(lesion.centre, lesion.diameter * 0.75)(p) &&
                     std::abs(image->GetPixel(index) - 6) < 50;
            return false;
        });
        const double volume = fluid * spacing[0] * spacing[1] * spacing[2];
        const double diameter = std::cbrt(6 * volume / M_PI);
        QVERIFY2(std::abs(diameter - lesion.diameter) < 0.12 * lesion.diameter + 2,
                 qPrintable(QString("%1 of %2").arg(diameter).arg(lesion.diameter)));
    }

    /// Training sees renderInput, the workstation DICOM through prepareCase: they must be alike.
    void bothWaysToTheNetworkAgree() {
        const PhantomExam exam = fourPhases(5);
        const ModelConfig config;
        const NetworkInput direct = renderInput(exam, config);
        const PhantomGrid grid = scanGrid(exam, 256, (exam.boxHigh[2] - exam.boxLow[2]) / 32);
        std::vector<Volume> volumes;
        for (std::size_t phase = 0; phase < 4; ++phase) {
            volumes.push_back({renderPhase(exam, phase, grid.size, grid.spacing), "HU"});
        }
        std::vector<PhaseVolume> phases;
        for (std::size_t phase = 0; phase < 4; ++phase) {
            phases.push_back({exam.phases[phase], &volumes[phase]});
        }
        const auto prepared = prepareCase(phases, config, true);
        QVERIFY(prepared);
        QCOMPARE(prepared->phases, direct.phases);
        QCOMPARE(prepared->box.direction, direct.box.direction);
        for (std::size_t axis = 0; axis < 3; ++axis) {
            QVERIFY(std::abs(prepared->box.origin[axis] - direct.box.origin[axis]) < 1e-3);
            QVERIFY(std::abs(prepared->box.spacing[axis] - direct.box.spacing[axis]) < 1e-3);
        }
        double difference = 0;
        for (std::size_t i = 0; i < direct.voxels.size(); ++i) {
            difference += std::abs(double(prepared->voxels[i]) - double(direct.voxels[i]));
        }
        QVERIFY(difference / double(direct.voxels.size()) < 2e-3); // the rounding of HU
    }

    void perVolumeIntensitySpansZeroToOne() {
        ModelConfig config;
        config.intensity = Intensity::PerVolume;
        const NetworkInput input = renderInput(planExam({}, 0), config);
        const auto [low, high] = std::ranges::minmax(input.voxels);
        QCOMPARE(low, 0.0F);
        QCOMPARE(high, 1.0F);
    }
};

QTEST_GUILESS_MAIN(PhantomTest)
#include "test_phantom.moc"
