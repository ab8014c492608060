// What measurements say, number by number, against values worked out by hand.
#include <QTest>

#include "ui/measure/MeasureTable.h"
#include "ui/view/AnnotationTexts.h"

using namespace bolus;

namespace {

Annotation shapeOf(Shape shape, std::vector<Vec3> points) {
    Annotation a;
    a.id = "a";
    a.number = 3;
    a.shape = shape;
    a.points = std::move(points);
    a.frame = {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}};
    a.seriesUid = "1.7.1";
    return a;
}

RegionStatistics statistics(double mean, double sd, double min, double max) {
    RegionStatistics s;
    s.voxels = 9;
    s.mean = mean;
    s.sd = sd;
    s.min = min;
    s.max = max;
    return s;
}

} // namespace

class MeasureTextsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sizes_data() {
        using Points = std::vector<Vec3>;
        QTest::addColumn<Annotation>("annotation");
        QTest::addColumn<QString>("text");
        const auto add = [](const char* name, Shape shape, const Points& points, const char* text) {
            QTest::newRow(name) << shapeOf(shape, points) << QString(text);
        };
        add("length", Shape::Length, {{0, 0, 0}, {12, 16, 0}}, "20.0 mm");
        add("length through slices", Shape::Length, {{1, 1, 1}, {3, 4, 7}}, "7.0 mm");
        add("angle", Shape::Angle, {{5, 0, 0}, {0, 0, 0}, {-2, 2, 0}}, "135.0°");
        add("ellipse", Shape::Ellipse, {{0, 0, 0}, {10, 0, 0}, {0, 10, 0}}, "314 mm²");
        add("flat ellipse", Shape::Ellipse, {{0, 0, 0}, {10, 0, 0}, {0, 2, 0}}, "62.8 mm²");
        add("large ellipse", Shape::Ellipse, {{0, 0, 0}, {20, 0, 0}, {0, 20, 0}}, "12.6 cm²");
        add("polygon", Shape::Polygon, {{0, 0, 0}, {30, 0, 0}, {30, 40, 0}, {0, 40, 0}},
            "12.0 cm²");
        add("triangle", Shape::Polygon, {{0, 0, 0}, {6, 0, 0}, {0, 8, 0}}, "24.0 mm²");
        add("sphere", Shape::Sphere, {{0, 0, 0}, {0, 3, 0}}, "113 mm³");
        add("large sphere", Shape::Sphere, {{0, 0, 0}, {0, 10, 0}}, "4.19 ml");
    }
    void sizes() {
        QFETCH(Annotation, annotation);
        QTEST(sizeText(annotation), "text");
    }

    void means() {
        QCOMPARE(meanText(statistics(112.34, 14.26, 80, 150), "HU"), QString("112.3 ± 14.3 HU"));
        QCOMPARE(meanText(statistics(-65.94, 0, -70, -60), "HU"), QString("−65.9 ± 0.0 HU"));
        QCOMPARE(meanText(statistics(4.06, 1.04, 2, 6), ""), QString("4.1 ± 1.0"));
    }

    void numbersOfTheFile() {
        MeasureTable table;
        table.caseId = 7;
        table.phases.emplace_back();
        table.phaseNames = QStringList{"Arterial"};
        table.units = QStringList{"HU"};
        table.rows.push_back({shapeOf(Shape::Ellipse, {{0, 0, 0}, {10, 0, 0}, {0, 10, 0}}),
                              {{"x", {}, statistics(-1.5, 2.5, -4, 7.25)}}});
        const QStringList lines = table.toCsv().split("\r\n");
        const QStringList header = lines[0].split(','), fields = lines[1].split(',');
        QCOMPARE(fields.size(), header.size());
        const auto field = [&](const char* name) { return fields[header.indexOf(name)]; };
        QCOMPARE(field("Size"), QString("314.15927"));
        QCOMPARE(field("Size unit"), QString("mm2"));
        QCOMPARE(field("Arterial mean"), QString("-1.5"));
        QCOMPARE(field("Arterial SD"), QString("2.5"));
        QCOMPARE(field("Arterial minimum"), QString("-4"));
        QCOMPARE(field("Arterial maximum"), QString("7.25"));
        QCOMPARE(field("Arterial voxels"), QString("9"));
        QCOMPARE(field("Arterial unit"), QString("HU"));
    }
};

QTEST_GUILESS_MAIN(MeasureTextsTest)
#include "test_measure_texts.moc"
