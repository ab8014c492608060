// The table of measurements, its curve and its washout, over made exams.
#include <QTableWidget>
#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QScatterSeries>
#include <QtCharts/QValueAxis>

#include "tests/ui/Fixture.h"
#include "tests/viewer/LightBox.h"
#include "ui/measure/CurveTimes.h"
#include "ui/measure/EnhancementChart.h"
#include "ui/measure/MeasurePanel.h"
#include "ui/measure/WashoutText.h"
#include "ui/view/AnnotationTexts.h"
#include "ui/view/Graphics.h"

using namespace bolus;
using namespace bolus::test;

namespace {

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

Annotation around(const Vec3& centre, double radius, int number = 1) {
    Annotation a;
    a.id = "a" + std::to_string(number);
    a.number = number;
    a.shape = Shape::Ellipse;
    a.points = {centre, centre + Vec3{radius, 0, 0}, centre + Vec3{0, radius, 0}};
    a.frame = {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
    a.seriesUid = "1.7.1";
    a.frameOfReferenceUid = "1.8";
    return a;
}

/// Four phases of a lesion of 10, 60, 90 and 40 HU about the origin, on screen beside their table.
struct Lesion {
    Case exam = newCase(7);
    std::string broken; // series
    std::map<Phase, double> values{{Phase::PreContrast, 10},
                                   {Phase::Arterial, 60},
                                   {Phase::PortalVenous, 90},
                                   {Phase::Delayed, 40}};
    std::map<Phase, std::string> units;
    ViewerWidget viewer{nullptr, [this](const VolumeRecord& record, Progress*) -> Result<Volume> {
                            if (record.seriesUid == broken) {
                                return fail(ErrorCode::BadInput, "It does not decode.");
                            }
                            const double value = values.at(record.phase.phase);
                            Volume volume = makeVolume(VolumeGeometry::of(record),
                                                       [=](const Vec3&) { return value; });
                            if (units.contains(record.phase.phase)) {
                                volume.unit = units.at(record.phase.phase);
                            }
                            return volume;
                        }};
    MeasurePanel panel{viewer};

    explicit Lesion(const char* delayed = "101600", const char* start = "100100") {
        const std::map<Phase, const char*> times{{Phase::PreContrast, "100000"},
                                                 {Phase::Arterial, "100130"},
                                                 {Phase::PortalVenous, "100210"},
                                                 {Phase::Delayed, delayed}};
        for (const auto& [phase, time] : times) {
            exam.volumes.push_back(makeRecord(axialGeometry({60, 60, 9}, {2, 2, 5}),
                                              "1.7." + std::to_string(exam.volumes.size() + 1),
                                              phase));
            exam.volumes.back().acquisitionTime = time;
            exam.volumes.back().contrastStart = phase == Phase::PreContrast ? "" : start;
        }
    }

    VolumeRecord& volume(Phase phase) {
        return *std::ranges::find(exam.volumes, phase,
                                  [](const VolumeRecord& v) { return v.phase.phase; });
    }

    bool open() {
        panel.setCase(exam);
        panel.resize(1200, 260);
        panel.show();
        viewer.resize(1200, 420);
        viewer.show();
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        return QTest::qWaitForWindowExposed(&viewer) && QTest::qWaitForWindowExposed(&panel) &&
               (!shown.isEmpty() || shown.wait(10000));
    }

    void add(const Annotation& annotation) {
        viewer.annotations().edit({exam.id, std::nullopt, annotation});
    }

    QTableWidget& table() { return *child<QTableWidget>(panel, "measureTable"); }
    QString cell(int row, int column) {
        const auto* item = table().item(row, column);
        return item == nullptr ? QString() : item->text();
    }
};

/// What a table of one region shows as a curve, without pictures.
MeasureTable tableOf(const std::vector<double>& means, const QStringList& units) {
    MeasureTable table;
    table.units = units;
    MeasureRow row{around({0, 0, 0}, 10), {}};
    for (const double value : means) {
        table.phases.push_back(phaseAt(Phase::Arterial, ""));
        table.phaseNames << QString::number(table.phases.size());
        RegionStatistics s;
        s.voxels = 9;
        s.mean = value;
        row.cells.push_back({"x", {}, s});
    }
    table.rows.push_back(row);
    return table;
}

} // namespace

class MeasurePanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
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

    void someTimesAreEnoughForTheOrderOfTwoPhases() {
        const CurveTimes t =
            curveTimes({phaseAt(Phase::PreContrast, ""), phaseAt(Phase::PortalVenous, "100210"),
                        phaseAt(Phase::Delayed, "100600")});
        QVERIFY(t.axis == CurveTimes::Axis::Order);
        QVERIFY(!t.instants[0]);
        QCOMPARE(*t.instants[2] - *t.instants[1], 230.0);
    }

    void washoutInWords() {
        const QString text =
            washoutText({mean(Phase::PreContrast, 10, -30), mean(Phase::PortalVenous, 90, 70),
                         mean(Phase::Delayed, 40, 600)});
        QVERIFY(text.contains("Absolute washout 62.5 %"));
        QVERIFY(text.contains("(90.0 − 40.0)/(90.0 − 10.0) × 100"));
        QVERIFY(text.contains("Relative washout 55.6 %"));
        QVERIFY(text.contains("Radiology 2002;222:629–633"));
        QVERIFY(text.contains("about 10.0 min, not 15"));
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

    // The curve shows 230 s from portal venous to "delayed": no delay of 10 or 15 minutes.
    void timesWithoutAStartOfContrastRefuteADelay_data() {
        QTest::addColumn<QString>("delayed");
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("minutes");
        QTest::newRow("start known") << "100400"
                                     << "100100"
                                     << "3.0";
        QTest::newRow("start not known") << "100600"
                                         << ""
                                         << "5.0";
        QTest::newRow("before the portal venous") << "100150"
                                                  << ""
                                                  << "0.8";
    }

    void timesWithoutAStartOfContrastRefuteADelay() {
        QFETCH(QString, delayed);
        QFETCH(QString, start);
        QFETCH(QString, minutes);
        const QByteArray time = delayed.toLatin1(), from = start.toLatin1();
        Lesion light(time.constData(), from.constData());
        QVERIFY(light.open());
        light.add(around({0, 0, 0}, 10));
        QTRY_VERIFY(light.cell(0, 5).startsWith("40.0"));
        QTRY_VERIFY(light.panel.washout().contains("from about " + minutes + " min"));
        QVERIFY(!light.panel.washout().contains('%'));
    }

    void aDelayByTheTimeSincePortalVenousIsEnough() {
        Lesion light("101600", "");
        QVERIFY(light.open());
        light.add(around({0, 0, 0}, 10));
        QTRY_VERIFY(light.panel.washout().contains("Absolute washout 62.5 %"));
        QVERIFY(light.panel.washout().contains("when the portal venous phase was taken"));
        QVERIFY(!light.panel.washout().contains("delay of the delayed phase is not known"));
    }

    void washoutCarriesWhatItsMeansAreToBeMindedFor() {
        Lesion light;
        VolumeRecord& delayed = light.volume(Phase::Delayed);
        delayed.origin[0] = -5;
        QVERIFY(light.open());
        light.add(around({0, 0, 0}, 10)); // a seventh of it is outside
        QTRY_VERIFY(light.panel.washout().contains("Absolute washout 62.5 %"));
        QVERIFY2(light.panel.washout().contains("Caution, Delayed: 1") &&
                     light.panel.washout().contains(" % of it outside the series"),
                 qPrintable(light.panel.washout()));
        const auto series = child<QChartView>(light.panel, "enhancementChart")->chart()->series();
        QCOMPARE(series.size(), qsizetype(2));
        QCOMPARE(static_cast<QScatterSeries*>(series[1])->points(),
                 (QList<QPointF>{{900, 40}})); // marked in the curve, too
        picture(light.panel, "measuring-cautions");
        light.add(around({-5, 0, 0}, 10, 2)); // half of it
        light.viewer.annotations().select("a2");
        QTRY_VERIFY(light.panel.washout().contains("less than three quarters"));
        QVERIFY(!light.panel.washout().contains("washout 62.5"));
    }

    void anUnsurePhaseGivesNoWashoutUnlessItsTimeTells() {
        for (const bool timed : {false, true}) {
            Lesion light("101600", timed ? "100100" : "");
            light.volume(Phase::PortalVenous).phase.confidence = 0.3;
            QVERIFY(light.open());
            light.add(around({0, 0, 0}, 10));
            QTRY_VERIFY(light.cell(0, 5).startsWith("40.0"));
            QTRY_COMPARE(light.panel.washout().contains("Absolute washout 62.5 %"), timed);
            QTRY_COMPARE(light.panel.washout().contains("not sure which phase"), !timed);
        }
    }

    void aLengthIsMeasuredWhereItWasDrawnOnly() {
        Lesion light;
        QVERIFY(light.open());
        Annotation length = around({0, 0, 0}, 10);
        length.shape = Shape::Length;
        length.points = {{0, 0, 0}, {20, 0, 0}};
        light.add(length);
        QTRY_COMPARE(light.cell(0, 2), QString("20.0 mm"));
        for (const int phase : {3, 4, 5}) {
            QCOMPARE(light.cell(0, phase), QString("–"));
        }
    }

    void theFileNamesWhatWasMeasuredWhereAndWhyNot() {
        Lesion light;
        light.exam.patientId = "=1+1,x";
        light.broken = "1.7.2";
        QVERIFY(light.open());
        light.add(around({1, -2, 5}, 10));
        QTRY_VERIFY(light.cell(0, 5).startsWith("40.0"));
        QTRY_COMPARE(light.cell(0, 3), QString("not readable"));
        const QStringList lines = light.panel.csv().split("\r\n");
        QVERIFY(lines[1].startsWith("7,\"'=1+1,x\",20240131,Ellipse 1,ellipse,"));
        const QStringList header = lines[0].split(',');
        QStringList row = QString(lines[1]).replace("\"'=1+1,x\"", "P").split(',');
        const auto field = [&](const char* name) { return row.value(header.indexOf(name)); };
        QCOMPARE(row.size(), header.size());
        QCOMPARE(field("Centre x mm") + ' ' + field("Centre y mm") + ' ' + field("Centre z mm"),
                 QString("1 -2 5"));
        QCOMPARE(field("Drawn on series"), QString("1.7.1"));
        QCOMPARE(field("Arterial mean"), QString());
        QCOMPARE(field("Arterial notes"), QString("not readable"));
        QCOMPARE(field("Delayed mean"), QString("40"));
        QCOMPARE(field("Delayed series"), QString("1.7.4"));
        QCOMPARE(field("Delayed acquired"), QString("101600"));
    }

    void aCaseWithoutAPhaseSeriesIsMeasuredInAllItsVolumes() {
        Lesion light;
        for (VolumeRecord& volume : light.exam.volumes) {
            volume.inPhaseSeries = false;
        }
        QVERIFY(light.open());
        light.add(around({0, 0, 0}, 10));
        const QStringList means{"10.0", "60.0", "90.0", "40.0"};
        for (int phase = 0; phase < 4; ++phase) {
            QTRY_VERIFY(light.cell(0, 2 + phase).startsWith(means[phase]));
        }
    }

    void theNumbersOfAllPhasesAreInViewWhereThereIsLittleRoom_data() {
        QTest::addColumn<int>("width");
        for (const int width : {540, 700, 900, 1200, 1800}) {
            QTest::addRow("%d pixels", width) << width;
        }
    }
    void theNumbersOfAllPhasesAreInViewWhereThereIsLittleRoom() {
        QFETCH(int, width);
        Lesion light;
        QVERIFY(light.open());
        light.add(around({0, 0, 0}, 10));
        QTRY_VERIFY(light.cell(0, 5).startsWith("40.0"));
        light.panel.resize(width, 260);
        QTRY_COMPARE(light.panel.width(), width);
        QTableWidget& table = light.table();
        for (int column = 0; column < 6; ++column) {
            const auto cell = [&] { return table.visualItemRect(table.item(0, column)); };
            QTRY_VERIFY(cell().left() >= 0 && cell().right() < table.viewport()->width());
            QVERIFY(column < 2 || cell().width() >= 64);
        }
        picture(light.panel, QStringLiteral("measures-%1").arg(width));
        auto* chart = child<QWidget>(light.panel, "enhancementChart");
        auto* curves = child<QToolButton>(light.panel, "showCurves");
        QCOMPARE(chart->isVisible(), !curves->isVisible());
        QVERIFY(chart->isVisible() == (width >= 1200) || width == 900);
        if (curves->isVisible()) {
            QTest::mouseClick(curves, Qt::LeftButton);
            QVERIFY(chart->isVisible() && !table.isVisible());
            QTest::mouseClick(curves, Qt::LeftButton);
            QVERIFY(!chart->isVisible() && table.isVisible());
        }
    }

    void theTableIsWalkedByKeysWithoutMovingThePictures() {
        Lesion light;
        QVERIFY(light.open());
        light.add(around({0, 0, -10}, 10, 1));
        light.add(around({0, 0, 10}, 10, 2));
        QTRY_VERIFY(light.cell(1, 5).startsWith("40.0"));
        QTableWidget& table = light.table();
        light.viewer.goTo({0, 0, 0});
        table.setFocus();
        table.setCurrentCell(0, 4);
        QTRY_COMPARE(light.viewer.annotations().selected(), std::string("a1"));
        QTest::keyClick(&table, Qt::Key_Down);
        QTRY_COMPARE(light.viewer.annotations().selected(), std::string("a2"));
        QTest::qWait(30); // the table is filled anew
        QCOMPARE(table.currentRow(), 1);
        QCOMPARE(table.currentColumn(), 4);
        QTest::keyClick(&table, Qt::Key_Right);
        QTest::qWait(30);
        QCOMPARE(table.currentColumn(), 5);
        QVERIFY(std::abs(light.viewer.cursorPoint()[2]) < 1e-6);
        QTest::keyClick(&table, Qt::Key_Return);
        QVERIFY(std::abs(light.viewer.cursorPoint()[2] - 10) < 1e-6);
    }

    void aSelectionLeavesTheTableAsItIs() {
        Lesion light;
        QVERIFY(light.open());
        light.add(around({0, 0, -10}, 10, 1));
        light.add(around({0, 0, 10}, 10, 2));
        QTRY_VERIFY(light.cell(1, 5).startsWith("40.0"));
        QTest::qWait(150); // what was to be shown is
        AnnotationBook& book = light.viewer.annotations();
        QTableWidget& table = light.table();
        table.item(0, 0)->setData(Qt::UserRole, "as it was");
        QSignalSpy changed(&book, &AnnotationBook::changed);
        book.select("a2");
        QCOMPARE(table.currentRow(), 1);
        QVERIFY(light.panel.washout().startsWith("Ellipse 2\n"));
        auto* remove = child<QToolButton>(light.panel, "removeMeasurement");
        QVERIFY(remove->isEnabled());
        book.select("a1");
        QCOMPARE(table.currentRow(), 0);
        QVERIFY(light.panel.washout().startsWith("Ellipse 1\n"));
        book.select({});
        QCOMPARE(table.currentRow(), -1);
        QVERIFY(!remove->isEnabled());
        QTest::qWait(150);
        QCOMPARE(table.item(0, 0)->data(Qt::UserRole).toString(), QString("as it was"));
        QCOMPARE(changed.size(), 0);
        book.select("a2");
        remove->click();
        QTRY_COMPARE(table.rowCount(), 1);
        QVERIFY(book.selected().empty() && !remove->isEnabled());
    }

    void howFarSlicesLieOffTheirPlacesIsInTheCell() {
        Lesion light;
        VolumeRecord& arterial = light.volume(Phase::Arterial);
        arterial.geometryFlags = {GeometryFlag::UnevenSpacing};
        addSlices(arterial, 1.5);
        QVERIFY(light.open());
        light.add(around({0, 0, 0}, 10));
        QTRY_VERIFY(light.cell(0, 3).startsWith("60.0"));
        QVERIFY(light.cell(0, 3).endsWith("slice up to 1.5 mm off its place"));
        QVERIFY(!light.cell(0, 2).contains("off its place"));
    }

    void smallValuesHaveACurveToo() {
        EnhancementChart chart;
        auto& axis = *static_cast<QValueAxis*>(chart.chart()->axes(Qt::Vertical).first());
        CurveTimes times;
        times.at = {1, 2, 3};
        chart.show(tableOf({0.021, 0.034, 0.028}, {"1/s", "1/s", "1/s"}), times, {});
        QVERIFY(axis.min() > 0.01 && axis.min() <= 0.021);
        QVERIFY(axis.max() < 0.05 && axis.max() >= 0.034);
        QCOMPARE(axis.labelFormat(), QString("%.2f"));
        chart.show(tableOf({-900, 40, 1200}, {"HU", "HU", "HU"}), times, {});
        QVERIFY(axis.min() <= -900 && axis.max() >= 1200);
        QCOMPARE(axis.labelFormat(), QString("%.0f"));
        chart.show(tableOf({40, 40, 40}, {"HU", "HU", "HU"}), times, {});
        QVERIFY(axis.min() < 40 && axis.max() > 40);
    }

    void theUnitOfMostPhasesIsDrawn() {
        EnhancementChart chart;
        CurveTimes times;
        times.at = {1, 2, 3};
        chart.show(tableOf({7, 40, 90}, {"ml/100g", "HU", "HU"}), times, {});
        const auto* curve = static_cast<QLineSeries*>(chart.chart()->series().first());
        QCOMPARE(curve->points(), (QList<QPointF>{{2, 40}, {3, 90}}));
        QCOMPARE(chart.chart()->axes(Qt::Vertical).first()->titleText(),
                 QString("Mean, HU (other units not drawn)"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    MeasurePanelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_measure_panel.moc"
