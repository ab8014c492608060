// The parts of the benchmark: which phases a row is given, the folder it goes on from, what the
// rows say together, and the plots.
#include <cmath>
#include <set>

#include <QFile>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include "app/jobs/PhaseChoice.h"
#include "app/jobs/SuiteFolder.h"
#include "app/jobs/SuiteNotes.h"
#include "app/jobs/SuiteReport.h"
#include "app/jobs/SuiteRowLog.h"
#include "app/jobs/SuiteRows.h"
#include "app/jobs/SvgPlot.h"

using namespace bolus;

namespace {

using Places = std::vector<std::size_t>;

/// Exams whose tokens and voxels are their phase's place, a hundred a exam.
class PlaceSource : public CaseSource {
public:
    explicit PlaceSource(std::vector<std::size_t> counts) : m_counts(std::move(counts)) {}
    std::size_t size() const override { return m_counts.size(); }
    Result<NetworkInput> load(std::size_t index) override {
        NetworkInput input;
        for (std::size_t place = 0; place < m_counts[index]; ++place) {
            input.phases.push_back(allPhases[place]);
            input.tokens.insert(input.tokens.end(), 3, std::uint16_t(100 * index + place));
            input.voxels.insert(input.voxels.end(), 5, float(100 * index + place));
        }
        return input;
    }
    std::string report(std::size_t index) override { return "report " + std::to_string(index); }
    std::string patient(std::size_t index) override { return "patient " + std::to_string(index); }
    std::string key(std::size_t index) override { return "exam " + std::to_string(index); }

private:
    std::vector<std::size_t> m_counts;
};

Json figure(double value) {
    return {{"value", value}, {"low", value / 2}, {"high", value + 0.1}};
}

Json direction(double r10) {
    return {{"r1", figure(r10 / 4)},
            {"r5", figure(r10 / 2)},
            {"r10", figure(r10)},
            {"mrr", figure(r10 / 3)}};
}

/// A finished row of which so many of 100 queries hit.
Json row(const std::string& name, int textHits, int imageHits) {
    std::vector<int> toImage(100, 50), toText(100, 50);
    std::fill_n(toImage.begin(), textHits, 1);
    std::fill_n(toText.begin(), imageHits, 1);
    Json tables = Json::array();
    for (const int candidates : {10, 100}) {
        tables.push_back({{"candidates", candidates},
                          {"text_to_image", direction(textHits / 100.0)},
                          {"image_to_text", direction(imageHits / 100.0)}});
    }
    return {{"row", name},
            {"label", suiteRow(name)->label},
            {"percent", 100},
            {"parameters", 1000},
            {"training_pairs", 7},
            {"steps", 3},
            {"loss", 1.5},
            {"stopped", nullptr},
            {"validation", nullptr},
            {"curve", Json::array()},
            {"test_pairs", 100},
            {"mean_cosine", 0.25},
            {"tables", tables},
            {"ranks", {{"candidates", 100}, {"text_to_image", toImage}, {"image_to_text", toText}}},
            {"seconds", 90.0}};
}

SuiteResults resultsOf(std::initializer_list<Json> rows) {
    SuiteResults results;
    for (const Json& one : rows) {
        results[one["row"].get<std::string>()] = one;
    }
    return results;
}

Json made() {
    return {{"command", "bolusctl evaluate --suite phase-series"},
            {"settings", {{"bolus_version", "1"}, {"encoder", "0123456789abcdef"}, {"seed", 1}}},
            {"encoder", {{"name", "enc"}, {"hash", "0123456789abcdef"}}}};
}

/// The notes that stand beside figures made with an encoder of such provenance.
QString notesOn(const Json& provenance) {
    Json encoder = made()["encoder"];
    encoder["provenance"] = provenance;
    QString text;
    for (const std::string& note : suiteNotes(made()["settings"], encoder)) {
        text += QString::fromStdString(note) + '\n';
    }
    return text;
}

/// How often each element stands in it; empty where it is no XML.
QHash<QString, int> elementsOf(const std::string& xml) {
    QHash<QString, int> elements;
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement) {
            ++elements[reader.name().toString()];
        }
    }
    return reader.hasError() ? QHash<QString, int>() : elements;
}

/// The coordinates of each polyline.
QList<QList<QPointF>> polylinesOf(const std::string& xml) {
    QList<QList<QPointF>> lines;
    QXmlStreamReader reader(QByteArray::fromStdString(xml));
    while (!reader.atEnd()) {
        if (reader.readNext() != QXmlStreamReader::StartElement || reader.name() != u"polyline") {
            continue;
        }
        QList<QPointF>& line = lines.emplace_back();
        const QString text = reader.attributes().value("points").toString();
        for (const QString& pair : text.split(' ', Qt::SkipEmptyParts)) {
            line.append({pair.section(',', 0, 0).toDouble(), pair.section(',', 1).toDouble()});
        }
    }
    return lines;
}

} // namespace

class SuitePartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void phasesAreChosenInContrastOrder() {
        const auto places = [](std::size_t count, std::size_t most) {
            return atMostPhases({count}, most)[0].places;
        };
        QCOMPARE(places(4, 2), (Places{0, 2}));
        QCOMPARE(places(4, 3), (Places{0, 1, 2}));
        QCOMPARE(places(3, 2), (Places{0, 1}));
        QCOMPARE(places(2, 3), (Places{0, 1}));
        QCOMPARE(places(4, 4), (Places{0, 1, 2, 3}));
    }

    void everyPhaseIsAPairOfItsOwn() {
        PlaceSource source({2, 3});
        PhaseChoiceSource pairs(source, everyPhase({2, 3}));
        QCOMPARE(pairs.size(), std::size_t(5));
        const auto last = pairs.load(4);
        QVERIFY(last);
        QCOMPARE(last->phases, (std::vector<Phase>{allPhases[2]}));
        QCOMPARE(last->tokens, (std::vector<std::uint16_t>(3, 102)));
        QCOMPARE(last->voxels, (std::vector<float>(5, 102.0f)));
        QCOMPARE(pairs.report(1), std::string("report 0"));
        QCOMPARE(pairs.patient(2), std::string("patient 1"));
        std::set<std::string> keys;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            keys.insert(pairs.key(i));
        }
        QCOMPARE(keys.size(), pairs.size());
    }

    void severalPhasesStayInOrder() {
        PlaceSource source({4});
        PhaseChoiceSource some(source, atMostPhases({4}, 2));
        const auto input = some.load(0);
        QVERIFY(input);
        QCOMPARE(input->phases, (std::vector<Phase>{allPhases[0], allPhases[2]}));
        QCOMPARE(input->tokens, (std::vector<std::uint16_t>{0, 0, 0, 2, 2, 2}));
    }

    void aPhaseThatIsNotThereIsASentence() {
        PlaceSource source({2});
        PhaseChoiceSource wrong(source, {{0, {2}}, {0, {}}});
        for (const std::size_t i : {std::size_t(0), std::size_t(1)}) {
            const auto input = wrong.load(i);
            QVERIFY(!input);
            QCOMPARE(input.error().code, ErrorCode::BadInput);
        }
    }

    void theFixedPhaseHangsOnTheSeedAndTheExamAlone() {
        const std::vector<std::size_t> counts(400, 4);
        const auto phases = oneFixedPhase(counts, 7), again = oneFixedPhase(counts, 7);
        const auto fewer = oneFixedPhase({4, 4, 4}, 7), other = oneFixedPhase(counts, 8);
        std::array<int, 4> drawnOften{};
        int different = 0;
        for (std::size_t i = 0; i < counts.size(); ++i) {
            QCOMPARE(phases[i].places.size(), std::size_t(1));
            QCOMPARE(phases[i].places, again[i].places);
            QVERIFY(i >= fewer.size() || phases[i].places == fewer[i].places);
            ++drawnOften.at(phases[i].places[0]);
            different += phases[i].places != other[i].places;
        }
        for (const int often : drawnOften) { // 100 ± 5 deviations
            QVERIFY(often > 56 && often < 144);
        }
        QVERIFY(different > 200);
    }

    void drawingKeepsEachChoiceOnce() {
        const auto chosen = drawn(everyPhase({3, 3, 3}), 5, 1);
        QCOMPARE(chosen.size(), std::size_t(5));
        std::set<std::pair<std::size_t, std::size_t>> seen;
        for (const PhaseChoice& choice : chosen) {
            seen.emplace(choice.index, choice.places[0]);
        }
        QCOMPARE(seen.size(), std::size_t(5));
        QCOMPARE(drawn(everyPhase({2}), 5, 1).size(), std::size_t(2));
    }

    void theLiteralRowIsThePapersButForWhatIsSaid() {
        const ModelConfig encoder = ModelConfig::compact(true);
        const ModelConfig robust = rowConfig(*suiteRow("pamn_robust"), encoder, 2, 128);
        const ModelConfig literal = rowConfig(*suiteRow("pamn_paper"), encoder, 2, 128);
        const ModelConfig dense = rowConfig(*suiteRow("pamn_paper_dense"), encoder, 2, 128);
        for (const ModelConfig* config : {&literal, &dense}) {
            QVERIFY(!config->scaledAttention && !config->clampGates && !config->firstPhaseFills);
            QVERIFY(!config->phaseEmbedding && !config->meanOfKernels && !config->headNorm);
            QCOMPARE(config->intensity, encoder.intensity);
            QCOMPARE(config->width, encoder.width);
        }
        QVERIFY(robust.scaledAttention && robust.phaseEmbedding && robust.headNorm);
        QCOMPARE(literal.convKind, ConvKind::DepthwiseSeparable);
        QCOMPARE(dense.convKind, ConvKind::Dense);
        QCOMPARE(rowLoss(*suiteRow("pamn_paper")), Loss::OneWay);
        QCOMPARE(rowLoss(*suiteRow("mean")), Loss::MultiPositive);
        for (const SuiteRow& one : suiteRows()) {
            ModelConfig config = rowConfig(one, encoder, 2, 128);
            QVERIFY(config.check());
            QCOMPARE(config.textMlp, 512);
        }
    }

    void everyFigureIsMadeOfRowsThatExist() {
        std::set<std::string> named(tableRowNames().begin(), tableRowNames().end());
        for (const auto& names : {scaleRowNames(true), scaleRowNames(false), phaseRowNames()}) {
            named.insert(names.begin(), names.end());
        }
        std::set<std::string> there;
        for (const SuiteRow& one : suiteRows()) {
            there.insert(one.name);
        }
        QCOMPARE(named, there);
        QCOMPARE(there.size(), suiteRows().size());
    }

    void pamnIsComparedWithTheBestPoolingOfEachDirection() {
        const auto results =
            resultsOf({row("pamn_robust", 60, 50), row("baseline_st", 30, 40), row("mean", 45, 20),
                       row("max", 35, 25), row("attention", 10, 5)});
        const Json summary = suiteSummary(results, made());
        QCOMPARE(summary["comparisons"].size(), std::size_t(4));
        const Json& toImage = summary["comparisons"][1];
        QCOMPARE(toImage["against"], Json("mean"));
        QCOMPARE(toImage["direction"], Json("text_to_image"));
        QCOMPARE(summary["comparisons"][3]["against"], Json("max"));
        QCOMPARE(summary["comparisons"][0]["ratio"]["value"].get<double>(), 2.0);
        QCOMPARE(toImage["difference"]["value"].get<double>(), 0.15);
        QVERIFY(toImage["difference"]["low"].get<double>() > 0.05);
        QVERIFY(toImage["difference"]["high"].get<double>() < 0.25);
    }

    void theHashIsOfTheFiguresAndNotOfTheTime() {
        auto results = resultsOf({row("mean", 45, 20)});
        const Json hash = suiteSummary(results, made())["results_sha256"];
        results["mean"]["seconds"] = 5.0;
        QCOMPARE(suiteSummary(results, made())["results_sha256"], hash);
        results["mean"] = row("mean", 45, 21);
        QVERIFY(suiteSummary(results, made())["results_sha256"] != hash);
    }

    void theTablesSayWhatTheyAreOf() {
        const auto results = resultsOf({row("pamn_robust", 60, 50), row("baseline_st", 30, 40)});
        const std::string text = suiteMarkdown(results, suiteSummary(results, made()));
        QVERIFY(text.contains("igital phantom"));
        QVERIFY(text.contains("| PAMN robust | 60.0 [30.0, 70.0] | 60.0 [30.0, 70.0] |"));
        QVERIFY(text.contains("bolusctl evaluate --suite phase-series"));
        QVERIFY(!text.contains("MEAN |"));
        for (const std::string& plot :
             {tablePlot(results), scalePlot(results), phasesPlot(results)}) {
            QVERIFY(elementsOf(plot)["svg"] == 1);
            QVERIFY(plot.contains("igital phantom"));
        }
        QCOMPARE(elementsOf(tablePlot(results))["polyline"], 2 * 3 + 3); // with chance and legend
        QVERIFY(scalePlot(resultsOf({row("mean", 1, 1)})).empty());
        QVERIFY(tablePlot({}).empty());
    }

    void theNotesSayHowTheEncoderWasTaught() {
        const auto provenance = [](const char* objective, bool frozen) {
            return Json{{"cases", 7200},
                        {"base", "start"},
                        {"options", {{"objective", objective}, {"freeze_images", frozen}}}};
        };
        const QString truth = notesOn(provenance("truth", false));
        QVERIFY(truth.contains("each cell of 7200 phantom exams"));
        QVERIFY(truth.contains("no hospital has"));
        QVERIFY(notesOn(provenance("both", false)).contains("no hospital has"));
        const QString reports = notesOn(provenance("reports", false));
        QVERIFY(reports.contains("reports of 7200 cases") && !reports.contains("no hospital"));
        QVERIFY(notesOn(provenance("truth", true)).contains("taken over from “start”"));
        for (const Json& silent : {Json(), Json{{"data", "none"}}, Json{{"options", 3}}}) {
            QVERIFY(notesOn(silent).contains("does not say how it was taught"));
        }
    }

    void aRatioToNothingIsNull() {
        const auto results = resultsOf({row("pamn_robust", 60, 50), row("baseline_st", 0, 40)});
        const Json summary = suiteSummary(results, made());
        QVERIFY(summary["comparisons"][0]["ratio"]["value"].is_null());
        QCOMPARE(summary["comparisons"][1]["ratio"]["value"].get<double>(), 1.25);
        QVERIFY(suiteMarkdown(results, summary).contains("ratio ∞"));
    }

    void aDivergedRowIsMarkedInTheTables() {
        Json wild = row("pamn_paper", 10, 10);
        wild["stopped"] = "The loss is no longer a finite number.";
        wild["mean_cosine"] = nullptr;
        const auto results = resultsOf({wild});
        const std::string text = suiteMarkdown(results, suiteSummary(results, made()));
        QVERIFY(text.contains("| 3, diverged | 1.500 | – / – | – |"));
    }

    void aRowsLogGoesOnWhereItWasLeft() {
        const QTemporaryDir folder;
        const auto opened =
            SuiteFolder::open(folder.filePath("out").toStdString(), Json{{"seed", 1}});
        QVERIFY(opened);
        RecallFigures figures;
        figures.candidates = 2;
        const auto step = [&](int epoch, double loss) {
            return TrainStep{.epoch = epoch,
                             .step = epoch,
                             .steps = 3,
                             .loss = loss,
                             .learningRate = 0.1,
                             .validation = &figures};
        };
        QVERIFY(opened->keepLog("mean", {{"seconds", 100}, {"curve", Json::array()}}));
        {
            SuiteRowLog log(*opened, "mean");
            QVERIFY(log.seconds() >= 100);
            log.add(step(1, 5.0)); // the first step of all: what was left is of no use
            QVERIFY(log.seconds() < 100);
            log.add(step(2, 4.0));
        }
        SuiteRowLog resumed(*opened, "mean");
        resumed.add(step(2, 4.5)); // the checkpoint was from before the epoch's end
        resumed.add(step(3, 3.0));
        QCOMPARE(resumed.curve().size(), std::size_t(3));
        QCOMPARE(resumed.curve()[0]["loss"], Json(5.0));
        QCOMPARE(resumed.curve()[1]["loss"], Json(4.5));
        opened->finish("mean");
        QVERIFY(!opened->log("mean"));
    }

    void aRowWithFewerTestExamsIsNeitherComparedNorMisplaced() {
        Json fewer = row("mean", 45, 20);
        fewer["tables"].erase(1);
        fewer["ranks"]["candidates"] = 10;
        const auto results = resultsOf({row("pamn_robust", 60, 50), fewer});
        const Json summary = suiteSummary(results, made());
        QCOMPARE(summary["comparisons"].size(), std::size_t(0));
        QVERIFY(suiteMarkdown(results, summary).contains("| MEAN | 45.0 [22.5, 55.0] | – |"));
        QVERIFY(elementsOf(tablePlot(results))["svg"] == 1);
    }

    void higherFiguresStandHigherAndBarsAroundThem() {
        Plot plot{.title = "a < b & c",
                  .subtitle = {},
                  .xLabel = "x",
                  .yLabel = "y",
                  .xTicks = {1, 10, 100},
                  .evenly = true,
                  .columns = 1,
                  .panels = {}};
        PlotSeries rising{
            "rising", {{1, 0.1, 0.05, 0.2}, {10, 0.2, 0.2, 0.2}, {100, 0.4, 0.3, 0.5}}, false};
        plot.panels.push_back({"panel", {rising}});
        const std::string svg = svgOf(plot);
        QVERIFY(svg.contains("a &lt; b &amp; c"));
        const auto lines = polylinesOf(svg);
        QCOMPARE(lines.size(), 2); // one is the legend's
        QCOMPARE(lines[0].size(), 3);
        QVERIFY(lines[0][0].y() > lines[0][1].y() && lines[0][1].y() > lines[0][2].y());
        const double step = lines[0][1].x() - lines[0][0].x();
        QVERIFY(step > 10 && std::abs(lines[0][2].x() - lines[0][1].x() - step) < 0.3);
        QVERIFY(svgOf({}).empty());
    }

    void aFolderOfOtherOptionsIsRefused() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("out").toStdString();
        const Json settings{{"seed", 1}, {"epochs", 6}};
        const auto first = SuiteFolder::open(path, settings);
        QVERIFY(first);
        const Json kept = row("mean", 12, 34);
        QVERIFY(first->keepRow("mean", kept));
        const auto again = SuiteFolder::open(path, settings);
        QVERIFY(again);
        QCOMPARE(again->row("mean"), std::optional(kept));
        QVERIFY(!again->row("max"));
        const auto other = SuiteFolder::open(path, {{"seed", 1}, {"epochs", 7}});
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::BadInput);
        QVERIFY(other.error().message.contains("epochs is 6, not 7"));
    }

    void aDamagedRowIsRunAgain() {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath("out").toStdString();
        const auto opened = SuiteFolder::open(path, {{"seed", 1}});
        QVERIFY(opened && opened->keepRow("mean", row("mean", 12, 34)));
        QFile file(QString::fromStdString((path / "rows" / "mean.json").string()));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        file.close();
        for (QByteArray damaged : {whole.left(whole.size() / 2), QByteArray("[]"),
                                   QByteArray(whole).replace("MEAN", "MAXI"), QByteArray()}) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(damaged);
            file.close();
            QVERIFY(!opened->row("mean"));
        }
        QFile settings(QString::fromStdString((path / "settings.json").string()));
        QVERIFY(settings.open(QIODevice::WriteOnly));
        settings.close();
        QVERIFY(!SuiteFolder::open(path, {{"seed", 1}}));
    }
};

QTEST_GUILESS_MAIN(SuitePartsTest)
#include "test_suite_parts.moc"
