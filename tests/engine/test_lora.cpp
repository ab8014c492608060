// Low-rank adaptation: the sum is what its factors say, only they and what is not a tower learn,
// and few cases are refused.
#include <torch/torch.h>

#include "engine/train/LowRank.h"
#include "tests/engine/TrainingFixtures.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace bolus;
using namespace bolus::test;
using torch::Tensor;

namespace {

constexpr int rank = 3;

std::map<std::string, Tensor> copyOf(const PamnNet& net) {
    std::map<std::string, Tensor> weights;
    for (const auto& item : net.named_parameters())
        weights[item.key()] = item.value().detach().clone();
    return weights;
}

double distance(const Tensor& a, const Tensor& b) {
    return (a - b).abs().max().item<double>();
}

/// Both factors of every pair, so that all products count.
void fill(LowRank& low) {
    const torch::NoGradGuard noGradients;
    torch::manual_seed(4);
    for (LowRank::Adapted& one : low.adapted) {
        one.a.normal_(0, 0.1);
        one.b.normal_(0, 0.1);
    }
    low.merge();
}

/// A number to which every block of both towers adds.
Tensor score(const PamnNet& net) {
    const auto voxels =
        torch::linspace(0, 1, 256).mul(12).sin().expand({1, 1, 32, 256, 256}).contiguous();
    const auto ids = torch::tensor({{2, 4, 5, 3}}, torch::kInt64);
    return net.encodePhases(voxels).slice(2, 0, 5).mean() * 3 +
           net.textEncoder->forward(ids, torch::ones_like(ids)).slice(1, 0, 7).sum();
}

TrainOptions loraOptions() {
    TrainOptions options;
    options.epochs = 3;
    options.batch = 3;
    options.chunk = 2;
    options.learningRate = 3e-3;
    options.warmUp = 0;
    options.threads = 1;
    options.loraRank = rank;
    options.loraBlocks = 1;
    options.loraAnyway = true;
    return options;
}

bool isAdapted(const std::string& name) { // the tiny model has two blocks in each tower
    if (!name.starts_with("phase_encoder.blocks1.") && !name.starts_with("text_encoder.blocks1."))
        return false;
    return name.ends_with("qkv.weight") || name.ends_with("out.weight") ||
           name.ends_with("up.weight") || name.ends_with("down.weight");
}

bool isOfTower(const std::string& name) {
    return name.starts_with("phase_encoder.") || name.starts_with("text_encoder.");
}

} // namespace

class LoraTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itStartsAsTheModelWas() {
        const auto model = tinyModel();
        const auto before = copyOf(model->net());
        {
            LowRank low(model->net(), rank, 1, 7);
            low.merge();
            QCOMPARE(low.adapted.size(), std::size_t(8)); // four weights, two towers
            for (const auto& [name, weight] : copyOf(model->net()))
                QVERIFY2(torch::equal(weight, before.at(name)), name.c_str());
            QVERIFY(!model->net().phaseEncoder->positions.requires_grad());
        }
        for (const Tensor& weight : model->net().parameters())
            QVERIFY(weight.requires_grad());
    }

    void moreBlocksThanThereAreIsAll() {
        const auto model = tinyModel();
        QCOMPARE(LowRank(model->net(), rank, 40, 7).adapted.size(), std::size_t(16));
    }

    void theSumGivesWhatItsPartsGive() {
        const auto model = tinyModel();
        LowRank low(model->net(), rank, 2, 7);
        fill(low);
        const torch::NoGradGuard noGradients;
        for (const LowRank::Adapted& one : low.adapted) {
            const Tensor x = torch::randn({50, one.base.size(1)});
            const Tensor parts = x.mm(one.base.t()) + 2 * x.mm(one.a.t()).mm(one.b.t());
            QVERIFY(distance(torch::linear(x, one.weight), parts) < 1e-5);
            QVERIFY(distance(one.weight, one.base) > 1e-3);
        }
    }

    void gradientsAreThoseOfTheParts() {
        const auto model = tinyModel(), apart = tinyModel();
        LowRank low(model->net(), rank, 1, 7);
        fill(low);
        const Tensor sum = score(model->net());
        sum.backward();
        low.takeGradients();

        std::vector<std::pair<Tensor, Tensor>> factors;
        std::size_t i = 0;
        for (const auto& block :
             {apart->net().phaseEncoder->blocks[1], apart->net().textEncoder->blocks[1]})
            for (const auto& dense :
                 {block->attention->qkv, block->attention->out, block->up, block->down}) {
                const Tensor a = low.adapted[i].a.detach().clone().requires_grad_();
                const Tensor b = low.adapted[i++].b.detach().clone().requires_grad_();
                dense->weight = dense->weight.detach() + 2 * b.mm(a);
                factors.emplace_back(a, b);
            }
        const Tensor parts = score(apart->net());
        parts.backward();
        QVERIFY(std::abs(sum.item<double>() - parts.item<double>()) < 1e-5);
        for (i = 0; i < factors.size(); ++i) {
            const auto& [a, b] = factors[i];
            QVERIFY(a.grad().abs().max().item<double>() > 1e-6);
            QVERIFY(distance(low.adapted[i].a.grad(), a.grad()) < 1e-5);
            QVERIFY(distance(low.adapted[i].b.grad(), b.grad()) < 1e-5);
            QVERIFY(!low.adapted[i].weight.grad().defined());
        }
    }

    void onlyTheFactorsAndWhatIsNoTowerLearn() {
        const auto model = tinyModel();
        const auto before = copyOf(model->net());
        BlockSource cases(6);
        TestProgress progress;
        const auto result = train(*model, cases, nullptr, loraOptions(), progress, {});
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        for (const auto& [name, weight] : copyOf(model->net())) {
            const Tensor change = weight - before.at(name);
            const bool changed = change.abs().max().item<double>() > 0;
            QVERIFY2(changed == isAdapted(name) || !isOfTower(name), name.c_str());
            if (!isAdapted(name))
                continue;
            const Tensor singular = torch::linalg_svdvals(change.to(torch::kFloat64));
            QVERIFY2(singular[rank].item<double>() < 1e-4 * singular[0].item<double>(),
                     name.c_str());
        }
        for (const char* name :
             {"head.weight", "text_head.weight", "cell.theta_z", "readout.weight"})
            QVERIFY2(!torch::equal(copyOf(model->net()).at(name), before.at(name)), name);
        for (const Tensor& weight : model->net().parameters())
            QVERIFY(weight.requires_grad() && !weight.grad().defined());
    }

    void itLearns() {
        const auto model = tinyModel();
        BlockSource cases(4);
        TestProgress progress;
        TrainOptions options = loraOptions();
        options.epochs = 40;
        options.batch = 4;
        options.learningRate = 1e-2;
        std::vector<double> losses;
        const auto result = train(*model, cases, nullptr, options, progress,
                                  [&](const TrainStep& step) { losses.push_back(step.loss); });
        QVERIFY(result);
        QVERIFY(result->lastLoss < 0.5 * losses.front());
    }

    void aResumedRunEqualsAnUninterruptedOne() {
        QTemporaryDir folder;
        TrainOptions options = loraOptions();
        BlockSource cases(6);
        TestProgress progress;
        std::vector<double> whole, first, rest;
        const auto into = [](std::vector<double>& losses) {
            return [&losses](const TrainStep& step) { losses.push_back(step.loss); };
        };
        const auto reference = tinyModel();
        QVERIFY(train(*reference, cases, nullptr, options, progress, into(whole)));
        options.checkpoint = folder.filePath("run.checkpoint").toStdString();
        options.checkpointEverySteps = 1;
        TestProgress stopped;
        stopped.stopWhen = [&] { return first.size() == 3; };
        QVERIFY(!train(*tinyModel(), cases, nullptr, options, stopped, into(first)));
        const auto again = tinyModel();
        const auto result = train(*again, cases, nullptr, options, progress, into(rest));
        QVERIFY(result && result->resumed);
        QCOMPARE(rest, std::vector<double>(whole.begin() + 3, whole.end())); // to the last bit
        const auto wanted = copyOf(reference->net());
        for (const auto& [name, weight] : copyOf(again->net()))
            QVERIFY2(torch::equal(weight, wanted.at(name)), name.c_str());
        options.loraRank = rank + 1; // another run
        TestProgress warned;
        QVERIFY(!train(*tinyModel(), cases, nullptr, options, warned, {})->resumed);
        QCOMPARE(warned.warnings, std::vector<std::string>{"checkpoint"});
    }

    void fewCasesAreRefusedUnlessInsistedOn() {
        const auto model = tinyModel();
        BlockSource cases(499);
        TestProgress progress;
        TrainOptions options = loraOptions();
        options.loraAnyway = false;
        const auto result = train(*model, cases, nullptr, options, progress, {});
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::BadInput);
        QVERIFY(result.error().message.find("500") != std::string::npos);
        QVERIFY(result.error().message.find("499") != std::string::npos);
        QCOMPARE(cases.loads, 0);
    }

    void whatCannotBeCombinedIsRefused() {
        const auto model = tinyModel();
        BlockSource cases(6);
        TestProgress progress;
        const std::vector<std::function<void(TrainOptions&)>> mistakes{
            [](TrainOptions& o) { o.loraRank = -1; },
            [](TrainOptions& o) { o.loraRank = 33; }, // wider than the tiny model
            [](TrainOptions& o) { o.loraBlocks = 0; },
            [](TrainOptions& o) { o.freezeTowers = true; },
            [](TrainOptions& o) { o.freezeImages = true; },
            [](TrainOptions& o) { o.objective = Objective::Truth; }};
        for (const auto& mistake : mistakes) {
            TrainOptions options = loraOptions();
            mistake(options);
            const auto result = train(*model, cases, nullptr, options, progress, {});
            QVERIFY(!result);
            QCOMPARE(result.error().code, ErrorCode::BadInput);
        }
        QCOMPARE(cases.loads, 0);
    }
};

QTEST_GUILESS_MAIN(LoraTest)
#include "test_lora.moc"
