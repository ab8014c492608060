// Parity with an independent reference: golden/pamn_tiny.json, written by make_golden.py.
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/engine/test_model_support.h"

#include "engine/attention/Decomposition.h"

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

struct Losses {
    Tensor oneWay, symmetric;
};

Losses lossesOf(const PamnNet& net, const Tensor& images, const Tensor& texts) {
    const Tensor logits = net.logitScale() * images.matmul(texts.t());
    const Tensor target = torch::arange(3);
    const Tensor oneWay = torch::cross_entropy_loss(logits, target);
    return {oneWay, (oneWay + torch::cross_entropy_loss(logits.t(), target)) / 2};
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
    std::unique_ptr<Model> model() {
        QFETCH(QString, preset);
        return hashedModel(ModelConfig::tiny(preset == "robust"));
    }
    const nlohmann::json& reference() {
        QFETCH(QString, preset);
        return golden()[preset.toStdString()];
    }

private Q_SLOTS:
    void forwardMatchesTheReference_data() { presets(); }
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
        const Losses losses = lossesOf(made->net(), cases.unit, texts);
        QVERIFY(std::abs(losses.oneWay.item<double>() - double(reference()["one_way"])) < 1e-4);
        QVERIFY(std::abs(losses.symmetric.item<double>() - double(reference()["symmetric"])) <
                1e-4);
    }

    void gradientsMatchTheReference_data() { presets(); }
    void gradientsMatchTheReference() {
        const auto made = model();
        QVERIFY(made);
        const Batch batch = makeBatch();
        const FusedCases cases = encode(made->net(), batch);
        const Tensor texts = made->net().encodeText(batch.ids, batch.mask);
        lossesOf(made->net(), cases.unit, texts).oneWay.backward();
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
