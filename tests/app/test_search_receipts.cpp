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
