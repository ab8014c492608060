// `case pictures`: each phase of a case at one place.
#include <QFile>
#include <QFileInfo>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

QStringList files(const Ended& ended) {
    QStringList all;
    for (const QJsonObject& item : ended.of("item"))
        all << item["file"].toString();
    return all;
}

} // namespace

class PhasePicturesTest : public QObject {
    Q_OBJECT
private:
    static QJsonObject importExam(const Bolusctl& ctl) {
        ctl.makeSeries("exam/1", 8, "nativ", "100000");
        ctl.makeSeries("exam/2", 8, "arteriell", "100300");
        ctl.run({"import", ctl.path("exam")});
        return ctl.run({"cases"}).of("item").value(0);
    }

private Q_SLOTS:
    void eachPhaseIsShownAtTheSamePlace() {
        const Bolusctl ctl;
        const QJsonObject exam = importExam(ctl);
        const QString series = exam["phases"][1]["series_uid"].toString();
        const QString place = "1@" + series + ":0:2";
        const Ended ended = ctl.run({"case", "pictures", place});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["pictures"].toInt(), 2);
        const QList<QJsonObject> items = ended.of("item");
        QCOMPARE(items.size(), 2);
        for (const QJsonObject& item : items) {
            QCOMPARE(item["place"].toString(), place);
            QCOMPARE(item["slice"].toInt(-1), 2);
            QFile picture(item["file"].toString());
            QVERIFY(picture.open(QIODevice::ReadOnly));
            QVERIFY(picture.read(8).startsWith("\x89PNG"));
            QVERIFY(item["file"].toString().startsWith(ctl.library()));
        }
        QCOMPARE(items[1]["phase"].toString(), QString("arterial"));
        QVERIFY(items[0]["file"] != items[1]["file"]);
    }

    void whatIsThereIsNotMadeAgain() {
        const Bolusctl ctl;
        importExam(ctl);
        const Ended first = ctl.run({"case", "pictures", "1"});
        const Ended second = ctl.run({"case", "pictures", "1"});
        QCOMPARE(files(first), files(second));
        QCOMPARE(second.result()["pictures"].toInt(-1), 0);
        for (const QJsonObject& item : first.of("item"))
            QCOMPARE(item["slice"].toInt(), 4); // the middle of eight
    }

    void whatCannotBeShownSaysWhyAndTheOthersCome() {
        const Bolusctl ctl;
        const QJsonObject exam = importExam(ctl);
        const Ended ended = ctl.run({"case", "pictures", "77", "1@9.9.9:0:0", "1"});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.of("warning").size(), 2);
        QCOMPARE(ended.of("item").size(), 2);
        for (const char* place : {"x", "1@", "1@1.2.3", "1@1.2:3", "1@:0:0", "-1", "1@1.2:0:-4"})
            QCOMPARE(ctl.run({"case", "pictures", place}).exit, 2);
        // Far beyond the last slice is the last slice.
        const QString series = exam["phases"][0]["series_uid"].toString();
        const Ended far = ctl.run({"case", "pictures", "1@" + series + ":0:1000000"});
        QCOMPARE(far.of("item")[0]["slice"].toInt(), 7);
    }

    void thoseOfCasesThatAreNoMoreGo() {
        const Bolusctl ctl;
        importExam(ctl);
        const QString picture = files(ctl.run({"case", "pictures", "1"})).value(0);
        const QString orphans = ctl.library() + "/thumbnails/phases/77";
        QVERIFY(QDir().mkpath(orphans));
        QVERIFY(QFile::copy(picture, orphans + "/a.png"));
        QCOMPARE(ctl.run({"case", "thumbnails"}).exit, 0);
        QVERIFY(!QFileInfo::exists(orphans));
        QVERIFY(QFileInfo::exists(picture));
    }
};

QTEST_GUILESS_MAIN(PhasePicturesTest)
#include "test_phase_pictures.moc"
