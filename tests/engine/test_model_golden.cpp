// Parity with an independent reference: golden/pamn_tiny.json, written by make_golden.py.
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/engine/test_model_support.h"

#include "engine/attention/Decomposition.h"
#include "engine/attention/Rollout.h"
#include "engine/train/Losses.h"

#include <QtTest>

using namespace bolus;
using namespace bolus::test;
using torch::Tensor;

namespace {

const nlohmann::json& golden() {
    static const nlohmann::json json = nlohmann::json::parse(
        std::ifstream(BOLUS_SOURCE_DIR "/tests/engine/golden/pamn_tiny.json"));
    return json;
}

Tensor expected(const nlohmann::json& numbers, c10::IntArrayRef shape) {
    const auto values = numbers.get<std::vector<double>>();
    return torch::tensor(c10::ArrayRef<double>(values), torch::kFloat64).view(shape);
}

struct Batch {
    Tensor voxels, present, phaseId, ids, mask;
};

/// Three cases of four phases of which 4, 2 and 1 are present, and three texts.
Batch makeBatch() {
    Batch batch;
    batch.present =
        torch::tensor({1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0}).view({3, 4}).to(torch::kBool);
    batch.phaseId = torch::tensor({0, 1, 2, 3, 0, 1, 2, 2, 7, 1, 2, 3}, torch::kInt64).view({3, 4});
    std::vector<Tensor> voxels;
    for (int number = 0; number < 3; ++number)
        for (int phase = 0; phase < 4; ++phase)
            if (batch.present[number][phase].item<bool>())
                voxels.push_back(hashedVoxels(number, phase));
    batch.voxels = torch::stack(voxels).unsqueeze(1);
    const int lengths[]{12, 7, 4};
    batch.ids = torch::zeros({3, 12}, torch::kInt64);
    batch.mask = torch::zeros({3, 12}, torch::kBool);
    for (int row = 0; row < 3; ++row) {
        const auto words = hashedTensor("text " + std::to_string(row), {lengths[row]}, {20, 20});
        batch.ids[row].narrow(0, 0, lengths[row]).copy_(words.floor());
        batch.mask[row].narrow(0, 0, lengths[row]).fill_(true);
    }
    return batch;
}

FusedCases encode(const PamnNet& net, const Batch& batch, bool decompose = false) {
    const Tensor tokens = net.placePhases(net.encodePhases(batch.voxels), batch.present);
    return net.fuse(tokens, batch.present, batch.phaseId, decompose);
}

/// By their names in the reference; the report of case 2 is that of case 0.
std::vector<std::pair<const char*, Tensor>> lossesOf(const PamnNet& net, const Tensor& images,
                                                     const Tensor& texts) {
    const Tensor groups = torch::tensor({0, 1, 0}, torch::kInt64);
    std::vector<std::pair<const char*, Tensor>> losses;
    for (const auto& [name, kind] :
         {std::pair{"one_way", Loss::OneWay}, std::pair{"symmetric", Loss::Symmetric},
          std::pair{"multi_positive", Loss::MultiPositive}, std::pair{"siglip", Loss::SigLip}})
        losses.emplace_back(
            name, contrastiveLoss(kind, images, texts, groups, net.logitScale(), net.logBias));
    return losses;
}

/// What the reference keeps of maps [P,N]: [P,8].
Tensor probed(const std::vector<GridMap>& maps) {
    std::vector<Tensor> rows;
    for (const GridMap& map : maps)
        rows.push_back(torch::tensor(c10::ArrayRef<float>(map.data(), map.size())));
    const Tensor probe = hashedTensor("map probe", {gridCells, 8}, {0, 1});
    return torch::stack(rows).to(torch::kFloat64).matmul(probe);
}

bool near(const Tensor& numbers, const nlohmann::json& wanted) {
    const Tensor reference = expected(wanted, numbers.sizes());
    return largestDifference(numbers, reference) < 1e-3 * reference.abs().max().item<double>();
}

} // namespace

class ModelGoldenTest : public QObject {
    Q_OBJECT
private:
    void presets() {
        QTest::addColumn<QString>("preset");
        QTest::newRow("paper") << "paper";
        QTest::newRow("robust") << "robust";
    }
    void presetsAndStems() {
        presets();
        QTest::newRow("robust, pyramid stem") << "pyramid";
    }
    std::unique_ptr<Model> model() {
        QFETCH(QString, preset);
        ModelConfig config = ModelConfig::tiny(preset != "paper");
        config.stem = preset == "pyramid" ? Stem::Pyramid : Stem::Linear;
        return hashedModel(config);
    }
    const nlohmann::json& reference() {
        QFETCH(QString, preset);
        return golden()[preset.toStdString()];
    }

private Q_SLOTS:
    void forwardMatchesTheReference_data() { presetsAndStems(); }
    void forwardMatchesTheReference() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        const Batch batch = makeBatch();
        const FusedCases cases = encode(made->net(), batch);
        const Tensor texts = made->net().encodeText(batch.ids, batch.mask);
        QVERIFY(largestDifference(cases.raw, expected(reference()["raw"], {3, 16})) < 1e-4);
        QVERIFY(largestDifference(cases.unit, expected(reference()["unit"], {3, 16})) < 1e-5);
        QVERIFY(largestDifference(texts, expected(reference()["text"], {3, 16})) < 1e-5);
        for (const auto& [name, loss] : lossesOf(made->net(), cases.unit, texts)) {
            const double wanted = reference()["losses"][name];
            QVERIFY2(std::abs(loss.item<double>() - wanted) < 1e-5 * wanted + 1e-4, name);
        }
    }

    void gradientsMatchTheReference_data() { presetsAndStems(); }
    void gradientsMatchTheReference() {
        const auto made = model();
        QVERIFY(made);
        const Batch batch = makeBatch();
        const FusedCases cases = encode(made->net(), batch);
        const Tensor texts = made->net().encodeText(batch.ids, batch.mask);
        Tensor sum = torch::zeros({1});
        for (const auto& [name, loss] : lossesOf(made->net(), cases.unit, texts))
            sum = sum + loss;
        sum.backward();
        const auto& wanted = reference()["gradients"];
        std::size_t compared = 0;
        for (const auto& item : made->net().named_parameters()) {
            if (!item.value().grad().defined())
                continue;
            ++compared;
            QVERIFY2(wanted.contains(item.key()), item.key().c_str());
            const Tensor gradient = item.value().grad().to(torch::kFloat64);
            const Tensor probe = hashedTensor("probe " + item.key(), gradient.sizes(), {0, 1});
            const double norm = wanted[item.key()][0], along = wanted[item.key()][1];
            const double near = 1e-3 * norm + 1e-6;
            QVERIFY2(std::abs(gradient.norm().item<double>() - norm) < near, item.key().c_str());
            QVERIFY2(std::abs((gradient * probe).sum().item<double>() - along) < near,
                     item.key().c_str());
        }
        QCOMPARE(compared, wanted.size());
    }

    void attentionMapsMatchTheReference_data() { presets(); }
    void attentionMapsMatchTheReference() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        Batch batch = makeBatch();
        batch.voxels = batch.voxels.narrow(0, 0, 4);
        batch.present = batch.present.narrow(0, 0, 1);
        batch.phaseId = batch.phaseId.narrow(0, 0, 1);
        const FusedCases fused = encode(made->net(), batch, true);
        const Tensor text = made->net().encodeText(batch.ids, batch.mask)[1];
        const AttentionMaps maps = decompose(made->net(), fused, text);
        const Tensor view = expected(reference()["view"], {4, gridCells});
        const Tensor kappa = expected(reference()["kappa"], {4, gridCells});
        const double viewNear = 1e-3 * view.max().item<double>();
        const double kappaNear = 1e-3 * kappa.abs().max().item<double>();
        for (std::size_t t = 0; t < 4; ++t)
            for (std::size_t n = 0; n < gridCells; ++n) {
                const auto row = static_cast<std::int64_t>(t), cell = static_cast<std::int64_t>(n);
                QVERIFY(std::abs(maps.perPhase[t][n] - view[row][cell].item<double>()) < viewNear);
                QVERIFY(std::abs(maps.textPerPhase[t][n] - kappa[row][cell].item<double>()) <
                        kappaNear);
            }
    }

    void refinedMapsMatchTheReference_data() { presets(); }
    void refinedMapsMatchTheReference() {
        const auto made = model();
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        const Batch batch = makeBatch();
        const PamnNet& net = made->net();
        const Tensor text = net.encodeText(batch.ids, batch.mask)[1];
        const Tensor ids = batch.phaseId.narrow(0, 0, 1);
        const WatchedTokens watched = encodeWithRollout(net, batch.voxels.narrow(0, 0, 4));
        const Tensor tokens = watched.tokens.unsqueeze(0);
        const FusedCases fused = net.fuse(tokens, torch::ones_like(ids, torch::kBool), ids, true);
        const AttentionMaps traced = decompose(net, fused, text, watched.rollout);
        QVERIFY(near(probed(traced.perPhase), reference()["rollout"]["view"]));
        QVERIFY(near(probed(traced.textPerPhase), reference()["rollout"]["kappa"]));
        const AttentionMaps steep = gradientMaps(net, tokens, ids, text);
        QVERIFY(near(probed(steep.perPhase), reference()["gradient"]["view"]));
        QVERIFY(near(probed(steep.textPerPhase), reference()["gradient"]["kappa"]));
    }

    void baselinesMatchTheReference_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("fusion");
        QTest::newRow("mean") << "mean" << int(Fusion::Mean);
        QTest::newRow("max") << "max" << int(Fusion::Max);
        QTest::newRow("attention") << "attention" << int(Fusion::Attention);
        QTest::newRow("single phase") << "single_phase" << int(Fusion::SinglePhase);
    }
    void baselinesMatchTheReference() {
        QFETCH(QString, name);
        QFETCH(int, fusion);
        ModelConfig config = ModelConfig::tiny(true);
        config.fusion = static_cast<Fusion>(fusion);
        const auto made = hashedModel(config);
        QVERIFY(made);
        const torch::NoGradGuard noGrad;
        const Tensor raw = encode(made->net(), makeBatch()).raw;
        const auto& wanted = golden()["robust"]["baselines"][name.toStdString()];
        QVERIFY(largestDifference(raw, expected(wanted, {3, 16})) < 1e-4);
    }
};

QTEST_GUILESS_MAIN(ModelGoldenTest)
#include "test_model_golden.moc"
