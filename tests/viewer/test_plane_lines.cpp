// Oblique planes: what the three patient planes look like when they are turned together.
#include <QtTest>

#include <numbers>

#include "tests/viewer/Synthetic.h"
#include "viewer/PlaneLines.h"
#include "viewer/SliceScene.h"

using namespace bolus;
using namespace bolus::test;

namespace {

constexpr double degree = std::numbers::pi / 180;

bool near(const Vec3& a, const Vec3& b, double tolerance = 1e-6) {
    return distance(a, b) < tolerance;
}

std::string letters(const SliceScene& scene) {
    const EdgeLetters e = scene.edgeLetters();
    return e.left + '|' + e.right + '|' + e.top + '|' + e.bottom;
}

/// A scene of 300 × 300 pixels in a plane of its own, looking at a body of 200 mm.
struct Picture {
    SliceScene scene;
    Picture(std::shared_ptr<ViewState> state, Plane plane,
            const VolumeGeometry& geometry = axialGeometry({100, 100, 100}, {2, 2, 2})) {
        scene.setState(std::move(state));
        scene.setOwnPlane(plane);
        scene.setSize(300, 300);
        scene.setVolume(LoadedVolume::make(
            makeVolume(geometry, [](const Vec3& p) { return 500 + 3 * p[0] + 2 * p[1] + p[2]; })));
    }
};

std::shared_ptr<ViewState> newState() {
    auto state = std::make_shared<ViewState>();
    state->setField({{-100, -100, -100}, {100, 100, 100}});
    state->setCrosshair(true);
    return state;
}

} // namespace

class PlaneLinesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPlaneTurnedAboutItsOwnNormalKeepsItsPicture() {
        const auto frame = planeFrame(Plane::Axial, axialGeometry({9, 9, 9}, {1, 1, 1}));
        for (const double angle : {5.0, 45.0, 170.0, -30.0}) {
            const PlaneFrame same = tilted(frame, Rotation::about({0, 0, 1}, angle * degree));
            QVERIFY(near(same.right, frame.right) && near(same.up, frame.up));
            QVERIFY(near(same.next, frame.next));
            QVERIFY(same.native); // stored pixels, as before
        }
    }

    void aTiltedFrameStaysAtRightAnglesAndHasTheTurnedNormal() {
        const auto frame = planeFrame(Plane::Coronal, axialGeometry({9, 9, 9}, {1, 1, 1}));
        const Rotation turns[]{
            Rotation::about({1, 0, 0}, 25 * degree), Rotation::about({0.6, 0.8, 0}, 140 * degree),
            Rotation::about({1, 0, 0}, 180 * degree),
            Rotation::about({0, 0, 1}, 10 * degree) * Rotation::about({1, 0, 0}, -33 * degree)};
        for (const Rotation& turn : turns) {
            const PlaneFrame f = tilted(frame, turn);
            QVERIFY(near(f.next, turn * frame.next));
            QVERIFY(!f.native);
            QVERIFY(std::abs(dot(f.right, f.up)) < 1e-9 && std::abs(dot(f.right, f.next)) < 1e-9);
            QVERIFY(std::abs(norm(f.right) - 1) < 1e-9 && std::abs(norm(f.up) - 1) < 1e-9);
            // As left- or right-handed as it was: a picture is never mirrored by a turn.
            QVERIFY(dot(cross(f.right, f.up), f.next) *
                        dot(cross(frame.right, frame.up), frame.next) >
                    0.99);
        }
    }

    // Seen from the feet, a turn about the body's axis by 30°: the coronal slices that ran from
    // right to left now run from right-front to left-back, or the other way round.
    void lettersNameTheSideOnObliquePictures() {
        const auto state = newState();
        Picture axial(state, Plane::Axial), coronal(state, Plane::Coronal),
            sagittal(state, Plane::Sagittal);
        QCOMPARE(letters(axial.scene), std::string("R|L|A|P"));
        turnPlanes(axial.scene, 30); // clockwise in the axial picture
        QCOMPARE(letters(axial.scene), std::string("R|L|A|P"));
        // Clockwise from the feet: what was the picture's left (R) goes up (A).
        QCOMPARE(letters(coronal.scene), std::string("RA|LP|H|F"));
        QCOMPARE(letters(sagittal.scene), std::string("AL|PR|H|F"));
        QCOMPARE(qRound(axial.scene.turnedDegrees()), 0);
        QCOMPARE(qRound(coronal.scene.turnedDegrees()), 30);
        QCOMPARE(qRound(sagittal.scene.turnedDegrees()), 30);
    }

    void theLinesAreWhereTheOtherPicturesAre() {
        const auto state = newState();
        Picture axial(state, Plane::Axial), coronal(state, Plane::Coronal),
            sagittal(state, Plane::Sagittal), acquired(state, Plane::Oblique);
        turnPlanes(axial.scene, 20);
        tipPlane(sagittal.scene, 15);
        for (Picture* one : {&axial, &coronal, &sagittal}) {
            for (Picture* other : {&axial, &coronal, &sagittal}) {
                if (one == other) {
                    continue;
                }
                const auto lines = one->scene.planeLines();
                QCOMPARE(lines.size(), std::size_t(2));
                const auto line = std::ranges::find(lines, other->scene.plane(), &PlaneLine::plane);
                QVERIFY(line != lines.end());
                const PlaneFrame& frame = one->scene.stack().frame;
                const Vec3 way = line->along[0] * frame.right + line->along[1] * frame.up;
                // A line in this picture that never leaves the other's slice.
                QVERIFY(std::abs(dot(way, other->scene.stack().frame.next)) < 1e-9);
            }
        }
        QVERIFY(acquired.scene.planeLines().empty());
        QCOMPARE(acquired.scene.turnedDegrees(), 0.0);
    }

    void obliquePicturesShowTheBodyWhereItIs() {
        const auto state = newState();
        state->setPoint({10, -6, 4});
        Picture axial(state, Plane::Axial), coronal(state, Plane::Coronal);
        turnPlanes(axial.scene, 35);
        vtkImageData* values = coronal.scene.pictureValues();
        QVERIFY(values != nullptr);
        // The body is linear in space, so every pixel tells whether it lies where it should.
        const SliceStack& stack = coronal.scene.stack();
        const double depth = stack.position(coronal.scene.slice());
        int compared = 0;
        for (int row = 20; row < stack.rows - 20; row += 7) {
            for (int column = 20; column < stack.columns - 20; column += 7) {
                const Vec3 p = (stack.left + column * stack.columnStep) * stack.frame.right +
                               (stack.bottom + row * stack.rowStep) * stack.frame.up +
                               depth * stack.frame.next;
                if (std::ranges::any_of(p, [](double x) { return std::abs(x) > 95; })) {
                    continue;
                }
                const double shown = values->GetScalarComponentAsDouble(column, row, 0, 0);
                QVERIFY2(
                    std::abs(shown - (500 + 3 * p[0] + 2 * p[1] + p[2])) < 1.0,
                    qPrintable(QString("%1 at %2 %3 %4").arg(shown).arg(p[0]).arg(p[1]).arg(p[2])));
                ++compared;
            }
        }
        QVERIFY(compared > 30);
        // And a way on the display is as long as it is in the patient.
        const Vec3 a = coronal.scene.patientFromDisplay(100, 120);
        const Vec3 b = coronal.scene.patientFromDisplay(180, 180);
        QVERIFY(std::abs(distance(a, b) - 100 * coronal.scene.mmPerPixel()) < 1e-6);
    }

    void aLineFollowsTheHand() {
        const auto state = newState();
        Picture axial(state, Plane::Axial);
        const auto at = axial.scene.displayFromPatient(axial.scene.point());
        const auto [x, y] = at;
        QVERIFY(isOnTurningGrip(axial.scene, x + 120, y + 2, 5));
        QVERIFY(isOnTurningGrip(axial.scene, x - 2, y - 120, 5));
        QVERIFY(!isOnTurningGrip(axial.scene, x + 40, y, 5)); // the inner half
        QVERIFY(!isOnTurningGrip(axial.scene, x + 120, y + 9, 5));
        const double c = std::cos(25 * degree), s = std::sin(25 * degree);
        turnPlanes(axial.scene, {x + 120, y}, {x + 120 * c, y + 120 * s}); // clockwise: y is down
        QVERIFY(isOnTurningGrip(axial.scene, x + 120 * c, y + 120 * s, 2));
        QVERIFY(!isOnTurningGrip(axial.scene, x + 120, y, 5));
        state->setCrosshair(false);
        QVERIFY(!isOnTurningGrip(axial.scene, x + 120 * c, y + 120 * s, 2));
    }

    void aMirroredPictureTurnsWithTheHandToo() {
        const auto state = newState();
        state->setTurn(Plane::Axial, Turn{1, true});
        Picture axial(state, Plane::Axial);
        const auto at = axial.scene.displayFromPatient(axial.scene.point());
        const auto [x, y] = at;
        const double c = std::cos(25 * degree), s = std::sin(25 * degree);
        turnPlanes(axial.scene, {x + 120, y}, {x + 120 * c, y + 120 * s});
        QVERIFY(isOnTurningGrip(axial.scene, x + 120 * c, y + 120 * s, 2));
        turnPlanes(axial.scene, -25); // and back by the keys
        QVERIFY(isOnTurningGrip(axial.scene, x + 120, y, 2));
    }
};

QTEST_GUILESS_MAIN(PlaneLinesTest)
#include "test_plane_lines.moc"
