// phase measure and evaluate --suite phases: what pixels tell of phases, from files to records.
#include <cmath>

#include <QDir>
#include <QDirIterator>
#include <QtTest>

#include "app/jobs/PhaseMeasure.h"
#include "app/jobs/PhaseSuite.h"
#include "tests/app/Bolusctl.h"

using namespace bolus;

namespace {

/// Phases of the only case.
QJsonArray phasesOf(const Bolusctl& ctl) {
    const Ended ended = ctl.run({"cases"});
    const QList<QJsonObject> items = ended.of("item");
    return items.size() == 1 ? items[0]["phases"].toArray() : QJsonArray();
}

QString importedPhantom(const Bolusctl& ctl, const QString& seed) {
    const Ended made = ctl.run({"phantom", ctl.path("exams"), "--cases", "1", "--seed", seed,
                                "--slice", "6", "--columns", "160"});
    const Ended imported = ctl.run({"import", ctl.path("exams")});
    return made.exit == 0 && imported.exit == 0 ? QString() : imported.errorCode();
}

ExamFound exam(std::initializer_list<std::pair<Phase, Phase>> pairs) {
    ExamFound found;
    for (const auto& [truth, said] : pairs) {
        found.push_back({truth, said, 0.9});
    }
    return found;
}

/// Imports a series and damages one of its files afterwards; whether that went so.
bool importedAndDamaged(const Bolusctl& ctl, const QString& description) {
    if (ctl.makeSeries("a", 6, description).isEmpty() ||
        ctl.run({"import", ctl.path("a")}).exit != 0) {
        return false;
    }
    QDirIterator files(ctl.path("a"), QDir::Files);
    QFile file(files.next());
    return file.resize(file.size() / 2);
}

class NoEvents : public Events {
public:
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return false; }
    void item(Json) override {}
};

} // namespace

class PhaseMeasureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void recordsComeFromTagsAndPixels() {
        const Bolusctl ctl;
        QCOMPARE(importedPhantom(ctl, "3"), QString());
        const Ended measured = ctl.run({"phase", "measure"});
        QCOMPARE(measured.exit, 0);
        const QJsonArray phases = phasesOf(ctl);
        QVERIFY(phases.size() >= 2);
        QCOMPARE(measured.result()["cases"].toInt(), 1);
        QCOMPARE(measured.result()["measured"].toInt(), phases.size());
        QCOMPARE(measured.result()["failed"].toInt(-1), 0);
        for (const auto& value : phases) {
            const QJsonObject phase = value.toObject(), e = phase["enhancement"].toObject();
            QVERIFY(e["aorta"].toDouble() > 20 && e["aorta"].toDouble() < 600);
            QVERIFY(e["liver"].isDouble() && e.contains("portal_vein"));
            QCOMPARE(e["phase"].toString(), phase["phase"].toString());
            QVERIFY(phase["confidence"].toDouble() > 0.9);
            QVERIFY(phase["reason"].toString().contains("aorta"));
        }
        // Again: the same, and nothing is another than before.
        QCOMPARE(ctl.run({"phase", "measure"}).result()["changed"].toInt(-1), 0);
        QCOMPARE(phasesOf(ctl), phases);
    }

    void aPersonsWordStays() {
        const Bolusctl ctl;
        QCOMPARE(importedPhantom(ctl, "4"), QString());
        const QString series = phasesOf(ctl)[0].toObject()["series_uid"].toString();
        QCOMPARE(ctl.run({"phase", "set", "1", series, "mtt"}).exit, 0);
        QCOMPARE(ctl.run({"phase", "measure", "1"}).exit, 0);
        for (const auto& value : phasesOf(ctl)) {
            const QJsonObject phase = value.toObject();
            if (phase["series_uid"].toString() == series) {
                QCOMPARE(phase["phase"].toString(), QString("mtt"));
                QCOMPARE(phase["source"].toString(), QString("user"));
                QVERIFY(phase["enhancement"].toObject()["aorta"].isDouble());
            }
        }
    }

    /// What is in the files is damaged after they were imported: a warning, and the records stay.
    void damagedPixelsChangeNoRecord() {
        const Bolusctl ctl;
        QVERIFY(importedAndDamaged(ctl, "Arterial phase"));
        const Ended measured = ctl.run({"phase", "measure"});
        QCOMPARE(measured.exit, 0);
        QCOMPARE(measured.result()["failed"].toInt(), 1);
        QCOMPARE(measured.of("warning").size(), 1);
        QCOMPARE(phasesOf(ctl)[0].toObject()["phase"].toString(), QString("arterial"));
    }

    /// Images computed from two energies tell no phase by their HU: they are not even decoded.
    void spectralResultsAreNotDecoded() {
        const Bolusctl ctl;
        QVERIFY(importedAndDamaged(ctl, "VNC"));
        const Ended measured = ctl.run({"phase", "measure"});
        QCOMPARE(measured.exit, 0);
        QCOMPARE(measured.result()["failed"].toInt(-1), 0);
        QVERIFY(measured.of("warning").isEmpty());
        QVERIFY(phasesOf(ctl)[0].toObject()["reason"].toString().contains("two energies"));
    }

    void noSuchCase() {
        const Bolusctl ctl;
        const Ended ended = ctl.run({"phase", "measure", "77"});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.errorCode(), QString("not_found"));
    }

    void aCaseThatIsGoneMeanwhileEndsNothing() {
        const QTemporaryDir folder;
        const auto library = Library::open(folder.filePath("library").toStdString());
        QVERIFY2(library, library ? "" : library.error().message.c_str());
        NoEvents events;
        const auto counts = measurePhases(**library, {{77, 78}, false}, events);
        QVERIFY2(counts, counts ? "" : counts.error().message.c_str());
        QCOMPARE(counts->cases, std::int64_t(0));
    }

    void theThumbnailFollowsThePhases() {
        const Bolusctl ctl;
        QCOMPARE(importedPhantom(ctl, "3"), QString());
        QString picture;
        {
            const auto library = Library::open(ctl.library().toStdString());
            QVERIFY2(library, library ? "" : library.error().message.c_str());
            const Case exam = (*library)->caseById(1).value();
            for (const VolumeRecord& volume : exam.volumes) {
                QVERIFY((*library)->setEnhancement(volume.id, {}, {}));
            }
            picture = QString::fromStdString((*library)->thumbnailPath(1).string());
        }
        QVERIFY(QFile::remove(picture));
        QVERIFY(ctl.run({"phase", "measure"}).result()["changed"].toInt() > 0);
        QVERIFY(QFile::exists(picture));
        QVERIFY(QFile::remove(picture)); // where nothing changes, nothing is drawn
        QCOMPARE(ctl.run({"phase", "measure"}).result()["changed"].toInt(-1), 0);
        QVERIFY(!QFile::exists(picture));
    }

    void suite_data() {
        QTest::addColumn<QString>("tags");
        QTest::addColumn<int>("cases");
        QTest::addColumn<double>("leastF1");
        QTest::addColumn<double>("mostUnsure");
        QTest::newRow("kept") << "kept" << 4 << 0.99 << 0.05;
        QTest::newRow("stripped") << "stripped" << 8 << 0.95 << 0.1;
        // Tags that lie in one voice against the pixels leave nothing that is sure; what counts is
        // that nothing wrong is told.
        QTest::newRow("misleading") << "misleading" << 4 << 0.0 << 1.0;
    }
    void suite() {
        QFETCH(QString, tags);
        QFETCH(int, cases);
        const Bolusctl ctl;
        const Ended ended = ctl.run({"evaluate", "--suite", "phases", "--cases",
                                     QString::number(cases), "--seed", "9", "--tags", tags});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.of("item").size(), 4); // one a phase
        const QJsonObject result = ended.result();
        QCOMPARE(result["cases"].toInt(), cases);
        QCOMPARE(result["tags"].toString(), tags);
        QCOMPARE(result["confident_errors"].toInt(-1), 0);
        QVERIFY(result["volumes"].toInt() >= 2 * cases);
        QFETCH(double, leastF1);
        QFETCH(double, mostUnsure);
        QVERIFY(result["macro_f1"].toObject()["value"].toDouble(-1) >= leastF1);
        QVERIFY(result["unsure"].toDouble(2) <= mostUnsure);
        if (tags == "misleading") {
            QCOMPARE(result["errors"].toInt(-1), 0);
        }
    }

    void refusals_data() {
        QTest::addColumn<QStringList>("options");
        QTest::newRow("model") << QStringList{"--suite", "phases", "--model", "x"};
        QTest::newRow("rows") << QStringList{"--suite", "phases", "--rows", "mean"};
        QTest::newRow("out") << QStringList{"--suite", "phases", "--out", "x"};
        QTest::newRow("phantom") << QStringList{"--suite", "phases", "--phantom", "4"};
        QTest::newRow("tags") << QStringList{"--suite", "phases", "--tags", "some"};
        QTest::newRow("no cases") << QStringList{"--suite", "phases", "--cases", "0"};
        QTest::newRow("other suite")
            << QStringList{"--suite", "phase-series", "--out", "x", "--cases", "4"};
        QTest::newRow("no suite") << QStringList{"--phantom", "4", "--tags", "kept"};
    }
    void refusals() {
        QFETCH(QStringList, options);
        const Bolusctl ctl;
        const Ended ended = ctl.run(QStringList{"evaluate"} + options);
        QCOMPARE(ended.exit, 2);
        QCOMPARE(ended.errorCode(), QString("usage"));
    }

    /// By hand: pre-contrast 2 of 2; arterial 1 right, 1 unsure; portal venous 1 right, 1 taken for
    /// delayed; delayed 1 right. F1 = 1, 2/3, 2/3, 2/3.
    void figures() {
        using enum Phase;
        const std::vector<ExamFound> exams{
            exam({{PreContrast, PreContrast}, {Arterial, Arterial}, {PortalVenous, Delayed}}),
            exam({{PreContrast, PreContrast},
                  {Arterial, Unknown},
                  {PortalVenous, PortalVenous},
                  {Delayed, Delayed}})};
        const PhaseConfusion confusion = confusionOf(exams);
        QCOMPARE(confusion[1][4], 1);
        QCOMPARE(confusion[2][3], 1);
        QCOMPARE(f1Of(confusion, 0), 1.0);
        for (const std::size_t phase : {1, 2, 3}) {
            QVERIFY(std::abs(f1Of(confusion, phase) - 2.0 / 3) < 1e-12);
        }
        QVERIFY(std::abs(macroF1(confusion) - 0.75) < 1e-12);
        const auto [low, high] = macroF1Interval(exams, 1);
        QVERIFY(low <= 0.75 && high >= 0.75 && low < high);
        QCOMPARE(macroF1Interval(exams, 1), (std::array{low, high}));
        QVERIFY(std::isnan(macroF1(confusionOf({}))));
    }
};

QTEST_GUILESS_MAIN(PhaseMeasureTest)
#include "test_phase_measure.moc"
