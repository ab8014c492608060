// The steps that training takes: learning rate, AdamW, clipping, and which weights decay.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <set>

#include <QtTest>

#include "engine/train/Gradients.h"
#include "engine/train/Optimiser.h"
#include "tests/engine/TrainingFixtures.h"

using namespace bolus;
using namespace bolus::test;

class OptimiserTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void learningRateWarmsUpAndFallsAsACosine() {
        TrainOptions options;
        options.learningRate = 2;
        options.warmUp = 0.1;
        QCOMPARE(scheduledRate(options, 0, 100), 0.2);
        QCOMPARE(scheduledRate(options, 9, 100), 2.0);
        QCOMPARE(scheduledRate(options, 10, 100), 2.0);
        QCOMPARE(scheduledRate(options, 55, 100), 1.0);
        QVERIFY(scheduledRate(options, 99, 100) < 0.001 && scheduledRate(options, 99, 100) > 0);
    }

    void theFusedStepIsThatOfLibTorch_data() {
        QTest::addColumn<bool>("contiguous");
        QTest::newRow("in one pass") << true;
        QTest::newRow("weights that are no plain floats") << false;
    }

    void theFusedStepIsThatOfLibTorch() {
        QFETCH(bool, contiguous);
        torch::manual_seed(3);
        const auto fresh = [&] {
            torch::Tensor weight = torch::randn({300, 401});
            return (contiguous ? weight : weight.t()).detach();
        };
        torch::Tensor ours = fresh(), theirs = ours.clone();
        const auto options = torch::optim::AdamWOptions(0.01).weight_decay(0.1).eps(1e-8);
        FusedAdamW fused({ours.requires_grad_()}, options);
        torch::optim::AdamW plain({theirs.requires_grad_()}, options);
        for (int step = 0; step < 20; ++step) {
            const torch::Tensor gradient = torch::randn({300, 401}).view(ours.sizes());
            ours.mutable_grad() = gradient * 4;
            theirs.mutable_grad() = gradient.clone();
            fused.stepScaled(0.25);
            plain.step();
        }
        QVERIFY(torch::allclose(ours, theirs, 1e-5, 1e-6));
        QVERIFY(!torch::allclose(ours, fresh(), 1e-2, 1e-2));
    }

    void gradientsAreClippedToTheirNorm() {
        torch::Tensor a = torch::zeros({3}), b = torch::zeros({4});
        TrainOptions options;
        options.clip = 1;
        options.weightDecay = 0;
        Optimiser optimiser({{a.requires_grad_()}, {b.requires_grad_()}}, options);
        a.mutable_grad() = torch::full({3}, 4.0);
        b.mutable_grad() = torch::full({4}, 2.0); // together of norm 8
        QVERIFY(optimiser.step(0.1));
        const auto states = [&] {
            std::vector<double> squares;
            for (const auto& [key, state] : optimiser.adam().state())
                squares.push_back(static_cast<const torch::optim::AdamWParamState&>(*state)
                                      .exp_avg()
                                      .abs()
                                      .max()
                                      .item<double>());
            std::ranges::sort(squares);
            return squares;
        }();
        QVERIFY(std::abs(states[0] - 0.1 * 2 / 8) < 1e-6); // (1 - β1) · g
        QVERIFY(std::abs(states[1] - 0.1 * 4 / 8) < 1e-6);
        a.mutable_grad() = torch::full({3}, std::nan(""));
        const torch::Tensor before = a.detach().clone();
        QVERIFY(!optimiser.step(0.1));
        QVERIFY(torch::equal(a.detach(), before));
    }

    void onlyWeightMatricesDecay() {
        auto model = tinyModel();
        PamnNet& net = model->net();
        const auto learner = std::make_shared<Learner>(net, std::vector<float>(), 1);
        std::set<const void*> plain;
        for (const auto& weight : learnedWeights(*learner, {}).plain)
            plain.insert(weight.unsafeGetTensorImpl());
        for (const auto& weight : net.named_parameters()) {
            const QString name = QString::fromStdString(weight.key());
            const bool expected = name.endsWith("bias") || name.contains("norm") ||
                                  name.contains("theta") || name.startsWith("log_");
            QVERIFY2(plain.contains(weight->unsafeGetTensorImpl()) == expected, qPrintable(name));
        }
    }

    void frozenTowersAreNotLearned() {
        auto model = tinyModel();
        const auto learner = std::make_shared<Learner>(model->net(), std::vector<float>(), 1);
        TrainOptions options;
        options.freezeTowers = true;
        const auto weights = learnedWeights(*learner, options);
        std::size_t learned = weights.decayed.size() + weights.plain.size();
        std::size_t outside = 0;
        for (const auto& weight : model->net().named_parameters())
            outside += !weight.key().starts_with("phase_encoder") &&
                       !weight.key().starts_with("text_encoder");
        QCOMPARE(learned, outside);
        QVERIFY(outside > 10);
    }
};

QTEST_GUILESS_MAIN(OptimiserTest)
#include "test_optimiser.moc"
