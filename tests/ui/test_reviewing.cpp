// Reviewing attention: checking a map, two models, looking first, exporting.
#include <QLabel>
#include <QProgressBar>
#include <QSignalSpy>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "tests/viewer/LightBox.h"
#include "ui/report/ShareBars.h"
#include "ui/report/WhyPanel.h"
#include "ui/review/MapStrip.h"
#include "ui/review/ReadingRecord.h"
#include "ui/review/Reviewing.h"
#include "ui/search/SearchPanel.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"
#include "ui/window/MessageBar.h"
#include "viewer/ColorMap.h"

using namespace bolus;
using namespace bolus::test;

namespace {

struct Review {
    Desk desk;
    std::unique_ptr<MainWindow> window;

    /// Case 2 is open: pre-contrast, arterial and portal venous.
    explicit Review(bool secondModel = false) {
        desk.addCases();
        if (secondModel)
            addModels();
        window = desk.open();
        window->bench().serve.setRestartDelay(20);
        QVERIFY(QTest::qWaitFor(
            [&] { return window->bench().serve.state() == ServeClient::State::Running; }, 10000));
        open(2);
    }
    void addModels() const {
        const auto library = Library::open(desk.library().toStdString());
        QVERIFY((*library)->addModel({"m", "h1", "/m", "{}", "{}"}));
        QVERIFY((*library)->addModel({"other", "h2", "/o", "{}", "{}"}));
        QVERIFY((*library)->activateModel("m"));
    }
    void open(qint64 id) const {
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(id);
        QVERIFY(shown.wait(20000));
        window->viewer().setFocus();
    }
    void showMaps() const {
        QSignalSpy shown(&window->heatmapController(), &HeatmapController::shown);
        QTest::keyClick(window.get(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(shown.wait(10000));
    }
    void search(const QString& phrase) const {
        auto* box = child<QLineEdit>(*window, "searchBox");
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(box->hasFocus());
        QSignalSpy results(&window->searchPanel(), &SearchPanel::resultsShown);
        QTest::keyClicks(box, phrase);
        QTRY_COMPARE_WITH_TIMEOUT(window->heatmapController().phrase(), phrase, 15000);
    }
    template<typename T>
    T* part(const char* name) const {
        return child<T>(*window, name);
    }
    QString text(const char* name) const { return part<QLabel>(name)->text(); }
    SliceViewport& view(std::size_t at) const { return *window->viewer().viewports().at(at); }
    bool mapOnScreen() const {
        return view(0).scene().heatmap() && view(0).scene().heatmapStyle().visible;
    }
    /// An ellipse on the first viewport, about a point of the slice shown.
    void draw(double x, double y, double radius) const {
        SliceViewport& on = view(0);
        const double z = window->viewer().cursorPoint()[2];
        const auto place = [&](double px, double py) {
            const auto [dx, dy] = on.scene().displayFromPatient({px, py, z});
            return (QPointF(dx, dy) / on.devicePixelRatioF()).toPoint();
        };
        window->viewer().setFocus();
        QTest::keyClick(&window->viewer(), Qt::Key_E);
        const QPoint from = place(x - radius, y - radius), to = place(x + radius, y + radius);
        QTest::mousePress(&on, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 4; ++step) {
            const QPointF at = from + QPointF(to - from) * (step / 4.0);
            QMouseEvent move(QEvent::MouseMove, at, on.mapToGlobal(at), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(&on, &move);
        }
        QTest::mouseRelease(&on, Qt::LeftButton, {}, to);
    }
    bool said(const QString& words) const {
        const auto labels = window->findChild<MessageBar*>()->findChildren<QLabel*>();
        return std::ranges::any_of(
            labels, [&](const QLabel* label) { return label->text().contains(words); });
    }
    std::vector<ReadingRow> readings() const {
        return (*Library::open(desk.library().toStdString()))->readings().value();
    }
};

void click(QWidget& widget) {
    QTest::mouseClick(&widget, Qt::LeftButton);
}

} // namespace

class ReviewingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCheckTellsWhatTheMapIsWorth() {
        Review r;
        r.showMaps();
        auto* start = r.part<QPushButton>("checkMap");
        QVERIFY(start->isVisible());
        click(*start);
        QTRY_VERIFY(r.part<QLabel>("mapCheckResult")->isVisible());
        QVERIFY(r.desk.ran("\"attention\", \"2\", \"--check\""));
        const QString result = r.text("mapCheckResult");
        QVERIFY2(result.contains("Random weights: alike by 0.12 (Arterial)"), qPrintable(result));
        QVERIFY(result.contains("depends on what the model learned"));
        QVERIFY(result.contains("Small changes of the image: alike by 0.97"));
        QVERIFY(!r.part<QLabel>("mapCheckWarning")->isVisible());
        picture(*r.window, "map-checked");
        r.open(1); // what is known of a case goes with it
        r.open(2);
        QTRY_VERIFY(r.part<QPushButton>("checkMap")->isVisible());
    }

    void aMapThatDependsOnNothingIsAWarning() {
        Review r;
        r.search("random");
        r.showMaps();
        click(*r.part<QPushButton>("checkMap"));
        auto* warning = r.part<QLabel>("mapCheckWarning");
        QTRY_VERIFY(warning->isVisible());
        QVERIFY(warning->text().contains("hardly depends on what the model learned"));
        picture(*r.window, "map-independent");
    }

    void aCheckCanBeCancelled() {
        Review r;
        r.search("slow");
        r.showMaps();
        click(*r.part<QPushButton>("checkMap"));
        QTRY_VERIFY(r.part<QProgressBar>("mapCheckProgress")->value() > 0);
        picture(*r.window, "map-checking");
        click(*r.part<QPushButton>("cancelMapCheck"));
        QTRY_VERIFY(r.part<QPushButton>("checkMap")->isVisible());
        QVERIFY(!r.part<QLabel>("mapCheckResult")->isVisible());
        QVERIFY(!r.part<QLabel>("mapCheckWarning")->isVisible());
    }

    void twoModelsShareOneScale() {
        Review r(true);
        r.showMaps();
        auto* models = r.part<QComboBox>("compareModel");
        QTRY_COMPARE(models->count(), 2);
        const auto before = *r.view(1).scene().heatmap();
        models->setFocus();
        QTest::keyClick(models, Qt::Key_Down);
        QTRY_VERIFY(r.part<QLabel>("compareLikeness")->isVisible());
        QVERIFY(r.desk.ran("\"--model\", \"other\""));
        // The other's values fall where these grow: the reverse order.
        QVERIFY2(r.text("compareLikeness").contains("Alike by −1.00"),
                 qPrintable(r.text("compareLikeness")));
        const auto first = *r.view(1).scene().heatmap();
        QVERIFY(QString::fromStdString(first.label).contains("m"));
        // Shares of 2·(0 + … + 255)/256: the largest is 255/256 of it, whatever the unit.
        const double largest = 255.0 / (2 * 255 * 128);
        QVERIFY(std::abs(first.high - largest) < 1e-6);
        QVERIFY(std::abs(double(first.values.back()) - largest) < 1e-6);
        picture(*r.window, "two-models");
        r.window->viewer().setFocus();
        QTest::keyPress(&r.window->viewer(), Qt::Key_H, Qt::ShiftModifier);
        const auto second = *r.view(1).scene().heatmap();
        QVERIFY(QString::fromStdString(second.label).contains("other"));
        QVERIFY(std::abs(second.values.front() - largest) < 1e-6); // three times as large, as raw
        QCOMPARE(second.high, first.high);
        QVERIFY(r.part<QPushButton>("compareSwitch")->isChecked());
        picture(*r.window, "two-models-other");
        QTest::keyRelease(&r.window->viewer(), Qt::Key_H, Qt::ShiftModifier);
        QVERIFY(r.view(1).scene().heatmap()->label == first.label);
        click(*r.part<QPushButton>("compareSwitch"));
        QCOMPARE(r.view(1).scene().heatmap()->label, second.label);
        click(*r.part<QPushButton>("checkMap")); // of the model that is on screen
        QTRY_VERIFY(r.desk.ran("\"--model\", \"other\", \"--check\""));
        models->setFocus();
        QTest::keyClick(models, Qt::Key_Home);
        QTRY_COMPARE(r.view(1).scene().heatmap()->values, before.values);
        QVERIFY(!r.part<QLabel>("compareLikeness")->isVisible());
    }

    void theMapCanStandBesideThePictures() {
        Review r;
        r.showMaps();
        QVERIFY(r.mapOnScreen());
        QVERIFY(!r.part<QWidget>("mapStrip")->isVisible());
        auto* place = r.part<QComboBox>("heatmapPlace");
        place->setFocus();
        QTest::keyClick(place, Qt::Key_Down);
        auto* strip = r.part<MapStrip>("mapStrip");
        QTRY_VERIFY(strip->isVisible());
        QVERIFY(!r.mapOnScreen());
        QTRY_VERIFY(strip->height() >= strip->heightForWidth(strip->width())); // laid out
        const QImage seen = strip->grab().toImage();
        const auto middle = [&](int row, int layer, int h, int w) {
            const QPoint at = strip->cellRect(row, layer, h, w).center() * seen.devicePixelRatio();
            return seen.pixelColor(at);
        };
        // Of the second phase, as of the first: values count up from 0 to 255 of 256.
        const Rgb low = inferno(0), high = inferno(1), half = inferno(128.0 / 255);
        QCOMPARE(middle(1, 0, 0, 0), QColor(low[0], low[1], low[2]));
        QCOMPARE(middle(1, 3, 7, 7), QColor(high[0], high[1], high[2]));
        const QColor there = middle(1, 2, 0, 0);
        QVERIFY(std::abs(there.red() - half[0]) < 4 && std::abs(there.green() - half[1]) < 4);
        picture(*r.window, "map-beside");
        // Layer 3, row 4, column 5 lies at (4.5·32 - 0.5, 3.5·32 - 0.5, 2.5·8 - 0.5) voxels.
        QTest::mouseClick(strip, Qt::LeftButton, {}, strip->cellRect(0, 2, 3, 4).center());
        const auto point = r.window->viewer().cursorPoint();
        QVERIFY(std::abs(point[0] - (-60 + 0.5 * 143.5)) < 1e-6);
        QVERIFY(std::abs(point[1] - (-60 + 0.5 * 111.5)) < 1e-6);
        QVERIFY(std::abs(point[2] - 19.5) < 1.01); // the nearest slice of 2 mm
        strip->setFocus();
        QTest::keyClick(strip, Qt::Key_Right);
        QTest::keyClick(strip, Qt::Key_Return);
        QVERIFY(std::abs(r.window->viewer().cursorPoint()[0] - (-60 + 0.5 * 175.5)) < 1e-6);
        place->setFocus();
        QTest::keyClick(place, Qt::Key_Up);
        QTRY_VERIFY(r.mapOnScreen());
        QVERIFY(!strip->isVisible());
    }

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
        QVERIFY(r.part<QPushButton>("revealMaps")->text().contains("Nothing to mark"));
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

    void exportTakesPicturesWithTheirCaption() {
        Review r;
        r.desk.chosenPath = r.desk.path("maps");
        r.part<QAction>("exportAttention")->trigger(); // nothing is on screen yet
        QVERIFY(!r.desk.ran("--dicom"));
        QVERIFY(r.said("no map on screen"));
        r.showMaps();
        const int tall = r.view(0).height();
        r.part<QAction>("exportAttention")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(r.desk.ran("\"--dicom\""), 10000);
        QTRY_VERIFY(QFile::exists(r.desk.path("maps/2.png"))); // three viewports
        const QImage picture(r.desk.path("maps/0.png"));
        QVERIFY(picture.height() > tall); // the line that says it is not for diagnosis
        QCOMPARE(picture.width(), r.view(0).width());
        if (const QString folder = qEnvironmentVariable("BOLUS_PICTURES"); !folder.isEmpty())
            picture.save(folder + "/exported.png");
        QTRY_VERIFY(r.said("were saved in"));
        r.desk.chosenPath = r.desk.path("full");
        r.part<QAction>("exportAttention")->trigger();
        QTRY_VERIFY(r.said("there already"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ReviewingTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_reviewing.moc"
