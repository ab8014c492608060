#include <chrono>
#include <cmath>
#include <fstream>
#include <numeric>
#include <set>

#include <QtTest>

#include "engine/train/EncodedSource.h"
#include "tests/engine/TrainingFixtures.h"

using namespace bolus;
using namespace bolus::test;

namespace {

TrainOptions quickOptions() {
    TrainOptions options;
    options.epochs = 4;
    options.batch = 2;
    options.chunk = 2;
    options.learningRate = 1e-3;
    options.threads = 1; // small products gain nothing from a second, and tests run side by side
    return options;
}

/// What a run told step by step.
struct Log {
    std::vector<double> losses;
    std::vector<RecallFigures> validations;
    std::function<void(const TrainStep&)> sink = [this](const TrainStep& step) {
        losses.push_back(step.loss);
        if (step.validation)
            validations.push_back(*step.validation);
    };
};

} // namespace

class TrainTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTinyModelLearnsFourCasesByHeart() {
        auto model = tinyModel();
        BlockSource cases(4);
        TestProgress progress;
        TrainOptions options = quickOptions();
        options.batch = 4;
        options.chunk = 4;
        options.epochs = 40;
        options.learningRate = 3e-3;
        options.augment = false;
        Log log;
        const auto result = train(*model, cases, &cases, options, progress, log.sink);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QCOMPARE(result->steps, 40);
        QCOMPARE(log.losses.size(), std::size_t(40));
        QCOMPARE(log.validations.size(), std::size_t(40));
        QVERIFY(log.losses.front() > 1.0); // about ln 4
        QVERIFY(result->lastLoss < 0.2);
        QCOMPARE(result->validation.candidates, 4);
        QCOMPARE(result->validation.textToImage[0], 1.0);
        QCOMPARE(result->validation.imageToText[0], 1.0);
        QVERIFY(!result->resumed);
    }

    void aResumedRunEqualsAnUninterruptedOne_data() {
        QTest::addColumn<Objective>("objective");
        QTest::addColumn<bool>("encoded");
        QTest::newRow("reports") << Objective::Reports << false;
        QTest::newRow("reports and truth") << Objective::Both << false;
        QTest::newRow("reports and truth, of tokens") << Objective::Both << true;
    }

    void aResumedRunEqualsAnUninterruptedOne() {
        QFETCH(Objective, objective);
        QFETCH(bool, encoded);
        QTemporaryDir folder;
        TrainOptions options = quickOptions();
        options.objective = objective;
        options.freezeImages = encoded;
        BlockSource blocks(6);
        blocks.tellsTruth = true;
        TestProgress progress;
        std::unique_ptr<CaseSource> tokens;
        if (encoded) {
            const std::filesystem::path file = folder.filePath("tokens").toStdString();
            tokens = std::move(*encodedSource(*tinyModel(), blocks, file, 1, progress));
        }
        CaseSource& cases = encoded ? *tokens : blocks;
        Log whole;
        auto reference = tinyModel();
        QVERIFY(train(*reference, cases, &cases, options, progress, whole.sink));
        QCOMPARE(whole.losses.size(), std::size_t(12));

        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        options.checkpointEverySteps = 2;
        Log first;
        TestProgress stopped;
        stopped.stopWhen = [&] { return first.losses.size() == 5; }; // in the middle of an epoch
        auto model = tinyModel();
        const auto cut = train(*model, cases, &cases, options, stopped, first.sink);
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, ErrorCode::Cancelled);
        QVERIFY(std::filesystem::exists(options.checkpoint));

        Log rest;
        auto again = tinyModel();
        const auto result = train(*again, cases, &cases, options, progress, rest.sink);
        QVERIFY(result);
        QVERIFY(result->resumed);
        QVERIFY(progress.warnings.empty());
        const std::vector<double> expected(whole.losses.begin() + 4, whole.losses.end());
        QCOMPARE(rest.losses, expected); // to the last bit
        QCOMPARE(*again->encodeText("finding cyst"), *reference->encodeText("finding cyst"));
        QCOMPARE(*again->encodeCase(blockInput(3, 2)), *reference->encodeCase(blockInput(3, 2)));
    }

    void aFinishedRunIsNotRunAgain() {
        QTemporaryDir folder;
        TrainOptions options = quickOptions();
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        options.epochs = 1;
        BlockSource cases(4);
        TestProgress progress;
        auto model = tinyModel();
        QVERIFY(train(*model, cases, &cases, options, progress, {}));
        auto again = tinyModel();
        Log log;
        const auto result = train(*again, cases, &cases, options, progress, log.sink);
        QVERIFY(result && result->resumed);
        QVERIFY(log.losses.empty());
        QCOMPARE(result->steps, 2);
        QCOMPARE(result->validation.candidates, 4);
        QCOMPARE(*again->encodeText("finding cyst"), *model->encodeText("finding cyst"));
    }

    void aCheckpointOfAnotherRunIsNotTakenUp() {
        QTemporaryDir folder;
        TrainOptions options = quickOptions();
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        options.epochs = 1;
        BlockSource cases(4), others(5);
        TestProgress progress;
        auto model = tinyModel();
        QVERIFY(train(*model, cases, nullptr, options, progress, {}));
        QVERIFY(progress.warnings.empty());
        const auto result = train(*model, others, nullptr, options, progress, {});
        QVERIFY(result && !result->resumed);
        QCOMPARE(progress.warnings, std::vector<std::string>{"checkpoint"});
    }

    void aCheckpointThatIsNotTakenUpIsKept() {
        QTemporaryDir folder;
        TrainOptions options = quickOptions();
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        const std::filesystem::path old = options.checkpoint.string() + ".old";
        options.epochs = 1;
        BlockSource cases(4), others(5);
        TestProgress progress;
        auto model = tinyModel(), again = tinyModel(), third = tinyModel();
        QVERIFY(train(*model, cases, nullptr, options, progress, {}));
        TrainOptions now = options;
        now.finishNow = true;
        const auto none = train(*again, others, nullptr, now, progress, {});
        QVERIFY(!none && none.error().code == ErrorCode::NotFound);
        QVERIFY(none.error().message.find("other cases") != std::string::npos);
        QVERIFY(!std::filesystem::exists(old) && progress.warnings.empty());
        QVERIFY(train(*again, others, nullptr, options, progress, {}));
        QVERIFY(progress.messages.back().find(old.string()) != std::string::npos);
        std::filesystem::rename(old, options.checkpoint);
        const auto result = train(*third, cases, nullptr, options, progress, {});
        QVERIFY(result && result->resumed);
        options.checkpoint = folder.filePath("none").toStdString();
        options.finishNow = true;
        const auto missing = train(*third, cases, nullptr, options, progress, {});
        QVERIFY(!missing && missing.error().message.find("no checkpoint") != std::string::npos);
    }

    void aCheckpointOfOtherImagesIsNotTakenUp() {
        QTemporaryDir folder;
        TrainOptions options = quickOptions();
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        options.epochs = 1;
        BlockSource cases(4), others(4); // with the same reports
        others.name = "other blocks ";
        TestProgress progress;
        auto model = tinyModel(), again = tinyModel();
        QVERIFY(train(*model, cases, nullptr, options, progress, {}));
        const auto result = train(*again, others, nullptr, options, progress, {});
        QVERIFY(result && !result->resumed);
        QCOMPARE(progress.warnings, std::vector<std::string>{"checkpoint"});
    }

    void aCheckpointOfARunWithAnotherEncoderIsNotTakenUp() {
        QTemporaryDir folder;
        TrainOptions options = quickOptions();
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        options.epochs = 1;
        BlockSource cases(4);
        TestProgress progress;
        for (const std::uint64_t encoder : {6, 6, 7}) {
            auto model = tinyModel();
            QVERIFY(model->takePhaseEncoder(*tinyModel(encoder)));
            const auto result = train(*model, cases, nullptr, options, progress, {});
            QVERIFY(result);
            QCOMPARE(progress.warnings.size(), std::size_t(encoder == 7));
        }
    }

    void aDamagedCheckpointIsNotTakenUp() {
        QTemporaryDir folder;
        TrainOptions options = quickOptions();
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        options.epochs = 1;
        BlockSource cases(4);
        auto reference = tinyModel();
        TestProgress progress;
        QVERIFY(train(*reference, cases, nullptr, options, progress, {}));
        const auto size = std::filesystem::file_size(options.checkpoint);
        for (const std::uintmax_t kept :
             {size - 100, size / 2, std::uintmax_t(10), std::uintmax_t(0)}) {
            TestProgress warned;
            std::filesystem::resize_file(options.checkpoint, kept);
            auto model = tinyModel();
            const auto result = train(*model, cases, nullptr, options, warned, {});
            QVERIFY(result && !result->resumed);
            QCOMPARE(warned.warnings, std::vector<std::string>{"checkpoint"});
            QCOMPARE(*model->encodeText("finding cyst"), *reference->encodeText("finding cyst"));
        }
    }

    void aCheckpointThatCannotBeWrittenIsAnError() {
        TrainOptions options = quickOptions();
        options.checkpoint = "/nonexistent-folder/run.checkpoint";
        BlockSource cases(4);
        TestProgress progress;
        auto model = tinyModel();
        const auto result = train(*model, cases, nullptr, options, progress, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Io);
        QCOMPARE(result.error().subject, options.checkpoint.string());
    }

    void cancellingStopsBetweenThePassesOfABatch() {
        auto model = tinyModel();
        BlockSource cases(12, 3);
        TrainOptions options = quickOptions();
        options.batch = 12;
        options.chunk = 12;
        TestProgress progress;
        int asked = 0; // 30 phases are four passes forward and four back
        progress.stopWhen = [&] { return cases.loads == 12 && ++asked > 6; };
        Log log;
        const auto result = train(*model, cases, nullptr, options, progress, log.sink);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QVERIFY(log.losses.empty());
    }

    void frozenTowersAreLoadedOnceAndStillLearn() {
        auto model = tinyModel();
        BlockSource cases(4);
        TestProgress progress;
        TrainOptions options = quickOptions();
        options.freezeTowers = true;
        options.epochs = 60;
        options.learningRate = 1e-2;
        BlockSource held(4);
        Log log;
        const auto result = train(*model, cases, &held, options, progress, log.sink);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QCOMPARE(cases.loads, 4);
        QCOMPARE(result->steps, 60); // the whole set is one batch
        QVERIFY(result->lastLoss < 0.5 * log.losses.front());
        QCOMPARE(held.loads, 4);
        QCOMPARE(result->validation.textToImage[0], 1.0);
    }

    void aCaseThatCannotBeReadIsLeftOutAndToldOfOnce() {
        auto model = tinyModel();
        BlockSource cases(6);
        cases.broken = [](std::size_t index) { return index == 3; };
        TestProgress progress;
        TrainOptions options = quickOptions();
        options.batch = 6;
        const auto result = train(*model, cases, &cases, options, progress, {});
        QVERIFY(result);
        QCOMPARE(progress.warnings, std::vector<std::string>{"case_left_out"});
        QCOMPARE(result->validation.candidates, 5);
        cases.broken = [](std::size_t) { return true; };
        const auto none = train(*model, cases, nullptr, options, progress, {});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::Io);
    }

    void casesWithoutAReportAreLeftOut() {
        auto model = tinyModel();
        BlockSource cases(3);
        cases.reports = {"finding cyst", " \n", "finding mass"};
        TestProgress progress;
        TrainOptions options = quickOptions();
        QVERIFY(train(*model, cases, nullptr, options, progress, {}));
        QCOMPARE(progress.warnings, std::vector<std::string>{"no_report"});
        cases.reports = {"finding cyst", " \n", ""};
        const auto result = train(*model, cases, nullptr, options, progress, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::BadInput);
    }

    void optionsOutOfRangeAreRefused() {
        auto model = tinyModel();
        BlockSource cases(4);
        TestProgress progress;
        const std::vector<std::function<void(TrainOptions&)>> mistakes{
            [](TrainOptions& o) { o.epochs = 0; },
            [](TrainOptions& o) { o.batch = 1; },
            [](TrainOptions& o) { o.chunk = 0; },
            [](TrainOptions& o) { o.learningRate = NAN; },
            [](TrainOptions& o) { o.learningRate = 0; },
            [](TrainOptions& o) { o.clip = -1; },
            [](TrainOptions& o) { o.warmUp = 1; },
            [](TrainOptions& o) { o.weightDecay = NAN; },
            [](TrainOptions& o) { o.threads = -1; },
            [](TrainOptions& o) { o.checkpointEverySteps = 0; },
            [](TrainOptions& o) { o.freezeTowers = o.onePhase = true; },
            [](TrainOptions& o) {
                o.freezeTowers = true;
                o.objective = Objective::Both;
            }};
        for (const auto& mistake : mistakes) {
            TrainOptions options = quickOptions();
            mistake(options);
            const auto result = train(*model, cases, nullptr, options, progress, {});
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::BadInput);
        }
        QCOMPARE(cases.loads, 0);
    }

    void splitsShareNoPatient() {
        BlockSource cases(60);
        for (int i = 0; i < 60; ++i)
            cases.patients.push_back("P" + std::to_string(i * 7 % 23));
        const Split split = splitByPatient(cases, 0.25, 3);
        QCOMPARE(split.training.size() + split.validation.size(), std::size_t(60));
        std::set<std::string> trained, held;
        for (const std::size_t i : split.training)
            trained.insert(cases.patient(i));
        for (const std::size_t i : split.validation)
            held.insert(cases.patient(i));
        for (const std::string& patient : held)
            QVERIFY(!trained.contains(patient));
        QVERIFY(split.validation.size() >= 15 && split.validation.size() <= 18);
        QCOMPARE(splitByPatient(cases, 0.25, 3).validation, split.validation);
        QVERIFY(splitByPatient(cases, 0.25, 4).validation != split.validation);
    }

    void splitsAtTheEdges() {
        BlockSource cases(5);
        QVERIFY(splitByPatient(cases, 0, 1).validation.empty());
        QCOMPARE(splitByPatient(cases, 1, 1).training.size(), std::size_t(1));
        QVERIFY(splitByPatient(cases, NAN, 1).validation.empty());
        cases.patients.assign(5, "the only one");
        QCOMPARE(splitByPatient(cases, 0.4, 1).training.size(), std::size_t(5));
        cases.patients.assign(5, ""); // unknown patients are not one person
        QCOMPARE(splitByPatient(cases, 0.4, 1).validation.size(), std::size_t(2));
        BlockSource none(0);
        QVERIFY(splitByPatient(none, 0.4, 1).training.empty());
    }
};

QTEST_GUILESS_MAIN(TrainTest)
#include "test_train.moc"
