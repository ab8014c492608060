// What a model promises, whatever its weights.
#include <numeric>
#include <thread>

#include "tests/engine/test_model_support.h"

#include <ATen/autocast_mode.h>
#include <QtTest>

using namespace bolus;
using namespace bolus::test;
using torch::Tensor;

namespace {

const std::vector<Phase> fourPhases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous,
                                    Phase::Delayed};

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += double(a[i]) * b[i];
    return sum;
}

Tensor allPresent(std::int64_t cases, std::int64_t phases) {
    return torch::ones({cases, phases}, torch::kBool);
}

/// Tokens as the encoder would give them, without its cost.
Tensor someTokens(const std::string& name, std::int64_t cases, std::int64_t phases) {
    return hashedTensor(name, {cases, phases, gridCells, 32}, {0, 1.5}).to(torch::kFloat32);
}

Tensor countedIds(std::int64_t cases, std::int64_t phases) {
    return torch::arange(phases).expand({cases, phases}).contiguous();
}

double sumOf(const GridMap& map) {
    return std::accumulate(map.begin(), map.end(), 0.0);
}

} // namespace

class ModelTest : public QObject {
    Q_OBJECT
private:
    void everyKind() {
        QTest::addColumn<bool>("robust");
        QTest::addColumn<int>("fusion");
        QTest::newRow("paper") << false << int(Fusion::Pamn);
        QTest::newRow("robust") << true << int(Fusion::Pamn);
        QTest::newRow("mean") << true << int(Fusion::Mean);
        QTest::newRow("max") << true << int(Fusion::Max);
        QTest::newRow("attention") << true << int(Fusion::Attention);
        QTest::newRow("single phase") << false << int(Fusion::SinglePhase);
    }
    std::unique_ptr<Model> model() {
        QFETCH(bool, robust);
        QFETCH(int, fusion);
        ModelConfig config = ModelConfig::tiny(robust);
        config.fusion = static_cast<Fusion>(fusion);
        return hashedModel(config);
    }

private Q_SLOTS:
    void contributionsAddUpToWhatIsRead_data() { everyKind(); }
    void contributionsAddUpToWhatIsRead() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        Tensor present = allPresent(2, 4);
        present[1][0] = false;
        present[1][2] = false;
        const auto fused = made->net().fuse(someTokens("a", 2, 4), present, countedIds(2, 4), true);
        const double size = fused.pooled.abs().max().item<double>();
        QVERIFY(size > 0);
        QVERIFY(largestDifference(fused.contributions.sum({1, 2}), fused.pooled) < 1e-4 * size);
        QCOMPARE(fused.contributions[1][0].abs().max().item<double>(), 0.0);
        const auto parts = made->net().headPart(fused.contributions, fused.pooled).sum({1, 2});
        QVERIFY(largestDifference(parts + made->net().headBias(), fused.raw) < 1e-4);
    }

    void attentionExplainsTheScore_data() { everyKind(); }
    void attentionExplainsTheScore() {
        const auto made = model();
        QVERIFY(made);
        const NetworkInput input = hashedInput(5, {Phase::Arterial, Phase::Delayed});
        const std::string phrase = "Hepatic cyst in the liver.";
        const auto maps = made->attention(input, phrase);
        QVERIFY2(maps, maps ? "" : maps.error().message.c_str());
        const auto image = made->encodeCase(input), text = made->encodeText(phrase);
        QVERIFY(image && text);
        QVERIFY(std::abs(maps->similarity - dot(*image, *text)) < 1e-5);
        QCOMPARE(maps->phases, input.phases);
        QCOMPARE(maps->textPerPhase.size(), std::size_t(2));
        // Σκ + textBias is the score before normalisation: the cosine times |raw|.
        const double score =
            sumOf(maps->textPerPhase[0]) + sumOf(maps->textPerPhase[1]) + maps->textBias;
        const auto raw = rawNorm(*made, input);
        QVERIFY(std::abs(score - maps->similarity * raw) < 1e-4);
        for (std::size_t t = 0; t < 2; ++t)
            QVERIFY(std::abs(sumOf(maps->textPerPhase[t]) - maps->textPhaseShares[t]) < 1e-4);
        QVERIFY(std::abs(maps->phaseShares[0] + maps->phaseShares[1] - 1) < 1e-5);
        for (std::size_t n = 0; n < gridCells; ++n)
            QVERIFY(std::abs(maps->view[n] - maps->perPhase[0][n] - maps->perPhase[1][n]) < 1e-5);
    }

    void withoutAPhraseThereAreNoTextMaps() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const auto maps = made->attention(hashedInput(1, {Phase::Arterial}), "  \n");
        QVERIFY(maps);
        QVERIFY(maps->textPerPhase.empty() && maps->textPhaseShares.empty());
        QCOMPARE(maps->perPhase.size(), std::size_t(1));
    }

    void aMissingPhaseLeavesTheMemoryBitIdentical_data() { everyKind(); }
    void aMissingPhaseLeavesTheMemoryBitIdentical() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        Tensor present = allPresent(1, 4);
        present[0][1] = false;
        Tensor tokens = someTokens("a", 1, 4);
        const auto before = made->net().fuse(tokens, present, countedIds(1, 4), false);
        tokens[0][1].fill_(NAN);
        const auto after = made->net().fuse(tokens, present, countedIds(1, 4), false);
        QVERIFY(torch::equal(before.unit, after.unit));
        if (!made->net().cell)
            return;
        present[0][1] = present[0][2] = present[0][3] = false;
        const auto& cell = *made->net().cell;
        tokens[0][1].fill_(3);
        std::vector<MemoryStep> steps;
        const Tensor memory = cell.forward(tokens, present, &steps);
        const Tensor first = steps[0].gate * steps[0].update;
        QVERIFY(torch::equal(memory, first)); // (1 − z)·0 + z·update, untouched by three absences
    }

    void aCaseDoesNotDependOnItsBatch_data() { everyKind(); }
    void aCaseDoesNotDependOnItsBatch() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        Tensor present = allPresent(3, 4);
        present[1][0] = present[1][3] = present[2][2] = false;
        const Tensor tokens = someTokens("a", 3, 4);
        const auto together = made->net().fuse(tokens, present, countedIds(3, 4), false).unit;
        for (std::int64_t row = 0; row < 3; ++row) {
            const Tensor kept = present[row].nonzero().squeeze(1); // alone, and without the gaps
            const auto alone = made->net()
                                   .fuse(tokens[row].index_select(0, kept).unsqueeze(0),
                                         allPresent(1, kept.size(0)), kept.unsqueeze(0), false)
                                   .unit;
            QVERIFY(largestDifference(alone[0], together[row]) < 1e-5);
        }
    }

    void placedPhasesLieWhereTheyArePresent() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        Tensor present = torch::tensor({0, 1, 1, 0}).view({2, 2}).to(torch::kBool);
        const Tensor tokens = someTokens("a", 1, 2)[0];
        const Tensor placed = made->net().placePhases(tokens, present);
        QVERIFY(torch::equal(placed[0][1], tokens[0]));
        QVERIFY(torch::equal(placed[1][0], tokens[1]));
        QCOMPARE(placed[0][0].abs().sum().item<double>(), 0.0);
        QVERIFY_THROWS_EXCEPTION(c10::Error, made->net().placePhases(tokens, allPresent(2, 2)));
    }

    void theOrderOfPhasesMatters() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        const Tensor tokens = someTokens("a", 1, 3), ids = countedIds(1, 3);
        const auto& net = made->net();
        const auto forward = net.fuse(tokens, allPresent(1, 3), ids, false).unit;
        const auto backward =
            net.fuse(tokens.flip({1}), allPresent(1, 3), ids.flip({1}), false).unit;
        QVERIFY(largestDifference(forward, backward) > 1e-3);
        const auto renamed = net.fuse(tokens, allPresent(1, 3), ids + 2, false).unit;
        QVERIFY(largestDifference(forward, renamed) > 1e-3);
    }

    void aTextDoesNotDependOnItsPadding() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        const Tensor ids = torch::tensor({2, 5, 9, 3, 7, 7}, torch::kInt64).unsqueeze(0);
        const Tensor mask = torch::tensor({1, 1, 1, 1, 0, 0}).unsqueeze(0);
        const auto padded = made->net().encodeText(ids, mask);
        const auto alone = made->net().encodeText(ids.narrow(1, 0, 4), mask.narrow(1, 0, 4));
        QVERIFY(largestDifference(padded, alone) < 1e-6);
    }

    void bfloat16TowersGiveFiniteUnitVectors() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        const Tensor voxels = torch::stack({hashedVoxels(0, 0), hashedVoxels(0, 1)});
        const auto& net = made->net();
        const auto encode = [&] {
            return net.fuse(net.encodePhases(voxels).unsqueeze(0), allPresent(1, 2),
                            countedIds(1, 2), false);
        };
        const Tensor exact = encode().unit;
        at::autocast::set_cpu_enabled(true);
        const auto rounded = encode();
        at::autocast::set_cpu_enabled(false);
        at::autocast::clear_cache();
        QCOMPARE(rounded.pooled.scalar_type(), torch::kFloat32);
        QVERIFY(torch::isfinite(rounded.unit).all().item<bool>());
        QVERIFY(largestDifference(exact, rounded.unit) < 0.05);
    }

    void unusableInputIsAnError() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        QCOMPARE(made->encodeCase({}).error().code, ErrorCode::BadInput);
        NetworkInput input = hashedInput(0, {Phase::Arterial});
        input.voxels.pop_back();
        QCOMPARE(made->encodeCase(input).error().code, ErrorCode::BadInput);
        input.voxels.push_back(NAN);
        QCOMPARE(made->encodeCase(input).error().code, ErrorCode::BadInput);
        input.phases.assign(9, Phase::Arterial);
        QCOMPARE(made->encodeCase(input).error().code, ErrorCode::BadInput);
        QCOMPARE(made->encodeText(" \t").error().code, ErrorCode::BadInput);
        QVERIFY_THROWS_EXCEPTION(c10::Error, made->net().fuse(someTokens("a", 1, 2),
                                                              allPresent(1, 2).logical_not(),
                                                              countedIds(1, 2), false));
    }

    void aLongTextIsCutToWhatTheModelReads() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        std::string text;
        for (int i = 0; i < 5000; ++i)
            text += "liver ";
        const auto unit = made->encodeText(text);
        QVERIFY(unit);
        QVERIFY(std::abs(dot(*unit, *unit) - 1) < 1e-5);
    }

    void aSeedGivesTheSameModelAndDisturbsNobody() {
        const ModelConfig config = ModelConfig::tiny(true);
        torch::manual_seed(7);
        const auto undisturbed = torch::rand({4});
        torch::manual_seed(7);
        const auto one = Model::create(config, smallVocabulary(), 3);
        QVERIFY(torch::equal(torch::rand({4}), undisturbed));
        const auto same = Model::create(config, smallVocabulary(), 3);
        const auto other = Model::create(config, smallVocabulary(), 4);
        QVERIFY(one && same && other);
        const NetworkInput input = hashedInput(2, fourPhases);
        QCOMPARE((*one)->encodeCase(input).value(), (*same)->encodeCase(input).value());
        QVERIFY((*one)->encodeCase(input).value() != (*other)->encodeCase(input).value());
        QVERIFY((*one)->info().parameters > 100000);
    }

    void anUntrainedModelTellsCasesApart() {
        const auto made = Model::create(ModelConfig::tiny(true), smallVocabulary(), 3);
        QVERIFY(made);
        const auto a = (*made)->encodeCase(hashedInput(1, fourPhases));
        const auto b = (*made)->encodeCase(hashedInput(2, fourPhases));
        QVERIFY(a && b);
        QVERIFY(dot(*a, *b) < 0.9999);
    }

    void twoThreadsMayAskAtOnce() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const NetworkInput input = hashedInput(3, {Phase::Arterial, Phase::Delayed});
        const auto alone = made->encodeCase(input).value();
        std::vector<float> first, second;
        std::thread other([&] { first = made->encodeCase(input).value(); });
        second = made->encodeCase(input).value();
        other.join();
        QVERIFY(std::abs(dot(alone, first) - 1) < 1e-5);
        QVERIFY(std::abs(dot(alone, second) - 1) < 1e-5);
    }

    void theComputerIsDescribed() {
        const ComputeInfo info = computeInfo(true);
        QVERIFY(!info.device.empty() && !info.blas.empty());
        QVERIFY(info.threads >= 1 && info.gflops > 0);
        QCOMPARE(info.warning.empty(), !QString::fromStdString(info.blas).startsWith("reference"));
    }

private:
    static double rawNorm(const Model& model, const NetworkInput& input) {
        const torch::NoGradGuard noGrad;
        const auto count = static_cast<std::int64_t>(input.phases.size());
        const auto voxels =
            torch::tensor(c10::ArrayRef<float>(input.voxels)).view({-1, 32, 256, 256});
        std::vector<std::int64_t> ids;
        for (const Phase phase : input.phases)
            ids.push_back(static_cast<std::int64_t>(phase));
        const auto& net = model.net();
        return net
            .fuse(net.encodePhases(voxels).unsqueeze(0), allPresent(1, count),
                  torch::tensor(ids).unsqueeze(0), false)
            .raw.norm()
            .item<double>();
    }
};

QTEST_GUILESS_MAIN(ModelTest)
#include "test_model.moc"
