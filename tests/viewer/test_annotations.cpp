// What is drawn once on the light box is measured in all phases, and what is said beside it.
#include "tests/viewer/Drawing.h"
#include "ui/view/AnnotationTexts.h"

using namespace bolus;
using namespace bolus::test;

class AnnotationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEllipseDrawnInOnePhaseIsMeasuredInAll() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        draw(light, Qt::Key_E, {-20, -15, 0}, {16, 9, 0});
        QCOMPARE(drawn(light).size(), std::size_t(1));
        const Annotation a = drawn(light)[0];
        QCOMPARE(a.shape, Shape::Ellipse);
        const double mm = pixelMm(light.view(0));
        QVERIFY(distance(a.points[0], {-2, -3, 0}) < 2 * mm);
        QVERIFY(std::abs(areaMm2(a) - M_PI * 18 * 12) < 60 * mm * 2);
        QVERIFY(!book(light).tool()); // one shape, then the tool is put down
        for (std::size_t i = 0; i < 3; ++i) {
            QTRY_VERIFY(result(light, a, i) != nullptr);
            const RegionStatistics expected = *measureRegion(a, *light.view(i).scene().volume());
            QCOMPARE(*result(light, a, i), expected);
            QVERIFY(expected.voxels > 100);
            QVERIFY(std::abs(expected.mean - ramp(a.points[0])) < 5);
        }
        const auto* beside = label(light.view(1));
        QVERIFY(beside != nullptr);
        QCOMPARE(beside->lines[1], meanText(*result(light, a, 1), "HU"));
        QVERIFY(beside->lines[0].startsWith("Ellipse 1: "));
        QVERIFY(coloursOf(light.viewer, "measure-ellipse") > 30);
    }

    void theLabelStandsBesideTheShapeAndInsideThePicture_data() {
        QTest::addColumn<QPointF>("centre");
        QTest::newRow("middle") << QPointF(0, 0);
        QTest::newRow("left") << QPointF(-44, 0);
        QTest::newRow("right") << QPointF(44, 0);
        QTest::newRow("corner") << QPointF(44, 36);
    }
    void theLabelStandsBesideTheShapeAndInsideThePicture() {
        QFETCH(QPointF, centre);
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        const Vec3 c{centre.x(), centre.y(), 0};
        draw(light, Qt::Key_E, c - Vec3{8, 6, 0}, c + Vec3{8, 6, 0});
        for (std::size_t i = 0; i < 2; ++i) {
            QTRY_VERIFY(result(light, drawn(light)[0], i) != nullptr);
            SliceViewport& view = light.view(i);
            const auto* beside = label(view);
            QVERIFY(beside != nullptr);
            const QRectF shape(placeOf(view, c - Vec3{8, 6, 0}), placeOf(view, c + Vec3{8, 6, 0}));
            QVERIFY(!beside->area.intersects(shape.normalized()));
            QVERIFY(QRectF(view.rect()).contains(beside->area));
        }
    }

    void aPolygonThatCrossesItselfSaysSo() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        QTest::keyClick(&light.viewer, Qt::Key_P);
        for (const QPoint& corner :
             {QPoint(120, 120), QPoint(220, 200), QPoint(220, 120), QPoint(120, 200)}) {
            click(view, corner);
        }
        QTest::keyClick(&light.viewer, Qt::Key_Return);
        QTRY_VERIFY(result(light, drawn(light).at(0), 0) != nullptr);
        QVERIFY(result(light, drawn(light)[0], 0)->crossesItself);
        QVERIFY(label(view)->lines.last().contains("crosses itself"));
    }

    void aSphereIsRoundInEveryPlaneThatCutsIt() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        draw(light, Qt::Key_B, {0, 0, 0}, {15, 0, 0});
        const Annotation a = drawn(light).at(0);
        QVERIFY(std::abs(radiusMm(a) - 15) < pixelMm(light.view(0)));
        QTRY_VERIFY(result(light, a, 1) != nullptr);
        QVERIFY(std::abs(result(light, a, 1)->mean - ramp({0, 0, 0})) < 8);
        for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal}) {
            light.viewer.setPlane(plane);
            light.viewer.goTo({0, 0, 0});
            QVERIFY(label(light.view(0)) != nullptr);
        }
        light.viewer.setPlane(Plane::Axial);
        light.viewer.goTo({0, 0, 10});
        QVERIFY(label(light.view(0)) != nullptr);
        light.viewer.goTo({0, 0, 20});
        QVERIFY(label(light.view(0)) == nullptr);
    }

    void aFlatShapeShowsOnItsSliceAndItsPlaneOnly() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive))); // slices of 2.5 and of 5 mm
        light.viewer.goTo({0, 0, 2.5});
        draw(light, Qt::Key_E, {-20, -15, 2.5}, {16, 9, 2.5});
        QVERIFY(label(light.view(0)) != nullptr);
        light.viewer.scrollBy(1);
        QVERIFY(label(light.view(0)) == nullptr);
        light.viewer.scrollBy(-1);
        QVERIFY(label(light.view(0)) != nullptr);
        light.viewer.setPlane(Plane::Coronal);
        QVERIFY(label(light.view(0)) == nullptr);
    }

    void phasesThatDoNotHangAreMeasuredToo() {
        Light light;
        Case exam = threePhases(light.archive);
        light.viewer.setLayoutCount(1);
        QVERIFY(light.open(exam));
        QCOMPARE(light.archive.reads.load(), 1);
        draw(light, Qt::Key_D, {-20, -15, 0}, {16, 9, 0}); // a length needs no voxels
        QTest::qWait(50);
        QCOMPARE(light.archive.reads.load(), 1);
        draw(light, Qt::Key_E, {-20, -15, 0}, {16, 9, 0});
        const Annotation a = drawn(light).at(1);
        for (const VolumeRecord& volume : exam.volumes) {
            QTRY_VERIFY(book(light).result(a, measuredKey(volume)) != nullptr);
        }
        QCOMPARE(light.archive.reads.load(), 3);
    }

    void whatASeriesDoesNotCoverIsSaid() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive))); // the third from 0 mm up
        light.viewer.goTo({0, 0, -20});
        draw(light, Qt::Key_E, {-20, -15, -20}, {16, 9, -20});
        const Annotation a = drawn(light).at(0);
        QTRY_VERIFY(result(light, a, 2) != nullptr);
        QCOMPARE(meanText(*result(light, a, 2), "HU"), QString("outside this series"));
        draw(light, Qt::Key_E, {40, -15, -20}, {75, 9, -20});
        const Annotation over = drawn(light).at(1);
        QTRY_VERIFY(result(light, over, 0) != nullptr);
        QVERIFY(cautionTexts(*result(light, over, 0))[0].endsWith("of it outside the series"));
    }

    void whatRunsAcrossUnsureSlicesCarriesItsWords() {
        Light light;
        Case exam = threePhases(light.archive);
        exam.volumes[1].geometryFlags = {GeometryFlag::Overlap, GeometryFlag::MissingSlices};
        QVERIFY(light.open(exam));
        draw(light, Qt::Key_D, {-20, -10, 0}, {20, 10, 0});
        QCOMPARE(label(light.view(0))->lines.size(), qsizetype(1));
        QCOMPARE(label(light.view(1))->lines.size(), qsizetype(1)); // within a slice
        QTest::keyClick(&light.viewer, Qt::Key_Delete);
        light.viewer.setPlane(Plane::Coronal);
        light.viewer.goTo({0, 0, 0});
        const QString missing = "slices are missing: size across them uncertain";
        draw(light, Qt::Key_E, {-20, 0, -15}, {16, 0, 12});
        QTRY_VERIFY(result(light, drawn(light).at(0), 1) != nullptr);
        QCOMPARE(label(light.view(1))->lines.mid(2), QStringList{missing});
        QCOMPARE(label(light.view(0))->lines.size(), qsizetype(2));
        QTest::keyClick(&light.viewer, Qt::Key_Delete);
        draw(light, Qt::Key_D, {-20, 0, 0}, {20, 0, 0}); // along the rows
        QCOMPARE(label(light.view(1))->lines.size(), qsizetype(1));
        QTest::keyClick(&light.viewer, Qt::Key_Delete);
        draw(light, Qt::Key_D, {-20, 0, -10}, {20, 0, 10});
        QCOMPARE(label(light.view(1))->lines.mid(1), QStringList{missing});
    }

    void cautionsFollowTheGeometryAndTheShape_data() {
        using Flag = GeometryFlag;
        QTest::addColumn<int>("flag");
        QTest::addColumn<double>("tilt");
        QTest::addColumn<QString>("within"); // of an ellipse in an axial slice
        QTest::addColumn<QString>("across"); // of one in a coronal picture
        QTest::addColumn<QString>("along");  // of a length across the slices
        const QString moved = "slices moved for their tilt: values interpolated";
        const auto row = [&](const char* name, Flag flag, double tilt, const QString& within,
                             const QString& across, const QString& length) {
            QTest::newRow(name) << int(flag) << tilt << within << across << length;
        };
        row("missing", Flag::MissingSlices, 0, "", "slices are missing: size across them uncertain",
            "slices are missing: size across them uncertain");
        row("uneven", Flag::UnevenSpacing, 0,
            "uneven slice spacing: slice up to 1.5 mm off its place",
            "uneven slice spacing: size uncertain", "uneven slice spacing: size uncertain");
        row("sheared", Flag::Tilt, 12, moved, moved, "");
        row("tilted", Flag::Tilt, 0, "", "tilt not corrected: size uncertain",
            "tilt not corrected: size uncertain");
        row("one slice", Flag::NoSpacing, 0, "", "a single slice: size across it uncertain",
            "a single slice: size across it uncertain");
        row("overlap", Flag::Overlap, 0, "", "", "");
        row("left out", Flag::LeftOutSlices, 0, "", "", "");
    }
    void cautionsFollowTheGeometryAndTheShape() {
        QFETCH(int, flag);
        QFETCH(double, tilt);
        VolumeRecord volume =
            makeRecord(axialGeometry({60, 50, 3}, {2, 2, 4}), "1.2", Phase::Arterial);
        volume.geometryFlags = {GeometryFlag(flag)};
        volume.tiltDegrees = tilt;
        for (const double z : {-4.0, 1.5, 4.0}) { // shown at -4, 0 and 4
            SliceRef slice;
            slice.position = z;
            volume.slices.push_back(slice);
        }
        const VolumeGeometry geometry = VolumeGeometry::of(volume);
        Annotation ellipse;
        ellipse.shape = Shape::Ellipse;
        ellipse.seriesUid = "1.2";
        ellipse.frame = planeFrame(Plane::Axial, geometry);
        ellipse.points = {{0, 0, 0}, {10, 0, 0}, {0, 8, 0}};
        const auto words = [&](const Annotation& a) {
            return cautionTexts(a, nullptr, volume, mostOffPlace(volume));
        };
        QFETCH(QString, within);
        QCOMPARE(words(ellipse).join('|'), within);
        ellipse.frame = planeFrame(Plane::Coronal, geometry);
        ellipse.points[2] = {0, 0, 3};
        QFETCH(QString, across);
        QCOMPARE(words(ellipse).join('|'), across);
        Annotation length = ellipse;
        length.shape = Shape::Length;
        length.points = {{0, 0, -3}, {10, 0, 3}};
        QFETCH(QString, along);
        QCOMPARE(words(length).join('|'), along);
        length.points[1] = {10, 0, -3};
        QCOMPARE(words(length), QStringList());
    }

    void howFarSlicesLieOffTheirPlacesIsSaidBesideTheShape() {
        Light light({1000, 500});
        Case exam = threePhases(light.archive);
        exam.volumes[1].geometryFlags = {GeometryFlag::UnevenSpacing};
        addSlices(exam.volumes[1], 1.5);
        QVERIFY(light.open(exam));
        draw(light, Qt::Key_E, {-20, -10, 0}, {20, 10, 0});
        QTRY_VERIFY(result(light, drawn(light).at(0), 1) != nullptr);
        QCOMPARE(label(light.view(1))->lines.last(),
                 QString("uneven slice spacing: slice up to 1.5 mm off its place"));
        QCOMPARE(label(light.view(0))->lines.size(), qsizetype(2));
    }

    void otherFramesOfReferenceAreSaidBesideTheShape() {
        Light light({1000, 500});
        Case exam = threePhases(light.archive);
        exam.volumes[1].frameOfReferenceUid = "1.9";
        exam.volumes[2].frameOfReferenceUid.clear();
        QVERIFY(light.open(exam));
        draw(light, Qt::Key_D, {-20, -10, 0}, {20, 10, 0}, 1);
        QCOMPARE(label(light.view(0))->lines.last(),
                 QString("other frame of reference: positions may differ"));
        QCOMPARE(label(light.view(1))->lines.size(), qsizetype(1)); // its own
        QCOMPARE(label(light.view(2))->lines.last(),
                 QString("no frame of reference: same place not certain"));
    }

    void anotherFrameOfReferenceIsDrawnDotted() {
        Light light({1000, 500});
        Case exam = threePhases(light.archive);
        for (std::size_t i = 0; i < 3; ++i) {
            exam.volumes[i].frameOfReferenceUid = i == 1 ? "1.9" : "1.8";
        }
        QVERIFY(light.open(exam));
        draw(light, Qt::Key_D, {-40, 0, 0}, {40, 0, 0});
        const auto lit = [&](std::size_t i) { // columns with the line's colour along it
            SliceViewport& view = light.view(i);
            const QImage image = view.grab().toImage();
            const int scale = qRound(view.devicePixelRatioF());
            const int y = pixel(view, drawn(light)[0].points[0]).y();
            int count = 0;
            for (int x = pixel(view, {-38, 0, 0}).x(); x < pixel(view, {38, 0, 0}).x(); ++x) {
                bool blue = false;
                for (int dy = -2; dy <= 2; ++dy) {
                    const QColor c = image.pixelColor(scale * x, scale * y + dy);
                    blue = blue || c.blue() > c.red() + 60;
                }
                count += blue;
            }
            return count;
        };
        QTest::keyClick(&light.viewer, Qt::Key_Escape); // not selected
        QVERIFY(lit(0) > 100);
        QVERIFY(lit(1) > 20 && lit(1) < 0.8 * lit(0));
        coloursOf(light.viewer, "measure-dotted");
    }

    void aCaseThatComesBackHasNoOtherCasesShapes() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        draw(light, Qt::Key_D, {-20, -10, 0}, {20, 10, 0});
        QTest::keyClick(&light.viewer, Qt::Key_E);
        click(light.view(0), {100, 150});
        QVERIFY(light.open(threePhases(light.archive, 8)));
        QVERIFY(!book(light).draft());
        QCOMPARE(drawn(light, 8).size(), std::size_t(0));
        QVERIFY(label(light.view(0)) == nullptr);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    AnnotationsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_annotations.moc"
