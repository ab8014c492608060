// Where a found case is opened, why it stands where it stands, further down the list, and a region
// that has nothing to be compared with.
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QtTest>

#include "tests/ui/SearchFixture.h"
#include "ui/search/HitModel.h"
#include "ui/search/HitTexts.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/window/HeatmapController.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const std::string arterial = "1.2.826.0.1.3680043.10.999.2.2"; // of case 2

bool opensFirst(SearchDesk& s) {
    QSignalSpy shown(&s.window->viewer(), &ViewerWidget::caseShown);
    QTest::keyClick(s.box, Qt::Key_Return);
    return shown.wait(20000);
}

/// Of the slice on screen, in mm; slices are 2 mm apart from 0 upwards.
double heightOf(SearchDesk& s) {
    return s.window->viewer().cursorPoint()[2];
}

const SliceViewport& activeOf(SearchDesk& s) {
    return *s.window->viewer().activeViewport();
}

/// A sphere of 8 mm about a point of the case that is open.
void drawAt(SearchDesk& s, const Vec3& centre) {
    ViewerWidget& viewer = s.window->viewer();
    const VolumeRecord& record = viewer.activeViewport()->record();
    Annotation sphere;
    sphere.id = "a";
    sphere.number = 1;
    sphere.shape = Shape::Sphere;
    sphere.frame = planeFrame(Plane::Axial, VolumeGeometry::of(record));
    sphere.points = {centre, centre + Vec3{8, 0, 0}};
    sphere.seriesUid = record.seriesUid;
    sphere.part = record.part;
    sphere.frameOfReferenceUid = record.frameOfReferenceUid;
    viewer.annotations().edit({*viewer.shownCase(), std::nullopt, sphere});
    viewer.annotations().select("a");
    QTest::keyClick(s.window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
}

QStringList tagsFor(const QString& phrase, const QString& readAs) {
    SearchAnswer answer;
    answer.wish.phrase = phrase;
    answer.readAs = readAs;
    Hit hit;
    hit.tags = {{"aneurysm", "aneurysm", "absent"},
                {"hepatitis", "hepatitis", "present"},
                {"hcc", "hepatocellular carcinoma", "uncertain"},
                {"renalcyst", "renal cyst", "present"}};
    answer.hits = {hit};
    answer.orderTags();
    QStringList names;
    for (const HitTag& tag : answer.hits.front().tags)
        names << tagText(tag);
    return names;
}

} // namespace

class SearchPlacesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aHitOpensAtItsBestSlice() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QVERIFY(opensFirst(s));
        QTRY_COMPARE(activeOf(s).record().seriesUid, arterial);
        QCOMPARE(heightOf(s), 24.0);                     // the thirteenth
        QVERIFY(!s.window->viewer().crosshairVisible()); // a slice, no point
        auto* place = child<QPushButton>(*s.window, "whyPlace");
        QVERIFY(place->text().contains("slice"));
        s.window->viewer().scrollBy(3);
        QVERIFY(heightOf(s) != 24);
        place->setFocus();
        QTest::keyClick(place, Qt::Key_Space);
        QCOMPARE(heightOf(s), 24.0);
    }

    void aHitOpensAtTheImageThatItsSentenceNames() {
        SearchDesk s({}, "FINDINGS: Cyst of 8 mm (series 2, image 5).");
        QVERIFY(s.helperRuns());
        s.type("cited cyst");
        auto* hits = qobject_cast<HitModel*>(s.results->model());
        QTRY_VERIFY(hits->hit(hits->index(0)).bestSlice);
        QVERIFY(opensFirst(s));
        QTRY_COMPARE(activeOf(s).record().seriesUid, arterial);
        QCOMPARE(heightOf(s), 8.0); // the fifth image that the series was written with
        QVERIFY(child<QPushButton>(*s.window, "whyPlace")->text().contains("sentence names"));
        picture(*s.window, "cited");
    }

    void whatSpeaksForThePhraseIsOneKeyAway() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QSignalSpy maps(&s.window->heatmapController(), &HeatmapController::shown);
        QTest::keyClick(s.box, Qt::Key_Down);
        QTest::keyClick(s.results, Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(maps.wait(20000));
        QVERIFY(s.desk.ran("\"attention\", \"2\", \"--text\", \"lesion\""));
        QVERIFY(s.window->viewer().heatmapVisible());
        QCOMPARE(child<QComboBox>(*s.window, "heatmapKind")->currentIndex(),
                 static_cast<int>(HeatmapKind::Text));
        // The last of 4×8×8 cells is highest; its middle lies 27.5 mm up, slices are 2 mm apart.
        QTRY_COMPARE(heightOf(s), 28.0);
        QCOMPARE(activeOf(s).record().seriesUid, arterial);
        picture(*s.window, "phrase-map");
    }

    void withoutAPhraseItsMapIsExplained() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(1);
        QTest::keyClick(s.window.get(), Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(child<QLabel>(*s.window, "messageSentence")->text().contains("phrase first"));
        QVERIFY(!s.window->viewer().heatmapVisible());
    }

    void theListGoesOn() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("further lesion");
        auto* heading = child<QLabel>(*s.window, "resultHeading");
        auto* further = child<QPushButton>(*s.window, "showFurther");
        QCOMPARE(heading->text(), QString("The first 100 of 250 cases found"));
        QVERIFY(further->isVisible());
        QTest::keyClick(s.box, Qt::Key_Down);
        QTest::keyClick(s.results, Qt::Key_End);
        QTest::keyClick(s.results, Qt::Key_Down);
        QTRY_COMPARE(s.results->model()->rowCount(), 200);
        QCOMPARE(s.results->currentIndex().row(), 99); // where the reader is
        QCOMPARE(s.results->model()->index(150, 0).data(CaseRole::Id).toLongLong(), 251);
        picture(*s.window, "further");
        further->setFocus();
        QTest::keyClick(further, Qt::Key_Space);
        QTRY_COMPARE(heading->text(), QString("250 cases found"));
        QCOMPARE(s.results->model()->rowCount(), 250);
        QVERIFY(!further->isVisible());
        s.type("further lesions"); // another question begins at the top
        QCOMPARE(s.results->model()->rowCount(), 100);
        QCOMPARE(s.results->currentIndex().row(), 0);
    }

    void aCaseThatComesLaterSaysWhy() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        const auto spoken = [&](int row) {
            return s.results->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
        };
        QVERIFY(!spoken(0).contains("the opposite"));
        QVERIFY2(spoken(1).contains("its report says the opposite"), qPrintable(spoken(1)));
        s.type("silent lesion");
        QVERIFY2(spoken(0).contains("does not mention it") && !spoken(0).contains("Found by"),
                 qPrintable(spoken(0)));
        QVERIFY(opensFirst(s));
        QVERIFY(child<QLabel>(*s.window, "whySentence")->text().contains("No report says this"));
        QVERIFY(child<QLabel>(*s.window, "whyRanks")->text().contains("does not mention it"));
    }

    void theAskedDiagnosisStandsFirst() {
        QCOMPARE(
            tagsFor("hcc", "hcc (also hepatocellular carcinoma, hepatoma)"),
            QStringList({"hepatocellular carcinoma?", "hepatitis", "renal cyst", "no aneurysm"}));
        QCOMPARE(tagsFor("lesion", "lesion (also mass, cyst)").first(), QString("renal cyst"));
        QCOMPARE(tagsFor("no aneurysm", "without aneurysm").first(), QString("no aneurysm"));
        QCOMPARE(
            tagsFor("portal vein", "portal vein"),
            QStringList({"hepatitis", "renal cyst", "hepatocellular carcinoma?", "no aneurysm"}));
    }

    void aRegionThatLeavesTheSeriesIsAskedAbout() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(1);
        s.desk.agree = false;
        drawAt(s, {-32, 0, 20}); // at its edge
        QTRY_COMPARE(s.desk.questions.size(), 1);
        QVERIFY2(s.desk.questions.last().startsWith("5") || // half of it, and half a voxel
                     s.desk.questions.last().startsWith("4"),
                 qPrintable(s.desk.questions.last()));
        QVERIFY(!s.desk.ran("--region"));
        s.desk.agree = true;
        QTest::keyClick(s.window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(s.desk.ran("--region"));
    }

    void aRegionOutsideTheSeriesIsNotSearchedBy() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(1);
        drawAt(s, {-90, 0, 20});
        QTRY_VERIFY(child<QLabel>(*s.window, "messageSentence")->text().contains("outside"));
        QVERIFY(s.desk.questions.isEmpty());
        QVERIFY(!s.desk.ran("--region"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    SearchPlacesTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_search_places.moc"
