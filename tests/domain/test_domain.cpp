#include <cmath>

#include <QtTest>

#include "library/domain/Phase.h"

using namespace bolus;

class DomainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void phaseTokensAndLabelsReadBack() {
        for (const Phase phase : allPhases) {
            QCOMPARE(phaseFromText(phaseToken(phase)), std::optional(phase));
            QCOMPARE(phaseFromText(phaseLabel(phase)), std::optional(phase));
        }
        QVERIFY(!phaseFromText("AP"));
        QVERIFY(!phaseFromText(""));
    }

    void planeFollowsTheNormal() {
        QCOMPARE(planeFromOrientation({1, 0, 0, 0, 1, 0}), Plane::Axial);
        QCOMPARE(planeFromOrientation({1, 0, 0, 0, 0, -1}), Plane::Coronal);
        QCOMPARE(planeFromOrientation({0, 1, 0, 0, 0, -1}), Plane::Sagittal);
        const double c = std::cos(0.7), s = std::sin(0.7); // 40 degrees about x
        QCOMPARE(planeFromOrientation({1, 0, 0, 0, c, s}), Plane::Oblique);
    }

    void hostileOrientationIsUnknown() {
        QCOMPARE(planeFromOrientation({0, 0, 0, 0, 0, 0}), Plane::Unknown);
        QCOMPARE(planeFromOrientation({1, 0, 0, 1, 0, 0}), Plane::Unknown);
        QCOMPARE(planeFromOrientation({NAN, 0, 0, 0, 1, 0}), Plane::Unknown);
        QCOMPARE(planeFromOrientation({1e300, 0, 0, 0, 1e300, 0}), Plane::Unknown);
    }
};

QTEST_GUILESS_MAIN(DomainTest)
#include "test_domain.moc"
