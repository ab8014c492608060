// Whether a map depends on what was learned, and comes out the same again: known maps, and the
// command.
#include <cmath>
#include <random>

#include <QFile>
#include <QJsonDocument>
#include <QtTest>

#include "app/jobs/AttentionCheck.h"
#include "engine/model/Model.h"
#include "engine/text/WordPiece.h"
#include "tests/app/Bolusctl.h"

using namespace bolus;

namespace {

class NoEvents : public Events {
public:
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return stopped; }
    void item(Json) override {}
    bool stopped = false;
};

GridMap drawn(std::uint64_t seed, bool isSigned) {
    std::mt19937_64 random(seed);
    std::normal_distribution<float> values;
    GridMap map;
    for (float& value : map) {
        value = isSigned ? values(random) : std::abs(values(random));
    }
    return map;
}

/// Two phases, with a phrase; all maps drawn from the seed.
AttentionMaps mapsFrom(std::uint64_t seed) {
    AttentionMaps maps;
    maps.phases = {Phase::Arterial, Phase::Delayed};
    maps.perPhase = {drawn(seed, false), drawn(seed + 1000, false)};
    maps.view = drawn(seed + 2000, false);
    maps.phaseShares = {0.5F, 0.5F};
    maps.textPerPhase = {drawn(seed + 3000, true), drawn(seed + 4000, true)};
    maps.textPhaseShares = {0.1F, -0.2F};
    return maps;
}

GridMap counted(const std::function<int(int)>& value) {
    GridMap map;
    for (int i = 0; i < gridCells; ++i) {
        map[static_cast<std::size_t>(i)] = static_cast<float>(value(i));
    }
    return map;
}

NetworkInput ramp() {
    NetworkInput input;
    input.phases = {Phase::Arterial};
    for (int d = 0; d < inputSize[0]; ++d) {
        for (int h = 0; h < inputSize[1]; ++h) {
            for (int w = 0; w < inputSize[2]; ++w) {
                input.voxels.push_back(static_cast<float>(h * 256 + w) / 65536);
            }
        }
    }
    return input;
}

/// Of each value: how many are smaller, and half of those that are equal.
std::vector<double> ranked(const std::vector<double>& values) {
    std::vector<double> ranks;
    for (const double value : values) {
        double rank = 0;
        for (const double other : values) {
            rank += other < value ? 1 : other == value ? 0.5 : 0;
        }
        ranks.push_back(rank);
    }
    return ranks;
}

/// Spearman's, as the textbook has it: Pearson's of the ranks.
double spearman(const std::vector<double>& a, const std::vector<double>& b) {
    const auto ranksA = ranked(a), ranksB = ranked(b);
    const double middle = static_cast<double>(a.size()) / 2;
    double both = 0, alone = 0, other = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        both += (ranksA[i] - middle) * (ranksB[i] - middle);
        alone += (ranksA[i] - middle) * (ranksA[i] - middle);
        other += (ranksB[i] - middle) * (ranksB[i] - middle);
    }
    return both / std::sqrt(alone * other);
}

/// The rule of AttentionCheck.h for maps of other weights.
double alikeOfWeights(const QJsonArray& one, const QJsonArray& two) {
    std::vector<double> a, b, sizesA, sizesB;
    for (qsizetype i = 0; i < one.size(); ++i) {
        a.push_back(one[i].toDouble());
        b.push_back(two[i].toDouble());
        sizesA.push_back(std::abs(a.back()));
        sizesB.push_back(std::abs(b.back()));
    }
    const bool isSigned = a != sizesA || b != sizesB;
    return std::max(std::abs(spearman(a, b)), isSigned ? spearman(sizesA, sizesB) : 0.0);
}

} // namespace

class AttentionCheckTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void mapsThatDoNotDependOnTheWeightsAreToldSo() {
        const AttentionMaps maps = mapsFrom(1);
        NoEvents events;
        const auto checks = compareRuns(
            CheckKind::Weights, maps, 3, [&](int) { return maps; }, events);
        QVERIFY(checks);
        QCOMPARE(checks->size(), std::size_t{5});
        for (const MapCheck& check : *checks) {
            QCOMPARE(*check.similarity, 1.0);
            QCOMPARE(check.verdict(), "independent");
            QVERIFY(QByteArray(check.meaning()).contains("hardly depends"));
        }
    }

    void mapsOfOtherWeightsThatAreOthersAreToldSo() {
        const AttentionMaps maps = mapsFrom(1);
        NoEvents events;
        const auto checks = compareRuns(
            CheckKind::Weights, maps, 3,
            [&](int run) { return mapsFrom(static_cast<std::uint64_t>(run) + 50); }, events);
        QVERIFY(checks);
        for (const MapCheck& check : *checks) {
            QCOMPARE(check.runs.size(), std::size_t{3});
            QVERIFY(*check.similarity < 0.3); // 256 independent values: about 0.05
            QCOMPARE(check.verdict(), "learned");
        }
    }

    // A map that only turns over, or keeps its pattern while its signs are shuffled, did not change
    // with the weights. 0.01416 and 1 are scipy.stats.spearmanr's of values and magnitudes.
    void signsDoNotHideAPatternThatStays() {
        const GridMap a = counted([](int i) { return i * 73 % 251 - 100; });
        const GridMap b =
            counted([](int i) { return (i % 2 ? -1 : 1) * std::abs(i * 73 % 251 - 100); });
        QVERIFY(std::abs(*similarityOf(CheckKind::Repeat, a, b) - 0.014160907405349532) < 1e-9);
        QVERIFY(std::abs(*similarityOf(CheckKind::Weights, a, b) - 1) < 1e-9);
        GridMap turned = a;
        std::ranges::transform(turned, turned.begin(), std::negate());
        QCOMPARE(*similarityOf(CheckKind::Weights, a, turned), 1.0);
        QCOMPARE(*similarityOf(CheckKind::Repeat, a, turned), -1.0);
    }

    void theWordsFollowTheNumber_data() {
        QTest::addColumn<bool>("weights");
        QTest::addColumn<double>("similarity");
        QTest::addColumn<QByteArray>("verdict");
        QTest::newRow("learned") << true << 0.39 << QByteArray("learned");
        QTest::newRow("partly") << true << 0.4 << QByteArray("partly");
        QTest::newRow("independent") << true << 0.7 << QByteArray("independent");
        QTest::newRow("unsteady") << false << 0.69 << QByteArray("unsteady");
        QTest::newRow("fair") << false << 0.7 << QByteArray("fair");
        QTest::newRow("steady") << false << 0.9 << QByteArray("steady");
    }
    void theWordsFollowTheNumber() {
        QFETCH(bool, weights);
        QFETCH(double, similarity);
        MapCheck check;
        check.check = weights ? CheckKind::Weights : CheckKind::Repeat;
        check.similarity = similarity;
        QTEST(QByteArray(check.verdict()), "verdict");
    }

    void aFlatMapTellsNothing() {
        AttentionMaps maps = mapsFrom(1);
        maps.view.fill(0.25F);
        NoEvents events;
        const auto checks = compareRuns(
            CheckKind::Weights, maps, 2, [&](int) { return mapsFrom(2); }, events);
        QVERIFY(checks);
        QVERIFY(!(*checks)[2].similarity);
        QCOMPARE((*checks)[2].verdict(), "untold");
        QVERIFY((*checks)[1].similarity);
    }

    void itStopsWhenAsked() {
        const AttentionMaps maps = mapsFrom(1);
        NoEvents events;
        int made = 0;
        const auto checks = compareRuns(
            CheckKind::Repeat, maps, 4,
            [&](int) {
                events.stopped = ++made == 2;
                return maps;
            },
            events);
        QCOMPARE(checks.error().code, ErrorCode::Cancelled);
        QCOMPARE(made, 2);
    }

    void aShiftMovesWhatLiesTwoVoxelsOn() {
        const NetworkInput input = ramp();
        const NetworkInput right = disturbed(input, 0, 0, 1), up = disturbed(input, 1, 0, 1);
        const auto at = [](const NetworkInput& of, int d, int h, int w) {
            return of.voxels[static_cast<std::size_t>((d * 256 + h) * 256 + w)];
        };
        QCOMPARE(at(right, 7, 100, 30), at(input, 7, 100, 32));
        QCOMPARE(at(right, 7, 100, 255), at(input, 7, 100, 255)); // the edge is repeated
        QCOMPARE(at(up, 31, 100, 30), at(input, 31, 98, 30));
        QCOMPARE(at(up, 0, 0, 30), at(input, 0, 0, 30));
    }

    void noiseIsAsStrongAsSaidAndKeepsToTheWindow() {
        NetworkInput input = ramp();
        std::ranges::fill(input.voxels, 0.5F);
        input.voxels[0] = 0;
        input.voxels[1] = 1;
        const NetworkInput noisy = disturbed(input, 2, 0.0125, 9);
        double sum = 0, squares = 0;
        for (const float voxel : noisy.voxels) {
            sum += voxel - 0.5;
            squares += (voxel - 0.5) * (voxel - 0.5);
        }
        const auto count = static_cast<double>(noisy.voxels.size());
        QVERIFY(std::abs(sum / count) < 1e-4);
        QVERIFY(std::abs(std::sqrt(squares / count) - 0.0125) < 1e-4);
        QCOMPARE(noisy.voxels[0], 0.0F); // what lies beyond the window has no noise to see
        QCOMPARE(noisy.voxels[1], 1.0F);
        QCOMPARE(disturbed(input, 2, 0.0125, 9).voxels, noisy.voxels);
        QVERIFY(disturbed(input, 3, 0.0125, 9).voxels != noisy.voxels);
    }

    // The check's random weights are those of a model of the same kind made of the check's seed and
    // saved as a file of its own: its maps come by another way and are compared here.
    void whatItComparesWithAreMapsOfRandomWeights() {
        Bolusctl ctl;
        importExam(ctl);
        constexpr int seed = 5;
        const auto random = Model::create(
            ModelConfig::tiny(true),
            trainVocabulary({"hepatic cyst in the liver", "renal cyst of the left kidney"}, 400),
            seed);
        QVERIFY(random);
        QVERIFY((*random)->save(ctl.path("random.safetensors").toStdString(), "random",
                                R"({"data":"none"})", false));
        QCOMPARE(ctl.run({"model", "import", ctl.path("random.safetensors")}).exit, 0);
        const QStringList look{"attention", "1", "--text", "hepatic cyst"};
        const Ended ours = ctl.run(look + QStringList{"--check", "--runs", "2", "--seed",
                                                      QString::number(seed)});
        const auto theirs = ctl.run(look + QStringList{"--model", "random"}).of("item");
        QVERIFY(!theirs.isEmpty());
        QList<QJsonObject> maps, checks;
        for (const QJsonObject& item : ours.of("item")) {
            if (item["check"] == "weights") {
                checks << item;
            } else if (!item.contains("check")) {
                maps << item;
            }
        }
        QCOMPARE(maps.size(), theirs.size());
        QCOMPARE(checks.size(), maps.size());
        bool differs = false;
        for (qsizetype i = 0; i < maps.size(); ++i) {
            QCOMPARE(theirs[i]["kind"], maps[i]["kind"]);
            QCOMPARE(checks[i]["kind"], maps[i]["kind"]);
            QCOMPARE(checks[i]["phase"], maps[i]["phase"]);
            const QJsonArray runs = checks[i]["runs"].toArray();
            const double expected =
                alikeOfWeights(maps[i]["values"].toArray(), theirs[i]["values"].toArray());
            QVERIFY2(std::abs(runs[0].toDouble() - expected) < 0.002,
                     qPrintable(QString("%1, not %2").arg(runs[0].toDouble()).arg(expected)));
            QVERIFY(checks[i]["map_similarity"].toDouble() < 0.99);
            differs = differs || std::abs(runs[0].toDouble() - runs[1].toDouble()) > 0.01;
        }
        QVERIFY(differs); // each run draws its own
    }

    void theCommandChecksEveryMap() {
        Bolusctl ctl;
        importExam(ctl);
        const QStringList command{"attention", "1", "--text", "hepatic cyst", "--check",
                                  "--runs",    "2", "--out",  ctl.path("out")};
        const Ended ended = ctl.run(command);
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QList<QJsonObject> maps, checks;
        for (const QJsonObject& item : ended.of("item")) {
            (item.contains("check") ? checks : maps).append(item);
        }
        QCOMPARE(checks.size(), 2 * maps.size());
        for (const QJsonObject& check : checks) {
            const bool weights = check["check"] == "weights";
            QCOMPARE(check["runs"].toArray().size(), weights ? 2 : 4);
            double sum = 0;
            for (const QJsonValue run : check["runs"].toArray()) {
                sum += run.toDouble();
            }
            const double mean = sum / (weights ? 2 : 4);
            QVERIFY(std::abs(check["map_similarity"].toDouble() - mean) < 1e-9);
            if (!weights) { // the same weights see nearly the same
                QVERIFY(mean > 0.9);
                QCOMPARE(check["verdict"].toString(), "steady");
            }
        }
        for (const QJsonObject& event : ended.of("progress")) {
            QVERIFY(event["done"].toInt() < event["total"].toInt());
        }
        QFile file(ctl.path("out") + "/maps.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray written =
            QJsonDocument::fromJson(file.readAll()).object()["checks"].toArray();
        QCOMPARE(written.size(), checks.size());
        const Ended again = ctl.run(command);
        QCOMPARE(again.of("item").last()["runs"], ended.of("item").last()["runs"]);
        QCOMPARE(ctl.run({"attention", "1", "--runs", "2"}).exit, 2); // of no check
        QCOMPARE(ctl.run({"attention", "1", "--model", "nobody"}).errorCode(),
                 QString("not_found"));
        QCOMPARE(ctl.run({"attention", "1", "--model", "tiny"}).result()["model"].toString(),
                 QString("tiny"));
    }

private:
    static void importExam(Bolusctl& ctl) {
        ctl.provideModel();
        QCOMPARE(ctl.run({"phantom", ctl.path("dicom"), "--cases", "1", "--seed", "3", "--slice",
                          "20", "--columns", "32"})
                     .exit,
                 0);
        QCOMPARE(ctl.run({"import", ctl.path("dicom"), "--no-pixels"}).exit, 0);
    }
};

QTEST_GUILESS_MAIN(AttentionCheckTest)
#include "test_attention_check.moc"
