#include <cmath>

#include <QtTest>

#include "library/search/Fusion.h"
#include "library/search/ImageRanking.h"
#include "library/search/QueryVector.h"

using namespace bolus;

namespace {

using Ids = std::vector<std::int64_t>;

PartRanking ranking(SearchPart part, double weight, const Ids& ids) {
    PartRanking made{part, weight, {}};
    for (const std::int64_t id : ids) {
        made.cases.push_back({id});
    }
    return made;
}

Ids idsOf(const std::vector<FusedCase>& fused) {
    Ids ids;
    for (const FusedCase& found : fused) {
        ids.push_back(found.caseId);
    }
    return ids;
}

void nearly(double value, double expected) {
    QVERIFY2(std::abs(value - expected) < 1e-6,
             qPrintable(QString("%1 is not %2").arg(value).arg(expected)));
}

} // namespace

class FusionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// Cormack's sums, written out.
    void sumsReciprocalRanks() {
        const auto fused = fuse(std::vector{ranking(SearchPart::Words, 1, {7, 3}),
                                            ranking(SearchPart::Image, 1, {5, 3, 7})});
        // 7: 1/61 + 1/63 = 0.0322664, 3: 1/62 + 1/62 = 0.0322581, 5: 1/61 = 0.0163934
        QCOMPARE(idsOf(fused), (Ids{7, 3, 5}));
        nearly(fused[0].score, 0.03226646);
        nearly(fused[1].score, 0.03225806);
        nearly(fused[2].score, 0.01639344);
        QCOMPARE(fused[1].parts.size(), std::size_t(2));
        QCOMPARE(fused[1].parts[1].rank, 2);
        QCOMPARE(fused[1].parts[1].part, SearchPart::Image);
    }

    void weightsCount() {
        const PartRanking words = ranking(SearchPart::Words, 1, {1, 2});
        // 2: 1/62, 1: 1/61 and 3·(1/61) for the first image
        QCOMPARE(idsOf(fuse(std::vector{words, ranking(SearchPart::Image, 3, {9, 2})})),
                 (Ids{2, 9, 1}));
        QCOMPARE(idsOf(fuse(std::vector{words, ranking(SearchPart::Image, 0, {9, 2})})),
                 (Ids{1, 2}));
    }

    void tiesGoByCase() {
        const auto fused = fuse(std::vector{ranking(SearchPart::Words, 1, {8, 4}),
                                            ranking(SearchPart::Image, 1, {4, 8})});
        QCOMPARE(idsOf(fused), (Ids{4, 8}));
        QVERIFY(fused[0].score == fused[1].score);
    }

    void givenRanksAreKept() {
        PartRanking image{SearchPart::Image, 1, {{3, 0.9, 1}, {6, 0.1, 40000}}};
        const auto fused = fuse(std::vector{image});
        QCOMPARE(fused[1].parts[0].rank, 40000);
        nearly(fused[1].score, 1.0 / 40060);
    }

    /// What has no report keeps its place among those found by image, whatever words found besides.
    void whatIsMissingTakesNothingAway() {
        const Ids byImage{10, 11, 12, 13};
        const auto fused = fuse(std::vector{ranking(SearchPart::Words, 1, {20, 21}),
                                            ranking(SearchPart::Image, 1, byImage)});
        QCOMPARE(idsOf(fused), (Ids{10, 20, 11, 21, 12, 13}));
    }

    /// Against the medians of {1, …, 12, 100}: 7; of the distances {0,1,1,2,2,3,3,4,4,5,5,6,93}: 3.
    void theBulkIsNoAffairOfOutliers() {
        const Bulk bulk = bulkOf({100, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        nearly(bulk.median, 7);
        nearly(bulk.spread, 3 * 1.4826);
        nearly(*bulk.standing(7 + 3 * 1.4826), 1);
        QVERIFY(!bulkOf({1, 2, 3}).standing(9));                    // too few
        QVERIFY(!bulkOf(std::vector<double>(50, 0.5)).standing(1)); // all alike
    }

    /// Rocchio by hand: (1,0) + 0.75·(0,1) − 0.15·(−1,0) = (1.15, 0.75), length 1.372953.
    void moreAndLessMoveTheQuery() {
        const std::vector<std::vector<float>> more{{0, 1}}, less{{-1, 0}};
        const auto moved = movedVector({1, 0}, more, less);
        QVERIFY(moved.has_value());
        nearly((*moved)[0], 0.8376106);
        nearly((*moved)[1], 0.5462678);
        const auto alone = movedVector({}, more, {});
        nearly((*alone)[1], 1);
        const WeightedVector one{1, more[0]}, other{-1, more[0]};
        QVERIFY(!mixedVector(std::vector{one, other})); // cancel each other out
        QVERIFY(!unitVector({NAN, 1}));
    }
};

QTEST_GUILESS_MAIN(FusionTest)
#include "test_fusion.moc"
