#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <QtTest>

#include "library/domain/Phase.h"
#include "library/domain/RankCorrelation.h"

using namespace bolus;

namespace {

std::vector<float> counted(int count, const std::function<int(int)>& value) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i) {
        values.push_back(static_cast<float>(value(i)));
    }
    return values;
}

} // namespace

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

    // The figure is scipy.stats.spearmanr's (1.10) of these values, which have many ties.
    void rankCorrelationIsThatOfAnotherProgram() {
        const auto a = counted(40, [](int i) { return i * 37 % 23; });
        const auto b = counted(40, [](int i) { return (i * i * 11 + 3 * i) % 19; });
        QVERIFY(std::abs(*rankCorrelation(a, b) - 0.03524949738917775) < 1e-12);
    }

    // d² of the ranks by hand: 1 - 6·Σd²/(n(n²-1)) = 1 - 6·4/(5·24).
    void rankCorrelationIsTheFormulaWithoutTies() {
        const std::vector<float> a{1, 2, 3, 4, 5}, b{20, 10, 30, 500, 40};
        QVERIFY(std::abs(*rankCorrelation(a, b) - 0.8) < 1e-12);
    }

    void rankCorrelationKnowsOrderOnly() {
        const std::vector<float> a{3, 1, 2, 9}, grown{27, 1, 8, 729};
        std::vector<float> turned(4);
        std::ranges::transform(a, turned.begin(), std::negate());
        QCOMPARE(*rankCorrelation(a, grown), 1.0);
        QCOMPARE(*rankCorrelation(a, turned), -1.0);
    }

    void rankCorrelationOfNothingIsNotANumberMadeUp() {
        const std::vector<float> a{1, 2, 3}, flat{4, 4, 4}, shorter{1, 2}, bad{1, NAN, 3};
        for (const auto& other : {flat, shorter, bad}) {
            QVERIFY(!rankCorrelation(a, other));
            QVERIFY(!rankCorrelation(other, a));
        }
        QVERIFY(!rankCorrelation({}, {}));
    }
};

QTEST_GUILESS_MAIN(DomainTest)
#include "test_domain.moc"
