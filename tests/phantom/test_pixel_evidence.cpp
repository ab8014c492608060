// Structures and phases found in pixels alone: on phantom exams, whose HU are known, and on images
// that hold nothing to find.
#include <cmath>
#include <limits>

#include <QtTest>

#include "engine/phantom/Kinetics.h"
#include "engine/phantom/Phantom.h"
#include "library/phases/PhaseSupport.h"
#include "library/phases/PixelEvidence.h"

using namespace bolus;

namespace {

PhantomExam normalExam(int phases = 4) {
    PhantomOptions options;
    options.seed = 5;
    options.minPhases = options.maxPhases = phases;
    options.sliceMm = 5;
    for (int index = 0;; ++index) {
        PhantomExam exam = planExam(options, index);
        if (exam.lesions.empty()) {
            return exam;
        }
    }
}

const PhantomExam& exam() {
    static const PhantomExam planned = normalExam();
    return planned;
}

Volume rendered(std::size_t phase) {
    const PhantomGrid grid = scanGrid(exam(), 192, 5);
    return {renderPhase(exam(), phase, grid.size, grid.spacing), "HU"};
}

const Volume& cached(std::size_t phase) {
    static const std::array<Volume, 4> volumes{rendered(0), rendered(1), rendered(2), rendered(3)};
    return volumes[phase];
}

const ShortImage& shortImage(const Volume& volume) {
    return *std::get<ShortImage::Pointer>(volume.image);
}

template<typename Pixel>
typename itk::Image<Pixel, 3>::Pointer imageOf(std::array<std::size_t, 3> size, double spacing,
                                               Pixel value) {
    auto image = itk::Image<Pixel, 3>::New();
    image->SetRegions(itk::Size<3>{{size[0], size[1], size[2]}});
    image->SetSpacing(itk::Vector<double, 3>(spacing));
    image->Allocate();
    image->FillBuffer(value);
    return image;
}

/// The same patient, stored with image axes along other patient axes: `axis[i]` is the axis of the
/// original that axis i of the copy runs along, the other way where `reversed[i]`.
Volume stored(const Volume& volume, std::array<unsigned, 3> axis, std::array<bool, 3> reversed) {
    const ShortImage& from = shortImage(volume);
    const auto fromSize = from.GetLargestPossibleRegion().GetSize();
    auto to = ShortImage::New();
    itk::Size<3> size;
    itk::Vector<double, 3> spacing;
    ShortImage::DirectionType direction;
    direction.Fill(0);
    itk::Index<3> first{};
    for (unsigned i = 0; i < 3; ++i) {
        size[i] = fromSize[axis[i]];
        spacing[i] = from.GetSpacing()[axis[i]];
        direction(axis[i], i) = reversed[i] ? -1 : 1;
        first[axis[i]] = reversed[i] ? static_cast<itk::IndexValueType>(size[i]) - 1 : 0;
    }
    ShortImage::PointType origin;
    from.TransformIndexToPhysicalPoint(first, origin);
    to->SetRegions(size);
    to->SetSpacing(spacing);
    to->SetOrigin(origin);
    to->SetDirection(direction);
    to->Allocate();
    for (itk::IndexValueType k = 0; k < static_cast<itk::IndexValueType>(size[2]); ++k) {
        for (itk::IndexValueType j = 0; j < static_cast<itk::IndexValueType>(size[1]); ++j) {
            for (itk::IndexValueType i = 0; i < static_cast<itk::IndexValueType>(size[0]); ++i) {
                const std::array at{i, j, k};
                itk::Index<3> source{};
                for (unsigned n = 0; n < 3; ++n) {
                    source[axis[n]] = first[axis[n]] + (reversed[n] ? -at[n] : at[n]);
                }
                to->SetPixel({{i, j, k}}, from.GetPixel(source));
            }
        }
    }
    return {to, "HU"};
}

/// Some slices of a volume.
Volume slices(const Volume& volume, std::size_t from, std::size_t count) {
    const ShortImage& source = shortImage(volume);
    auto size = source.GetLargestPossibleRegion().GetSize();
    const std::size_t plane = size[0] * size[1];
    size[2] = count;
    auto image = ShortImage::New();
    image->SetRegions(size);
    image->SetSpacing(source.GetSpacing());
    ShortImage::PointType origin;
    source.TransformIndexToPhysicalPoint({{0, 0, static_cast<itk::IndexValueType>(from)}}, origin);
    image->SetOrigin(origin);
    image->Allocate();
    std::copy_n(source.GetBufferPointer() + from * plane, count * plane, image->GetBufferPointer());
    return {image, "HU"};
}

Volume changed(const Volume& volume, const std::function<short(short, std::size_t)>& change) {
    Volume copy = slices(volume, 0, volume.size()[2]);
    const auto image = std::get<ShortImage::Pointer>(copy.image);
    const auto count = image->GetLargestPossibleRegion().GetNumberOfPixels();
    for (std::size_t i = 0; i < count; ++i) {
        image->GetBufferPointer()[i] = change(image->GetBufferPointer()[i], i);
    }
    return copy;
}

bool near(const std::optional<double>& hu, double truth, double tolerance) {
    return hu && std::abs(*hu - truth) <= tolerance;
}

#define VERIFY_HU(actual, truth, tolerance)                                                        \
    QVERIFY2(near(actual, truth, tolerance), qPrintable(QString("%1 is %2, not %3 ± %4")           \
                                                            .arg(#actual)                          \
                                                            .arg(actual.value_or(NAN))             \
                                                            .arg(truth)                            \
                                                            .arg(tolerance)))

} // namespace

class PixelEvidenceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void structures_data() {
        QTest::addColumn<int>("phase");
        for (int phase = 0; phase < 4; ++phase) {
            QTest::newRow(phaseToken(allPhases[static_cast<std::size_t>(phase)])) << phase;
        }
    }
    void structures() {
        QFETCH(int, phase);
        const auto index = static_cast<std::size_t>(phase);
        const auto truth = phantom::huTable(exam(), index);
        const auto hu = [&](phantom::Label label) { return static_cast<double>(truth[label]); };
        const Enhancement found = measureEnhancement(cached(index));
        VERIFY_HU(found.aorta, hu(phantom::Artery), 6);
        VERIFY_HU(found.inferiorVenaCava, hu(phantom::Ivc), 15);
        VERIFY_HU(found.liver, hu(phantom::Liver), 8);
        VERIFY_HU(found.muscle, hu(phantom::Muscle), 10);
        VERIFY_HU(found.renalCortex, hu(phantom::RenalCortex), 15);
        VERIFY_HU(found.renalMedulla, hu(phantom::RenalMedulla), 22);
        QCOMPARE(found.renalPelvis.has_value(), phase == 3);
        if (phase >= 2) { // before that nothing tells it from the pancreas
            VERIFY_HU(found.portalVein, hu(phantom::PortalVein), 12);
        } else {
            QVERIFY(!found.portalVein);
        }
        if (phase != 1) { // whose spleen is striped
            QVERIFY(!found.spleen || near(found.spleen, hu(phantom::Spleen), 12));
        }
        QCOMPARE(found.phase, allPhases[index]);
        QVERIFY(found.confidence >= 0.7 && found.confidence < 1);
        QVERIFY(found.reason.find("aorta") != std::string::npos);
    }

    void howItIsStoredDoesNotMatter_data() {
        QTest::addColumn<QList<int>>("axes");
        QTest::addColumn<QList<bool>>("reversed");
        QTest::newRow("feet last") << QList{0, 1, 2} << QList{false, false, true};
        QTest::newRow("prone") << QList{0, 1, 2} << QList{true, true, false};
        QTest::newRow("coronal") << QList{0, 2, 1} << QList{false, true, false};
        QTest::newRow("sagittal") << QList{1, 2, 0} << QList{false, true, false};
    }
    void howItIsStoredDoesNotMatter() {
        QFETCH(QList<int>, axes);
        QFETCH(QList<bool>, reversed);
        const auto axis = [&](int i) { return static_cast<unsigned>(axes[i]); };
        const Volume turned =
            stored(cached(1), {axis(0), axis(1), axis(2)}, {reversed[0], reversed[1], reversed[2]});
        const Enhancement straight = measureEnhancement(cached(1));
        const Enhancement found = measureEnhancement(turned);
        VERIFY_HU(found.aorta, *straight.aorta, 3);
        VERIFY_HU(found.liver, *straight.liver, 3);
        VERIFY_HU(found.renalCortex, *straight.renalCortex, 6);
        QCOMPARE(found.phase, Phase::Arterial);
    }

    /// A mirrored body has its liver on the left: what lies there is not called a liver.
    void sidesAreThePatients() {
        const Volume mirrored = [&] {
            Volume copy = stored(cached(2), {0, 1, 2}, {true, false, false});
            auto image = std::get<ShortImage::Pointer>(copy.image);
            image->SetDirection(shortImage(cached(2)).GetDirection());
            image->SetOrigin(shortImage(cached(2)).GetOrigin());
            return copy;
        }();
        const Enhancement found = measureEnhancement(mirrored);
        const double liver = *measureEnhancement(cached(2)).liver;
        QVERIFY(!near(found.liver, liver, 5));
    }

    /// A large effusion or ascites on the right is as even as a liver; beside an enhanced aorta it
    /// is not mistaken for one that took up no contrast medium.
    void waterIsNoLiver() {
        const double liver = phantom::huTable(exam(), 3)[phantom::Liver];
        const Volume wet = changed(cached(3), [&](short hu, std::size_t i) {
            const bool right = i % 192 < 84;
            return right && std::abs(hu - liver) < 30 ? short{10} : hu;
        });
        const Enhancement found = measureEnhancement(wet);
        QVERIFY(found.aorta && *found.aorta > 75);
        QVERIFY2(!found.liver || *found.liver >= 25, found.reason.c_str());
        QVERIFY2(found.phase == Phase::Delayed || found.confidence < 0.7, found.reason.c_str());
    }

    void aPartIsEnoughOrUnsure_data() {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("count");
        QTest::newRow("top") << 28 << 12;
        QTest::newRow("middle") << 10 << 14;
        QTest::newRow("bottom") << 0 << 10;
        QTest::newRow("five slices") << 15 << 5;
        QTest::newRow("two slices") << 15 << 2;
        QTest::newRow("one slice") << 15 << 1;
    }
    void aPartIsEnoughOrUnsure() {
        QFETCH(int, from);
        QFETCH(int, count);
        for (std::size_t phase = 0; phase < 4; ++phase) {
            const Enhancement found = measureEnhancement(slices(
                cached(phase), static_cast<std::size_t>(from), static_cast<std::size_t>(count)));
            const bool right = found.phase == allPhases[phase];
            QVERIFY2(right || found.phase == Phase::Unknown || found.confidence < 0.7,
                     found.reason.c_str());
            QCOMPARE(found.confidence > 0, found.phase != Phase::Unknown);
            QVERIFY(!found.reason.empty());
            if (count < 4) {
                QCOMPARE(found.phase, Phase::Unknown);
                QVERIFY(!found.aorta);
            }
        }
    }

    void noiseAndMetalDoNotMislead() {
        for (const std::size_t phase : {std::size_t{1}, std::size_t{2}}) {
            std::uint32_t state = 12345;
            const Volume noisy = changed(cached(phase), [&](short hu, std::size_t i) {
                state = state * 1664525U + 1013904223U;
                const int noise = static_cast<int>(state >> 24) % 121 - 60;
                const bool streak = i / 192 % 40 == 0 && i % 7 == 0;
                return static_cast<short>(streak ? 3071 : hu + noise);
            });
            const Enhancement found = measureEnhancement(noisy);
            QVERIFY2(found.phase == allPhases[phase] || found.phase == Phase::Unknown,
                     found.reason.c_str());
        }
    }

    /// Some scanners fill what lies around their circle with a high value.
    void paddingIsNoBone() {
        Volume padded =
            changed(cached(2), [](short hu, std::size_t) { return hu < -900 ? short{3071} : hu; });
        padded.padding = std::array{3071.0, 3071.0};
        const Enhancement found = measureEnhancement(padded), usual = measureEnhancement(cached(2));
        QVERIFY(usual.aorta && usual.liver);
        VERIFY_HU(found.aorta, *usual.aorta, 3);
        VERIFY_HU(found.liver, *usual.liver, 3);
        QCOMPARE(found.phase, usual.phase);
    }

    void aChildIsSmaller() {
        const Volume child = slices(cached(1), 0, cached(1).size()[2]);
        auto image = std::get<ShortImage::Pointer>(child.image);
        auto spacing = image->GetSpacing();
        spacing *= 0.55;
        image->SetSpacing(spacing);
        const Enhancement found = measureEnhancement(child);
        VERIFY_HU(found.aorta, static_cast<double>(phantom::huTable(exam(), 1)[phantom::Artery]),
                  15);
        QCOMPARE(found.phase, Phase::Arterial);
    }

    void nothingToFind_data() {
        QTest::addColumn<QString>("what");
        for (const char* what :
             {"empty", "none", "air", "water", "not a number", "huge values", "huge spacing",
              "tiny spacing", "oblique", "no unit", "one voxel"}) {
            QTest::newRow(what) << what;
        }
    }
    void nothingToFind() {
        QFETCH(QString, what);
        const std::array<std::size_t, 3> size{96, 96, 12};
        Volume volume{imageOf<short>(size, 4, what == "air" ? -1000 : 0), "HU"};
        if (what == "empty") {
            volume.image = imageOf<short>({0, 0, 0}, 1, 0);
        } else if (what == "none") {
            volume.image = ShortImage::Pointer();
        } else if (what == "not a number") {
            volume.image = imageOf<float>(size, 4, std::numeric_limits<float>::quiet_NaN());
        } else if (what == "huge values") {
            volume.image = imageOf<float>(size, 4, std::numeric_limits<float>::max());
        } else if (what == "huge spacing") {
            volume.image = imageOf<short>(size, 1e300, 40);
        } else if (what == "tiny spacing") {
            volume.image = imageOf<short>(size, 1e-9, 40);
        } else if (what == "oblique") {
            volume = slices(cached(1), 0, cached(1).size()[2]);
            ShortImage::DirectionType direction;
            direction.SetIdentity();
            direction(0, 0) = direction(1, 1) = std::cos(0.7);
            direction(1, 0) = std::sin(0.7);
            direction(0, 1) = -std::sin(0.7);
            std::get<ShortImage::Pointer>(volume.image)->SetDirection(direction);
        } else if (what == "no unit") {
            volume = cached(1);
            volume.unit = "US";
        } else if (what == "one voxel") {
            volume.image = imageOf<short>({1, 1, 1}, 1, 40);
        }
        const Enhancement found = measureEnhancement(volume);
        QCOMPARE(found.phase, Phase::Unknown);
        QCOMPARE(found.confidence, 0.0);
        QVERIFY(!found.aorta && !found.liver && !found.renalCortex);
        QVERIFY(found.reason.starts_with("The pixels tell no phase: "));
        QVERIFY(!supportOf(found));
    }

    /// A stone of 800 HU on one side is no excretion.
    void aStoneIsNoExcretion() {
        Enhancement stone;
        stone.aorta = 42;
        stone.liver = 58;
        stone.renalCortex = 34;
        stone.renalMedulla = 32;
        stone.renalPelvis = 800;
        std::array<Enhancement*, 1> exam{&stone};
        judgeTogether(exam);
        QVERIFY(stone.phase == Phase::PreContrast || stone.phase == Phase::Unknown);
    }

    /// A fatty liver is far darker than the aorta in every phase; beside the same liver before
    /// contrast medium its rise tells what its HU do not.
    void theExamTellsMoreThanOneVolume() {
        Enhancement before, after;
        before.aorta = 40;
        before.liver = 8;
        before.renalCortex = before.renalMedulla = 33;
        after.aorta = 215;
        after.liver = 60;
        after.renalCortex = 180;
        after.renalMedulla = 120;
        std::array<Enhancement*, 2> exam{&after, &before};
        judgeTogether(exam);
        QCOMPARE(before.phase, Phase::PreContrast);
        QCOMPARE(after.phase, Phase::PortalVenous);
        std::array<Enhancement*, 1> alone{&after};
        const double together = after.confidence;
        judgeTogether(alone);
        QVERIFY(after.phase != Phase::PortalVenous || after.confidence < together);
    }

    /// Homogeneous kidneys and a moderate aorta: portal venous; CMD with the same aorta is not.
    void contradictoryStructuresAreUnsure() {
        Enhancement odd;
        odd.aorta = 45;
        odd.liver = 150;
        odd.renalCortex = 210;
        odd.renalMedulla = 70;
        std::array<Enhancement*, 1> exam{&odd};
        judgeTogether(exam);
        QCOMPARE(odd.phase, Phase::Unknown);
        QVERIFY(odd.reason.find("fit no phase") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(PixelEvidenceTest)
#include "test_pixel_evidence.moc"
