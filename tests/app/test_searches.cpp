// Searches that were made and are made again, those that are kept, collections, and the options
// that search and similar share.
#include <cmath>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

QList<int> casesOf(const Ended& ended) {
    QList<int> cases;
    for (const QJsonObject& hit : ended.of("item")) {
        cases.append(hit["case"].toInt());
    }
    return cases;
}

QStringList words(const QJsonValue& list) {
    QStringList texts;
    for (const QJsonValue value : list.toArray()) {
        texts.append(value.toString());
    }
    return texts;
}

} // namespace

class SearchesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSearchIsWrittenDownAndMadeAgain() {
        const Bolusctl ctl;
        importReports(ctl, {"Cyst of the liver.", "Stone."});
        const Ended made = ctl.run({"search", "cyst", "--mode", "lexical", "--per-patient", "all"});
        QCOMPARE(casesOf(made).size(), 1);
        const QString id = QString::number(made.result()["receipt"].toInt());
        const Ended again = ctl.run({"searches", "replay", id});
        QVERIFY2(again.result()["same"].toBool(), again.standardError.constData());
        QVERIFY(words(again.result()["differs"]).isEmpty() && again.of("item").isEmpty());

        const QString file = ctl.path("receipt.json");
        const Ended shown = ctl.run({"searches", "show", id, "--out", file});
        QCOMPARE(casesOf(shown), casesOf(made));
        QCOMPARE(shown.result()["title"].toString(), QString("cyst"));
        addReport(ctl, "A2", "Cyst.");
        for (const QString& which : {id, file}) {
            const Ended replayed = ctl.run({"searches", "replay", which});
            QVERIFY(!replayed.result()["same"].toBool(true));
            const auto items = replayed.of("item");
            QVERIFY(!items.isEmpty());
            QCOMPARE(items.last()["what"].toString(), QString("is new in the list"));
            QVERIFY(words(replayed.result()["differs"]).join(' ').contains("1 cases were found"));
        }
        QCOMPARE(ctl.run({"searches", "list", "--k", "2"}).of("item").size(), 2);
        QCOMPARE(ctl.run({"searches", "replay", "999"}).errorCode(), QString("not_found"));
        writeFile(ctl.path("bad.json"), R"({"request":{"magic":1},"hits":[]})");
        QCOMPARE(ctl.run({"searches", "replay", ctl.path("bad.json")}).errorCode(),
                 QString("bad_input"));
        QVERIFY(ctl.run({"searches", "clear"}).result()["removed"].toInt() >= 4);
        QVERIFY(ctl.run({"search", "cyst", "--mode", "lexical", "--no-receipt"})
                    .result()["receipt"]
                    .isNull());
        QVERIFY(ctl.run({"searches", "list"}).of("item").isEmpty());
    }

    void searchesAreKeptUnderAName() {
        const Bolusctl ctl;
        importReports(ctl, {"Cyst of the liver.", "Stone."});
        const Ended saved =
            ctl.run({"search", "-stone cyst", "--mode", "lexical", "--k", "7", "--save", "mine"});
        QCOMPARE(saved.exit, 0);
        const auto listed = ctl.run({"searches", "saved"}).of("item");
        QCOMPARE(listed.size(), 1);
        QCOMPARE(listed[0]["request"].toObject()["phrase"].toString(), QString("-stone cyst"));
        QCOMPARE(listed[0]["request"].toObject()["k"].toInt(), 7);
        QCOMPARE(casesOf(ctl.run({"searches", "run", "MINE"})), casesOf(saved));
        QCOMPARE(ctl.run({"searches", "forget", "mine"}).exit, 0);
        QCOMPARE(ctl.run({"searches", "run", "mine"}).errorCode(), QString("not_found"));
    }

    void collectionsNarrowASearch() {
        const Bolusctl ctl;
        importReports(ctl, {"Cyst.", "Cyst.", "Cyst."});
        QCOMPARE(ctl.run({"collection", "add", "teaching", "2", "3"}).result()["added"].toInt(), 2);
        const QStringList search{"search", "cyst", "--mode", "lexical", "--per-patient", "all"};
        QCOMPARE(casesOf(ctl.run(search + QStringList{"--collection", "teaching"})),
                 (QList<int>{2, 3}));
        QCOMPARE(casesOf(ctl.run(search + QStringList{"--filter", "-collection:teaching"})),
                 QList<int>{1});
        QCOMPARE(ctl.run(search + QStringList{"--collection", "none"}).errorCode(),
                 QString("not_found"));
        QCOMPARE(ctl.run({"collection", "remove", "teaching", "2"}).result()["cases"].toInt(), 1);
        QCOMPARE(casesOf(ctl.run({"collection", "show", "teaching"})), QList<int>{3});
        QCOMPARE(ctl.run({"collection", "rename", "teaching", "rounds"}).exit, 0);
        QCOMPARE(ctl.run({"collection", "list"}).of("item")[0]["name"].toString(),
                 QString("rounds"));
        QCOMPARE(ctl.run({"collection", "delete", "rounds"}).exit, 0);
        QCOMPARE(ctl.run({"collection", "add", "x", "77"}).errorCode(), QString("not_found"));
    }

    void phrasesMayBeginWithADash() {
        const Bolusctl ctl;
        importReports(ctl, {"Renal mass.", "Mass of the liver."});
        const QStringList lexical{"--mode", "lexical"};
        QCOMPARE(casesOf(ctl.run(QStringList{"search", "-renal mass"} + lexical)), QList<int>{2});
        QCOMPARE(
            casesOf(ctl.run(QStringList{"search"} + lexical + QStringList{"--", "-renal mass"})),
            QList<int>{2});
        const Ended alone = ctl.run(QStringList{"search"} + lexical + QStringList{"--", "-renal"});
        QCOMPARE(alone.errorCode(), QString("bad_input"));
        QVERIFY(alone.last()["message"].toString().contains("leave out"));
    }

    void badOptionsAreBadUsage() {
        const Bolusctl ctl;
        const QList<QStringList> bad{{"search", "x", "--weights", "words=-1"},
                                     {"search", "x", "--weights", "smell=1"},
                                     {"search", "x", "--weights", "words=0,image=0,region=0"},
                                     {"search", "x", "--per-patient", "two"},
                                     {"search", "x", "--more-like", "1,b"},
                                     {"similar", "1", "--phases", "purple"},
                                     {"similar", "1", "--phase-weights", "arterial=much"},
                                     {"similar", "1", "--region", "here"},
                                     {"searches"},
                                     {"collection", "add", "name"}};
        for (const QStringList& arguments : bad) {
            const Ended ended = ctl.run(arguments);
            QVERIFY2(ended.exit == 2, qPrintable(arguments.join(' ')));
        }
    }

    void wordsThatNothingKnowsFindNothing() {
        Bolusctl ctl;
        embedPhantoms(ctl);
        const Ended ended = ctl.run({"search", "zzqx blorp"});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["hits"].toInt(-1), 0);
        QVERIFY(ended.result()["notes"].toArray()[0].toString().contains("images"));
        QVERIFY(ctl.run({"search", "--mode", "image", "zzqx blorp"}).result()["hits"].toInt() > 0);
    }

    void hitsTellTheirParts() {
        Bolusctl ctl;
        embedPhantoms(ctl);
        const Ended ended =
            ctl.run({"search", "liver", "--all", "--weights", "image=3", "--per-patient", "all"});
        QVERIFY2(ended.exit == 0, ended.standardError.constData());
        QVERIFY(ended.of("item").size() > 1);
        for (const QJsonObject& hit : ended.of("item")) {
            double sum = 0;
            for (const QJsonValue value : hit["parts"].toArray()) {
                const QJsonObject part = value.toObject();
                const bool image = part["part"].toString() == "image";
                QCOMPARE(part["weight"].toDouble(), image ? 3.0 : 2.0);
                QCOMPARE(part["rank"], hit[image ? "image_rank" : "words_rank"]);
                sum += part["weight"].toDouble() / (60 + part["rank"].toInt());
            }
            QVERIFY(std::abs(hit["score"].toDouble() - sum) < 1e-12);
        }
        const QJsonObject facets = ended.result()["facets"].toObject();
        QCOMPARE(facets["cases"].toInt(), ended.of("item").size());
        QCOMPARE(facets["modality"].toArray()[0].toObject()["cases"].toInt(),
                 ended.of("item").size());
    }

    void phasesOfAnExampleCanBeChosen() {
        Bolusctl ctl;
        const auto cases = embedPhantoms(ctl);
        const QString example = QString::number(cases[0]["id"].toInt());
        const QStringList phases = phasesOf(cases[0]);
        const Ended all = ctl.run({"similar", example, "--all"});
        for (const QJsonObject& hit : all.of("item")) {
            QStringList missing = phases;
            for (const QJsonObject& exam : cases) {
                if (exam["id"] == hit["case"]) {
                    for (const QString& phase : phasesOf(exam)) {
                        missing.removeAll(phase);
                    }
                }
            }
            QCOMPARE(words(hit["missing_phases"]), missing);
        }
        const Ended one = ctl.run({"similar", example, "--all", "--phases", phases[0]});
        QVERIFY2(one.exit == 0, one.standardError.constData());
        QVERIFY(one.of("item")[0]["cosine"] != all.of("item")[0]["cosine"]);
        const Ended noted =
            ctl.run({"similar", example, "--all", "--phases", phases.join(',') + ",mtt"});
        QVERIFY(words(noted.result()["notes"]).join(' ').contains("MTT"));
        QCOMPARE(casesOf(noted), casesOf(all)); // the same phases
        QCOMPARE(ctl.run({"similar", example, "--phases", "mtt"}).errorCode(),
                 QString("bad_input"));
        const Ended even =
            ctl.run({"similar", example, "--all", "--phase-weights", phases[0] + "=1"});
        QVERIFY(std::abs(even.of("item")[0]["cosine"].toDouble() -
                         all.of("item")[0]["cosine"].toDouble()) < 1e-2);
        const QString other = QString::number(all.of("item")[0]["case"].toInt());
        const Ended moved = ctl.run({"similar", example, "--all", "--less-like", other});
        QVERIFY(!casesOf(moved).contains(other.toInt()));
    }

    void anExampleIsSearchedByItsReportToo() {
        Bolusctl ctl;
        ctl.provideModel();
        importReports(ctl, {"Hepatocellular carcinoma.", "Renal cyst.", "HCC.", "Stone."});
        QCOMPARE(ctl.run({"embed"}).result()["embedded"].toInt(), 4);
        const QStringList similar{"similar", "1", "--own-patient", "--per-patient", "all", "--all"};
        const Ended both = ctl.run(similar);
        QVERIFY2(both.exit == 0, both.standardError.constData());
        QCOMPARE(both.result()["read_as"].toString(),
                 QString("as its report says: hepatocellular carcinoma"));
        QCOMPARE(casesOf(both).size(), 3);
        const QJsonObject first = both.of("item")[0];
        QCOMPARE(first["case"].toInt(), 3);
        QCOMPARE(first["sentence"].toString(), QString("HCC."));
        QCOMPARE(first["assertion"].toString(), QString("present"));
        QCOMPARE(first["parts"].toArray()[0].toObject(),
                 (QJsonObject{{"part", "words"}, {"rank", 1}, {"score", 1.0}, {"weight", 4.0}}));
        QVERIFY(both.of("item")[1]["words_rank"].isNull());

        const Ended image = ctl.run(similar + QStringList{"--weights", "words=0"});
        QVERIFY(image.result()["read_as"].toString().isEmpty());
        for (const QJsonObject& hit : image.of("item")) {
            QCOMPARE(hit["score"], hit["cosine"]);
            QVERIFY(hit["words_rank"].isNull());
        }
        const Ended words = ctl.run(similar + QStringList{"--weights", "image=0"});
        QCOMPARE(casesOf(words), QList<int>{3});
        const Ended folder = ctl.run({"similar", ctl.path("series1"), "--all"});
        QVERIFY(::words(folder.result()["notes"]).join(' ').contains("reports in a folder"));

        const QString file = ctl.path("receipt.json"), again = ctl.path("again.json");
        const auto show = [&](const Ended& made, const QString& to) {
            const QString id = QString::number(made.result()["receipt"].toInt());
            return ctl.run({"searches", "show", id, "--out", to}).exit == 0 ? read(to) : "";
        };
        const QByteArray receipt = show(both, file);
        QVERIFY(ctl.run({"searches", "replay", file}).result()["same"].toBool());
        QVERIFY(receipt.contains(R"("by_report": true)") && receipt.contains("\"library\": \"20"));
        // One of the time when images alone were compared means that.
        writeFile(file, QByteArray(receipt).replace(R"("by_report": true,)", ""));
        QVERIFY(
            show(ctl.run({"searches", "replay", file}), again).contains(R"("by_report": false)"));
        writeFile(file, QByteArray(receipt).replace("\"library\": \"20", "\"library\": \"19"));
        const QStringList differs =
            ::words(ctl.run({"searches", "replay", file}).result()["differs"]);
        QVERIFY2(differs.join(' ').contains("in a library of 19"), qPrintable(differs.join(' ')));
    }

private:
    static QByteArray read(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void addReport(const Bolusctl& ctl, const QString& accession, const QByteArray& text) {
        static int files = 0;
        const QString file = ctl.path(QString("report%1.txt").arg(++files));
        writeFile(file, "Accession Number: " + accession.toUtf8() + "\n\n" + text + "\n");
        QCOMPARE(ctl.run({"report", "import", file}).result()["matched"].toInt(), 1);
    }
    /// A case each, of one patient and far apart in time, with these reports.
    static void importReports(const Bolusctl& ctl, const QList<QByteArray>& reports) {
        for (int i = 1; i <= reports.size(); ++i) {
            const QString time = QString("%1001500").arg(4 * i, 2, 10, QChar('0')).left(6);
            const QString name = QString("series%1").arg(i);
            const QString folder = ctl.makeSeries(name, 3, "Portal venous phase", time, i);
            QCOMPARE(ctl.run({"import", folder}).result()["cases"].toInt(), i);
            addReport(ctl, QString("A%1").arg(i), "FINDINGS: " + reports[i - 1]);
        }
    }
    static QStringList phasesOf(const QJsonObject& exam) {
        QStringList phases;
        for (const QJsonValue phase : exam["phases"].toArray()) {
            phases.append(phase.toObject()["phase"].toString());
        }
        return phases;
    }
    static QList<QJsonObject> embedPhantoms(Bolusctl& ctl) {
        ctl.provideModel();
        ctl.run({"phantom", ctl.path("dicom"), "--cases", "4", "--seed", "12"});
        ctl.run({"import", ctl.path("dicom")});
        const Ended embedded = ctl.run({"embed"});
        if (embedded.result()["embedded"].toInt() != 4) {
            qFatal("%s", embedded.standardError.constData());
        }
        return ctl.run({"cases"}).of("item");
    }
};

QTEST_GUILESS_MAIN(SearchesTest)
#include "test_searches.moc"
