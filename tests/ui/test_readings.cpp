// Looking first: what stays hidden until the maps are revealed, and what is logged of it.
#include <QCheckBox>
#include <QJsonDocument>
#include <QtTest>

#include "tests/ui/Review.h"
#include "ui/report/ShareBars.h"
#include "ui/report/WhyPanel.h"
#include "ui/review/ReadingRecord.h"
#include "ui/review/Reviewing.h"
#include "ui/view/Graphics.h"

using namespace bolus;
using namespace bolus::test;

class ReadingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingLeaksBeforeTheReveal() {
        Review r(true);
        r.search("lesion");
        r.window->viewer().setFocus();
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        QTest::keyClick(r.window.get(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(r.part<QLabel>("heatmapStatus")->text().contains("Hidden until"));
        QTest::qWait(200);
        QVERIFY(!r.mapOnScreen());
        QVERIFY(!r.desk.ran("\"attention\"")); // not even asked for
        for (const ShareBars* bars : r.window->findChildren<ShareBars*>())
            QVERIFY(!bars->isVisible());
        QVERIFY(!r.part<QPushButton>("checkMap")->isVisible());
        QVERIFY(!r.part<QComboBox>("compareModel")->isVisible());
        r.part<QComboBox>("heatmapPlace")->setCurrentIndex(1);
        QVERIFY(!r.part<QWidget>("mapStrip")->isVisible());
        picture(*r.window, "look-first");
        QVERIFY(r.readings().empty());
    }

    void whyItMatchedTellsNoSharesEither() {
        Review r;
        r.search("lesion");
        QTest::keyClick(r.part<QWidget>("searchBox"), Qt::Key_Return);
        auto* why = r.window->findChild<WhyPanel*>();
        QTRY_VERIFY(why->isVisible());
        auto* bars = why->findChild<ShareBars*>();
        QTRY_VERIFY(bars->isVisible());
        r.window->viewer().setFocus();
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        QVERIFY(!bars->isVisible());
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        QVERIFY(bars->isVisible());
    }

    void marksAreLoggedWhenTheMapsAreRevealed() {
        Review r;
        const QDateTime start(QDate(2026, 1, 2), QTime(3, 4, 5), Qt::UTC);
        QDateTime now = start;
        r.window->reviewing().lookFirst().setClock([&] { return now; });
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        QVERIFY(r.part<QPushButton>("revealMaps")->text().contains("no mark since"));
        now = start.addSecs(7);
        r.draw(-8, -4, 6);
        QTRY_VERIFY(r.part<QPushButton>("revealMaps")->text().contains("1 mark"));
        picture(*r.window, "look-first-marked");
        now = start.addSecs(20);
        QSignalSpy shown(&r.window->heatmapController(), &HeatmapController::shown);
        click(*r.part<QPushButton>("revealMaps"));
        QVERIFY(shown.wait(10000));
        QVERIFY(r.mapOnScreen());
        QVERIFY(!r.part<QPushButton>("revealMaps")->isVisible());
        const auto rows = r.readings();
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].patientId, std::string("P2"));
        const QJsonObject body =
            QJsonDocument::fromJson(QByteArray::fromStdString(rows[0].body)).object();
        QCOMPARE(body["started"].toString(), "2026-01-02T03:04:05.000Z");
        QCOMPARE(body["revealed"].toString(), "2026-01-02T03:04:25.000Z");
        QCOMPARE(body["model_hash"].toString(), "abc123");
        QCOMPARE(body["method"].toString(), "direct");
        QVERIFY(!body["seen_before"].toBool());
        const QJsonObject mark = body["marks"].toArray()[0].toObject();
        QCOMPARE(mark["placed"].toString(), "2026-01-02T03:04:12.000Z");
        QCOMPARE(mark["shape"].toString(), "ellipse");
        // Its middle is (-8, -4): 52 and 56 mm from the box's first voxel, 104 and 112 voxels of
        // 0.5 mm, so column and row 3 of cells of 32; the slice is at 18 or 20 mm, layer 2.
        const QJsonArray cells = mark["cells"].toArray();
        QCOMPARE(cells.size(), 2); // of View Attention and of its phase's map
        for (const QJsonValue cell : cells) {
            QCOMPARE(cell["cell"].toArray(), (QJsonArray{2, 3, 3}));
            const int at = 2 * 64 + 3 * 8 + 3; // the values count up: i / 256
            QVERIFY(std::abs(cell["value"].toDouble() - at / 256.0) < 1e-6);
            QVERIFY(std::abs(cell["percentile"].toDouble() - 100 * (at + 0.5) / 256) < 1e-6);
        }
        r.open(1); // the next case is hidden again, and the one before when it comes back
        QVERIFY(r.part<QPushButton>("revealMaps")->isVisible());
        QTest::qWait(100);
        QVERIFY(!r.mapOnScreen());
    }

    // Who compares with a case has not looked at that one yet.
    void onlyTheCaseThatWasLookedAtIsRevealed() {
        Review r;
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        QSignalSpy beside(&r.window->caseController(), &CaseController::besideOpened);
        r.window->caseController().openBeside(1);
        QTRY_COMPARE(beside.size(), 1);
        QSignalSpy shown(&r.window->heatmapController(), &HeatmapController::shown);
        click(*r.part<QPushButton>("revealMaps"));
        QVERIFY(shown.wait(10000));
        QTest::qWait(100);
        for (const QList<QVariant>& one : shown)
            QCOMPARE(one[0].toLongLong(), 2);
        QVERIFY(r.mapOnScreen());
        for (const SliceViewport* view : r.window->viewer().viewports())
            QVERIFY(view->caseId() == 2 || !view->scene().heatmap());
        QVERIFY(r.part<QLabel>("heatmapStatus")->text().contains("beside stay hidden"));
        picture(*r.window, "look-first-beside");
        r.open(1);
        QTRY_VERIFY(r.part<QPushButton>("revealMaps")->isVisible());
        QVERIFY(!r.mapOnScreen());
    }

    void mapsBesideCountAsSeen() {
        Review r;
        QSignalSpy beside(&r.window->caseController(), &CaseController::besideOpened);
        r.window->caseController().openBeside(1);
        QTRY_COMPARE(beside.size(), 1);
        r.showMaps();
        QTRY_VERIFY(r.window->viewer().viewports().back()->scene().heatmap());
        r.open(1);
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        click(*r.part<QPushButton>("revealMaps"));
        QTRY_COMPARE(r.readings().size(), std::size_t{1});
        const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(r.readings()[0].body));
        QVERIFY(body["seen_before"].toBool());
    }

    void aMarkIsOfThePartItWasDrawnOn() {
        Case exam;
        for (const Phase phase : {Phase::Arterial, Phase::PortalVenous}) {
            VolumeRecord& volume = exam.volumes.emplace_back();
            volume.seriesUid = "1.2";
            volume.part = static_cast<int>(exam.volumes.size()) - 1;
            volume.inPhaseSeries = true;
            volume.phase.phase = phase;
        }
        AttentionAnswer answer;
        answer.spacing = {1, 1, 1};
        answer.direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        const std::vector<float> values(256, 1);
        answer.maps = {{"phase", Phase::Arterial, values, 0.5},
                       {"phase", Phase::PortalVenous, values, 0.5},
                       {"view", {}, values, 1}};
        Reading reading;
        reading.exam = &exam;
        reading.answer = &answer;
        ReadingMark mark;
        mark.annotation.shape = Shape::Length;
        mark.annotation.points = {{1, 1, 1}, {2, 2, 1}};
        mark.annotation.seriesUid = "1.2";
        mark.part = 1;
        auto cells = cellsOf(mark, reading);
        QCOMPARE(cells.size(), std::size_t{2});
        QCOMPARE(cells[0].map->phase, std::optional(Phase::PortalVenous));
        mark.part.reset(); // then only what is of all phases
        cells = cellsOf(mark, reading);
        QCOMPARE(cells.size(), std::size_t{1});
        QCOMPARE(cells[0].map->kind, QString("view"));
    }

    void readingsAreSavedAndDeleted() {
        Review r;
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        r.draw(-8, -4, 6);
        click(*r.part<QPushButton>("revealMaps"));
        QTRY_COMPARE(r.readings().size(), std::size_t{1});
        r.desk.chosenPath = r.desk.path("readings.csv");
        r.part<QAction>("exportReadings")->trigger();
        QTRY_VERIFY(QFile::exists(r.desk.chosenPath));
        QFile file(r.desk.chosenPath);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QCOMPARE(lines.size(), 4); // heading, a line a cell, the end
        QCOMPARE(lines[0].count(','), lines[1].count(','));
        QVERIFY(lines[1].contains("\"P2\"") && lines[1].contains("\"ellipse\""));
        r.part<QAction>("deleteReadings")->trigger();
        QTRY_VERIFY(r.readings().empty());
        QVERIFY(r.desk.questions.last().contains("1 reading"));
    }

    void aLookThatARestartEndedIsTold() {
        Review r;
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        r.draw(0, 0, 12);
        r.open(1); // looked at, too
        r.window->close();
        r.window = r.desk.open();
        auto* box = r.part<QCheckBox>("lookFirstSwitch");
        QVERIFY(box->isChecked());
        QVERIFY(r.said("“Look first” is on, as it was"));
        QVERIFY(r.said("2 cases"));
        r.open(2);
        QTest::keyClick(r.window.get(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(r.part<QLabel>("heatmapStatus")->text().contains("Hidden until"));
        QVERIFY(!r.mapOnScreen());
        QVERIFY(r.readings().empty());
        QVERIFY(r.part<QPushButton>("revealMaps")->text().contains("no mark since")); // of before
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        r.window->close();
        r.window = r.desk.open();
        QVERIFY(!r.part<QCheckBox>("lookFirstSwitch")->isChecked());
        QVERIFY(!r.said("Look first"));
    }

    void aLookGoesOnWhenItsCaseIsOpenedAgain() {
        Review r;
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        r.draw(0, 0, 12);
        QVERIFY(r.part<QPushButton>("revealMaps")->text().contains("1 mark"));
        r.open(1);
        QVERIFY(r.part<QPushButton>("revealMaps")->text().contains("no mark since"));
        r.open(2);
        QTRY_VERIFY(r.part<QPushButton>("revealMaps")->text().contains("1 mark"));
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z); // given up
        QVERIFY(r.said("nothing of this look is logged"));
        QVERIFY(r.readings().empty());
    }

    void aReadingThatCannotBeLoggedRevealsNothing() {
        Review r;
        QTest::keyClick(&r.window->viewer(), Qt::Key_Z);
        const QString database = r.desk.library() + "/library.sqlite";
        QProcess locker; // another program holds the database
        locker.start("python3", {"-c",
                                 "import sqlite3,sys,time\n"
                                 "d=sqlite3.connect(sys.argv[1])\n"
                                 "d.execute(\"CREATE TRIGGER no BEFORE INSERT ON reading BEGIN "
                                 "SELECT RAISE(FAIL,'read-only'); END\")\n"
                                 "d.commit()",
                                 database});
        QVERIFY(locker.waitForFinished());
        click(*r.part<QPushButton>("revealMaps"));
        QTRY_VERIFY(r.said("could not be logged"));
        QVERIFY(r.part<QPushButton>("revealMaps")->isVisible());
        QVERIFY(!r.mapOnScreen());
        picture(*r.window, "not-logged");
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ReadingsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_readings.moc"
