// Training with phrases: which cases a phrase is true of, the loss, and what a run changes.
#include <torch/torch.h>

#include <cmath>
#include <set>

#include <QtTest>

#include "engine/model/PamnNet.h"
#include "engine/train/Losses.h"
#include "tests/engine/TrainingFixtures.h"

using namespace bolus;
using namespace bolus::test;

namespace {

constexpr std::uint64_t cyst = 1, stone = 2, ascites = 3;

/// Texts that are whole reports have no phrase.
TrainingCase caseOf(std::int64_t group, std::vector<std::uint64_t> statements,
                    CasePhrase phrase = {}) {
    TrainingCase one;
    one.group = group;
    one.statements = std::move(statements);
    one.phrase = std::move(phrase);
    return one;
}

int relation(const TrainingCase& image, const TrainingCase& text) {
    return relationsOf(std::vector{image, text})[0][1].item<int>();
}

double loss(const torch::Tensor& relations) {
    const auto cosines =
        torch::tensor({{0.9, 0.2, 0.1}, {0.3, 0.7, 0.4}, {0.5, 0.1, 0.6}}, torch::kDouble);
    return phraseLoss(cosines, torch::eye(3, torch::kDouble), relations,
                      torch::full({1}, 5, torch::kDouble))
        .item<double>();
}

bool near(double a, double b) {
    return std::abs(a - b) < 1e-6;
}

/// Two findings by turns; each case's phrase is its finding's name.
class NamedSource : public BlockSource {
public:
    using BlockSource::BlockSource;
    std::vector<std::uint64_t> statements(std::size_t index) override { return {index % 2}; }
    CasePhrase phrase(std::size_t index, std::uint64_t) override {
        return {index % 2 ? "stone" : "cyst", {index % 2}, {}, false};
    }
};

TrainOptions quick() {
    TrainOptions options;
    options.epochs = 3;
    options.batch = 4;
    options.chunk = 4;
    options.learningRate = 1e-3;
    options.textParts = 0.5;
    options.threads = 1;
    return options;
}

std::vector<float> trained(const TrainOptions& options) {
    auto model = tinyModel();
    const auto before = model->encodeCase(blockInput(21, 2));
    const auto words = model->encodeText("finding cyst");
    NamedSource source(8);
    TestProgress progress;
    const auto result = train(*model, source, nullptr, options, progress, {});
    if (!result || !before || !words)
        return {};
    const auto after = model->encodeCase(blockInput(21, 2));
    const auto now = model->encodeText("finding cyst");
    std::vector<float> moved{0, 0};
    for (std::size_t i = 0; i < before->size(); ++i) {
        moved[0] = std::max(moved[0], std::abs((*after)[i] - (*before)[i]));
        moved[1] = std::max(moved[1], std::abs((*now)[i] - (*words)[i]));
    }
    return moved;
}

} // namespace

class PhraseTrainingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aPhraseIsTrueOfCasesThatStateAllOfIt() {
        const auto has = caseOf(0, {cyst, ascites}), lacks = caseOf(1, {stone});
        const auto name = caseOf(-5, {cyst}, {"cyst", {cyst}, {}, false});
        QCOMPARE(relation(has, name), int(AlsoTrue));
        QCOMPARE(relation(lacks, name), int(Other));
        const auto both = caseOf(-6, {cyst, stone}, {"cyst, stone", {cyst, stone}, {}, false});
        QCOMPARE(relation(has, both), int(Other));
    }

    void aDenialIsTrueOfCasesThatDoNotStateIt() {
        const auto denial = caseOf(-7, {stone}, {"no ascites", {}, {ascites}, false});
        QCOMPARE(relation(caseOf(0, {cyst, ascites}), denial), int(Other));
        QCOMPARE(relation(caseOf(1, {cyst}), denial), int(AlsoTrue));
        const auto with = caseOf(-8, {cyst}, {"cyst without ascites", {cyst}, {ascites}, false});
        QCOMPARE(relation(caseOf(0, {cyst, ascites}), with), int(Other));
        QCOMPARE(relation(caseOf(1, {cyst}), with), int(AlsoTrue));
        QCOMPARE(relation(caseOf(2, {stone}), with), int(Other));
    }

    void whatSaysMoreIsLeftOpen() {
        const auto line = caseOf(-9, {cyst}, {"A cyst in segment VI.", {cyst}, {}, true});
        QCOMPARE(relation(caseOf(0, {cyst}), line), int(Unknown));
        QCOMPARE(relation(caseOf(0, {stone}), line), int(Other));
        QCOMPARE(relation(caseOf(-9, {stone}), line), int(Own)); // the very same text
    }

    void aReportIsItsOwnCasesAlone() {
        const auto report = caseOf(3, {cyst});
        QCOMPARE(relation(caseOf(4, {cyst}), report), int(Other));
        QCOMPARE(relation(caseOf(3, {stone}), report), int(Own));
        QCOMPARE(relation(caseOf(4, {}), caseOf(-3, {}, {"says nothing known", {}, {}, false})),
                 int(Other));
    }

    /// Of make_ranking_golden.py.
    void lossIsThatOfTheReference() {
        torch::Tensor relations = torch::full({3, 3}, int(Other), torch::kChar);
        relations.fill_diagonal_(int(Own));
        QVERIFY(near(loss(relations), 0.2571492949023131));
        relations[1][0] = int(AlsoTrue);
        QVERIFY(near(loss(relations), 0.4896588891945808));
        relations[2][1] = int(Unknown);
        QVERIFY(near(loss(relations), 0.47385633984847764));
    }

    void aRunWithPhrasesLearnsBothSides() {
        const std::vector<float> moved = trained(quick());
        QCOMPARE(moved.size(), std::size_t(2));
        QVERIFY(moved[0] > 1e-4F && moved[1] > 1e-4F);
    }

    void onlyHeadsAndTextsLearnBehindAFrozenMemory() {
        auto model = tinyModel(), before = tinyModel();
        TrainOptions options = quick();
        options.freezeMemory = true;
        NamedSource source(8);
        TestProgress progress;
        QVERIFY(train(*model, source, nullptr, options, progress, {}));
        std::set<std::string> changed;
        const auto weights = before->net().named_parameters();
        for (const auto& weight : model->net().named_parameters()) {
            if (!torch::equal(weight.value(), weights[weight.key()]))
                changed.insert(weight.key().substr(0, weight.key().find('.')));
        }
        for (const std::string& name : changed)
            QVERIFY2(name.find("head") != std::string::npos ||
                         name.find("Head") != std::string::npos ||
                         name.find("text") != std::string::npos ||
                         name.find("scale") != std::string::npos ||
                         name.find("Scale") != std::string::npos,
                     name.c_str());
        QVERIFY(changed.size() >= 3); // both heads and the text encoder
    }

    void optionsThatDoNotGoTogetherAreRefused() {
        TrainOptions options = quick();
        options.loss = Loss::SigLip;
        QVERIFY(!checkTrainOptions(options));
        options = quick();
        options.textParts = 1.5;
        QVERIFY(!checkTrainOptions(options));
        options = quick();
        options.freezeTowers = true;
        QVERIFY(!checkTrainOptions(options));
        options.textParts = 0;
        QVERIFY(checkTrainOptions(options));
        options.freezeMemory = true;
        QVERIFY(!checkTrainOptions(options));
    }
};

QTEST_APPLESS_MAIN(PhraseTrainingTest)
#include "test_phrase_training.moc"
