// Where the model looked: the decomposition is exact, and the other methods say what they promise.
#include <numeric>

#include "tests/engine/GridMaps.h"
#include "tests/engine/test_model_support.h"

#include "engine/attention/Decomposition.h"
#include "engine/attention/Rollout.h"

#include <QtTest>

using namespace bolus;
using namespace bolus::test;
using torch::Tensor;

namespace {

const std::string phrase = "Hepatic cyst in the liver.";

double sumOf(const GridMap& map) {
    return std::accumulate(map.begin(), map.end(), 0.0);
}

/// Tokens as the encoder would give them, without its cost.
Tensor someTokens(std::int64_t cases, std::int64_t phases) {
    return hashedTensor("a", {cases, phases, gridCells, 32}, {0, 1.5}).to(torch::kFloat32);
}

Tensor countedIds(std::int64_t cases, std::int64_t phases) {
    return torch::arange(phases).expand({cases, phases}).contiguous();
}

/// Two cases of four phases: all of them, and the second and last only.
Tensor somePresent() {
    return torch::tensor({1, 1, 1, 1, 0, 1, 0, 1}).view({2, 4}).to(torch::kBool);
}

Tensor someText() {
    return unitLength(hashedTensor("text", {16}, {0, 1}).to(torch::kFloat32));
}

} // namespace

class AttentionTest : public QObject {
    Q_OBJECT
private:
    void everyMemory() {
        QTest::addColumn<bool>("robust");
        QTest::addColumn<bool>("fills");
        QTest::addColumn<int>("fusion");
        QTest::addColumn<bool>("pyramid");
        QTest::newRow("paper") << false << false << int(Fusion::Pamn) << false;
        QTest::newRow("paper, first phase fills") << false << true << int(Fusion::Pamn) << false;
        QTest::newRow("robust") << true << true << int(Fusion::Pamn) << false;
        QTest::newRow("robust, from zeros") << true << false << int(Fusion::Pamn) << false;
        QTest::newRow("pyramid stem") << true << true << int(Fusion::Pamn) << true;
    }
    void everyKind() {
        everyMemory();
        QTest::newRow("mean") << true << true << int(Fusion::Mean) << false;
        QTest::newRow("max") << true << true << int(Fusion::Max) << false;
        QTest::newRow("attention") << true << true << int(Fusion::Attention) << false;
        QTest::newRow("single phase") << false << false << int(Fusion::SinglePhase) << false;
    }
    std::unique_ptr<Model> model() {
        QFETCH(bool, robust);
        QFETCH(bool, fills);
        QFETCH(int, fusion);
        QFETCH(bool, pyramid);
        ModelConfig config = ModelConfig::tiny(robust);
        config.firstPhaseFills = fills;
        config.fusion = static_cast<Fusion>(fusion);
        config.stem = pyramid ? Stem::Pyramid : Stem::Linear;
        return hashedModel(config);
    }
    const NetworkInput m_input = hashedInput(5, {Phase::Arterial, Phase::Delayed});

private Q_SLOTS:
    void theMemoryIsTheSumOfWhatIsKept_data() { everyMemory(); }
    void theMemoryIsTheSumOfWhatIsKept() {
        const auto made = model();
        QVERIFY(made && made->net().cell);
        const torch::NoGradGuard noGrad;
        std::vector<MemoryStep> steps;
        const Tensor present = somePresent();
        const Tensor memory = made->net().cell->forward(someTokens(2, 4), present, &steps);
        QCOMPARE(steps.size(), std::size_t(4));
        Tensor sum = torch::zeros_like(memory); // Σ_t z_t Π_{u>t}(1 − z_u) ⊙ g(a_t) ⊙ Mc_t
        for (std::size_t t = 0; t < 4; ++t) {
            Tensor share = steps[t].gate;
            for (std::size_t later = t + 1; later < 4; ++later)
                share = share * (1 - steps[later].gate);
            sum = sum + share * steps[t].update;
        }
        const double size = memory.abs().max().item<double>();
        QVERIFY(size > 0);
        QVERIFY(largestDifference(sum, memory) < 1e-4 * size);
        for (const int absent : {0, 2})
            QCOMPARE(steps[std::size_t(absent)].gate[1].abs().max().item<double>(), 0.0);
    }

    void contributionsAddUpToWhatIsRead_data() { everyKind(); }
    void contributionsAddUpToWhatIsRead() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        const PamnNet& net = made->net();
        const auto fused = net.fuse(someTokens(2, 4), somePresent(), countedIds(2, 4), true);
        const double size = fused.pooled.abs().max().item<double>();
        QVERIFY(size > 0);
        QVERIFY(largestDifference(fused.contributions.sum({1, 2}), fused.pooled) < 1e-4 * size);
        const auto parts = net.headPart(fused.contributions, fused.pooled);
        QVERIFY(largestDifference(parts.sum({1, 2}) + net.headBias(), fused.raw) < 1e-4);
        const Tensor text = someText(), kappa = parts.matmul(text);
        const Tensor score = kappa.sum({1, 2}) + net.headBias().dot(text);
        QVERIFY(largestDifference(score, fused.raw.matmul(text)) < 1e-4);
        for (const int absent : {0, 2}) {
            QCOMPARE(fused.contributions[1][absent].abs().max().item<double>(), 0.0);
            QCOMPARE(kappa[1][absent].abs().max().item<double>(), 0.0);
        }
    }

    void attentionExplainsTheScore_data() { everyKind(); }
    void attentionExplainsTheScore() {
        const auto made = model();
        QVERIFY(made);
        const auto maps = made->attention(m_input, phrase);
        QVERIFY2(maps, maps ? "" : maps.error().message.c_str());
        QCOMPARE(maps->phases, m_input.phases);
        QCOMPARE(maps->textPerPhase.size(), std::size_t(2));
        const torch::NoGradGuard noGrad;
        const FusedCases fused = fusedInput(made->net(), 1);
        const Tensor text = torch::tensor(made->encodeText(phrase).value());
        QVERIFY(std::abs(maps->similarity - fused.unit[0].dot(text).item<double>()) < 1e-5);
        QVERIFY(maps->textBias);
        const double score =
            sumOf(maps->textPerPhase[0]) + sumOf(maps->textPerPhase[1]) + *maps->textBias;
        QVERIFY(std::abs(score - fused.raw[0].dot(text).item<double>()) < 1e-4);
        for (std::size_t t = 0; t < 2; ++t)
            QVERIFY(std::abs(sumOf(maps->textPerPhase[t]) - maps->textPhaseShares[t]) < 1e-4);
        QVERIFY(std::abs(maps->phaseShares[0] + maps->phaseShares[1] - 1) < 1e-5);
        for (std::size_t n = 0; n < gridCells; ++n)
            QVERIFY(std::abs(maps->view[n] - maps->perPhase[0][n] - maps->perPhase[1][n]) < 1e-5);
    }

    void withoutAPhraseThereAreNoTextMaps() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        for (const auto method :
             {AttentionMethod::Direct, AttentionMethod::Rollout, AttentionMethod::Gradient}) {
            const auto maps = made->attention(m_input, "  \n", method);
            QVERIFY(maps);
            QCOMPARE(maps->method, method);
            QVERIFY(maps->textPerPhase.empty() && maps->textPhaseShares.empty());
            QVERIFY(!maps->textBias);
            QCOMPARE(maps->perPhase.size(), std::size_t(2));
        }
    }

    void rolloutMovesEachPhasesAttentionAndKeepsItsShare_data() { everyKind(); }
    void rolloutMovesEachPhasesAttentionAndKeepsItsShare() {
        const auto made = model();
        QVERIFY(made);
        const auto direct = made->attention(m_input, phrase);
        const auto traced = made->attention(m_input, phrase, AttentionMethod::Rollout);
        QVERIFY2(traced, traced ? "" : traced.error().message.c_str());
        const double size = largest(direct->perPhase), textSize = largest(direct->textPerPhase);
        QVERIFY(furthestApart(direct->perPhase, traced->perPhase) > 0.01 * size);
        QVERIFY(furthestApart(direct->textPerPhase, traced->textPerPhase) > 0.01 * textSize);
        for (std::size_t t = 0; t < 2; ++t) {
            const double whole = sumOf(direct->perPhase[t]);
            QVERIFY(std::abs(sumOf(traced->perPhase[t]) - whole) <= 1e-5 * whole);
            QVERIFY(std::abs(traced->phaseShares[t] - direct->phaseShares[t]) < 1e-5);
            const double moved = sumOf(traced->textPerPhase[t]) - sumOf(direct->textPerPhase[t]);
            QVERIFY(std::abs(moved) < 1e-5 * gridCells * textSize);
            QVERIFY(std::ranges::all_of(traced->perPhase[t], [](float v) { return v >= 0; }));
        }
        QCOMPARE(*traced->textBias, *direct->textBias);
        QCOMPARE(traced->similarity, direct->similarity);
        QVERIFY(std::abs(sumOf(traced->view) - sumOf(direct->view)) <= 1e-5 * sumOf(direct->view));
    }

    void rolloutSaysFromWhichPatchesATokenIs() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        const Tensor voxels = torch::stack({hashedVoxels(0, 0), hashedVoxels(0, 1)}).unsqueeze(1);
        const WatchedTokens watched = encodeWithRollout(made->net(), voxels);
        QVERIFY(torch::equal(watched.tokens, made->net().encodePhases(voxels)));
        QVERIFY(largestDifference(watched.rollout.sum(-1), torch::ones({2, gridCells})) < 1e-5);
        QVERIFY(watched.rollout.min().item<double>() > 0);
        // Two blocks keep at least ½·½ of each token where it was, the rest is shared out.
        const Tensor own = watched.rollout.diagonal(0, 1, 2);
        QVERIFY(own.min().item<double>() >= 0.25 && own.max().item<double>() < 0.9);
    }

    void gradientMapsFollowTheScore_data() { everyKind(); }
    void gradientMapsFollowTheScore() {
        const auto made = model();
        QVERIFY(made);
        const auto maps = made->attention(m_input, phrase, AttentionMethod::Gradient);
        QVERIFY2(maps, maps ? "" : maps.error().message.c_str());
        QVERIFY(!maps->textBias);
        const torch::NoGradGuard noGrad;
        const Tensor text = torch::tensor(made->encodeText(phrase).value());
        const auto score = [&](double scale) {
            return fusedInput(made->net(), scale).unit[0].dot(text).item<double>();
        };
        QVERIFY(std::abs(maps->similarity - score(1)) < 1e-5);
        // All features growing together change the score by the sum of the maps.
        const double slope = (score(1.02) - score(0.98)) / 0.04;
        const double sum = maps->textPhaseShares[0] + maps->textPhaseShares[1];
        QVERIFY2(std::abs(sum - slope) < 0.02 * std::abs(slope) + 2e-5,
                 qPrintable(QString("%1 against %2").arg(sum).arg(slope)));
        for (std::size_t t = 0; t < 2; ++t)
            QVERIFY(std::ranges::all_of(maps->perPhase[t], [](float v) { return v >= 0; }));
        QVERIFY(largest(maps->perPhase) > 0);
        QVERIFY(std::abs(maps->phaseShares[0] + maps->phaseShares[1] - 1) < 1e-5);
        for (const Tensor& weight : made->net().parameters())
            QVERIFY(!weight.grad().defined()); // nothing is left behind
    }

    void mapsThatAreNotFiniteAreAnError() {
        const auto made = hashedModel(ModelConfig::tiny(true));
        const torch::NoGradGuard noGrad;
        made->net().head->weight.fill_(1e38F);
        for (const auto method :
             {AttentionMethod::Direct, AttentionMethod::Rollout, AttentionMethod::Gradient}) {
            const auto maps = made->attention(m_input, phrase, method);
            QVERIFY(!maps);
            QCOMPARE(maps.error().code, ErrorCode::Model);
        }
    }

    void everyMethodHasATokenAndAMeaning() {
        for (const auto method :
             {AttentionMethod::Direct, AttentionMethod::Rollout, AttentionMethod::Gradient}) {
            QCOMPARE(attentionMethodFromToken(attentionMethodToken(method)), method);
            QVERIFY(std::string_view(attentionMethodMeaning(method)).ends_with("."));
        }
        QVERIFY(!attentionMethodFromToken("magic"));
    }

private:
    /// m_input, its tokens scaled.
    FusedCases fusedInput(const PamnNet& net, double scale) const {
        const auto voxels = torch::tensor(c10::ArrayRef<float>(m_input.voxels));
        const Tensor tokens = net.encodePhases(voxels.view({2, 1, 32, 256, 256})) * scale;
        const Tensor ids = torch::tensor({{int(Phase::Arterial), int(Phase::Delayed)}});
        return net.fuse(tokens.unsqueeze(0), torch::ones({1, 2}, torch::kBool),
                        ids.to(torch::kInt64));
    }
};

QTEST_GUILESS_MAIN(AttentionTest)
#include "test_attention.moc"
