// What a training run is made of: losses, gradients, what is frozen, augmentation.
#include <torch/torch.h>

#include <cmath>
#include <fstream>
#include <set>

#include <QtTest>

#include "engine/text/WordPiece.h"
#include "engine/train/Augmentation.h"
#include "engine/train/BatchStream.h"
#include "engine/train/EncodedSource.h"
#include "engine/train/Gradients.h"
#include "engine/train/Losses.h"
#include "tests/engine/TrainingFixtures.h"

using namespace bolus;
using namespace bolus::test;

namespace {

double lossOf(Loss kind, const std::vector<std::int64_t>& groups, double scale) {
    const auto images = torch::eye(2), texts = torch::eye(2);
    return contrastiveLoss(kind, images, texts, torch::tensor(groups, torch::kLong),
                           torch::full({1}, scale), torch::full({1}, -10.0))
        .item<double>();
}

bool near(double a, double b) {
    return std::abs(a - b) < 2e-6;
}

/// With `classes` of truth, where there are any.
std::vector<TrainingCase> casesOf(std::size_t count, std::int64_t classes = 0) {
    std::vector<TrainingCase> out;
    for (std::size_t i = 0; i < count; ++i) {
        NetworkInput input = blockInput(i * 13, 1 + int(i % 3));
        TrainingCase one;
        for (const Phase phase : input.phases)
            one.phases.push_back(std::int64_t(phase));
        one.images =
            torch::tensor(input.voxels).view({std::int64_t(input.phases.size()), 32, 256, 256});
        one.text = torch::arange(2, 4 + std::int64_t(i), torch::kLong);
        one.group = std::int64_t(i / 2); // neighbours have the same report
        if (classes > 0)
            one.truth = ((torch::arange(256 * classes) + std::int64_t(i)) % 7 < 2)
                            .view({256, classes})
                            .to(torch::kHalf);
        out.push_back(one);
    }
    return out;
}

std::vector<torch::Tensor> takenGradients(const Learner& learner) {
    std::vector<torch::Tensor> out;
    for (torch::Tensor& weight : learner.parameters()) {
        out.push_back(weight.grad().defined() ? weight.grad().clone() : torch::zeros_like(weight));
        weight.mutable_grad() = torch::Tensor();
    }
    return out;
}

std::vector<float> ramp() {
    std::vector<float> out(phaseVoxels);
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = float(i % 8191) / 8191;
    return out;
}

} // namespace

class TrainPartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void lossesAreThoseComputedByHand() {
        // Logits are the unit matrix: −ln(e / (e + 1)) = 0.313262 for the pair, 1.313262 beside it.
        QVERIFY(near(lossOf(Loss::OneWay, {0, 1}, 1), 0.313262));
        QVERIFY(near(lossOf(Loss::Symmetric, {0, 1}, 1), 0.313262));
        QVERIFY(near(lossOf(Loss::MultiPositive, {0, 1}, 1), 0.313262));
        QVERIFY(near(lossOf(Loss::Symmetric, {4, 4}, 1), 0.313262)); // blind to duplicates
        QVERIFY(near(lossOf(Loss::MultiPositive, {4, 4}, 1), (0.313262 + 1.313262) / 2));
        // Scores 10·1 − 10 = 0 for the pair and −10 beside it: ln 2 + ln(1 + e^−10).
        QVERIFY(near(lossOf(Loss::SigLip, {0, 1}, 10), 0.693147 + 0.0000454));
        QVERIFY(near(lossOf(Loss::SigLip, {4, 4}, 10), 0.693147 + 10.0000454));
    }

    void oneWayRanksTextsForAnImage() {
        // Image 0 fits both texts, image 1 none: rows and columns give different losses.
        const auto images = torch::tensor({{1.0f, 1.0f}, {0.0f, 0.0f}}), texts = torch::eye(2);
        const auto groups = torch::tensor(std::vector<std::int64_t>{0, 1}, torch::kLong);
        const auto loss = [&](Loss kind) {
            return contrastiveLoss(kind, images, texts, groups, torch::ones({1}), torch::zeros({1}))
                .item<double>();
        };
        QVERIFY(near(loss(Loss::OneWay), std::log(2.0)));
        QVERIFY(near(loss(Loss::Symmetric), (std::log(2.0) + (0.313262 + 1.313262) / 2) / 2));
    }

    void gradientCachingEqualsTheFullBatch_data() {
        QTest::addColumn<Objective>("objective");
        QTest::newRow("reports") << Objective::Reports;
        QTest::newRow("reports and truth") << Objective::Both;
    }

    void gradientCachingEqualsTheFullBatch() {
        QFETCH(Objective, objective);
        auto model = tinyModel();
        PamnNet& net = model->net();
        const auto learner = std::make_shared<Learner>(net, std::vector<float>{0.5F, 1, 3}, 1);
        const auto cases = casesOf(5, 3);
        TestProgress progress;
        TrainOptions options;
        options.objective = objective;
        for (const Loss kind : {Loss::OneWay, Loss::Symmetric, Loss::MultiPositive, Loss::SigLip}) {
            options.loss = kind;
            const double full = addGradients(*learner, cases, options, 5, progress);
            const auto expected = takenGradients(*learner);
            for (const std::size_t chunk : {1, 2, 4}) {
                const double inParts = addGradients(*learner, cases, options, chunk, progress);
                QVERIFY(std::abs(inParts - full) < 1e-5 * std::max(1.0, full));
                const auto cached = takenGradients(*learner);
                for (std::size_t i = 0; i < cached.size(); ++i) {
                    const double apart = (cached[i] - expected[i]).abs().max().item<double>();
                    const double size = expected[i].abs().max().item<double>();
                    QVERIFY2(apart <= 1e-5 * std::max(1.0, size),
                             qPrintable(QString::number(apart)));
                    // Small gradients are told from wrong ones, too.
                    QVERIFY2(apart <= 1e-4 * size + 5e-7,
                             qPrintable(QString("%1 of %2").arg(apart).arg(size)));
                }
            }
            double total = 0;
            for (const auto& gradient : expected)
                total += gradient.abs().sum().item<double>();
            QVERIFY(total > 0);
        }
    }

    void reportsOfManyLengthsAreEncodedAsOneByOne() {
        const auto model = tinyModel();
        const torch::NoGradGuard noGradients;
        std::vector<TrainingCase> cases = casesOf(4);
        const torch::Tensor image = cases[0].images;
        while (cases.size() < 12)
            cases.push_back(cases[cases.size() % 4]);
        for (std::size_t i = 0; i < cases.size(); ++i) { // in no order of length; some as long
            const auto length = 3 + std::int64_t(i * 7 % 10) * 4;
            cases[i].text = (torch::arange(length, torch::kLong) + std::int64_t(i)) % 11 + 2;
            cases[i].images = image;
            cases[i].phases = cases[0].phases;
        }
        TestProgress progress;
        const Embeddings all = embed(model->net(), cases, progress);
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const Embeddings one = embed(model->net(), {&cases[i], 1}, progress);
            const auto row = all.texts[std::int64_t(i)];
            QVERIFY2(torch::allclose(row, one.texts[0], 1e-4, 1e-5),
                     qPrintable(QString::number(i)));
            const auto other = all.texts[std::int64_t((i + 1) % cases.size())];
            QVERIFY(!torch::allclose(row, other, 1e-4, 1e-5)); // they differ enough to tell
        }
    }

    void aFrozenEncoderTakesNoGradientsWhileItIs() {
        auto model = tinyModel();
        BlockSource cases(4);
        TestProgress progress;
        TrainOptions options;
        options.batch = 4;
        options.epochs = 2;
        options.threads = 1;
        options.freezeImages = true;
        const auto learning = [&] {
            std::size_t count = 0;
            for (const auto& weight : model->net().phaseEncoder->parameters())
                count += weight.requires_grad();
            return count;
        };
        const std::size_t all = learning();
        std::size_t during = all;
        const auto before = *model->encodeText("finding cyst");
        QVERIFY(train(*model, cases, nullptr, options, progress,
                      [&](const TrainStep&) { during = learning(); }));
        QCOMPARE(during, std::size_t(0));
        QCOMPARE(learning(), all);
        QVERIFY(*model->encodeText("finding cyst") != before);
    }

    void augmentationIsOffWhereItCannotBe() {
        TrainOptions options;
        QVERIFY(augments(options));
        options.freezeImages = true;
        QVERIFY(!augments(options));
        options = {};
        options.freezeTowers = true;
        QVERIFY(!augments(options));
        options = {};
        options.objective = Objective::Both;
        QVERIFY(!augments(options));
        options = {};
        options.augment = false;
        QVERIFY(!augments(options));
    }

    void theTruthTeachesThePhaseEncoderAlone() {
        auto model = tinyModel();
        BlockSource cases(6);
        cases.tellsTruth = true;
        TestProgress progress;
        TrainOptions options;
        options.objective = Objective::Truth;
        options.batch = 3;
        options.epochs = 12;
        options.learningRate = 1e-2;
        const auto before = *model->encodeText("finding cyst");
        std::vector<double> losses;
        const auto result = train(*model, cases, nullptr, options, progress,
                                  [&](const TrainStep& step) { losses.push_back(step.loss); });
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        QVERIFY2(losses.back() < 0.5 * losses.front(),
                 qPrintable(QString("%1 → %2").arg(losses.front()).arg(losses.back())));
        QCOMPARE(*model->encodeText("finding cyst"), before);
    }

    void rareClassesCountMore() {
        BlockSource cases(6);
        cases.tellsTruth = true;
        TestProgress progress;
        const auto tokenizer = *WordPiece::fromVocabulary(tinyModel()->vocabulary());
        const auto weights = TrainingSet(cases, tokenizer, 64, progress).truthWeights();
        QCOMPARE(weights.size(), std::size_t(3));
        QCOMPARE(weights[0], 2.0F);       // 4 cells a case
        QCOMPARE(weights[1], 0.5F);       // 64
        QVERIFY(weights[2] > weights[0]); // never seen
    }

    void whereNothingIsKnownTheTruthCannotBeLearned() {
        auto model = tinyModel();
        BlockSource cases(4);
        TestProgress progress;
        TrainOptions options;
        options.objective = Objective::Both;
        const auto result = train(*model, cases, nullptr, options, progress, {});
        QVERIFY(!result && result.error().code == ErrorCode::BadInput);
        QVERIFY(result.error().message.find("phantom") != std::string::npos);
    }

    void encodedCasesTrainAsTheirVoxelsDo() {
        QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "tokens";
        BlockSource cases(6);
        TestProgress progress;
        TrainOptions options;
        options.batch = 3;
        options.epochs = 2;
        options.freezeImages = true;
        options.augment = false;
        std::vector<double> losses[2];
        for (const int encoded : {0, 1}) {
            auto model = tinyModel();
            auto source = encodedSource(*model, cases, file, 1, progress);
            QVERIFY2(source, source ? "" : source.error().message.c_str());
            const auto result =
                train(*model, encoded ? **source : cases, nullptr, options, progress,
                      [&](const TrainStep& step) { losses[encoded].push_back(step.loss); });
            QVERIFY2(result, result ? "" : result.error().message.c_str());
        }
        QVERIFY(losses[0].size() == 4 && losses[1].size() == 4);
        for (std::size_t i = 0; i < losses[0].size(); ++i) // tokens are kept in 16 bits
            QVERIFY(std::abs(losses[0][i] - losses[1][i]) < 2e-3);
    }

    void onePhaseOfEachCaseIsDrawnAnewEachEpoch() {
        BlockSource cases(8);
        TestProgress progress;
        auto model = tinyModel();
        const auto tokenizer = *WordPiece::fromVocabulary(model->vocabulary());
        const TrainingSet set(cases, tokenizer, 64, progress);
        std::set<std::vector<std::int64_t>> seen;
        for (std::uint64_t epoch = 0; epoch < 12; ++epoch) {
            BatchStream stream(set, {{{0}}, {}, epoch, false}, progress);
            const auto batch = stream.next();
            QVERIFY(batch && batch->cases.front().images.size(0) == 1);
            seen.insert(batch->cases.front().phases);
        }
        QCOMPARE(seen.size(), std::size_t(2));
    }

    void eachEpochMayTellTheReportsAnotherWay() {
        struct Retold : BlockSource {
            using BlockSource::BlockSource;
            std::string retold(std::size_t index, int telling) override {
                return telling == 0 ? report(index)
                                    : std::string("mass ").append(report(index % 2));
            }
        } cases(6);
        const WordPiece tokenizer = *WordPiece::fromVocabulary(tinyModel()->vocabulary());
        TestProgress progress;
        const TrainingSet plain(cases, tokenizer, 64, progress);
        const TrainingSet set(cases, tokenizer, 64, progress, 2);
        const auto first = set.load(4, {}), second = set.load(4, {.telling = 1});
        QVERIFY(torch::equal(first->text, plain.load(4, {})->text));
        QCOMPARE(first->text.numel(), 4);
        QCOMPARE(second->text.numel(), 5);
        // Reports that have become equal are positives of one another.
        QVERIFY(set.load(2, {})->group != first->group);
        QCOMPARE(set.load(2, {.telling = 1})->group, second->group);
        QVERIFY(set.fingerprint() != plain.fingerprint());
    }

    void tellingsAreRefusedWhereTheyCannotBe() {
        TrainOptions options;
        options.tellings = 0;
        QVERIFY(!checkTrainOptions(options));
        options.tellings = 65;
        QVERIFY(!checkTrainOptions(options));
        options.tellings = 64;
        QVERIFY(checkTrainOptions(options).has_value());
        options.freezeTowers = true;
        QVERIFY(!checkTrainOptions(options));
    }

    void aLossThatIsNotFiniteBringsBackTheLastGoodWeights() {
        auto model = tinyModel();
        BlockSource cases(6);
        TestProgress progress;
        TrainOptions options;
        options.batch = 2;
        options.epochs = 2;
        options.checkpointEverySteps = 2;
        std::vector<float> good;
        const auto result =
            train(*model, cases, nullptr, options, progress, [&](const TrainStep& step) {
                if (step.step == 4) // a checkpoint follows; the next is at the end of epoch 2
                    good = *model->encodeText("finding cyst");
                if (step.step == 5) {
                    const torch::NoGradGuard noGradients;
                    model->net().textHead->weight.fill_(NAN);
                }
            });
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Model);
        QVERIFY(result.error().message.find("step 4") != std::string::npos);
        QCOMPARE(*model->encodeText("finding cyst"), good);
    }

    void weightsThatAreNotFiniteAreNotKept() {
        auto model = tinyModel();
        BlockSource cases(6);
        TestProgress progress;
        TrainOptions options;
        options.batch = 2;
        options.epochs = 2;
        options.threads = 1;
        options.checkpointEverySteps = 2;
        std::vector<float> good;
        const auto result =
            train(*model, cases, nullptr, options, progress, [&](const TrainStep& step) {
                if (step.step == 3) // kept at the end of the epoch
                    good = *model->encodeText("finding cyst");
                if (step.step == 4) { // the loss was finite, what is to be kept is not
                    const torch::NoGradGuard noGradients;
                    model->net().textHead->weight.fill_(INFINITY);
                }
            });
        QVERIFY(!result && result.error().code == ErrorCode::Model);
        QVERIFY(result.error().message.find("step 3") != std::string::npos);
        QCOMPARE(*model->encodeText("finding cyst"), good);
    }

    void noAugmentationChangesNothing() {
        const std::vector<float> from = ramp();
        std::vector<float> to(phaseVoxels);
        augmentPhase({}, from, to);
        QVERIFY(to == from);
    }

    void aShiftMovesAllAxesAndFillsWithZero() {
        const std::vector<float> from = ramp();
        std::vector<float> to(phaseVoxels);
        Augmentation change;
        change.shift = {1, -2, 3};
        augmentPhase(change, from, to);
        const auto at = [](std::size_t d, std::size_t h, std::size_t w) {
            return (d * 256 + h) * 256 + w;
        };
        QCOMPARE(to[at(5, 100, 50)], from[at(4, 102, 47)]);
        QCOMPARE(to[at(31, 0, 255)], from[at(30, 2, 252)]);
        QCOMPARE(to[at(0, 100, 50)], 0.0f);
        QCOMPARE(to[at(5, 255, 50)], 0.0f);
        QCOMPARE(to[at(5, 100, 2)], 0.0f);
    }

    void scaleKeepsTheCentreAndIsLinearBetweenVoxels() {
        std::vector<float> from(phaseVoxels), to(phaseVoxels);
        for (std::size_t i = 0; i < from.size(); ++i)
            from[i] = float(i % 256) / 255; // grows along w
        Augmentation change;
        change.scale = {1, 1, 2};
        augmentPhase(change, from, to);
        for (const std::size_t w : {0, 31, 127, 128, 255})
            QVERIFY(std::abs(to[w] - ((double(w) - 127.5) / 2 + 127.5) / 255) < 1e-5);
    }

    void drawnAugmentationsAreSmallAndRepeatable() {
        double least = 9, most = 0;
        for (std::uint64_t i = 0; i < 500; ++i) {
            const Augmentation change = Augmentation::draw(3, i);
            QCOMPARE(change.scale, Augmentation::draw(3, i).scale);
            for (const double scale : change.scale) { // above 0: never a flip
                QVERIFY(scale > 0.9 && scale < 1.11);
                least = std::min(least, scale);
                most = std::max(most, scale);
            }
            for (const double shift : change.shift)
                QVERIFY(std::abs(shift) <= 12);
        }
        QVERIFY(least < 0.95 && most > 1.05);
    }

    void intensityJitterStaysInRange() {
        const std::vector<float> from = ramp();
        std::vector<float> to(phaseVoxels);
        Augmentation change;
        change.gain = 1.2;
        change.offset = 0.05;
        augmentPhase(change, from, to);
        QVERIFY(near(to[4000], (from[4000] - 0.5) * 1.2 + 0.55));
        QCOMPARE(to[0], 0.0f);
        QCOMPARE(to[8190], 1.0f);
    }
};

QTEST_GUILESS_MAIN(TrainPartsTest)
#include "test_train_parts.moc"
