// encodePairs: the vectors retrieval is measured on are those that search uses.
#include <cmath>

#include <QtTest>

#include "engine/train/EncodePairs.h"
#include "tests/engine/TrainingFixtures.h"

using namespace bolus;
using namespace bolus::test;

namespace {

bool near(const std::vector<float>& rows, std::size_t row, const std::vector<float>& expected) {
    for (std::size_t i = 0; i < expected.size(); ++i)
        if (std::abs(rows[row * expected.size() + i] - expected[i]) > 1e-5f)
            return false;
    return true;
}

} // namespace

class EncodePairsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsAreTheVectorsThatSearchUses() {
        const auto model = tinyModel();
        BlockSource source(11); // more than go through the network at once, one phase and two
        TestProgress progress;
        const auto pairs = encodePairs(*model, source, progress);
        QVERIFY2(pairs, pairs ? "" : pairs.error().message.c_str());
        QCOMPARE(pairs->size(), std::size_t(11));
        QCOMPARE(pairs->dim, 16);
        for (std::size_t i = 0; i < pairs->size(); ++i) {
            QVERIFY(near(pairs->images, i, *model->encodeCase(*source.load(i))));
            QVERIFY(near(pairs->texts, i, *model->encodeText(source.report(i))));
        }
        // Eight reports, the first three again.
        QCOMPARE(pairs->groups, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2}));
    }

    void whatCannotBeReadIsLeftOut() {
        const auto model = tinyModel();
        BlockSource source(4);
        source.reports = {"finding cyst", "finding mass", " ", "finding stone"};
        source.broken = [](std::size_t index) { return index == 1; };
        TestProgress progress;
        const auto pairs = encodePairs(*model, source, progress);
        QVERIFY(pairs);
        QCOMPARE(pairs->size(), std::size_t(2));
        QVERIFY(near(pairs->texts, 1, *model->encodeText("finding stone")));
        QCOMPARE(progress.warnings, (std::vector<std::string>{"no_report", "case_left_out"}));
    }

    void nothingToEncodeIsNoError() {
        const auto model = tinyModel();
        BlockSource source(0);
        TestProgress progress;
        const auto pairs = encodePairs(*model, source, progress);
        QVERIFY(pairs);
        QCOMPARE(pairs->size(), std::size_t(0));
    }

    void cancellingEndsIt() {
        const auto model = tinyModel();
        BlockSource source(20);
        TestProgress progress;
        progress.stopWhen = [&] { return source.loads > 3; };
        const auto pairs = encodePairs(*model, source, progress);
        QVERIFY(!pairs);
        QCOMPARE(pairs.error().code, ErrorCode::Cancelled);
        QVERIFY(source.loads < 20);
    }
};

QTEST_GUILESS_MAIN(EncodePairsTest)
#include "test_encode_pairs.moc"
