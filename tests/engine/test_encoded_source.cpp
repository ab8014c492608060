// Cases as tokens in a file: what is encoded once, what is encoded again, and what is left out.
#include <atomic>
#include <cmath>
#include <fstream>

#include <QtTest>

#include "engine/train/EncodedSource.h"
#include "tests/engine/TrainingFixtures.h"

using namespace bolus;
using namespace bolus::test;

namespace fs = std::filesystem;

namespace {

/// A source of cases, a model and a file of its own.
struct Bench {
    explicit Bench(std::size_t count = 5) : cases(count) {}
    Result<std::unique_ptr<CaseSource>> open(const Model& by) {
        return encodedSource(by, cases, file, 1, progress);
    }
    Result<std::unique_ptr<CaseSource>> open() { return open(*model); }
    void spoilAt(std::streamoff at) const {
        std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(at);
        bytes.put('\x55').put('\x55').put('\x55').put('\x55');
    }

    QTemporaryDir folder;
    fs::path file = fs::path(folder.path().toStdString()) / "tokens";
    BlockSource cases;
    TestProgress progress;
    std::unique_ptr<Model> model = tinyModel();
};

} // namespace

class EncodedSourceTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void casesAreEncodedOnce() {
        Bench bench;
        std::vector<std::uint16_t> tokens;
        {
            const auto source = bench.open();
            QVERIFY2(source, source ? "" : source.error().message.c_str());
            QCOMPARE(bench.cases.loads, 5);
            const auto loaded = (*source)->load(2);
            QVERIFY(loaded && loaded->voxels.empty());
            QCOMPARE(loaded->phases, blockInput(42, 2).phases);
            tokens = loaded->tokens;
            QCOMPARE(tokens.size(), std::size_t(2 * 256 * ModelConfig::tiny(true).width));
        }
        const auto again = bench.open();
        QCOMPARE(bench.cases.loads, 5);
        QCOMPARE((*again)->load(2)->tokens, tokens);
        QVERIFY((*again)->key(2) != bench.cases.key(2)); // what load() gives is another thing
        QVERIFY(bench.progress.warnings.empty());
    }

    void anUnfinishedRecordIsEncodedAgain() {
        Bench bench;
        QVERIFY(bench.open());
        const auto whole = fs::file_size(bench.file);
        fs::resize_file(bench.file, whole - 1000); // as a program killed while it writes
        const auto source = bench.open();
        QVERIFY(source && (*source)->load(4));
        QCOMPARE(bench.cases.loads, 6); // the last one alone
        QCOMPARE(fs::file_size(bench.file), whole);
        QVERIFY(bench.progress.warnings.empty());
    }

    void aDamagedRecordIsToldOfAndEncodedAgain() {
        Bench bench;
        {
            const auto source = bench.open();
            bench.spoilAt(std::streamoff(fs::file_size(bench.file)) - 10);
            const auto damaged = (*source)->load(4);
            QVERIFY(!damaged && damaged.error().code == ErrorCode::BadInput);
            QVERIFY(damaged.error().message.starts_with("Case 5 "));
        }
        for (const int loads : {6, 6}) { // and from then on the new record is taken
            const auto source = bench.open();
            QVERIFY(source && (*source)->load(4));
            QCOMPARE(bench.cases.loads, loads);
        }
        QCOMPARE(bench.progress.warnings, std::vector<std::string>{"tokens"});
    }

    void aFileDamagedBetweenItsRecordsIsMadeAnewWithAWarning() {
        Bench bench;
        QVERIFY(bench.open());
        const auto whole = fs::file_size(bench.file);
        bench.spoilAt(80); // the first record's head
        const auto source = bench.open();
        QVERIFY(source);
        QCOMPARE(bench.cases.loads, 10);
        QCOMPARE(bench.progress.warnings, std::vector<std::string>{"tokens"});
        QCOMPARE(fs::file_size(bench.file), whole);
    }

    void aFileThatIsShorterThanItWasSaysSo() {
        Bench bench;
        const auto source = bench.open();
        fs::resize_file(bench.file, 200);
        const auto gone = (*source)->load(4);
        QVERIFY(!gone && gone.error().code == ErrorCode::Io);
        QVERIFY(gone.error().message.find("shorter") != std::string::npos);
    }

    void onlyOneAtATimeUsesAFile() {
        Bench bench;
        {
            const auto source = bench.open();
            QVERIFY(source);
            const auto second = bench.open();
            QVERIFY(!second && second.error().code == ErrorCode::Conflict);
        }
        QVERIFY(bench.open());
    }

    void tokensOfAnotherModelAreRefused() {
        Bench bench;
        QVERIFY(bench.open());
        const auto foreign = bench.open(*tinyModel(77));
        QVERIFY(!foreign && foreign.error().code == ErrorCode::BadInput);
        QVERIFY(foreign.error().message.find("another model") != std::string::npos);
        std::ofstream(bench.file) << "a letter to the editor, longer than a header of such a file, "
                                     "which has eighty bytes";
        const auto letter = bench.open();
        QVERIFY(!letter && letter.error().code == ErrorCode::BadInput);
        QVERIFY(fs::file_size(bench.file) > 80); // and left as it was
        bench.file = bench.folder.path().toStdString();
        QVERIFY(!bench.open());
    }

    void aCaseThatCannotBeUsedIsLeftOut_data() {
        QTest::addColumn<int>("fault");
        QTest::newRow("cannot be loaded") << 0;
        QTest::newRow("has a voxel that is not finite") << 1;
        QTest::newRow("has nine phases") << 2;
        QTest::newRow("has too few voxels") << 3;
        QTest::newRow("has no phase") << 4;
    }

    void aCaseThatCannotBeUsedIsLeftOut() {
        QFETCH(int, fault);
        Bench bench(4);
        bench.cases.broken = [=](std::size_t index) { return index == 1 && fault == 0; };
        bench.cases.spoil = [=](std::size_t index, NetworkInput& input) {
            if (index != 1)
                return;
            if (fault == 1)
                input.voxels[77] = NAN;
            if (fault == 2)
                input = blockInput(3, 9);
            if (fault == 3)
                input.voxels.pop_back();
            if (fault == 4)
                input = {};
        };
        const auto source = bench.open();
        QVERIFY2(source, source ? "" : source.error().message.c_str());
        QCOMPARE(bench.progress.warnings, std::vector<std::string>{"case_left_out"});
        const auto none = (*source)->load(1);
        QVERIFY(!none && none.error().message.starts_with("Case 2 "));
        for (const std::size_t other : {0, 2, 3})
            QVERIFY((*source)->load(other));
    }

    void cancellingKeepsWhatIsDone() {
        Bench bench;
        std::atomic<int> spoiled = 0; // told by the loading thread
        bench.cases.spoil = [&](std::size_t, NetworkInput&) { ++spoiled; };
        bench.progress.stopWhen = [&] { return spoiled == 4; };
        const auto stopped = bench.open();
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Cancelled);
        QVERIFY(stopped.error().message.find("training") == std::string::npos);
        bench.progress.stopWhen = {};
        QVERIFY(bench.open());
        QVERIFY(spoiled < 9 && spoiled > 5); // at least one was done
    }
};

QTEST_GUILESS_MAIN(EncodedSourceTest)
#include "test_encoded_source.moc"
