// A run whose numbers fail stops, and what it had learned before is still there.
#include <fstream>
#include <iterator>

#include <torch/torch.h>

#include <QtTest>

#include "engine/model/PamnNet.h"
#include "tests/engine/TrainingFixtures.h"

using namespace bolus;
using namespace bolus::test;

namespace {

std::string bytesOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

class TrainStopsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLossThatIsNotFiniteKeepsTheLastGoodCheckpoint() {
        QTemporaryDir folder;
        TrainOptions options;
        options.batch = options.chunk = 2;
        options.epochs = 2;
        options.threads = 1;
        options.checkpointEverySteps = 2;
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        BlockSource cases(6);
        TestProgress progress;
        auto model = tinyModel();
        std::string good; // at step 4
        const auto failed =
            train(*model, cases, nullptr, options, progress, [&](const TrainStep& step) {
                if (step.step != 5)
                    return;
                good = bytesOf(options.checkpoint);
                const torch::NoGradGuard noGradients;
                model->net().head->weight.fill_(NAN);
            });
        QVERIFY(!failed);
        QCOMPARE(failed.error().code, ErrorCode::Model);
        QVERIFY(failed.error().message.find("step 4") != std::string::npos);
        QVERIFY(!good.empty());
        QVERIFY(bytesOf(options.checkpoint) == good);

        auto again = tinyModel();
        std::vector<int> steps;
        const auto result = train(*again, cases, nullptr, options, progress,
                                  [&](const TrainStep& step) { steps.push_back(step.step); });
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QVERIFY(result->resumed);
        QCOMPARE(steps, (std::vector<int>{5, 6}));
        QVERIFY(std::isfinite(result->lastLoss));
    }

    void aDivergedRunCanBeAResultThatSaysSo() {
        TrainOptions options;
        options.batch = options.chunk = 2;
        options.epochs = 2;
        options.threads = 1;
        options.checkpointEverySteps = 2;
        options.checkpointByClock = false;
        options.keepDiverged = true;
        BlockSource cases(6), held(2);
        TestProgress progress;
        auto model = tinyModel();
        std::vector<double> losses;
        const auto result =
            train(*model, cases, &held, options, progress, [&](const TrainStep& step) {
                losses.push_back(step.loss);
                const torch::NoGradGuard noGradients;
                if (step.step == 5)
                    model->net().head->weight.fill_(NAN);
            });
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QVERIFY(result->diverged.find("step 4") != std::string::npos);
        QCOMPARE(result->steps, 4);
        QCOMPARE(result->lastLoss, losses.at(3));
        QCOMPARE(result->validation.candidates, 2);
        QVERIFY(torch::isfinite(model->net().head->weight).all().item<bool>());
    }
};

QTEST_GUILESS_MAIN(TrainStopsTest)
#include "test_train_stops.moc"
