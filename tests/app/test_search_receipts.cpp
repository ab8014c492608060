// What is kept of a search, and what it says of another library's.
#include <QFile>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString joined(const QJsonValue& list) {
    QStringList texts;
    for (const QJsonValue value : list.toArray()) {
        texts.append(value.toString());
    }
    return texts.join(' ');
}

} // namespace

class SearchReceiptsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anotherPatientsCaseIsNotTheSame() {
        const Bolusctl ctl;
        const QString file = receiptOfCyst(ctl);
        QVERIFY(ctl.run({"searches", "replay", file}).result()["same"].toBool());
        writeFile(file, contentOf(file).replace("TEST-1", "SOMEBODY-ELSE"));
        const Ended replayed = ctl.run({"searches", "replay", file});
        QCOMPARE(replayed.exit, 0);
        QVERIFY(!replayed.result()["same"].toBool(true));
        QCOMPARE(replayed.of("item")[0]["what"].toString(), QString("is another patient's case"));
        QVERIFY2(joined(replayed.result()["differs"]).contains("another library"),
                 qPrintable(joined(replayed.result()["differs"])));
    }

    void howReportsWereReadIsCompared() {
        const Bolusctl ctl;
        const QString file = receiptOfCyst(ctl);
        const QJsonObject receipt = QJsonDocument::fromJson(contentOf(file)).object();
        const QByteArray version = receipt["index"].toObject()["lexicon"].toString().toUtf8();
        QVERIFY2(version.contains('-'), version.constData()); // the rules' and the lexicon's
        writeFile(file, contentOf(file).replace(version, "0-0"));
        const Ended replayed = ctl.run({"searches", "replay", file});
        QVERIFY(joined(replayed.result()["differs"]).contains("version 0-0 then"));
    }

    void weightsAreWrittenThoughUsual() {
        const Bolusctl ctl;
        const QString file = receiptOfCyst(ctl);
        const QByteArray usual = R"("weights": "words=2,image=1,region=1")";
        QVERIFY2(contentOf(file).contains(usual), contentOf(file).constData());
        // One of the time when they were not written means those of that time.
        QByteArray older = contentOf(file);
        const auto end = older.indexOf(usual);
        const auto begin = older.lastIndexOf(',', end);
        older.remove(begin, end + usual.size() - begin);
        writeFile(file, older);
        const Ended replayed = ctl.run({"searches", "replay", file});
        QVERIFY2(replayed.result()["same"].toBool(), replayed.standardError.constData());
        const QString again = ctl.path("again.json");
        const QString id = QString::number(replayed.result()["receipt"].toInt());
        QCOMPARE(ctl.run({"searches", "show", id, "--out", again}).exit, 0);
        QVERIFY(contentOf(again).contains("words=1,image=1,region=1"));
    }

    void aDamagedListOfSearchesHarmsNoSearch() {
        const Bolusctl ctl;
        receiptOfCyst(ctl);
        for (const char* end : {"", "-wal", "-shm"}) {
            QFile::remove(ctl.library() + "/library.searches.sqlite" + end);
        }
        writeFile(ctl.library() + "/library.searches.sqlite", QByteArray(20000, 'x'));
        const Ended found = ctl.run({"search", "cyst", "--mode", "lexical"});
        QCOMPARE(found.exit, 0);
        QCOMPARE(found.of("item").size(), 1);
        QVERIFY(found.result()["receipt"].isNull());
        const auto warnings = found.of("warning");
        QCOMPARE(warnings.size(), 1);
        QVERIFY(warnings[0]["message"].toString().contains("library.searches.sqlite"));
        const Ended listed = ctl.run({"searches", "list"});
        QVERIFY(listed.last()["message"].toString().contains("Delete it"));
        QVERIFY(!listed.last()["message"].toString().contains("library.sqlite"));
        QVERIFY(QFile::remove(ctl.library() + "/library.searches.sqlite"));
        QVERIFY(!ctl.run({"search", "cyst", "--mode", "lexical"}).result()["receipt"].isNull());
    }

    void whatKeepsCasesFromBeingFoundIsNamed() {
        const Bolusctl ctl;
        receiptOfCyst(ctl);
        const auto notes = [&](const QStringList& arguments) {
            const QStringList search{"search", "cyst", "--mode", "lexical"};
            const Ended ended = ctl.run(search + arguments);
            return ended.exit == 0 ? joined(ended.result()["notes"]) : ended.errorCode();
        };
        QCOMPARE(notes({}), QString());
        QCOMPARE(notes({"--filter", "sex:X"}),
                 QString("No case passes the filter (sex:X). It hides 1 case that this search finds "
                         "without it."));
        const Ended none =
            ctl.run({"search", "stone", "--mode", "lexical", "--filter", "modality:CT"});
        QVERIFY(joined(none.result()["notes"]).contains("only 1 case that passes the filter"));
        const auto refused = [&](const QStringList& arguments) {
            return ctl.run(QStringList{"search"} + arguments).last()["message"].toString();
        };
        QVERIFY(refused({"cyst", "--weights", "words=0,image=0"}).contains("--weights words=0"));
        QVERIFY(refused({"cyst", "--mode", "lexical", "--weights", "words=0"}).contains("words"));
        QVERIFY(refused({"cyst", "--filter", "has:foo"}).contains("not \"has:foo\""));
        QVERIFY(refused({"-ascites"}).contains("leave out"));
    }

    void longReportsAreWarnedOf() {
        const Bolusctl ctl;
        receiptOfCyst(ctl);
        const QString report = ctl.path("long.txt");
        writeFile(report, "Accession Number: A1\n\n" + QByteArray("Ok.\n").repeated(100000));
        const auto warnings = ctl.run({"report", "import", report}).of("warning");
        QCOMPARE(warnings.size(), 1);
        QCOMPARE(warnings[0]["code"].toString(), QString("long_report"));
    }

    void lastLinesAreSentences() {
        const Bolusctl ctl;
        const QString file = receiptOfCyst(ctl);
        QByteArray output;
        ctl.runPlain({"--library", ctl.library(), "searches", "replay", file}, &output);
        QVERIFY2(output.contains("the same case, in the same order"), output.constData());
        writeFile(file, contentOf(file).replace("TEST-1", "SOMEBODY-ELSE"));
        ctl.runPlain({"--library", ctl.library(), "searches", "replay", file}, &output);
        QVERIFY2(output.contains("Not as it was") && output.contains("another library"),
                 output.constData());
        QVERIFY2(!output.contains("differs: ["), output.constData());
    }

private:
    /// Of one case that a search finds; the receipt's file.
    static QString receiptOfCyst(const Bolusctl& ctl) {
        const QString folder = ctl.makeSeries("series", 3, "Portal venous phase");
        ctl.run({"import", folder});
        const QString report = ctl.path("report.txt");
        writeFile(report, "Accession Number: A1\n\nFINDINGS: Cyst.\n");
        ctl.run({"report", "import", report});
        const Ended made = ctl.run({"search", "cyst", "--mode", "lexical"});
        const QString file = ctl.path("receipt.json");
        const QString id = QString::number(made.result()["receipt"].toInt());
        const Ended shown = ctl.run({"searches", "show", id, "--out", file});
        if (made.of("item").size() != 1 || shown.exit != 0) {
            qFatal("%s", made.standardError.constData());
        }
        return file;
    }
};

QTEST_GUILESS_MAIN(SearchReceiptsTest)
#include "test_search_receipts.moc"
