// Merges, splits and orders by hand, and the way back, from outside.
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

QStringList phases(const QJsonObject& exam) {
    QStringList names;
    for (const QJsonValue phase : exam["phases"].toArray())
        names << phase["series_description"].toString();
    return names;
}

} // namespace

class CaseEditsTest : public QObject {
    Q_OBJECT
private:
    /// One study of three phases, as case 1.
    static void importExam(const Bolusctl& ctl) {
        ctl.makeSeries("exam/1", 8, "nativ", "100000");
        ctl.makeSeries("exam/2", 8, "arteriell", "100300");
        ctl.makeSeries("exam/3", 8, "portalvenös", "100340");
        QCOMPARE(ctl.run({"import", ctl.path("exam")}).exit, 0);
    }

private Q_SLOTS:
    void anOrderIsKeptAndTakenBack() {
        const Bolusctl ctl;
        importExam(ctl);
        const QJsonObject exam = ctl.run({"cases"}).of("item").value(0);
        QCOMPARE(phases(exam), (QStringList{"nativ", "arteriell", "portalvenös"}));
        const QString id = QString::number(exam["case"].toInt());
        QStringList series;
        for (const QJsonValue phase : exam["phases"].toArray())
            series << phase["series_uid"].toString();
        const Ended done = ctl.run({"case", "reorder", id, series[2], series[0] + ":0", series[1]});
        QCOMPARE(done.exit, 0);
        QCOMPARE(done.result()["order"].toArray()[0].toString(), series[2] + ":0");
        const QStringList wanted{"portalvenös", "nativ", "arteriell"};
        QCOMPARE(phases(ctl.run({"cases"}).of("item").value(0)), wanted);
        // Built anew it keeps the order.
        QCOMPARE(ctl.run({"import", ctl.makeSeries("exam/4", 8, "delayed", "101000")}).exit, 0);
        QCOMPARE(phases(ctl.run({"cases"}).of("item").value(0)).mid(0, 3), wanted);

        const QList<QJsonObject> edits = ctl.run({"case", "edits"}).of("item");
        QCOMPARE(edits.size(), 1);
        QVERIFY(edits[0]["what"].toString().contains("order"));
        const QJsonObject undone = ctl.run({"case", "undo"}).result();
        QCOMPARE(undone["undone"], edits[0]["what"]);
        QCOMPARE(phases(ctl.run({"cases"}).of("item").value(0)),
                 (QStringList{"nativ", "arteriell", "portalvenös", "delayed"}));
        QCOMPARE(ctl.run({"case", "undo"}).errorCode(), QString("not_found"));
    }

    void whatIsNoOrderSaysWhy() {
        const Bolusctl ctl;
        importExam(ctl);
        const QJsonObject exam = ctl.run({"cases"}).of("item").value(0);
        const QString id = QString::number(exam["case"].toInt());
        const QString one = exam["phases"][0]["series_uid"].toString();
        const QString two = exam["phases"][1]["series_uid"].toString();
        Requests requests(ctl);
        const auto refusal = [&](const QStringList& order) {
            const QJsonObject answer = requests.ask(QStringList{"case", "reorder", id} + order);
            return answer["exit"].toInt() == 1 ? answer["message"].toString() : QString();
        };
        QVERIFY(refusal({one, two}).contains("leaves out"));
        QVERIFY(refusal({one, two, one}).contains("twice"));
        QVERIFY(refusal({one, two, "9.9.9"}).contains("no such series"));
        QVERIFY(refusal({one, two + ":x"}).contains("UID:PART"));
        QVERIFY(refusal({one, two + ":7"}).contains("no such series"));
        QCOMPARE(ctl.run({"case", "edits"}).of("item").size(), 0);
    }

    void aSplitAndAMergeAreTakenBackOneByOne() {
        const Bolusctl ctl;
        importExam(ctl);
        const QJsonObject exam = ctl.run({"cases"}).of("item").value(0);
        const QString id = QString::number(exam["case"].toInt());
        const QString series = exam["phases"][2]["series_uid"].toString();
        const int fresh = ctl.run({"case", "split", id, series}).result()["case"].toInt();
        QCOMPARE(ctl.run({"cases"}).of("item").size(), 2);
        QCOMPARE(ctl.run({"case", "merge", QString::number(fresh), id}).exit, 0);
        QCOMPARE(ctl.run({"cases"}).of("item").size(), 1);
        QCOMPARE(ctl.run({"case", "undo"}).exit, 0);
        QCOMPARE(ctl.run({"cases"}).of("item").size(), 2);
        QCOMPARE(ctl.run({"case", "undo"}).exit, 0);
        const QList<QJsonObject> cases = ctl.run({"cases"}).of("item");
        QCOMPARE(cases.size(), 1);
        QCOMPARE(cases[0]["case"], exam["case"]);
        QCOMPARE(cases[0]["phases"], exam["phases"]);
        QVERIFY(QFile::exists(cases[0]["thumbnail"].toString()));
    }

    void editsAreATableForPeople() {
        const Bolusctl ctl;
        importExam(ctl);
        const QJsonObject exam = ctl.run({"cases"}).of("item").value(0);
        const QString series = exam["phases"][0]["series_uid"].toString();
        ctl.run({"case", "split", QString::number(exam["case"].toInt()), series});
        QByteArray text;
        QCOMPARE(ctl.runPlain({"--library", ctl.library(), "case", "edits"}, &text).exit, 0);
        QVERIFY2(text.contains("EDIT") && text.contains("Split 1 series off case"), text);
    }
};

QTEST_GUILESS_MAIN(CaseEditsTest)
#include "test_case_edits.moc"
