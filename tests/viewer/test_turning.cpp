// Turned and mirrored pictures: letters, places and pixels, derived by hand.

#include <map>

#include <QtTest>

#include <vtkImageData.h>

#include "tests/viewer/Synthetic.h"
#include "viewer/SliceScene.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// Letters clockwise from the top. A clockwise quarter moves each on by one place; a mirror swaps
/// left and right. Neither is how the code does it.
std::string clockwiseLetters(const std::string& upright, const Turn& turn) {
    std::string ring = upright;
    if (turn.mirrored) {
        std::swap(ring[1], ring[3]);
    }
    for (int i = 0; i < turn.quarters; ++i) {
        ring = std::string{ring[3], ring[0], ring[1], ring[2]};
    }
    return ring;
}

std::string ringOf(const SliceScene& scene) {
    const EdgeLetters letters = scene.edgeLetters();
    return letters.top + letters.right + letters.bottom + letters.left;
}

const std::map<Plane, std::string> uprightRings{
    {Plane::Axial, "ALPR"}, {Plane::Coronal, "HLFR"}, {Plane::Sagittal, "HPFA"}};

bool near(const Vec3& a, const Vec3& b) {
    const Vec3 d = a - b;
    return std::sqrt(dot(d, d)) < 1e-6;
}

std::shared_ptr<const LoadedVolume> loaded() {
    return LoadedVolume::make(makeVolume(axialGeometry({31, 21, 11}, {1, 2, 3}), ramp));
}

/// Where a pixel of the upright picture comes to lie, from the middle of a square view.
std::array<double, 2> moved(std::array<double, 2> at, const Turn& turn) {
    if (turn.mirrored) {
        at[0] = -at[0];
    }
    for (int i = 0; i < turn.quarters; ++i) { // clockwise; y runs down
        at = {-at[1], at[0]};
    }
    return at;
}

std::vector<Turn> allTurns() {
    std::vector<Turn> turns;
    for (int quarters = 0; quarters < 4; ++quarters) {
        turns.push_back({quarters, false});
        turns.push_back({quarters, true});
    }
    return turns;
}

} // namespace

class TurningTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lettersFollowEveryTurnInEveryPlane() {
        SliceScene scene;
        scene.setVolume(loaded());
        for (const auto& [plane, upright] : uprightRings) {
            scene.state().setPlane(plane);
            for (const Turn& turn : allTurns()) {
                scene.state().setTurn(plane, turn);
                QCOMPARE(ringOf(scene), clockwiseLetters(upright, turn));
            }
            scene.state().setTurn(plane, {});
        }
    }

    void aTurnIsOfItsPlaneAlone() {
        SliceScene scene;
        scene.setVolume(loaded());
        scene.state().setTurn(Plane::Axial, Turn{}.clockwise());
        QCOMPARE(ringOf(scene), std::string("RALP"));
        scene.state().setPlane(Plane::Coronal);
        QCOMPARE(ringOf(scene), std::string("HLFR"));
    }

    void flipsGoByHowThePictureLies() {
        for (const Turn& turn : allTurns()) {
            const std::string ring = clockwiseLetters("ALPR", turn);
            const std::string across{ring[0], ring[3], ring[2], ring[1]};
            const std::string upright{ring[2], ring[1], ring[0], ring[3]};
            SliceScene scene;
            scene.setVolume(loaded());
            scene.state().setTurn(Plane::Axial, turn.flippedAcross());
            QCOMPARE(ringOf(scene), across);
            scene.state().setTurn(Plane::Axial, turn.flippedUpright());
            QCOMPARE(ringOf(scene), upright);
            QVERIFY(turn.flippedAcross().flippedAcross() == turn);
            QVERIFY(turn.clockwise().clockwise().clockwise().clockwise() == turn);
        }
    }

    void aClickFindsThePatientPointThatIsDrawnThere() {
        for (const Turn& turn : allTurns()) {
            SliceScene scene;
            scene.setSize(400, 400);
            scene.setVolume(loaded());
            scene.state().setField({{-30, -30, -30}, {30, 30, 30}});
            scene.state().setPoint({0, 0, 0});
            const Vec3 upright = scene.patientFromDisplay(200 + 37, 200 - 61);
            scene.state().setTurn(Plane::Axial, turn);
            const auto [dx, dy] = moved({37, -61}, turn);
            const Vec3 found = scene.patientFromDisplay(200 + dx, 200 + dy);
            QVERIFY(near(found, upright));
            const auto back = scene.displayFromPatient(found);
            QVERIFY(std::abs(back[0] - 200 - dx) < 1e-6 && std::abs(back[1] - 200 - dy) < 1e-6);
            scene.moveCursor(200 + dx, 200 + dy);
            QVERIFY(near(scene.point(), upright));
        }
    }

    void pixelsMoveWithTheirLetters() {
        const auto volume = loaded();
        for (const Turn& turn : allTurns()) {
            SliceScene scene;
            scene.setVolume(volume);
            scene.state().setTurn(Plane::Axial, turn);
            scene.state().setPoint({0, 0, 0});
            QVERIFY(scene.stack().frame.native); // stored pixels, however they lie
            vtkImageData* picture = scene.pictureValues();
            const int* size = picture->GetDimensions();
            QCOMPARE(size[0], turn.quarters % 2 ? 21 : 31);
            for (const auto& [i, j] : {std::array{0, 0}, {30, 0}, {7, 18}, {15, 10}}) {
                // Pixels from the middle of the upright picture: the first row is at the top.
                const auto [x, y] = moved({i - 15.0, j - 10.0}, turn);
                const int column = int((size[0] - 1) / 2 + x), row = int((size[1] - 1) / 2 - y);
                QCOMPARE(picture->GetScalarComponentAsDouble(column, row, 0, 0),
                         volume->volume.valueAt(std::size_t(i), std::size_t(j), 5));
            }
        }
    }

    void panningFollowsTheMouseHoweverThePictureLies() {
        for (const Turn& turn : allTurns()) {
            SliceScene scene;
            scene.setSize(400, 300);
            scene.setVolume(loaded());
            scene.state().setTurn(Plane::Axial, turn);
            const auto before = scene.displayFromPatient({3, 4, 0});
            scene.pan(25, -13);
            const auto after = scene.displayFromPatient({3, 4, 0});
            QVERIFY(std::abs(after[0] - before[0] - 25) < 1e-6);
            QVERIFY(std::abs(after[1] - before[1] + 13) < 1e-6);
        }
    }

    void scrollingGoesTheSameWayHoweverThePictureLies() {
        for (const Turn& turn : allTurns()) {
            SliceScene scene;
            scene.setVolume(loaded());
            scene.state().setTurn(Plane::Axial, turn);
            scene.state().setPoint({0, 0, 0});
            scene.scroll(1);
            QCOMPARE(scene.point()[2], -3.0); // toward the feet
        }
    }

    void planesTurnedInThePatientTellTheirWay() {
        SliceScene scene;
        scene.setVolume(loaded());
        // About the axis to the head: what pointed left points to the back. The axial slices stay.
        scene.state().setRotation(Rotation::about({0, 0, 1}, M_PI / 2));
        QCOMPARE(ringOf(scene), std::string("ALPR"));
        scene.state().setPlane(Plane::Coronal);
        QCOMPARE(ringOf(scene), std::string("HPFA"));
        QVERIFY(near(scene.stack().frame.next, {-1, 0, 0}));
        // 30 degrees: the larger part comes first.
        scene.state().setRotation(Rotation::about({0, 0, 1}, M_PI / 6));
        QCOMPARE(scene.edgeLetters().right, std::string("LP"));
        QCOMPARE(scene.edgeLetters().left, std::string("RA"));
        scene.state().setTurn(Plane::Coronal, Turn{}.flippedAcross());
        QCOMPARE(scene.edgeLetters().left, std::string("LP"));
        QCOMPARE(scene.edgeLetters().top, std::string("H"));
        scene.state().setTurn(Plane::Coronal, Turn{}.clockwise());
        QCOMPARE(scene.edgeLetters().top, std::string("RA")); // what was on the left
        QCOMPARE(scene.edgeLetters().right, std::string("H"));
    }

    void turnedPlanesHoldTheValuesOfTheirPlaces() {
        SliceScene scene;
        scene.setVolume(loaded());
        scene.state().setRotation(Rotation::about({0.36, 0.48, 0.8}, 0.7));
        for (const auto& entry : uprightRings) {
            scene.state().setPlane(entry.first);
            scene.state().setPoint({1, 2, 3});
            vtkImageData* picture = scene.pictureValues();
            const SliceStack& s = scene.stack();
            int inside = 0;
            for (int row = 0; row < s.rows; ++row) {
                for (int column = 0; column < s.columns; ++column) {
                    const Vec3 p = (s.left + column * s.columnStep) * s.frame.right +
                                   (s.bottom + row * s.rowStep) * s.frame.up +
                                   s.position(scene.slice()) * s.frame.next;
                    if (std::abs(p[0]) < 15 && std::abs(p[1]) < 20 && std::abs(p[2]) < 15) {
                        const double shown = picture->GetScalarComponentAsDouble(column, row, 0, 0);
                        QVERIFY(std::abs(shown - ramp(p)) <= 1.01); // rounded twice
                        ++inside;
                    }
                }
            }
            QVERIFY(inside > 100);
        }
    }

    void theSlicesAsAcquiredDoNotTurnInThePatient() {
        SliceScene scene;
        scene.setVolume(loaded());
        scene.state().setPlane(Plane::Oblique);
        const std::string before = ringOf(scene);
        scene.state().setRotation(Rotation::about({0, 0, 1}, 1));
        QCOMPARE(ringOf(scene), before);
        QVERIFY(scene.stack().frame.native);
    }

    void rotationsFollowOneAnother() {
        const Rotation a = Rotation::about({0, 0, 1}, 0.4), b = Rotation::about({1, 0, 0}, -0.9);
        const Vec3 v{1, 2, 3};
        QVERIFY(near((b * a) * v, b * (a * v)));
        QVERIFY(near(Rotation::about({0, 0, 1}, M_PI / 2) * Vec3{1, 0, 0}, {0, 1, 0}));
    }
};

QTEST_GUILESS_MAIN(TurningTest)
#include "test_turning.moc"
