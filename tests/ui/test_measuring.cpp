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

#include "tests/ui/Fixture.h"
#include "tests/viewer/LightBox.h"
#include "ui/measure/CurveTimes.h"
#include "ui/measure/MeasurePanel.h"
#include "ui/measure/WashoutText.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
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

AnnotationBook& book(MainWindow& window) {
    return window.viewer().annotations();
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
        const QPointF at = from + QPointF(to - from) * (step / 4.0);
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                         {});
        QApplication::sendEvent(&view, &move);
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

VolumeRecord phaseAt(Phase phase, const std::string& time, const std::string& start = {}) {
    VolumeRecord volume;
    volume.modality = "CT";
    volume.phase.phase = phase;
    volume.acquisitionDate = "20240105";
    volume.acquisitionTime = time;
    volume.contrastStart = start;
    return volume;
}

PhaseMean mean(Phase phase, double value, std::optional<double> seconds) {
    return {phase, value, seconds, 120.0, true};
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
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
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
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 1);
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

    void toolsAreInTheMenuWithTheirKeys() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 1);
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
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
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
        QCOMPARE(header.size(), qsizetype(4 + 3 * 7));
        QCOMPARE(row.size(), header.size());
        QCOMPARE(row[1], QString("ellipse"));
        QCOMPARE(row[header.indexOf("Portal venous mean")], QString("170"));
        QCOMPARE(row[header.indexOf("Portal venous unit")], QString("HU"));
        const auto* s = book(*window).result(
            book(*window).of(2)[0], measuredKey(window->viewer().viewports()[2]->record()));
        QCOMPARE(row[header.indexOf("Portal venous voxels")].toULongLong(), s->voxels);
    }

    void theCurveRunsOverTheTimesOfThePhases() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
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

    void timesOfTheCurve() {
        using Axis = CurveTimes::Axis;
        CurveTimes t = curveTimes({phaseAt(Phase::PreContrast, "100000"),
                                   phaseAt(Phase::Arterial, "100130", "100100"),
                                   phaseAt(Phase::Delayed, "101600", "100100")});
        QVERIFY(t.axis == Axis::AfterContrast);
        QCOMPARE(t.at, (std::vector<double>{-60, 30, 900}));
        t = curveTimes({phaseAt(Phase::PreContrast, "100000"), phaseAt(Phase::Arterial, "100130")});
        QVERIFY(t.axis == Axis::AfterFirst);
        QCOMPARE(t.at, (std::vector<double>{0, 90}));
        QVERIFY(!t.afterContrast[1]);
        t = curveTimes({phaseAt(Phase::PreContrast, "100000"), phaseAt(Phase::Arterial, "")});
        QVERIFY(t.axis == Axis::Order);
        QCOMPARE(t.at, (std::vector<double>{1, 2}));
        t = curveTimes({phaseAt(Phase::PreContrast, "0"), phaseAt(Phase::Arterial, "101010")});
        QVERIFY(t.axis == Axis::Order);
        t = curveTimes({phaseAt(Phase::PreContrast, "000000", "000000"),
                        phaseAt(Phase::Arterial, "000000", "000000")}); // taken out
        QVERIFY(t.axis == Axis::Order);
        QVERIFY(!t.afterContrast[0]);
        // Two injections.
        t = curveTimes({phaseAt(Phase::Arterial, "100130", "100100"),
                        phaseAt(Phase::Delayed, "101600", "101000")});
        QVERIFY(t.axis == Axis::AfterFirst);
        // Over midnight.
        VolumeRecord late = phaseAt(Phase::Delayed, "000930", "235900");
        late.acquisitionDate = "20240106";
        t = curveTimes({phaseAt(Phase::Arterial, "235930", "235900"), late});
        QCOMPARE(t.at, (std::vector<double>{30, 630}));
        QVERIFY(curveTimes({}).at.empty());
    }

    void washoutInWords() {
        const QString text =
            washoutText({mean(Phase::PreContrast, 10, -30), mean(Phase::PortalVenous, 90, 70),
                         mean(Phase::Delayed, 40, 600)});
        QVERIFY(text.contains("Absolute washout 62.5 %"));
        QVERIFY(text.contains("(90.0 − 40.0)/(90.0 − 10.0) × 100"));
        QVERIFY(text.contains("Relative washout 55.6 %"));
        QVERIFY(text.contains("Radiology 2002;222:629–633"));
        QVERIFY(text.contains("about 10 min, not 15"));
        const QString none =
            washoutText({mean(Phase::PreContrast, 10, -30), mean(Phase::PortalVenous, 90, 70)});
        QVERIFY(none.contains("needs a delayed phase") && !none.contains('%'));
    }

    void washoutOfALesionFromThePicturesOfFourPhases() {
        Desk desk;
        const std::map<Phase, std::pair<const char*, double>> phases{
            {Phase::PreContrast, {"100000", 10}},
            {Phase::Arterial, {"100130", 60}},
            {Phase::PortalVenous, {"100210", 90}},
            {Phase::Delayed, {"101600", 40}}};
        ViewerWidget viewer(nullptr, [&](const VolumeRecord& record, Progress*) -> Result<Volume> {
            const double lesion = phases.at(record.phase.phase).second;
            return makeVolume(VolumeGeometry::of(record),
                              [lesion](const Vec3& p) { return abdomen(p, 55, lesion); });
        });
        Case exam = newCase(7);
        for (const auto& [phase, told] : phases) {
            exam.volumes.push_back(makeRecord(axialGeometry({180, 130, 12}, {2, 2, 5}, {0, 0, 10}),
                                              "1.7." + std::to_string(int(phase)), phase));
            exam.volumes.back().acquisitionTime = told.first;
            exam.volumes.back().contrastStart = phase == Phase::PreContrast ? "" : "100100";
        }
        MeasurePanel panel(viewer);
        panel.setCase(exam);
        panel.resize(1200, 260);
        panel.show();
        viewer.resize(1200, 420);
        viewer.show();
        QVERIFY(QTest::qWaitForWindowExposed(&viewer));
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        QVERIFY(shown.wait(10000));
        viewer.goTo({-75, -15, 10});
        viewer.setCrosshairVisible(false);
        SliceViewport& view = *viewer.viewports()[2];
        QTest::keyClick(&viewer, Qt::Key_E);
        dragMouse(view, Qt::LeftButton, placeOf(view, {-85, -25, 10}).toPoint(),
                  placeOf(view, {-65, -5, 10}).toPoint());
        QTRY_VERIFY(panel.washout().contains("Absolute washout 62.5 %"));
        QVERIFY(panel.washout().contains("Relative washout 55.6 %"));
        QVERIFY(!panel.washout().contains("Caution"));
        QVERIFY(panel.csv().contains("Delayed mean"));
        picture(viewer, "measuring-phases");
        picture(panel, "measuring-panel");
    }

    void aMeasurementThatCannotBeKeptSaysSo() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 1);
        // A library that is damaged while it is open.
        QCOMPARE(QProcess::execute("python3", {"-c",
                                               "import sqlite3,sys\n"
                                               "sqlite3.connect(sys.argv[1])"
                                               ".execute('DROP TABLE annotation')",
                                               desk.library() + "/library.sqlite"}),
                 0);
        drawEllipse(*window);
        QCOMPARE(book(*window).of(1).size(), std::size_t(1));
        auto* sentence = child<QLabel>(*window, "messageSentence");
        QTRY_VERIFY(sentence->text().contains("could not be kept"));
        QCOMPARE(book(*window).of(1).size(), std::size_t(1));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    MeasuringTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_measuring.moc"
