// Pixel ↔ value ↔ patient position, without a window.

#include <QtTest>

#include <vtkImageData.h>

#include "tests/viewer/Synthetic.h"
#include "viewer/ColorMap.h"
#include "viewer/SliceScene.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Direction = std::array<double, 9>;

const Direction headFirstSupine{1, 0, 0, 0, 1, 0, 0, 0, 1};
const Direction headFirstProne{-1, 0, 0, 0, -1, 0, 0, 0, 1};
const Direction feetUpSlices{1, 0, 0, 0, 1, 0, 0, 0, -1};
const Direction coronalSlices{1, 0, 0,  0, 0,
                              1, 0, -1, 0}; // i to the left, j to the feet, k to the back
const Direction sagittalSlices{0, 0, -1, 1, 0,
                               0, 0, -1, 0}; // i to the back, j to the feet, k to the right

Direction turnedAboutX(double degrees) {
    const double c = std::cos(degrees * M_PI / 180);
    const double s = std::sin(degrees * M_PI / 180);
    return {1, 0, 0, 0, c, -s, 0, s, c};
}

VolumeGeometry geometryWith(const Direction& direction) {
    VolumeGeometry geometry{{}, {1, 2, 3}, direction, {31, 21, 11}};
    geometry.origin = Vec3{5, -7, 9} - geometry.centre();
    return geometry; // centred on (5, -7, 9)
}

std::shared_ptr<const LoadedVolume> load(const VolumeGeometry& geometry) {
    return LoadedVolume::make(makeVolume(geometry, ramp));
}

void addGeometries() {
    QTest::addColumn<Direction>("direction");
    QTest::newRow("head first, supine") << headFirstSupine;
    QTest::newRow("head first, prone") << headFirstProne;
    QTest::newRow("slices from head to feet") << feetUpSlices;
    QTest::newRow("coronal slices") << coronalSlices;
    QTest::newRow("sagittal slices") << sagittalSlices;
    QTest::newRow("tilted by 20 degrees") << turnedAboutX(20);
}

/// What 10 mm to the right, and 10 mm up, on screen are in the patient.
struct Convention {
    Plane plane;
    Vec3 right, up;
    const char *left, *rightLetter, *top, *bottom;
};

const std::array<Convention, 3> radiological{{
    {Plane::Axial, {10, 0, 0}, {0, -10, 0}, "R", "L", "A", "P"},
    {Plane::Coronal, {10, 0, 0}, {0, 0, 10}, "R", "L", "H", "F"},
    {Plane::Sagittal, {0, 10, 0}, {0, 0, 10}, "A", "P", "H", "F"},
}};

bool near(const Vec3& a, const Vec3& b) {
    const Vec3 d = a - b;
    return std::sqrt(dot(d, d)) < 1e-6;
}

} // namespace

Q_DECLARE_METATYPE(Direction)

class SliceSceneTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leftAndRightAreTheRadiologistsWhateverTheDirection_data() { addGeometries(); }
    void leftAndRightAreTheRadiologistsWhateverTheDirection() {
        QFETCH(Direction, direction);
        SliceScene scene;
        scene.setSize(400, 300);
        scene.setVolume(load(geometryWith(direction)));
        for (const Convention& expected : radiological) {
            scene.state().setPlane(expected.plane);
            scene.state().setPoint({5, -7, 9});
            const double px = 10 / scene.mmPerPixel();
            const Vec3 middle = scene.patientFromDisplay(200, 150);
            QVERIFY(near(scene.patientFromDisplay(200 + px, 150) - middle, expected.right));
            QVERIFY(near(scene.patientFromDisplay(200, 150 - px) - middle, expected.up));
            const EdgeLetters letters = scene.edgeLetters();
            QCOMPARE(letters.left, std::string(expected.left));
            QCOMPARE(letters.right, std::string(expected.rightLetter));
            QCOMPARE(letters.top, std::string(expected.top));
            QCOMPARE(letters.bottom, std::string(expected.bottom));
        }
    }

    void everyPixelHasTheValueOfItsPlace_data() { addGeometries(); }
    void everyPixelHasTheValueOfItsPlace() {
        QFETCH(Direction, direction);
        SliceScene scene;
        scene.setVolume(load(geometryWith(direction)));
        for (const Convention& plane : radiological) {
            scene.state().setPlane(plane.plane);
            scene.state().setPoint({5, -7, 9});
            vtkImageData* picture = scene.pictureValues();
            QVERIFY(picture != nullptr);
            int inside = 0;
            const SliceStack& stack = scene.stack();
            for (int row = 0; row < stack.rows; ++row) {
                for (int column = 0; column < stack.columns; ++column) {
                    const double value = picture->GetScalarComponentAsDouble(column, row, 0, 0);
                    const Vec3 at =
                        stack.onto(scene.slice(),
                                   (stack.left + column * stack.columnStep) * (0.1 * plane.right) +
                                       (stack.bottom + row * stack.rowStep) * (0.1 * plane.up));
                    const auto sample = scene.sampleAt(at);
                    if (value > -30000 && sample) {
                        // Half a unit of rounding in the voxels, half in the interpolation; at the
                        // border the outermost half voxel is held constant.
                        const bool border = sample->index[0] == 0 || sample->index[0] == 30 ||
                                            sample->index[1] == 0 || sample->index[1] == 20 ||
                                            sample->index[2] == 0 || sample->index[2] == 10;
                        QVERIFY2(std::abs(value - ramp(at)) <= (border ? 30 : 1.01),
                                 qPrintable(QString("%1 against %2").arg(value).arg(ramp(at))));
                        ++inside;
                    }
                }
            }
            QVERIFY(inside > 200);
        }
    }

    void anAxialSliceOfAnAxialVolumeIsItsStoredPixels() {
        const VolumeGeometry geometry = geometryWith(headFirstSupine);
        const auto volume = load(geometry);
        SliceScene scene;
        scene.setVolume(volume);
        QCOMPARE(scene.stack().count, 11);
        for (int slice = 0; slice < 11; ++slice) {
            scene.state().setPoint(scene.stack().onto(slice, {0, 0, 0}));
            vtkImageData* picture = scene.pictureValues();
            int extent[6];
            picture->GetExtent(extent);
            QCOMPARE(extent[1], 30);
            QCOMPARE(extent[3], 20);
            for (std::size_t j = 0; j < 21; ++j) {
                for (std::size_t i = 0; i < 31; ++i) {
                    // The first slice is the one at the head; VTK's rows run upward.
                    QCOMPARE(picture->GetScalarComponentAsDouble(int(i), 20 - int(j), 0, 0),
                             volume->volume.valueAt(i, j, std::size_t(10 - slice)));
                }
            }
        }
    }

    void slicesAsAcquiredAreStoredPixelsHoweverTilted() {
        const auto volume = load(geometryWith(turnedAboutX(33)));
        SliceScene scene;
        scene.setVolume(volume);
        scene.state().setPlane(Plane::Oblique);
        scene.state().setPoint(volume->geometry.patientFromIndex({15, 10, 4}));
        QVERIFY(scene.stack().frame.native);
        vtkImageData* picture = scene.pictureValues();
        for (std::size_t j = 0; j < 21; ++j) {
            for (std::size_t i = 0; i < 31; ++i) {
                QCOMPARE(picture->GetScalarComponentAsDouble(int(i), 20 - int(j), 0, 0),
                         volume->volume.valueAt(i, j, 4));
            }
        }
        QCOMPARE(scene.edgeLetters().top, std::string("AF"));
        QCOMPARE(scene.edgeLetters().right, std::string("L"));
    }

    void outsideATiltedVolumeIsBlackAndHasNoValue() {
        SliceScene scene;
        scene.setVolume(load(geometryWith(turnedAboutX(33))));
        scene.state().setPlane(Plane::Coronal);
        scene.state().setPoint({5, -7, 9});
        vtkImageData* picture = scene.pictureValues();
        QVERIFY(picture->GetScalarComponentAsDouble(0, 0, 0, 0) <= -30000); // a corner of the box
        QVERIFY(!scene.sampleAt({5, -7, 900}));
    }

    void scrollingStepsByTheVolumesOwnSpacing() {
        SliceScene scene;
        scene.setVolume(load(geometryWith(headFirstSupine))); // 1 × 2 × 3 mm
        const std::array<std::pair<Plane, Vec3>, 3> steps{{{Plane::Axial, {0, 0, -3}},
                                                           {Plane::Coronal, {0, 2, 0}},
                                                           {Plane::Sagittal, {1, 0, 0}}}};
        for (const auto& [plane, step] : steps) {
            scene.state().setPlane(plane);
            scene.state().setPoint({5, -7, 9});
            scene.scroll(1);
            QVERIFY(near(scene.point(), Vec3{5, -7, 9} + step));
        }
    }

    void scrollingStopsAtTheEnds() {
        SliceScene scene;
        scene.setVolume(load(geometryWith(headFirstSupine)));
        scene.state().setPoint({5, -7, 9});
        scene.scroll(1000);
        QCOMPARE(scene.slice(), 10);
        QCOMPARE(scene.point()[2], 9.0 - 15);
        scene.scroll(-1000);
        QCOMPARE(scene.slice(), 0);
        QVERIFY(!scene.isOutside());
    }

    void phasesOfOtherSpacingAndRangeFollowByPosition() {
        const auto state = std::make_shared<ViewState>();
        SliceScene thin, thick;
        thin.setState(state);
        thick.setState(state);
        thin.setVolume(load(axialGeometry({9, 9, 81}, {1, 1, 1.25}, {0, 0, 0}))); // -50 … 50
        thick.setVolume(load(axialGeometry({9, 9, 9}, {1, 1, 5}, {0, 0, 20})));   // 0 … 40
        state->setPoint({0, 0, 11.2});
        QCOMPARE(thin.stack().position(thin.slice()), -11.25); // along "next", toward the feet
        QCOMPARE(thick.stack().position(thick.slice()), -10.0);
        QVERIFY(!thick.isOutside());
        state->setPoint({0, 0, -2.4}); // still within half of its last slice
        QVERIFY(!thick.isOutside());
        state->setPoint({0, 0, -2.6});
        QVERIFY(thick.isOutside());
        QVERIFY(thick.pictureValues() == nullptr);
        QVERIFY(!thin.isOutside());
        thick.scroll(-1); // from outside back to the nearer end
        QCOMPARE(state->point()[2], 0.0);
        QVERIFY(!thick.isOutside());
    }

    void aFoundCaseFollowsAtItsDistance() {
        const auto state = std::make_shared<ViewState>();
        SliceScene own, found;
        own.setVolume(load(axialGeometry({9, 9, 41}, {1, 1, 2}, {0, 0, 0})));
        found.setVolume(load(axialGeometry({9, 9, 41}, {1, 1, 2}, {0, 0, 1000})));
        own.setState(state);
        found.setState(state, PatientMap::shift({0, 0, 1000}));
        own.scroll(3);
        QCOMPARE(found.slice(), own.slice());
        found.scroll(2);
        QCOMPARE(state->point()[2], -10.0);
    }

    void displayAndPatientAreInverse() {
        SliceScene scene;
        scene.setSize(640, 480);
        scene.setVolume(load(geometryWith(turnedAboutX(20))));
        scene.zoomBy(2.5);
        scene.pan(31, -17);
        const Vec3 point = scene.patientFromDisplay(123.5, 401.25);
        const auto display = scene.displayFromPatient(point);
        QVERIFY(std::abs(display[0] - 123.5) < 1e-6);
        QVERIFY(std::abs(display[1] - 401.25) < 1e-6);
    }

    void aPannedPictureMovesWithTheMouse() {
        SliceScene scene;
        scene.setSize(400, 400);
        scene.setVolume(load(geometryWith(headFirstProne)));
        const auto before = scene.displayFromPatient({5, -7, 9});
        scene.pan(40, -25);
        const auto after = scene.displayFromPatient({5, -7, 9});
        QVERIFY(std::abs(after[0] - before[0] - 40) < 1e-6);
        QVERIFY(std::abs(after[1] - before[1] + 25) < 1e-6);
    }

    void onlyNearlyStraightVolumesSkipInterpolation() {
        QVERIFY(planeFrame(Plane::Axial, geometryWith(turnedAboutX(0.3))).native);
        QVERIFY(!planeFrame(Plane::Axial, geometryWith(turnedAboutX(2))).native);
        QCOMPARE(naturalPlane(geometryWith(turnedAboutX(0.3))), Plane::Axial);
        QCOMPARE(naturalPlane(geometryWith(turnedAboutX(20))), Plane::Oblique);
        QCOMPARE(naturalPlane(geometryWith(coronalSlices)), Plane::Coronal);
        QCOMPARE(naturalPlane(geometryWith(sagittalSlices)), Plane::Sagittal);
    }

    void hostileGeometryIsRefused() {
        VolumeGeometry geometry = geometryWith(headFirstSupine);
        QVERIFY(geometry.isUsable());
        geometry.spacing[1] = 0;
        QVERIFY(!geometry.isUsable());
        geometry = geometryWith(headFirstSupine);
        geometry.origin[2] = NAN;
        QVERIFY(!geometry.isUsable());
        geometry = geometryWith({1, 0, 0, 1, 0, 0, 0, 0, 1}); // two axes fall together
        QVERIFY(!geometry.isUsable());
        SliceScene scene;
        scene.setGeometry(geometry);
        scene.scroll(3);
        scene.prepare();
        QVERIFY(scene.pictureValues() == nullptr);
    }

    void lettersNameTheLargerPartFirst() {
        QCOMPARE(orientationLetters({1, 0, 0}), std::string("L"));
        QCOMPARE(orientationLetters({0, -1, 0}), std::string("A"));
        QCOMPARE(orientationLetters({0, 0.5, 0.87}), std::string("HP"));
        QCOMPARE(orientationLetters({0, -0.1, -0.99}), std::string("F"));
        QCOMPARE(orientationLetters({}), std::string(""));
    }

    void draggingWidensTheWindowAndMovesTheLevel() {
        SliceScene scene;
        scene.setVolume(load(geometryWith(headFirstSupine)));
        scene.setWindow({300, 40});
        scene.dragWindow(50, 20);
        QCOMPARE(scene.window().window, 350.0);
        QCOMPARE(scene.window().level, 60.0);
        for (int i = 0; i < 200; ++i) {
            scene.dragWindow(-500, 0);
        }
        QVERIFY(scene.window().window > 0);
    }

    void windowsOfOtherKindsOfValuesStayApart() {
        const auto state = std::make_shared<ViewState>();
        SliceScene ct, map;
        ct.setState(state);
        map.setState(state);
        map.setWindowKind("MTT");
        ct.setWindow({400, 40});
        map.setWindow({12, 6});
        QCOMPARE(ct.window().window, 400.0);
        QCOMPARE(map.window().window, 12.0);
    }

    void percentilesBecomeTheAutomaticWindow() {
        const auto geometry = axialGeometry({101, 101, 1}, {1, 1, 1}, {50, 50, 0});
        const auto volume = LoadedVolume::make(makeVolume(
            geometry, [](const Vec3& p) { return p[0]; }, ""));
        QVERIFY(std::abs(volume->automatic.window - 98) <= 1);
        QVERIFY(std::abs(volume->automatic.level - 50) <= 1);
    }

    void theVoxelsAreNotCopied() {
        const auto volume = load(geometryWith(headFirstSupine));
        const auto& image = std::get<ShortImage::Pointer>(volume->volume.image);
        QCOMPARE(volume->picture->GetScalarPointer(),
                 static_cast<void*>(image->GetBufferPointer()));
    }

    void observersHearOfRealChangesOnly() {
        ViewState state;
        int calls = 0;
        auto subscription = state.observe([&](unsigned) { ++calls; });
        state.setZoom(2);
        state.setZoom(2);
        state.setPoint({1, 2, 3});
        state.setPoint({NAN, 2, 3});
        QCOMPARE(calls, 2);
        subscription.reset();
        state.setZoom(3);
        QCOMPARE(calls, 2);
    }

    void aHeatmapCellCoversWhatItSays() {
        Heatmap map;
        map.spacing = {1.5, 1.25, 5};
        map.values.assign(256, 0);
        QVERIFY(map.isValid());
        QCOMPARE(map.cellMm(), (std::array<double, 3>{48, 40, 40}));
        map.values.pop_back();
        QVERIFY(!map.isValid());
    }

    void commonRangeIsSymmetricalForSignedMaps() {
        Heatmap positive, negative;
        positive.values = {0, 2};
        negative.values = {-3, 1};
        const std::vector<Heatmap> both{positive, negative};
        QCOMPARE(commonRange(both), (std::array<double, 2>{-3, 3}));
        QCOMPARE(commonRange({&positive, 1}), (std::array<double, 2>{0, 2}));
    }

    void infernoGetsBrighterAllTheWay() {
        double before = -1;
        for (int i = 0; i <= 100; ++i) {
            const auto [r, g, b] = inferno(i / 100.0);
            const double luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            QVERIFY(luma > before - 0.5);
            before = luma;
        }
    }
};

QTEST_GUILESS_MAIN(SliceSceneTest)
#include "test_slice_scene.moc"
