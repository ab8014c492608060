// Volume renderings without a window: where things are on the picture, and what is seen at all.

#include <QtTest>

#include "tests/viewer/Synthetic.h"
#include "viewer/VolumeCaster.h"
#include "viewer/VolumeScene.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Direction = std::array<double, 9>;

Direction turnedAboutX(double degrees) {
    const double c = std::cos(degrees * M_PI / 180);
    const double s = std::sin(degrees * M_PI / 180);
    return {1, 0, 0, 0, c, -s, 0, s, c};
}

/// Uneven spacing; centred on the origin.
VolumeGeometry geometryWith(const Direction& direction) {
    VolumeGeometry geometry{{}, {2, 2.5, 3}, direction, {81, 65, 54}};
    geometry.origin = Vec3{} - geometry.centre();
    return geometry;
}

const Direction straight{1, 0, 0, 0, 1, 0, 0, 0, 1};

struct Ball {
    Vec3 middle;
    double radius, value;
};

ValueAt balls(std::vector<Ball> all, double around = -1000) {
    return [all = std::move(all), around](const Vec3& at) {
        for (const Ball& ball : all) {
            if (distance(at, ball.middle) < ball.radius) {
                return ball.value;
            }
        }
        return around;
    };
}

std::shared_ptr<const LoadedVolume>
load(const ValueAt& value, const Direction& direction = straight, const std::string& unit = "HU") {
    return LoadedVolume::make(makeVolume(geometryWith(direction), value, unit));
}

constexpr int width = 320, height = 240;

struct Stage {
    VolumeScene scene;
    explicit Stage(std::shared_ptr<const LoadedVolume> volume) {
        scene.setPreset("bone"); // as long as a test does not say otherwise
        scene.setSize(width, height);
        scene.setVolume(std::move(volume));
    }
    /// The fine picture of what the scene shows now.
    VolumePicture picture() {
        const bool dark = scene.preset().mode != RenderMode::Smallest;
        VolumeRays rays;
        rays.setGrid(VolumeGrid::make(*scene.volume(), VolumeScene::fineVoxels,
                                      dark ? GridBackground::Dark : GridBackground::Bright));
        return *rays.cast(scene.look());
    }
};

int brightness(const VolumePicture& picture, int x, int y) {
    const auto at = static_cast<std::size_t>(y * picture.width + x);
    const unsigned color = picture.pixels[at];
    return static_cast<int>(((color >> 16 & 255) + (color >> 8 & 255) + (color & 255)) / 3);
}

/// Middle of what is not black, in mm to the right of and above the picture's middle, and how many
/// pixels it has.
struct Spot {
    double right = 0, up = 0;
    int pixels = 0;
};

Spot spotOf(const VolumePicture& picture, double mmPerPixel) {
    double x = 0, y = 0;
    Spot spot;
    for (int row = 0; row < picture.height; ++row) {
        for (int column = 0; column < picture.width; ++column) {
            if (brightness(picture, column, row) > 24) {
                x += column + 0.5;
                y += row + 0.5;
                ++spot.pixels;
            }
        }
    }
    if (spot.pixels > 0) {
        spot.right = (x / spot.pixels - picture.width / 2.0) * mmPerPixel;
        spot.up = (picture.height / 2.0 - y / spot.pixels) * mmPerPixel;
    }
    return spot;
}

Spot spotIn(Stage& stage) {
    return spotOf(stage.picture(), stage.scene.mmPerPixel());
}

/// What is right and up on screen from each side, of a ball 40 mm to the patient's left, 30 mm to
/// the front and 25 mm toward the head; and the letters there.
struct FromSide {
    Side side;
    double right, up;
    const char *rightLetter, *topLetter;
};
const std::array<FromSide, 6> fromSides{{{Side::Front, 40, 25, "L", "H"},
                                         {Side::Back, -40, 25, "R", "H"},
                                         {Side::Left, -30, 25, "P", "H"},
                                         {Side::Right, 30, 25, "A", "H"},
                                         {Side::Head, -40, 30, "R", "A"},
                                         {Side::Feet, 40, 30, "L", "A"}}};
const Ball leftFrontHead{{40, -30, 25}, 12, 900};

} // namespace

Q_DECLARE_METATYPE(Direction)

class VolumeSceneTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePatientsLeftIsWhereTheLetterSays_data() {
        QTest::addColumn<Direction>("direction");
        QTest::newRow("head first, supine") << straight;
        QTest::newRow("head first, prone") << Direction{-1, 0, 0, 0, -1, 0, 0, 0, 1};
        QTest::newRow("slices from head to feet") << Direction{1, 0, 0, 0, 1, 0, 0, 0, -1};
        QTest::newRow("coronal slices") << Direction{1, 0, 0, 0, 0, 1, 0, -1, 0};
        QTest::newRow("sagittal slices") << Direction{0, 0, -1, 1, 0, 0, 0, -1, 0};
        QTest::newRow("tilted by 20 degrees") << turnedAboutX(20);
    }
    void thePatientsLeftIsWhereTheLetterSays() {
        QFETCH(Direction, direction);
        Stage stage(load(balls({leftFrontHead}), direction));
        for (const FromSide& expected : fromSides) {
            stage.scene.lookFrom(expected.side);
            const Spot spot = spotIn(stage);
            QVERIFY(spot.pixels > 100);
            QVERIFY2(std::abs(spot.right - expected.right) < 1.5 &&
                         std::abs(spot.up - expected.up) < 1.5,
                     qPrintable(QString("%1, %2 instead of %3, %4")
                                    .arg(spot.right)
                                    .arg(spot.up)
                                    .arg(expected.right)
                                    .arg(expected.up)));
            const EdgeLetters letters = stage.scene.edgeLetters();
            QCOMPARE(letters.right, std::string(expected.rightLetter));
            QCOMPARE(letters.top, std::string(expected.topLetter));
            QVERIFY(stage.scene.side() == expected.side);
        }
    }

    void theSurfaceFollowsTheMouse() {
        Stage stage(load(balls({leftFrontHead})));
        stage.scene.turn(height / 2.0, 0); // a quarter, to the right
        QVERIFY(stage.scene.side() == Side::Right);
        QCOMPARE(stage.scene.edgeLetters().right, std::string("A"));
        stage.scene.lookFrom(Side::Front);
        stage.scene.turn(0, height / 2.0); // down: the head comes to the front
        QVERIFY(stage.scene.side() == Side::Head);
        stage.scene.lookFrom(Side::Front);
        stage.scene.turn(height / 4.0, 0);
        QCOMPARE(stage.scene.edgeLetters().right.size(), 2U); // between two sides: both letters
        for (int i = 0; i < 5000; ++i) {
            stage.scene.turn(7, 3);
        }
        const PlaneFrame& frame = stage.scene.frame();
        QVERIFY(std::abs(norm(frame.right) - 1) < 1e-9 &&
                std::abs(dot(frame.right, frame.next)) < 1e-9 &&
                distance(cross(frame.right, frame.next), frame.up) < 1e-9);
    }

    void zoomAndPanMoveThePicture() {
        Stage stage(load(balls({leftFrontHead})));
        const int before = spotIn(stage).pixels;
        stage.scene.zoomBy(1.5);
        QVERIFY(std::abs(spotIn(stage).pixels - 2.25 * before) < 0.15 * before);
        const double mm = stage.scene.mmPerPixel();
        stage.scene.pan(-40 / mm, 25 / mm); // to the middle
        const Spot spot = spotIn(stage);
        QVERIFY(std::abs(spot.right) < 1.5 && std::abs(spot.up) < 1.5);
        stage.scene.pan(1e6, 0); // out of sight: black, no crash
        QCOMPARE(spotIn(stage).pixels, 0);
        stage.scene.reset();
        QVERIFY(std::abs(spotIn(stage).right - 40) < 1.5);
    }

    void presetsDecideWhatIsSeen() {
        const auto seen = [](double value, const char* preset) {
            Stage stage(load(balls({{{0, 0, 0}, 20, value}})));
            return stage.scene.setPreset(preset) && spotIn(stage).pixels > 100;
        };
        QVERIFY(Stage(load(balls({}))).picture().isBlack);
        QVERIFY(seen(900, "bone") && seen(900, "vessels") && seen(900, "muscle"));
        QVERIFY(seen(60, "muscle") && seen(60, "skin") && !seen(60, "bone") &&
                !seen(60, "vessels"));
        QVERIFY(seen(300, "vessels") && seen(300, "urography"));
        QVERIFY(seen(-80, "skin") && !seen(-80, "muscle"));
        QVERIFY(!seen(60, "nothing of that name"));
    }

    void theRampMovesWhatIsSeen() {
        Stage stage(load(balls({{{0, 0, 0}, 20, 100}})));
        QVERIFY(stage.scene.setPreset("bone"));
        QCOMPARE(spotIn(stage).pixels, 0);
        stage.scene.dragRamp(0, -200);
        QVERIFY(stage.scene.ramp().level < -100);
        QVERIFY(spotIn(stage).pixels > 100);
        QVERIFY(stage.scene.setPreset("bone")); // as it was
        QCOMPARE(spotIn(stage).pixels, 0);
    }

    void aCutShowsWhatLiesBehind() {
        const Ball front{{0, -40, 0}, 15, 900}, back{{0, 40, 0}, 15, 900};
        Stage stage(load(balls({front, back})));
        stage.scene.settle();
        QTRY_VERIFY(stage.scene.takePicture() && stage.scene.takePicture()->fine);
        const auto depth = [&] {
            const auto met = stage.scene.pick(width / 2.0, height / 2.0);
            return met ? (*met)[1] : 1e9;
        };
        QVERIFY(std::abs(depth() - -55) < 3);
        QVERIFY(stage.scene.isHidden({0, 0, 0}));
        QVERIFY(!stage.scene.isHidden({0, -60, 0}));
        stage.scene.setCutSlice(Plane::Coronal);
        stage.scene.state().setPoint({0, -40, 0}); // through the ball: its inside is seen
        QVERIFY(std::abs(depth() - -40) < 3);
        stage.scene.state().setPoint({0, 0, 0});
        QVERIFY(std::abs(depth() - 25) < 3);
        stage.scene.lookFrom(Side::Back); // from there the other half is in the way
        QVERIFY(std::abs(depth() - -25) < 3);
        stage.scene.reset();
        QVERIFY(!stage.scene.cutSlice() && std::abs(depth() - -55) < 3);
        const double face = geometryWith(straight).bounds().low[1];
        stage.scene.moveFrontCut(10 - face); // to 10 mm behind the middle
        QVERIFY(std::abs(depth() - 25) < 3);
        QCOMPARE(spotIn(stage).pixels > 100, true);
        stage.scene.moveFrontCut(60 - 10);
        QCOMPARE(spotIn(stage).pixels, 0); // beyond both
        stage.scene.moveFrontCut(-1000);
        QVERIFY(!stage.scene.frontCut());
    }

    void cutsLieInThePatientHoweverTheSlicesAreTilted() {
        Stage stage(load(balls({{{0, 0, 0}, 60, 900}}), turnedAboutX(20)));
        stage.scene.setCutSlice(Plane::Axial);
        stage.scene.state().setPoint({0, 0, 10});
        stage.scene.settle();
        QTRY_VERIFY(stage.scene.takePicture() && stage.scene.takePicture()->fine);
        for (const Side side : {Side::Head, Side::Feet}) {
            stage.scene.lookFrom(side);
            for (const Vec3& place : {Vec3{0, 40, 10}, Vec3{0, -40, 10}, Vec3{30, 0, 10}}) {
                const auto [x, y] = stage.scene.displayFromPatient(place);
                const auto met = stage.scene.pick(x, y);
                QVERIFY(met && distance(*met, place) < 3);
            }
        }
        stage.scene.lookFrom(Side::Front); // square to the cut, half of the ball is left
        stage.scene.turn(0, 2);
        const Spot spot = spotIn(stage);
        QVERIFY2(spot.up < -10, qPrintable(QString::number(spot.up)));
    }

    void whatWasNeverScannedIsNotSeen() {
        Volume volume = makeVolume(geometryWith(straight),
                                   [](const Vec3& at) { return at[0] > 30 ? 2000.0 : -1000.0; });
        volume.padding = {2000, 2000};
        Stage stage(LoadedVolume::make(volume));
        for (const char* preset : {"bone", "skin", "mip"}) {
            QVERIFY(stage.scene.setPreset(preset));
            QCOMPARE(spotIn(stage).pixels, 0);
        }
        Volume covered =
            makeVolume(geometryWith(straight), [](const Vec3& at) { return 900 + 5 * at[1]; });
        covered.cover.assign(54, {{0, 0}, {40, 65}}); // the patient's right half, 40 of 81 columns
        Stage half(LoadedVolume::make(covered));
        const Spot spot = spotIn(half);
        QVERIFY(spot.pixels > 1000);
        QVERIFY2(spot.right < -35, qPrintable(QString::number(spot.right)));
    }

    void projectionsShowTheLargestAndTheSmallestValue() {
        const Ball body{{0, 0, 0}, 50, 40}, vessel{{10, 20, 5}, 8, 400},
            airway{{-10, 0, 5}, 8, -900};
        Stage stage(load(balls({vessel, airway, body})));
        QVERIFY(stage.scene.setPreset("mip"));
        const auto at = [&](const Vec3& point) {
            const auto [x, y] = stage.scene.displayFromPatient(point);
            return brightness(stage.picture(), int(x), int(y));
        };
        QVERIFY(std::abs(at(vessel.middle) - 255 * (400 + 50) / 550) < 8); // -50 black, 500 white
        QVERIFY(std::abs(at(airway.middle) - 255 * (40 + 50) / 550) < 8);
        QVERIFY(stage.scene.setPreset("minip"));
        QVERIFY(std::abs(at(airway.middle) - 255 * (1024 - 900) / 624) < 8); // not the air around
        QVERIFY(at(vessel.middle) > 240);
        QCOMPARE(at({65, 0, 0}), 0); // beside the body
        stage.scene.settle();
        QTRY_VERIFY(stage.scene.takePicture() && stage.scene.takePicture()->fine);
        const auto [x, y] = stage.scene.displayFromPatient(airway.middle);
        const auto met = stage.scene.pick(x, y);
        QVERIFY(met && distance(*met, airway.middle) < 10);
    }

    void otherUnitsAreRenderedFromTheirValues() {
        const Ball bright{{40, 0, 0}, 30, 3000}, dim{{-40, 0, 0}, 30, 300};
        Stage stage(load(balls({bright, dim}, 0), straight, ""));
        QCOMPARE(std::string(stage.scene.preset().name), std::string("auto"));
        QVERIFY(!stage.scene.setPreset("bone"));
        const Spot spot = spotIn(stage);
        QVERIFY(spot.pixels > 100 && std::abs(spot.right - 40) < 3);
    }

    void aGridIsNoLargerThanItMayBeAndLiesWhereTheVolumeDoes() {
        const auto volume = load(ramp, {1, 0, 0, 0, 1, 0, 0, 0, -1}, "");
        for (const std::size_t most : {1'000'000UL, 60'000UL, 5'000UL, 20UL}) {
            const auto grid = VolumeGrid::make(*volume, most, GridBackground::Dark);
            QVERIFY(grid != nullptr);
            const auto& [columns, rows, slices] = grid->geometry.size;
            QVERIFY(columns * rows * slices <= std::max<std::size_t>(most, 8));
            const Bounds is = grid->geometry.bounds(), wanted = volume->geometry.bounds();
            QVERIFY(distance(is.low, wanted.low) < 1e-6 && distance(is.high, wanted.high) < 1e-6);
            // A ramp's mean over a box is its value in the middle, but for the boxes' rims, which
            // cut voxels: a tenth of a voxel. Half a voxel would be 28.
            const Vec3 place{6, -9, 12};
            const double value = grid->scale.valueAt(grid->sample(place));
            QVERIFY2(std::abs(value - ramp(place)) < 6,
                     qPrintable(QString("%1 of %2: %3").arg(value).arg(ramp(place)).arg(most)));
        }
        QVERIFY((VolumeScene::coarseVoxels + VolumeScene::fineVoxels) * VolumeGrid::bytesPerVoxel <=
                132'000'000);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(VolumeGrid::make(*volume, 5000, GridBackground::Dark, stop.get_token()) == nullptr);
    }

    void aSingleSliceIsSaidToBeFlat() {
        VolumeGeometry geometry = geometryWith(straight);
        geometry.size[2] = 1;
        Stage stage(LoadedVolume::make(makeVolume(geometry, ramp)));
        QVERIFY(stage.scene.isFlat());
        stage.scene.settle();
        QTest::qWait(50);
        QVERIFY(stage.scene.takePicture() == nullptr);
        QVERIFY(!stage.scene.pick(10, 10));
    }

    void theNewestLookWins() {
        Stage stage(load(balls({leftFrontHead})));
        for (int i = 0; i < 200; ++i) {
            stage.scene.turn(3, 0);
            if (i % 20 == 0) {
                stage.scene.settle();
            }
        }
        const unsigned last = stage.scene.look().serial;
        QTRY_VERIFY(stage.scene.takePicture() && stage.scene.takePicture()->serial == last);
        stage.scene.settle();
        QTRY_VERIFY(stage.scene.takePicture()->fine);
        QCOMPARE(stage.scene.takePicture()->serial, last);
        stage.scene.setVolume(load(balls({{{0, 0, 0}, 9, 900}})));
        const auto waiting = stage.scene.takePicture(); // none, or already one of the new volume
        QVERIFY(!waiting || waiting->serial > last);
        stage.scene.settle(); // and goes while that is under way
    }

    void thePointIsTheVolumesOwn() {
        Stage stage(load(balls({leftFrontHead})));
        const auto state = std::make_shared<ViewState>();
        stage.scene.setState(state, PatientMap::shift({0, 0, 7}));
        state->setPoint({1, 2, 3});
        QVERIFY(distance(stage.scene.point(), {1, 2, 10}) < 1e-9);
        stage.scene.movePoint({4, 5, 6});
        QVERIFY(distance(state->point(), {4, 5, -1}) < 1e-9);
        QVERIFY(state->crosshair());
    }
};

QTEST_GUILESS_MAIN(VolumeSceneTest)
#include "test_volume_scene.moc"
