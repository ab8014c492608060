// Reviewing attention: checking a map, two models, the map beside the pictures, exporting.
#include <QLabel>
#include <QProgressBar>
#include <QtTest>

#include "tests/ui/Review.h"
#include "ui/review/MapCheckPanel.h"
#include "ui/review/MapStrip.h"
#include "ui/view/Alignment.h"
#include "ui/view/Graphics.h"
#include "viewer/ColorMap.h"

using namespace bolus;
using namespace bolus::test;

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

    void aCheckIsOfTheModelThatItWasMadeWith() {
        Review r;
        r.showMaps();
        click(*r.part<QPushButton>("checkMap"));
        QTRY_VERIFY(r.text("mapCheckResult").contains("of model m."));
        QSignalSpy shown(&r.window->heatmapController(), &HeatmapController::shown);
        r.window->heatmapController().setModel("another"); // as when it is put in use
        QVERIFY(shown.wait(10000));
        QVERIFY(r.desk.ran("\"attention\", \"2\""));                // by the same command
        QTRY_VERIFY(!r.part<QPushButton>("checkMap")->isVisible()); // the same model after all
        MapCheckPanel& panel = *r.window->findChild<MapCheckPanel*>();
        AttentionAnswer other = *r.window->heatmapController().answer(2);
        const QStringList command = r.window->heatmapController().commandInTurn(2);
        other.hash = "def456";
        panel.setMap(command, &other, HeatmapKind::Phase);
        QVERIFY(r.part<QPushButton>("checkMap")->isVisible());
        QVERIFY(!r.part<QLabel>("mapCheckResult")->isVisible());
    }

    // The second model's turn comes with its maps.
    void aSecondModelThatFailsIsNotExported() {
        Review r(true);
        r.showMaps();
        auto* models = r.part<QComboBox>("compareModel");
        QTRY_COMPARE(models->count(), 2);
        models->setFocus();
        QTest::keyClick(models, Qt::Key_Down);
        QTRY_VERIFY(r.part<QPushButton>("compareSwitch")->isVisible());
        click(*r.part<QPushButton>("compareSwitch"));
        QVERIFY(r.window->heatmapController().showsSecond());
        r.search("broken");
        QTRY_VERIFY(r.window->heatmapController().answer(2));
        QVERIFY(!r.window->heatmapController().secondAnswer(2));
        r.desk.chosenPath = r.desk.path("maps");
        click(*r.part<QPushButton>("exportAttentionButton"));
        QTRY_VERIFY_WITH_TIMEOUT(r.desk.ran("\"--dicom\""), 10000);
        for (const QString& line : r.desk.commands())
            QVERIFY(!line.contains("--dicom") || !line.contains("--model"));
        QTRY_VERIFY(r.said("were saved in"));
    }

    void bothModelsStandUnderEachOtherBesideThePictures() {
        Review r(true);
        r.showMaps();
        auto* models = r.part<QComboBox>("compareModel");
        QTRY_COMPARE(models->count(), 2);
        models->setFocus();
        QTest::keyClick(models, Qt::Key_Down);
        QTRY_VERIFY(r.part<QLabel>("compareLikeness")->isVisible());
        r.part<QComboBox>("heatmapPlace")->setCurrentIndex(1);
        auto* strip = r.part<MapStrip>("mapStrip");
        QTRY_VERIFY(strip->height() >= strip->heightForWidth(strip->width()));
        picture(*r.window, "two-models-beside");
        const Rgb low = inferno(0), high = inferno(1);
        const auto corner = [&](int row) {
            const QImage seen = strip->grab().toImage();
            return seen.pixelColor(strip->cellRect(row, 0, 0, 0).center() *
                                   seen.devicePixelRatio());
        };
        // Values of the one grow with the cell, those of the other fall: two rows a phase.
        const QColor dark(low[0], low[1], low[2]), bright(high[0], high[1], high[2]);
        for (const int phase : {0, 1}) {
            QCOMPARE(corner(2 * phase), dark);
            QCOMPARE(corner(2 * phase + 1), bright);
        }
        click(*r.part<QPushButton>("compareSwitch"));
        QCOMPARE(corner(0), bright);
        QCOMPARE(corner(1), dark);
    }

    void theStripFollowsHowPhasesLie() {
        Review r;
        r.showMaps();
        r.part<QComboBox>("heatmapPlace")->setCurrentIndex(1);
        auto* strip = r.part<MapStrip>("mapStrip");
        QTRY_VERIFY(strip->height() >= strip->heightForWidth(strip->width()));
        const auto apart = [&](int at) { return alignmentKey(r.view(at).record()); };
        Alignment alignment;
        alignment.byHand[apart(1)] = {9, 0, 4};
        r.window->viewer().setAlignment(alignment);
        const std::array<double, 3> cell{-60 + 0.5 * 143.5, -60 + 0.5 * 111.5, 19.5};
        const auto near = [](const Vec3& a, const Vec3& b) {
            return std::abs(a[0] - b[0]) < 1e-6 && std::abs(a[1] - b[1]) < 1e-6 &&
                   std::abs(a[2] - b[2]) < 1.01; // the nearest slice of 2 mm
        };
        QTest::mouseClick(strip, Qt::LeftButton, {}, strip->cellRect(1, 2, 3, 4).center());
        QVERIFY(near(r.view(1).scene().point(), cell)); // of the second phase
        QVERIFY(near(r.view(0).scene().point(), {cell[0] - 9, cell[1], cell[2] - 4}));
        r.window->viewer().setLayoutCount(1); // and where that one is not on screen
        QTRY_COMPARE(r.window->viewer().viewports().size(), std::size_t{1});
        QVERIFY(r.window->viewer().viewports()[0]->volumeIndex() == 0);
        QTest::mouseClick(strip, Qt::LeftButton, {}, strip->cellRect(1, 1, 3, 4).center());
        QVERIFY(near(r.view(0).scene().point(), {cell[0] - 9, cell[1], 11.5 - 4}));
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
