// What a model promises, whatever its weights.
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

} // namespace

class ModelTest : public QObject {
    Q_OBJECT
private:
    void everyKind() {
        QTest::addColumn<bool>("robust");
        QTest::addColumn<int>("fusion");
        QTest::addColumn<bool>("pyramid");
        QTest::newRow("paper") << false << int(Fusion::Pamn) << false;
        QTest::newRow("robust") << true << int(Fusion::Pamn) << false;
        QTest::newRow("pyramid stem") << true << int(Fusion::Pamn) << true;
        QTest::newRow("mean") << true << int(Fusion::Mean) << false;
        QTest::newRow("max") << true << int(Fusion::Max) << false;
        QTest::newRow("attention") << true << int(Fusion::Attention) << false;
        QTest::newRow("single phase") << false << int(Fusion::SinglePhase) << false;
    }
    std::unique_ptr<Model> model() {
        QFETCH(bool, robust);
        QFETCH(int, fusion);
        QFETCH(bool, pyramid);
        ModelConfig config = ModelConfig::tiny(robust);
        config.fusion = static_cast<Fusion>(fusion);
        config.stem = pyramid ? Stem::Pyramid : Stem::Linear;
        return hashedModel(config);
    }

private Q_SLOTS:
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

    void theOrderOfPhasesMatters_data() {
        QTest::addColumn<bool>("robust");
        QTest::newRow("paper") << false;
        QTest::newRow("robust") << true;
    }
    void theOrderOfPhasesMatters() {
        QFETCH(bool, robust);
        const auto made = hashedModel(ModelConfig::tiny(robust));
        const torch::NoGradGuard noGrad;
        const Tensor tokens = someTokens("a", 1, 3), ids = countedIds(1, 3);
        const auto& net = made->net();
        const auto forward = net.fuse(tokens, allPresent(1, 3), ids, false).unit;
        const auto backward =
            net.fuse(tokens.flip({1}), allPresent(1, 3), ids.flip({1}), false).unit;
        QVERIFY(largestDifference(forward, backward) > 1e-3);
        const auto renamed = net.fuse(tokens, allPresent(1, 3), ids + 2, false).unit;
        QCOMPARE(largestDifference(forward, renamed) > 1e-3, robust); // a phase has a name there
    }

    void aPhaseIsEncodedTheSameInAnyBatch() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        const Tensor voxels =
            torch::stack({hashedVoxels(0, 0), hashedVoxels(0, 1), hashedVoxels(1, 0)});
        const Tensor together = made->net().encodePhases(voxels);
        for (std::int64_t row = 0; row < 3; ++row) {
            const Tensor alone = made->net().encodePhases(voxels.narrow(0, row, 1));
            QVERIFY(largestDifference(alone[0], together[row]) < 1e-5);
        }
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

    void bfloat16TowersGiveFiniteUnitVectors_data() { everyKind(); }
    void bfloat16TowersGiveFiniteUnitVectors() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        const Tensor voxels = torch::stack({hashedVoxels(0, 0), hashedVoxels(0, 1)});
        const Tensor ids = torch::tensor({{2, 5, 9, 3}}, torch::kInt64);
        const auto& net = made->net();
        const auto encode = [&] {
            return net.fuse(net.encodePhases(voxels).unsqueeze(0), allPresent(1, 2),
                            countedIds(1, 2), false);
        };
        const auto text = [&] { return net.encodeText(ids, torch::ones_like(ids)); };
        const Tensor exact = encode().unit, exactText = text();
        at::autocast::set_cpu_enabled(true); // to bf16
        const auto rounded = encode();
        const Tensor roundedText = text();
        at::autocast::set_cpu_enabled(false);
        at::autocast::clear_cache();
        QCOMPARE(rounded.pooled.scalar_type(), torch::kFloat32);
        QVERIFY(torch::isfinite(rounded.unit).all().item<bool>());
        QVERIFY(torch::isfinite(roundedText).all().item<bool>());
        const double apart = largestDifference(exact, rounded.unit);
        const double textApart = largestDifference(exactText, roundedText);
        QVERIFY2(apart > 1e-6 && apart < 0.1, qPrintable(QString::number(apart)));
        QVERIFY2(textApart > 1e-6 && textApart < 0.1, qPrintable(QString::number(textApart)));
    }

    void unusableInputIsAnError() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        QCOMPARE(made->encodeCase(NetworkInput{}).error().code, ErrorCode::BadInput);
        NetworkInput input = hashedInput(0, {Phase::Arterial});
        input.voxels.pop_back();
        QCOMPARE(made->encodeCase(input).error().code, ErrorCode::BadInput);
        input.voxels.push_back(0);
        for (const std::size_t at : {std::size_t(0), phaseVoxels / 2 + 3, phaseVoxels - 1})
            for (const float value : {NAN, HUGE_VALF, -HUGE_VALF}) {
                const float before = std::exchange(input.voxels[at], value);
                QCOMPARE(made->encodeCase(input).error().code, ErrorCode::BadInput);
                QCOMPARE(made->attention(input).error().code, ErrorCode::BadInput);
                input.voxels[at] = before;
            }
        QVERIFY(made->encodeCase(input));
        input.phases.assign(9, Phase::Arterial);
        QCOMPARE(made->encodeCase(input).error().code, ErrorCode::BadInput);
        QCOMPARE(made->encodeText(" \t").error().code, ErrorCode::BadInput);
        QVERIFY_THROWS_EXCEPTION(c10::Error, made->net().fuse(someTokens("a", 1, 2),
                                                              allPresent(1, 2).logical_not(),
                                                              countedIds(1, 2), false));
    }

    void phasesWithoutContrastAreEncodedAllTheSame_data() { everyKind(); }
    void phasesWithoutContrastAreEncodedAllTheSame() {
        const auto made = model();
        QVERIFY(made);
        NetworkInput input;
        input.phases = {Phase::Arterial, Phase::Delayed};
        input.voxels.assign(2 * phaseVoxels, 0.0F);
        std::fill_n(input.voxels.begin(), phaseVoxels, 1.0F);
        const auto unit = made->encodeCase(input);
        QVERIFY2(unit, unit ? "" : unit.error().message.c_str());
        QVERIFY(std::abs(dot(*unit, *unit) - 1) < 1e-5);
        for (const auto method :
             {AttentionMethod::Direct, AttentionMethod::Rollout, AttentionMethod::Gradient}) {
            const auto maps = made->attention(input, "cyst", method);
            QVERIFY(maps);
            for (const GridMap& map : {maps->view, maps->textPerPhase[0], maps->textPerPhase[1]})
                QVERIFY(std::ranges::all_of(map, [](float v) { return std::isfinite(v); }));
        }
    }

    void theScaleOfTheLogitsIsAtMostAHundred() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        made->net().logScale.fill_(std::log(20.0));
        QVERIFY(std::abs(made->net().logitScale().item<double>() - 20) < 1e-4);
        made->net().logScale.fill_(10);
        QVERIFY(std::abs(made->net().logitScale().item<double>() - 100) < 1e-3);
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
};

QTEST_GUILESS_MAIN(ModelTest)
#include "test_model.moc"
