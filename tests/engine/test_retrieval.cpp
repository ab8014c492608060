#include <cmath>
#include <numeric>

#include <QtTest>

#include "engine/evaluate/Retrieval.h"

using namespace bolus;

namespace {

/// Vectors whose scores are the given matrix [image][text]: texts are the axes.
std::vector<float> axes(int n) {
    std::vector<float> out(static_cast<std::size_t>(n * n));
    for (int i = 0; i < n; ++i)
        out[static_cast<std::size_t>(i * n + i)] = 1;
    return out;
}

} // namespace

class RetrievalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void figuresAreThoseComputedByHand() {
        // Rows are images, columns texts. Ranks of the true image for a text (down a column):
        // 1, 2, 3; of the true text for an image (along a row): 1, 3, 2.
        const std::vector<float> scores{0.9f, 0.5f, 0.6f,  //
                                        0.8f, 0.4f, 0.45f, //
                                        0.1f, 0.3f, 0.2f};
        const auto figures = recall(scores, axes(3), 3, {0, 1, 2});
        QCOMPARE(figures.candidates, 3);
        QCOMPARE(figures.textToImage[0], 1 / 3.0);
        QCOMPARE(figures.textToImage[1], 1.0);
        QCOMPARE(figures.imageToText[0], 1 / 3.0);
        QCOMPARE(figures.textToImageMrr, (1 + 1 / 2.0 + 1 / 3.0) / 3);
        QCOMPARE(figures.imageToTextMrr, (1 + 1 / 3.0 + 1 / 2.0) / 3);
    }

    void directionsAreNotMixedUp() {
        // Image 0 is the best for both texts; each image ranks its own text first.
        const std::vector<float> scores{0.9f, 0.8f, //
                                        0.1f, 0.7f};
        const auto figures = recall(scores, axes(2), 2, {0, 1});
        QCOMPARE(figures.textToImage[0], 0.5);
        QCOMPARE(figures.imageToText[0], 1.0);
    }

    void identicalReportsAreEachOthersMatch() {
        // Image 0 prefers text 1 and the other way round; both reports say the same.
        const std::vector<float> scores{0.2f, 0.9f, 0.1f, //
                                        0.8f, 0.3f, 0.1f, //
                                        0.1f, 0.2f, 0.7f};
        QCOMPARE(recall(scores, axes(3), 3, {0, 1, 2}).textToImage[0], 1 / 3.0);
        const auto aware = recall(scores, axes(3), 3, {5, 5, 9});
        QCOMPARE(aware.textToImage[0], 1.0);
        QCOMPARE(aware.imageToText[0], 1.0);
        QCOMPARE(aware.textToImageMrr, 1.0);
    }

    void aCollapsedModelScoresNothing() {
        // All vectors equal: every rank is a tie, and a tie is lost.
        const std::vector<float> same(20 * 4, 0.5f);
        std::vector<int> groups(20);
        std::iota(groups.begin(), groups.end(), 0);
        const auto figures = recall(same, same, 4, groups);
        QCOMPARE(figures.textToImage[2], 0.0);
        QCOMPARE(figures.imageToText[2], 0.0);
        QCOMPARE(figures.textToImageMrr, 1 / 20.0);
    }

    void roundingNoiseDoesNotBreakTies() {
        std::vector<float> images{0.6f, 0.8f, 0.6f, std::nextafter(0.8f, 0.0f)};
        const std::vector<float> texts{0.6f, 0.8f, 0.6f, 0.8f};
        QCOMPARE(recall(images, texts, 2, {0, 1}).textToImage[0], 0.0);
    }

    void numbersThatAreNotCountAgainstTheModel() {
        std::vector<float> images = axes(12);
        images[0] = NAN; // image 0 scores nan with every text
        std::vector<int> groups(12);
        std::iota(groups.begin(), groups.end(), 0);
        const auto figures = recall(images, axes(12), 12, groups);
        QCOMPARE(figures.imageToText[2], 11 / 12.0); // image 0 finds nothing
        QCOMPARE(figures.textToImage[0], 0.0);       // and spoils the first place for all
    }

    void vectorsOfTheWrongSizeGiveNoCandidates() {
        QCOMPARE(recall({1, 0}, {1, 0}, 2, {0, 1}).candidates, 0);
        QCOMPARE(recall({}, {}, 2, {}).candidates, 0);
        QCOMPARE(retrievalTable({1, 0}, {1, 0}, 0, {0}, 1).candidates, 0);
    }

    void intervalsHaveTheWidthOfABinomialShare() {
        // 100 queries of which 50 hit: the 95 % interval of the share is about 0.5 ± 1.96·0.05.
        const int n = 100;
        std::vector<float> images = axes(n);
        for (int i = 0; i < n; i += 4) // two images swapped in every four
            std::swap_ranges(images.begin() + i * n, images.begin() + (i + 1) * n,
                             images.begin() + (i + 1) * n);
        std::vector<int> groups(n);
        std::iota(groups.begin(), groups.end(), 0);
        const auto table = retrievalTable(images, axes(n), n, groups, 7);
        QCOMPARE(table.candidates, n);
        QCOMPARE(table.textToImage[0].value, 0.5);
        QVERIFY(std::abs(table.textToImage[0].low - 0.402) < 0.025);
        QVERIFY(std::abs(table.textToImage[0].high - 0.598) < 0.025);
        const auto again = retrievalTable(images, axes(n), n, groups, 7);
        QCOMPARE(again.textToImage[0].low, table.textToImage[0].low);
        QVERIFY(retrievalTable(images, axes(n), n, groups, 8).imageToTextMrr.low !=
                table.imageToTextMrr.low);
    }

    void aCertainFigureHasNoWidth() {
        const auto table = retrievalTable(axes(3), axes(3), 3, {0, 1, 2}, 1);
        QCOMPARE(table.imageToText[0].low, 1.0);
        QCOMPARE(table.imageToText[0].high, 1.0);
        QCOMPARE(table.imageToTextMrr.value, 1.0);
    }

    void fewerCandidatesAreDisjointSetsOfAll() {
        // Images 0 and 1 are confused with each other, 2 and 4 too.
        std::vector<float> images = axes(5);
        std::swap_ranges(images.begin(), images.begin() + 5, images.begin() + 5);
        std::swap_ranges(images.begin() + 10, images.begin() + 15, images.begin() + 20);
        const std::vector<int> groups{0, 1, 2, 3, 4};
        QCOMPARE(retrievalRanks(images, axes(5), 5, groups, 2).textToImage.size(), std::size_t(4));
        const auto all = retrievalRanks(images, axes(5), 5, groups, 5);
        const RetrievalTable whole = retrievalTable(images, axes(5), 5, groups, 9);
        QCOMPARE(tableOfRanks(all, 5, 9).textToImage[1].low, whole.textToImage[1].low);
        QCOMPARE(tableOfRanks(all, 5, 9).imageToTextMrr.value, whole.imageToTextMrr.value);

        std::vector<float> pairs = axes(4); // only the second set of two is confused
        std::swap_ranges(pairs.begin() + 8, pairs.begin() + 12, pairs.begin() + 12);
        const auto ranks = retrievalRanks(pairs, axes(4), 4, {0, 1, 2, 3}, 2);
        QCOMPARE(ranks.textToImage, (std::vector<int>{1, 1, 2, 2}));
        QCOMPARE(ranks.imageToText, (std::vector<int>{1, 1, 2, 2}));
        QCOMPARE(tableOfRanks(ranks, 2, 1).textToImage[0].value, 0.5);
        QVERIFY(retrievalRanks(pairs, axes(4), 4, {0, 1, 2, 3}, 5).textToImage.empty());
        QCOMPARE(tableOfRanks({}, 5, 1).candidates, 0);
    }

    void queriesOfOneExamAreDrawnTogether() {
        RetrievalRanks alone, thrice; // the same exams, once and with three volumes that agree
        std::vector<int> exams;
        for (int exam = 0; exam < 60; ++exam)
            for (int volume = 0; volume < 3; ++volume) {
                thrice.textToImage.push_back(exam % 2 ? 1 : 50);
                exams.push_back(100 - exam);
                if (volume == 0)
                    alone.textToImage.push_back(thrice.textToImage.back());
            }
        alone.imageToText = alone.textToImage;
        thrice.imageToText = thrice.textToImage;
        const Interval of60 = tableOfRanks(alone, 60, 3).textToImage[0];
        const Interval together = tableOfRanks(thrice, 60, 3, exams).textToImage[0];
        const Interval asIfApart = tableOfRanks(thrice, 60, 3).textToImage[0];
        QCOMPARE(together.value, 0.5);
        QCOMPARE(together.low, of60.low); // two more volumes of each told nothing
        QCOMPARE(together.high, of60.high);
        QVERIFY(asIfApart.high - asIfApart.low < 0.7 * (together.high - together.low));
        QCOMPARE(tableOfRanks(thrice, 60, 3, {1, 2}).candidates, 0);
    }

    void aPairedComparisonForgetsWhatMakesAQueryHard() {
        // Of 200 queries both find 80 and both miss 100; only a finds 16, only b 4.
        std::vector<int> a(200, 99), b(200, 99);
        std::fill_n(a.begin(), 96, 3);
        std::fill_n(b.begin(), 80, 1);
        std::fill_n(b.begin() + 100, 4, 10);
        const RecallComparison found = compareRecall(a, b, 10, 5);
        QCOMPARE(found.difference.value, 0.06);
        QCOMPARE(found.ratio.value, 96.0 / 84.0);
        // Paired, the deviation is sqrt((20/200 − 0.06²)/200) = 0.0219; unpaired 0.0497.
        QVERIFY(std::abs(found.difference.low - (0.06 - 1.96 * 0.0219)) < 0.01);
        QVERIFY(std::abs(found.difference.high - (0.06 + 1.96 * 0.0219)) < 0.01);
        QVERIFY(found.ratio.low > 1 && found.ratio.high < 1.3);
        QCOMPARE(compareRecall(a, b, 10, 5).ratio.low, found.ratio.low);
        QCOMPARE(compareRecall(a, a, 10, 5).difference.high, 0.0);
    }

    void aComparisonWithNothingFoundIsNoCrash() {
        const std::vector<int> found(10, 1), missed(10, 99);
        QVERIFY(std::isinf(compareRecall(found, missed, 10, 1).ratio.low));
        QCOMPARE(compareRecall(missed, missed, 10, 1).ratio.value, 1.0);
        QCOMPARE(compareRecall(found, {}, 10, 1).ratio.value, 0.0);
        QCOMPARE(compareRecall({}, {}, 10, 1).difference.value, 0.0);
    }

    void meanCosineTellsACollapse() {
        QCOMPARE(meanCosine(axes(6), 6), 0.0);
        QVERIFY(std::abs(meanCosine({0.6f, 0.8f, 0.6f, 0.8f, 0.6f, 0.8f}, 2) - 1) < 1e-6);
        QCOMPARE(meanCosine({1, 0, -1, 0, 0, 1}, 2), -1 / 3.0); // −1, 0 and 0
        QCOMPARE(meanCosine({1, 0}, 2), 0.0);
        QCOMPARE(meanCosine({}, 0), 0.0);
    }

    void duplicatesAreFoundWhateverTheirCaseAndSpace() {
        const std::vector<int> groups = duplicateGroups(
            {"No lesion.", "Cyst", " no\n lesion. ", "No lesions.", "", "ÖDEM", "ödem", " \t"});
        QCOMPARE(groups, (std::vector<int>{0, 1, 0, 2, 3, 4, 4, 3}));
    }
};

QTEST_GUILESS_MAIN(RetrievalTest)
#include "test_retrieval.moc"
