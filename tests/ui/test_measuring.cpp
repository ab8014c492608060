// Measurements in the window: drawn, kept, taken back, and as a table.
#include <QClipboard>
#include <QLabel>
#include <QProcess>
#include <QSignalSpy>
#include <QTableWidget>
#include <QWindow>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <QtTest>

#include "tests/store/AnnotationRows.h"
#include "tests/ui/Fixture.h"
#include "tests/viewer/LightBox.h"
#include "ui/measure/MeasureKeeper.h"
#include "ui/measure/MeasurePanel.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"
#include "ui/window/Measuring.h"

using namespace bolus;
using namespace bolus::test;

namespace {

void openCase(MainWindow& window, std::int64_t id) {
    QSignalSpy shown(&window.viewer(), &ViewerWidget::caseShown);
    window.caseController().open(id);
    QVERIFY(shown.wait(20000));
    window.viewer().setFocus();
}

/// Over the two cases, with this one open.
std::unique_ptr<MainWindow> windowWith(Desk& desk, std::int64_t caseId) {
    desk.addCases();
    auto window = desk.open();
    openCase(*window, caseId);
    return window;
}

AnnotationBook& book(MainWindow& window) {
    return window.viewer().annotations();
}

void drag(SliceViewport& view, const QPointF& to) {
    QMouseEvent move(QEvent::MouseMove, to, view.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(&view, &move);
}

/// Around the bright ball of the exams: at -8, -4, radius 9 mm.
void drawEllipse(MainWindow& window, double radius = 6) {
    SliceViewport& view = *window.viewer().viewports().at(0);
    const double z = window.viewer().cursorPoint()[2];
    const auto place = [&](double x, double y) {
        const auto [px, py] = view.scene().displayFromPatient({x, y, z});
        return (QPointF(px, py) / view.devicePixelRatioF()).toPoint();
    };
    QTest::keyClick(&window.viewer(), Qt::Key_E);
    const QPoint from = place(-8 - radius, -4 - radius), to = place(-8 + radius, -4 + radius);
    QTest::mousePress(&view, Qt::LeftButton, {}, from);
    for (int step = 1; step <= 4; ++step) {
        drag(view, from + QPointF(to - from) * (step / 4.0));
    }
    QTest::mouseRelease(&view, Qt::LeftButton, {}, to);
}

QStringList inLibrary(const Desk& desk, std::int64_t caseId) {
    const auto library = Library::open(desk.library().toStdString());
    QStringList names;
    const auto rows = (*library)->annotations(caseId).value();
    for (const AnnotationRow& row : rows) {
        names << annotationName(annotationFromJson(row.body).value());
    }
    names.sort();
    return names;
}

void inDatabase(const Desk& desk, const QString& statement) {
    QCOMPARE(QProcess::execute("python3", {"-c",
                                           "import sqlite3,sys\n"
                                           "sqlite3.connect(sys.argv[1]).execute(sys.argv[2])",
                                           desk.library() + "/library.sqlite", statement}),
             0);
}

void undo(MainWindow& window) {
    QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
}
void redo(MainWindow& window) {
    QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
}

QTableWidget& table(MainWindow& window) {
    return *child<QTableWidget>(window, "measureTable");
}

void showTable(MainWindow& window) {
    window.measuring().dock().show();
    QTRY_VERIFY(window.measuring().panel().isVisible());
}

} // namespace

class MeasuringTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsDrawnIsThereWhenTheCaseIsOpenedAgain() {
        Desk desk;
        desk.addCases();
        {
            auto window = desk.open();
            openCase(*window, 2);
            drawEllipse(*window);
            QCOMPARE(book(*window).of(2).size(), std::size_t(1));
            QTRY_COMPARE(inLibrary(desk, 2), QStringList{"Ellipse 1"});
            openCase(*window, 1);
            QCOMPARE(book(*window).of(2).size(), std::size_t(0));
            QCOMPARE(book(*window).of(1).size(), std::size_t(0));
        }
        auto window = desk.open();
        openCase(*window, 2);
        QTRY_COMPARE(book(*window).of(2).size(), std::size_t(1));
        const Annotation a = book(*window).of(2)[0];
        showTable(*window);
        QTRY_COMPARE(table(*window).rowCount(), 1);
        QCOMPARE(table(*window).columnCount(), 5); // name, size, three phases
        // The ball in the three phases: 55, 140 and 170 HU all through.
        const QStringList means{"55.0 ± 0.0 HU", "140.0 ± 0.0 HU", "170.0 ± 0.0 HU"};
        for (int phase = 0; phase < 3; ++phase) {
            QTRY_VERIFY(table(*window).item(0, 2 + phase)->text().startsWith(means[phase]));
        }
        QCOMPARE(table(*window).item(0, 1)->text(), sizeText(a));
        picture(*window, "measuring");
    }

    void undoAndRedoAreOneLineWithPhases() {
        Desk desk;
        auto window = windowWith(desk, 2);
        drawEllipse(*window);
        QTRY_COMPARE(inLibrary(desk, 2), QStringList{"Ellipse 1"});
        const std::string series = window->caseController().current()->volumes[0].seriesUid;
        window->caseController().correctPhase(2, QString::fromStdString(series), 0, Phase::Delayed);
        const auto phase = [&] {
            const auto& volumes = window->caseController().current()->volumes;
            return std::ranges::find(volumes, series, &VolumeRecord::seriesUid)->phase.phase;
        };
        QTRY_COMPARE(phase(), Phase::Delayed);
        drawEllipse(*window, 4);
        QTRY_COMPARE(inLibrary(desk, 2), (QStringList{"Ellipse 1", "Ellipse 2"}));
        undo(*window);
        QTRY_COMPARE(inLibrary(desk, 2), QStringList{"Ellipse 1"});
        QCOMPARE(book(*window).of(2).size(), std::size_t(1));
        undo(*window); // the phase, which came before it
        QTRY_VERIFY(phase() != Phase::Delayed);
        QCOMPARE(inLibrary(desk, 2), QStringList{"Ellipse 1"});
        undo(*window);
        QTRY_COMPARE(inLibrary(desk, 2), QStringList{});
        QCOMPARE(book(*window).of(2).size(), std::size_t(0));
        redo(*window);
        QTRY_COMPARE(inLibrary(desk, 2), QStringList{"Ellipse 1"});
        QTRY_COMPARE(book(*window).of(2).size(), std::size_t(1));
    }

    void removingComesBackWithUndo() {
        Desk desk;
        auto window = windowWith(desk, 1);
        drawEllipse(*window);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
        const Annotation before = book(*window).of(1).at(0);
        QTest::keyClick(&window->viewer(), Qt::Key_Delete);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{});
        undo(*window);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
        QVERIFY(book(*window).of(1).at(0) == before);
        const VolumeRecord& volume = window->caseController().current()->volumes[0];
        QTRY_VERIFY(book(*window).result(before, measuredKey(volume)) != nullptr);
    }

    void deleteIsTheListsWhereTheListHasTheKeys() {
        Desk desk;
        auto window = windowWith(desk, 1);
        drawEllipse(*window);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
        auto* list = child<QAbstractItemView>(*window, "caseList");
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(book(*window).of(1).size(), std::size_t(1));
        showTable(*window);
        QTRY_COMPARE(table(*window).rowCount(), 1);
        table(*window).setFocus();
        QTest::keyClick(&table(*window), Qt::Key_Delete);
        QCOMPARE(book(*window).of(1).size(), std::size_t(0));
        QCOMPARE(child<QLabel>(*window, "messageSentence")->text(),
                 QString("Ellipse 1 was removed. Edit → Undo brings it back."));
        undo(*window);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
    }

    void toolsAreInTheMenuWithTheirKeys() {
        Desk desk;
        auto window = windowWith(desk, 1);
        const QStringList names{"length", "angle", "ellipse", "polygon", "sphere"};
        const QStringList keys{"D", "N", "E", "P", "B"};
        for (int i = 0; i < names.size(); ++i) {
            auto* action = child<QAction>(*window, ("measure-" + names[i]).toUtf8().constData());
            QCOMPARE(action->shortcut().toString(), keys[i]);
            QTest::keyClick(&window->viewer(), keys[i][0].toLatin1());
            QTRY_VERIFY(action->isChecked());
            QVERIFY(book(*window).tool() == allShapes[static_cast<std::size_t>(i)]);
            QTest::keyClick(&window->viewer(), Qt::Key_Escape);
            QVERIFY(!action->isChecked());
            action->trigger();
            QVERIFY(book(*window).tool() == allShapes[static_cast<std::size_t>(i)]);
            action->trigger();
            QVERIFY(!book(*window).tool());
        }
        QVERIFY(child<QWidget>(*window, "measureButton")->isVisible());
        QVERIFY(!child<QAction>(*window, "removeSelectedMeasurement")->isEnabled());
    }

    void theTableJumpsCopiesAndSaves() {
        Desk desk;
        auto window = windowWith(desk, 2);
        drawEllipse(*window);
        const double z = book(*window).of(2).at(0).points[0][2];
        showTable(*window);
        QTRY_COMPARE(table(*window).rowCount(), 1);
        QTRY_VERIFY(table(*window).item(0, 4)->text().startsWith("170.0"));
        book(*window).select({});
        window->viewer().setPlane(Plane::Coronal);
        window->viewer().goTo({0, 0, z + 8});
        table(*window).setCurrentCell(-1, -1);
        const QRect cell = table(*window).visualItemRect(table(*window).item(0, 0));
        QTest::mouseClick(table(*window).viewport(), Qt::LeftButton, {}, cell.center());
        QCOMPARE(window->viewer().plane(), Plane::Axial);
        QVERIFY(std::abs(window->viewer().cursorPoint()[2] - z) < 1e-6);
        QTest::mouseClick(child<QToolButton>(*window, "copyMeasurements"), Qt::LeftButton);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY(copied.startsWith("Measurement\tSize\tPre-contrast\tArterial\tPortal venous\n"));
        QVERIFY(copied.contains("140.0 ± 0.0 HU"));
        desk.chosenPath = desk.path("out.csv");
        QTest::mouseClick(child<QToolButton>(*window, "saveMeasurements"), Qt::LeftButton);
        QFile file(desk.chosenPath);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QStringList lines = QString::fromUtf8(file.readAll()).split("\r\n");
        QCOMPARE(lines.size(), qsizetype(3));
        const QStringList header = lines[0].split(','), row = lines[1].split(',');
        QCOMPARE(row.size(), header.size());
        QCOMPARE(row[header.indexOf("Case")], QString("2"));
        QCOMPARE(row[header.indexOf("Shape")], QString("ellipse"));
        QCOMPARE(row[header.indexOf("Portal venous mean")], QString("170"));
        QCOMPARE(row[header.indexOf("Portal venous unit")], QString("HU"));
        const auto* s = book(*window).result(
            book(*window).of(2)[0], measuredKey(window->viewer().viewports()[2]->record()));
        QCOMPARE(row[header.indexOf("Portal venous voxels")].toULongLong(), s->voxels);
    }

    void theCurveRunsOverTheTimesOfThePhases() {
        Desk desk;
        auto window = windowWith(desk, 2);
        drawEllipse(*window);
        showTable(*window);
        auto* view = child<QChartView>(*window, "enhancementChart");
        const auto points = [&] {
            const auto all = view->chart()->series();
            return all.isEmpty() ? QList<QPointF>()
                                 : static_cast<QLineSeries*>(all.first())->points();
        };
        // 10:00:00, 10:01:30 and 10:02:10; nobody says when contrast began.
        const QList<QPointF> expected{{0, 55}, {90, 140}, {130, 170}};
        QTRY_COMPARE(points(), expected);
        QCOMPARE(view->chart()->axes(Qt::Horizontal).first()->titleText(),
                 QString("Seconds after the first phase"));
        QCOMPARE(view->chart()->axes(Qt::Vertical).first()->titleText(), QString("Mean, HU"));
        QVERIFY(window->measuring().panel().washout().contains("needs a delayed phase"));
    }

    void aMeasurementThatCannotBeKeptSaysSoAndStays() {
        Desk desk;
        auto window = windowWith(desk, 1);
        inDatabase(desk, "ALTER TABLE annotation RENAME TO mislaid"); // damaged while it is open
        drawEllipse(*window);
        QCOMPARE(book(*window).of(1).size(), std::size_t(1));
        auto* sentence = child<QLabel>(*window, "messageSentence");
        QTRY_VERIFY(sentence->text().contains("could not be kept"));
        inDatabase(desk, "ALTER TABLE mislaid RENAME TO annotation");
        // The case is read again.
        QSignalSpy refreshed(&window->caseController(), &CaseController::caseRefreshed);
        const std::string series = window->caseController().current()->volumes[0].seriesUid;
        window->caseController().correctPhase(1, QString::fromStdString(series), 0, Phase::Delayed);
        QTRY_COMPARE(refreshed.size(), 1);
        QTest::qWait(200);
        QCOMPARE(book(*window).of(1).size(), std::size_t(1));
        drawEllipse(*window, 4); // that can be kept, and so what could not is, too
        QTRY_COMPARE(inLibrary(desk, 1), (QStringList{"Ellipse 1", "Ellipse 2"}));
    }

    void undoSaysWhichCaseItChangedThatIsNotOnScreen() {
        Desk desk;
        auto window = windowWith(desk, 1);
        drawEllipse(*window);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
        QTest::keyClick(&window->viewer(), Qt::Key_Delete);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{});
        openCase(*window, 2);
        undo(*window);
        auto* sentence = child<QLabel>(*window, "messageSentence");
        QTRY_COMPARE(sentence->text(), QString("Taken back: removing Ellipse 1 in case 1."));
        QCOMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
        QCOMPARE(book(*window).of(1).size(), std::size_t(0)); // of what is on screen only
        undo(*window);
        QTRY_COMPARE(sentence->text(), QString("Taken back: Ellipse 1 in case 1."));
        QCOMPARE(inLibrary(desk, 1), QStringList{});
        redo(*window);
        QTRY_COMPARE(sentence->text(), QString("Done again: Ellipse 1 in case 1."));
        QCOMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
    }

    void whatAnotherWindowDoesShowsAndIsNotOverwritten() {
        Desk desk;
        auto window = windowWith(desk, 1);
        drawEllipse(*window);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
        const auto other = Library::open(desk.library().toStdString());
        const AnnotationRow row = (*other)->annotations(1).value().at(0);
        const Annotation shown = book(*window).of(1).at(0);
        const auto moved = [&](double mm) {
            AnnotationRow there = row;
            there.body = annotationJson(movedBy(shown, {mm, 0, 0}));
            return there;
        };
        QVERIFY(putAnnotation(**other, moved(5)).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(book(*window).of(1).at(0).points[0],
                                  shown.points[0] + Vec3({5, 0, 0}), 10000);
        // Changed by both before either heard of it.
        const Annotation before = book(*window).of(1).at(0);
        QVERIFY(putAnnotation(**other, moved(7)).has_value());
        book(*window).edit({1, before, movedBy(before, {0, 9, 0})});
        auto* sentence = child<QLabel>(*window, "messageSentence");
        QTRY_VERIFY(sentence->text().startsWith("Ellipse 1 in case 1 was changed or removed by"));
        QTRY_COMPARE(book(*window).of(1).at(0).points[0], shown.points[0] + Vec3({7, 0, 0}));
        QCOMPARE((*other)->annotations(1).value().at(0).body, moved(7).body);
        // Removed there: neither a change nor an undo here brings it back.
        QVERIFY(removeAnnotation(**other, row.id).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(book(*window).of(1).size(), std::size_t(0), 10000);
        undo(*window);
        QTRY_COMPARE(book(*window).of(1).size(), std::size_t(0));
        QTest::qWait(200);
        QCOMPARE(inLibrary(desk, 1), QStringList{});
    }

    void whatIsHeldStaysInTheHandUntilItLetsGo() {
        Desk desk;
        auto window = windowWith(desk, 1);
        drawEllipse(*window);
        QTRY_COMPARE(inLibrary(desk, 1), QStringList{"Ellipse 1"});
        const Annotation before = book(*window).of(1).at(0);
        SliceViewport& view = *window->viewer().viewports().at(0);
        const QPoint handle = placeOf(view, before.points[1]).toPoint();
        QTest::mousePress(&view, Qt::LeftButton, {}, handle);
        drag(view, handle + QPoint(15, 0));
        const Annotation held = book(*window).of(1).at(0);
        QVERIFY(!(held == before));
        const auto other = Library::open(desk.library().toStdString());
        AnnotationRow second = (*other)->annotations(1)->at(0);
        Annotation another = before;
        another.number = 2;
        second.id = "another";
        second.body = annotationJson(another);
        QVERIFY(putAnnotation(**other, second).has_value());
        auto& keeper = *window->measuring().findChild<MeasureKeeper*>();
        keeper.load(1, second.patientId);
        QTest::qWait(300); // it is read, and waits
        QVERIFY(book(*window).of(1) == std::vector{held});
        QTest::mouseRelease(&view, Qt::LeftButton, {}, handle + QPoint(15, 0));
        QTRY_COMPARE(book(*window).of(1).size(), std::size_t(2));
        QVERIFY(book(*window).of(1)[0] == held);
        QTRY_COMPARE(inLibrary(desk, 1), (QStringList{"Ellipse 1", "Ellipse 2"}));
    }

    void mergedCasesKeepTheNamesOfTheirOlderMeasurements() {
        Desk desk;
        desk.addCases();
        {
            const auto library = Library::open(desk.library().toStdString());
            const Case exam = (*library)->caseById(1).value();
            const std::vector<int> numbers{1, 2, 1, 2147483647};
            for (std::size_t i = 0; i < numbers.size(); ++i) {
                Annotation a;
                a.shape = Shape::Length;
                a.number = numbers[i];
                a.points = {{0, 0, 0}, {10.0 + static_cast<double>(i), 0, 0}};
                a.frame = {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
                QVERIFY(
                    putAnnotation(**library, {"m" + std::to_string(i), exam.volumes[0].seriesUid,
                                              "", exam.patientId, annotationJson(a)})
                        .has_value());
            }
        }
        auto window = desk.open();
        openCase(*window, 1);
        QTRY_COMPARE(book(*window).of(1).size(), std::size_t(4));
        const auto named = [&](const char* id) { return book(*window).find(1, id)->number; };
        QCOMPARE(named("m0"), 1);
        QCOMPARE(named("m1"), 2);
        QCOMPARE(named("m2"), 3);
        QCOMPARE(named("m3"), 4);
        QTRY_COMPARE(inLibrary(desk, 1),
                     (QStringList{"Length 1", "Length 2", "Length 3", "Length 4"}));
        QVERIFY(!child<QWidget>(*window, "messageBar")->isVisible());
    }

    void aDamagedMeasurementIsSpokenOfOnce() {
        Desk desk;
        desk.addCases();
        {
            const auto library = Library::open(desk.library().toStdString());
            const Case exam = (*library)->caseById(1).value();
            QVERIFY(putAnnotation(**library, {"bad", exam.volumes[0].seriesUid, "", "", "{}"})
                        .has_value());
        }
        auto window = desk.open();
        MeasureKeeper& keeper = *window->measuring().findChild<MeasureKeeper*>();
        QSignalSpy failed(&keeper, &MeasureKeeper::failed);
        openCase(*window, 1);
        QTRY_COMPARE(failed.size(), 1);
        openCase(*window, 2);
        openCase(*window, 1);
        QTest::qWait(100);
        QCOMPARE(failed.size(), 1);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    MeasuringTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_measuring.moc"
