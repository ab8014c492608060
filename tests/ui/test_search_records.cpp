// Regions as questions and as answers, collections, receipts.
#include <QClipboard>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QtTest>

#include "tests/ui/SearchFixture.h"
#include "ui/search/Collections.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/window/Searching.h"

using namespace bolus;
using namespace bolus::test;

namespace {

QString message(SearchDesk& s) {
    return child<QLabel>(*s.window, "messageSentence")->text();
}

/// A sphere of 6 mm drawn into the open case.
void draw(SearchDesk& s) {
    ViewerWidget& viewer = s.window->viewer();
    const SliceViewport* view = viewer.activeViewport();
    Annotation sphere;
    sphere.id = "a";
    sphere.number = 1;
    sphere.shape = Shape::Sphere;
    sphere.frame = planeFrame(Plane::Axial, VolumeGeometry::of(view->record()));
    sphere.points = {Vec3{-8, -4, 20}, Vec3{-2, -4, 20}};
    sphere.seriesUid = view->record().seriesUid;
    sphere.part = view->record().part;
    sphere.frameOfReferenceUid = view->record().frameOfReferenceUid;
    viewer.annotations().edit({*viewer.shownCase(), std::nullopt, sphere});
    viewer.annotations().select("a");
}

} // namespace

class SearchRecordsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutARegionItIsSaidWhatToDo() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(1);
        QTest::keyClick(s.window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(message(s).contains("Draw a sphere"));
        QVERIFY(!s.desk.ran("--region"));
    }

    void aDrawnRegionIsSearchedByAndTheMatchIsShown() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(1);
        draw(s);
        QSignalSpy results(&s.window->searchPanel(), &SearchPanel::resultsShown);
        QTest::keyClick(s.window.get(), Qt::Key_R, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(results.wait(10000));
        QVERIFY(s.desk.ran(":0:-8.00,-4.00,20.00,6.00"));
        QSignalSpy shown(&s.window->viewer(), &ViewerWidget::caseShown);
        s.results->setFocus();
        QTest::keyClick(s.results, Qt::Key_Return);
        QVERIFY(shown.wait(20000));
        ViewerWidget& viewer = s.window->viewer();
        QTRY_VERIFY(viewer.annotations().outlined());
        const auto at = viewer.cursorPoint();
        QVERIFY(std::abs(at[0] + 7.5) < 0.6 && std::abs(at[1] + 3.5) < 0.6 &&
                std::abs(at[2] - 24) < 1.1);
        QCOMPARE(viewer.activeViewport()->record().phase.phase, Phase::Arterial);
        QVERIFY(viewer.crosshairVisible());
        picture(*s.window, "region-match");
        QVERIFY(child<QLabel>(*s.window, "whyDiffers")->text().contains("washout is absent"));
        auto* place = child<QPushButton>(*s.window, "whyPlace");
        QVERIFY(place->isVisible());
        viewer.scrollBy(5);
        QVERIFY(viewer.cursorPoint()[2] != at[2]);
        QTest::mouseClick(place, Qt::LeftButton);
        QCOMPARE(viewer.cursorPoint(), at);
        QTest::keyClick(s.box, Qt::Key_Escape);
        QVERIFY(!viewer.annotations().outlined());
    }

    void casesAreCollectedAndListed() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTest::keyClick(s.window.get(), Qt::Key_D, Qt::ControlModifier);
        auto* prompt = child<QInputDialog>(*s.window, "namePrompt");
        QTRY_VERIFY(prompt->isVisible());
        auto* name = prompt->findChild<QLineEdit*>();
        QTest::keyClicks(name, "Board of May");
        QTest::keyClick(name, Qt::Key_Return);
        Collections& sets = s.window->searching().collections();
        QTRY_COMPARE(sets.rows().size(), 1);
        QCOMPARE(sets.rows()[0].name, QString("Board of May"));
        QCOMPARE(sets.rows()[0].cases, 1);
        auto* menu = child<QMenu>(*s.window, "collectionMenu");
        QTRY_COMPARE(menu->actions().size(), 1);
        QMenu* one = menu->actions()[0]->menu();
        QVERIFY(one);
        one->actions()[0]->trigger(); // show in the list
        QCOMPARE(child<QLineEdit>(*s.window, "caseFilter")->text(),
                 QString("collection:\"Board of May\""));
        QVERIFY(!s.results->isVisible());
        one->actions()[4]->trigger(); // delete
        QTRY_VERIFY(sets.rows().isEmpty());
        QVERIFY(s.desk.questions.last().contains("Board of May"));
    }

    void aCollectionThatCannotBeWrittenIsToldOf() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.window->searching().collections().add("broken", {1});
        s.window->searching().collections().rename("x", "broken");
        QTRY_VERIFY(message(s).contains("cannot be written"));
    }

    void aReceiptIsCopiedSavedAndReplayed() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        child<QAction>(*s.window, "copyReceipt")->trigger();
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.contains("Search 12: lesion") && copied.contains("1. case 2"),
                 qPrintable(copied));
        QVERIFY(!copied.contains("BETA"));
        s.desk.chosenPath = s.desk.path("receipt.json");
        child<QAction>(*s.window, "saveReceipt")->trigger();
        QTRY_VERIFY(QFile::exists(s.desk.chosenPath));
        QTRY_VERIFY(message(s).contains("receipt.json"));
        child<QAction>(*s.window, "searchAgain")->trigger();
        QTRY_VERIFY(message(s).contains("the same cases in the same order"));
        child<QAction>(*s.window, "searchAgain")->trigger();
        QTRY_VERIFY(message(s).contains("another than it was"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    SearchRecordsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_search_records.moc"
