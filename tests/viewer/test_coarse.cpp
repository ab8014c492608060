// What is cut coarsely while the hand moves, and that the whole picture comes out of its steps.
#include <QtTest>

#include <vtkImageData.h>

#include "tests/viewer/Synthetic.h"
#include "viewer/PatientMap.h"
#include "viewer/ResliceLayer.h"
#include "viewer/SliceScene.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Detail = SliceScene::Detail;

double wavy(const Vec3& p) {
    return 300 * std::sin(0.11 * p[0]) + 200 * std::cos(0.07 * p[1] + 0.05 * p[2]) + p[2];
}

const VolumeGeometry wide = axialGeometry({180, 170, 90}, {1, 1, 1});

const std::shared_ptr<const LoadedVolume>& wideVolume() {
    static const auto volume = LoadedVolume::make(makeVolume(wide, wavy));
    return volume;
}

/// A slab of a turned plane: about three million values between voxels.
void showSlab(SliceScene& scene, Slab::Mode mode) {
    scene.setVolume(wideVolume());
    scene.state().setRotation(Rotation::about({0.6, 0, 0.8}, 0.5));
    scene.state().setPoint({3, -4, 5});
    scene.state().setSlab({mode, 70});
}

std::vector<double> pixels(vtkImageData* picture) {
    const int* size = picture->GetDimensions();
    std::vector<double> all;
    for (int y = 0; y < size[1]; ++y) {
        for (int x = 0; x < size[0]; ++x) {
            all.push_back(picture->GetScalarComponentAsDouble(x, y, 0, 0));
        }
    }
    return all;
}

std::vector<std::uint8_t> bytes(const ColorLayer& layer) {
    const int* size = layer.image()->GetDimensions();
    const auto* first = static_cast<const std::uint8_t*>(layer.image()->GetScalarPointer());
    return {first, first + 4 * std::ptrdiff_t(size[0]) * size[1]};
}

LayerSource registeredDifference() {
    Registration registration;
    registration.grid = DisplacementGrid{{-100, -100, -50}, {50, 50, 50}, {5, 5, 3}, {}};
    registration.grid->mm.assign(registration.grid->nodes() * 3, 1.5F);
    const PatientMap map = PatientMap::registered(registration);
    const std::shared_ptr<const Volume> values(wideVolume(), &wideVolume()->volume);
    const auto there =
        std::make_shared<const PointMap>([map](const Vec3& p) { return map.back(p); });
    return {values, values, there, false};
}

} // namespace

class CoarseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theStepsComeToTheWholePicture_data() {
        QTest::addColumn<int>("mode");
        QTest::newRow("largest") << int(Slab::Mode::Largest);
        QTest::newRow("smallest") << int(Slab::Mode::Smallest);
        QTest::newRow("mean") << int(Slab::Mode::Mean);
    }
    void theStepsComeToTheWholePicture() {
        QFETCH(int, mode);
        SliceScene scene, other;
        for (SliceScene* each : {&scene, &other}) {
            showSlab(*each, Slab::Mode(mode));
        }
        int told = 0;
        scene.onChanged([&told] { ++told; });
        scene.prepare(Detail::AtOnce);
        QVERIFY(scene.isCoarse());
        QVERIFY(!scene.projectedAt({3, -4, 5})); // nothing is read from what is coarse
        int steps = 1;
        while (scene.refine()) {
            ++steps;
            QCOMPARE(told, 0);
        }
        QVERIFY(steps > 3);
        QCOMPARE(told, 1);
        QVERIFY(!scene.isCoarse() && !scene.refine());
        scene.prepare(Detail::AtOnce); // finds it there
        QVERIFY(!scene.isCoarse());
        QVERIFY(scene.projectedAt({3, -4, 5}));
        QCOMPARE(pixels(scene.pictureValues()), pixels(other.pictureValues()));
        QCOMPARE(*scene.projectedAt({3, -4, 5}), *other.projectedAt({3, -4, 5}));
    }

    void whatMovesOnIsBegunAnew() {
        SliceScene scene, other;
        for (SliceScene* each : {&scene, &other}) {
            showSlab(*each, Slab::Mode::Largest);
        }
        scene.prepare(Detail::AtOnce);
        QVERIFY(scene.refine() && scene.refine());
        for (SliceScene* each : {&scene, &other}) {
            each->scroll(4);
        }
        scene.prepare(Detail::AtOnce);
        QVERIFY(scene.isCoarse());
        while (scene.refine()) {
        }
        QCOMPARE(pixels(scene.pictureValues()), pixels(other.pictureValues()));
    }

    void whatIsKeptAsAPictureIsWhole() {
        SliceScene scene;
        showSlab(scene, Slab::Mode::Mean);
        scene.prepare(Detail::AtOnce);
        QVERIFY(scene.refine());
        scene.prepare(); // in the middle of it
        QVERIFY(!scene.isCoarse());
        QVERIFY(scene.projectedAt({3, -4, 5}));
    }

    void aSlabSwitchedOffAndOnIsShownAgain() {
        ResliceLayer layer;
        layer.setInput(wideVolume()->picture, wide, -1024);
        const SliceStack stack = SliceStack::of(
            rotated(planeFrame(Plane::Axial, wide), Rotation::about({1, 0, 0}, 0.3)), wide);
        const double at = stack.position(stack.count / 2);
        const Slab slab{Slab::Mode::Largest, 60};
        layer.cut(stack, at, true, slab, false);
        QVERIFY(layer.isCoarse());
        QVERIFY(layer.shown() != layer.values());
        while (layer.isCoarse()) {
            layer.refine();
        }
        QCOMPARE(layer.shown(), layer.values());
        layer.cut(stack, at, true, {}, false);
        QCOMPARE(layer.shown(), layer.values());
        layer.cut(stack, at, true, slab, false); // whole already
        QVERIFY(!layer.isCoarse());
        QCOMPARE(layer.shown(), layer.values());
    }

    void whatIsQuickIsNeverCoarse() {
        SliceScene scene;
        scene.setVolume(wideVolume());
        scene.state().setPoint({0, 0, 0});
        scene.prepare(Detail::AtOnce);
        QVERIFY(!scene.isCoarse());
        scene.state().setSlab({Slab::Mode::Largest, 30}); // stored pixels
        scene.prepare(Detail::AtOnce);
        QVERIFY(!scene.isCoarse());
    }

    void aDifferenceComesOutOfItsStepsToo() {
        const LayerSource source = registeredDifference();
        LayerStyle style;
        style.low = -50;
        style.high = 50;
        ColorLayer stepped, whole;
        for (ColorLayer* each : {&stepped, &whole}) {
            each->setSource(source);
            each->setStyle(style);
        }
        const SliceStack stack = SliceStack::of(planeFrame(Plane::Coronal, wide), wide);
        const double at = stack.position(80);
        const Slab slab{Slab::Mode::Mean, 60};
        stepped.cut(stack, at, slab, false);
        QVERIFY(stepped.isCoarse());
        QVERIFY(stepped.image()->GetDimensions()[0] < stack.columns);
        while (stepped.isCoarse()) {
            stepped.refine();
        }
        stepped.cut(stack, at, slab, false);
        whole.cut(stack, at, slab);
        QVERIFY(!whole.isCoarse());
        QVERIFY(bytes(stepped) == bytes(whole));
        stepped.cut(stack, at, {}, false); // one slice of it is quick
        QVERIFY(!stepped.isCoarse());
    }

    void aCoarserCutIsOfTheSamePlaceAndSlab() {
        const SliceStack fine = SliceStack::of(planeFrame(Plane::Axial, wide), wide);
        const Slab slab{Slab::Mode::Largest, 40};
        for (const int slice : {0, 7, 44, 89}) {
            const double at = fine.position(slice);
            const SliceStack coarse = coarser(fine, at, slab, 20'000);
            QVERIFY(valuesOf(coarse, slab) <= 20'000);
            const auto near = [](double a, double b) { return std::abs(a - b) < 1e-9; };
            QVERIFY(near(coarse.columns * coarse.columnStep, fine.columns * fine.columnStep));
            QVERIFY(near(coarse.rows * coarse.rowStep, fine.rows * fine.rowStep));
            QVERIFY(near(coarse.left - coarse.columnStep / 2, fine.left - fine.columnStep / 2));
            QVERIFY(near(coarse.bottom - coarse.rowStep / 2, fine.bottom - fine.rowStep / 2));
            const double here = (at - coarse.first) / coarse.step; // one of its slices
            QVERIFY(near(here, std::round(here)) && coarse.contains(int(std::round(here))));
            QVERIFY(coarse.position(0) >= fine.position(0) - 1e-9);
            QVERIFY(coarse.position(coarse.count - 1) <= fine.position(fine.count - 1) + 1e-9);
        }
    }
};

QTEST_GUILESS_MAIN(CoarseTest)
#include "test_coarse.moc"
