// Figures of graded rankings against those of make_ranking_golden.py.
#include <cmath>

#include <QtTest>

#include "engine/evaluate/Ranking.h"

using namespace bolus;

namespace {

bool near(double a, double b) {
    return std::abs(a - b) < 1e-12;
}

const std::vector<int> hits{2, 0, 1, 0, 2}, grades{2, 2, 2, 1, 1, 0, 0, 0};

} // namespace

class RankingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void gainsAreThoseOfTheReference() {
        QVERIFY(near(ndcgAt(hits, grades, 3), 0.5474918470265493));
        QVERIFY(near(ndcgAt(hits, grades, 5), 0.6463734355488115));
        QVERIFY(near(ndcgAt(hits, grades, 10), 0.6463734355488115));
        QVERIFY(near(ndcgAt(std::vector{0, 0, 1}, std::vector{1}, 10), 0.5));
        QVERIFY(near(ndcgAt(std::vector{2, 2, 2, 1, 1}, grades, 5), 1));
        QCOMPARE(ndcgAt(hits, std::vector{0, 0}, 10), 0.0);
    }

    void anEmptyPlaceIsNotRelevant() {
        QCOMPARE(precisionAt(hits, 5), 0.6);
        QCOMPARE(precisionAt(hits, 2), 0.5);
        QCOMPARE(precisionAt(std::vector{1, 1}, 5), 0.4);
        QCOMPARE(precisionAt(std::vector<int>{}, 5), 0.0);
    }

    void theFirstRelevantOneCounts() {
        QCOMPARE(reciprocalRank(hits), 1.0);
        QCOMPARE(reciprocalRank(std::vector{0, 0, 0, 1, 2}), 0.25);
        QCOMPARE(reciprocalRank(std::vector{0, 0}), 0.0);
    }

    void meansHaveIntervalsAroundThem() {
        std::vector<QueryFigures> queries;
        for (int i = 0; i < 40; ++i)
            queries.push_back({i % 2 ? 1.0 : 0.0, 0.5, i < 10 ? 1.0 : 0.5});
        const RankingFigures figures = rankingFigures(queries, 7);
        QCOMPARE(figures.queries, std::size_t(40));
        QVERIFY(near(figures.precision5.value, 0.5));
        // ± 1.96 · 0.5 / √40
        QVERIFY(std::abs(figures.precision5.low - 0.345) < 0.04);
        QVERIFY(std::abs(figures.precision5.high - 0.655) < 0.04);
        QVERIFY(near(figures.ndcg10.low, 0.5) && near(figures.ndcg10.high, 0.5));
        QVERIFY(near(figures.mrr.value, 0.625));
        QCOMPARE(rankingFigures(queries, 7).precision5.low, figures.precision5.low);
        QCOMPARE(rankingFigures({}, 7).queries, std::size_t(0));
    }

    /// What makes a query hard counts in neither.
    void differencesAreOfTheSameQueries() {
        std::vector<QueryFigures> a, b;
        for (int i = 0; i < 30; ++i) {
            const double hard = (i * 7 % 30) / 30.0;
            a.push_back({hard + 0.1, hard, 1});
            b.push_back({hard, hard, 0.5});
        }
        const RankingFigures difference = rankingDifference(a, b, 3);
        QVERIFY(std::abs(difference.precision5.low - 0.1) < 1e-9);
        QVERIFY(std::abs(difference.precision5.high - 0.1) < 1e-9);
        QVERIFY(near(difference.mrr.value, 0.5));
        b.pop_back();
        QCOMPARE(rankingDifference(a, b, 3).queries, std::size_t(0));
    }
};

QTEST_APPLESS_MAIN(RankingTest)
#include "test_ranking.moc"
