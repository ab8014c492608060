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

    void duplicatesAreFoundWhateverTheirCaseAndSpace() {
        const std::vector<int> groups = duplicateGroups(
            {"No lesion.", "Cyst", " no\n lesion. ", "No lesions.", "", "ÖDEM", "ödem", " \t"});
        QCOMPARE(groups, (std::vector<int>{0, 1, 0, 2, 3, 4, 4, 3}));
    }
};

QTEST_GUILESS_MAIN(RetrievalTest)
#include "test_retrieval.moc"
