// Where a shape lies in another phase, against the registration's own map of its points.
#include <QtTest>

#include "viewer/measure/PlacedShape.h"

using namespace bolus;

namespace {

constexpr double degree = M_PI / 180;
using How = ShapePlacing::How;

/// Turned about one of the patient's axes, then shifted.
Registration turned(std::size_t axis, double angle, const Vec3& shift) {
    Registration registration;
    const std::size_t a = (axis + 1) % 3, b = (axis + 2) % 3;
    registration.rigid[4 * a + a] = registration.rigid[4 * b + b] = std::cos(angle);
    registration.rigid[4 * a + b] = -std::sin(angle);
    registration.rigid[4 * b + a] = std::sin(angle);
    for (std::size_t i = 0; i < 3; ++i) {
        registration.rigid[4 * i + 3] = shift[i];
    }
    return registration;
}

/// Stretched along the body by a tenth, and aside with it.
Registration bent() {
    Registration registration = turned(2, 4 * degree, {3, -2, 8});
    DisplacementGrid grid{{-100, -100, -100}, {200, 200, 200}, {2, 2, 2}, {}};
    for (std::size_t node = 0; node < 8; ++node) {
        const bool upper = node / 4 == 1;
        const float z = upper ? 10 : -10, x = upper ? 6 : 0;
        grid.mm.insert(grid.mm.end(), {x, 0, z});
    }
    registration.grid = grid;
    return registration;
}

VolumePlace placeOf(const Registration& registration) {
    return {PatientMap::registered(registration), {}, true, false};
}

const VolumePlace reference{{}, {}, true, false}, byPosition{};

Annotation ellipse() {
    Annotation a;
    a.id = "e";
    a.shape = Shape::Ellipse;
    a.frame = {{1, 0, 0}, {0, -1, 0}, {0, 0, -1}};
    a.points = {{20, -30, 40}, {34, -30, 40}, {20, -38, 40}};
    return a;
}

Annotation triangle() {
    Annotation a = ellipse();
    a.shape = Shape::Polygon;
    a.points = {{20, -30, 40}, {41, -33, 40}, {26, -9, 40}};
    return a;
}

bool areNear(const std::vector<Vec3>& a, const std::vector<Vec3>& b, double mm = 2e-3) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (distance(a[i], b[i]) > mm) {
            qWarning("(%g %g %g) is not (%g %g %g)", a[i][0], a[i][1], a[i][2], b[i][0], b[i][1],
                     b[i][2]);
            return false;
        }
    }
    return a.size() == b.size();
}

std::vector<Vec3> mapped(const std::vector<Vec3>& points, const Registration& registration) {
    std::vector<Vec3> there;
    for (const Vec3& point : points) {
        there.push_back(registration.there(point));
    }
    return there;
}

} // namespace

class PlacedShapeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void byPositionItStays() {
        const auto lies = placed(ellipse(), byPosition, byPosition);
        QVERIFY(lies.annotation == ellipse());
        QCOMPARE(lies.placing.how, How::AsDrawn);
        QVERIFY(!lies.placing.isSamePlace());
    }

    void withinItsPlaneItGoesAsTheBodyDoes() {
        for (const Annotation& a : {ellipse(), triangle()}) {
            const Registration to = turned(2, 12 * degree, {5, -4, 14});
            const auto lies = placed(a, reference, placeOf(to));
            QVERIFY(areNear(lies.annotation.points, mapped(a.points, to)));
            QCOMPARE(lies.placing.how, How::Registered);
            const Vec3 middle = centreOf(a);
            QVERIFY(std::abs(lies.placing.mm - distance(to.there(middle), middle)) < 1e-6);
            QVERIFY(lies.placing.tilted < 0.01);
        }
    }

    void fromOneRegisteredPhaseToAnother() {
        const Registration from = turned(2, -5 * degree, {2, 3, -9}),
                           to = turned(2, 12 * degree, {5, -4, 14});
        const Annotation inReference = triangle();
        Annotation drawn = inReference;
        drawn.points = mapped(inReference.points, from);
        const auto lies = placed(drawn, placeOf(from), placeOf(to));
        QVERIFY(areNear(lies.annotation.points, mapped(inReference.points, to)));
        const auto back = placed(drawn, placeOf(from), reference);
        QVERIFY(areNear(back.annotation.points, inReference.points));
    }

    void aTiltedBodyKeepsThePlane() {
        const Registration to = turned(0, 7 * degree, {0, 0, 10});
        const auto lies = placed(ellipse(), reference, placeOf(to));
        const auto& points = lies.annotation.points;
        QVERIFY(distance(points[0], to.there(ellipse().points[0])) < 1e-6);
        QVERIFY(std::abs(points[1][2] - points[0][2]) < 1e-9);
        QVERIFY(std::abs(points[2][2] - points[0][2]) < 1e-9);
        QVERIFY(std::abs(areaMm2(lies.annotation) - areaMm2(ellipse())) < 1e-6);
        QVERIFY(std::abs(lies.placing.tilted - 7) < 0.01);
    }

    void aDeformationMovesTheMiddleAndKeepsTheSize() {
        for (const Annotation& a : {ellipse(), triangle()}) {
            const auto lies = placed(a, reference, placeOf(bent()));
            QVERIFY(distance(centreOf(lies.annotation), bent().there(centreOf(a))) < 1e-6);
            QVERIFY(std::abs(areaMm2(lies.annotation) - areaMm2(a)) < 1e-6);
            // The turn about the patient's long axis is all of it within the plane.
            const Vec3 before = a.points[1] - a.points[0],
                       after = lies.annotation.points[1] - lies.annotation.points[0];
            const double angle = std::atan2(after[1], after[0]) - std::atan2(before[1], before[0]);
            QVERIFY(std::abs(angle - 4 * degree) < 1e-3);
        }
    }

    void whatAHandDoesThereComesBack() {
        const VolumePlace from = placeOf(turned(0, 3 * degree, {2, 3, -9})), to = placeOf(bent());
        for (const Annotation& a : {ellipse(), triangle()}) {
            const Annotation there = movedBy(placed(a, from, to).annotation, {7, -5, 12});
            const Annotation back = placedBack(there, from, to);
            QVERIFY(areNear(placed(back, from, to).annotation.points, there.points));
            QVERIFY(areNear(placedBack(placed(a, from, to).annotation, from, to).points, a.points));
        }
    }

    void itIsToldHowItWasPlaced() {
        const VolumePlace registered = placeOf(turned(2, 0, {0, 0, 8}));
        QCOMPARE(placed(ellipse(), registered, byPosition).placing.how, How::OneSide);
        const VolumePlace hand{PatientMap::shift({0, 3, 4}), {}, false, true};
        const auto byHand = placed(ellipse(), hand, byPosition).placing;
        QCOMPARE(byHand.how, How::ByHand);
        QVERIFY(std::abs(byHand.mm - 5) < 1e-9);
        const VolumePlace unused{{}, registered.map, false, false};
        const auto lies = placed(ellipse(), byPosition, unused);
        QVERIFY(lies.annotation == ellipse());
        QCOMPARE(lies.placing.how, How::NotUsed);
        QVERIFY(std::abs(lies.placing.mm - 8) < 1e-9);
        const VolumePlace hardly{{}, PatientMap::shift({0, 0, 0.5}), false, false};
        QCOMPARE(placed(ellipse(), byPosition, hardly).placing.how, How::AsDrawn);
    }

    void thePartOfItsSeriesIsKept() {
        Annotation a = ellipse();
        for (const int part : {-1, 0, 3}) {
            a.part = part;
            const auto back = annotationFromJson(annotationJson(a));
            QVERIFY(back.has_value());
            QCOMPARE(back->part, part);
        }
    }
};

QTEST_APPLESS_MAIN(PlacedShapeTest)
#include "test_placed_shape.moc"
