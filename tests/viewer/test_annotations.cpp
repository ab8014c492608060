// Measuring on the light box with mouse and keys: what is drawn once is measured in all phases.
#include "tests/viewer/LightBox.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/AnnotationTexts.h"

using namespace bolus;
using namespace bolus::test;

namespace {

AnnotationBook& book(Light& light) {
    return light.viewer.annotations();
}

const std::vector<Annotation>& drawn(Light& light, qint64 id = 7) {
    return book(light).of(id);
}

void hover(SliceViewport& view, const QPoint& at, Qt::MouseButtons buttons = Qt::NoButton) {
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(QPointF(at)), Qt::NoButton, buttons,
                     {});
    QApplication::sendEvent(&view, &move);
}

void click(SliceViewport& view, const QPoint& at) {
    hover(view, at);
    QTest::mouseClick(&view, Qt::LeftButton, {}, at);
}

/// Of a patient point; nothing is drawn nearer than half a pixel.
QPoint pixel(SliceViewport& view, const Vec3& point) {
    return placeOf(view, point).toPoint();
}

void draw(Light& light, int key, const Vec3& from, const Vec3& to, std::size_t in = 0) {
    SliceViewport& view = light.view(in);
    QTest::keyClick(&light.viewer, key);
    dragMouse(view, Qt::LeftButton, pixel(view, from), pixel(view, to));
}

const RegionStatistics* result(Light& light, const Annotation& a, std::size_t view) {
    return book(light).result(a, measuredKey(light.view(view).record()));
}

const AnnotationLayer::Label* label(SliceViewport& view) {
    (void)view.grab(); // paints
    const auto& labels = view.annotationLayer().labels();
    return labels.empty() ? nullptr : &labels.front();
}

double pixelMm(SliceViewport& view) {
    return view.scene().mmPerPixel() * view.devicePixelRatioF();
}

} // namespace

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

    void lengthsAreMillimetresAndAnglesDegrees() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        QTest::keyClick(&light.viewer, Qt::Key_D);
        QVERIFY(book(light).tool() == Shape::Length);
        dragMouse(view, Qt::LeftButton, {120, 150}, {220, 150});
        QVERIFY(std::abs(lengthMm(drawn(light).at(0)) - 100 * pixelMm(view)) < 1e-6);
        // The same by two clicks.
        QTest::keyClick(&light.viewer, Qt::Key_D);
        click(view, {120, 180});
        QCOMPARE(drawn(light).size(), std::size_t(1));
        hover(view, {200, 200});
        click(view, {220, 180});
        QCOMPARE(lengthMm(drawn(light).at(1)), lengthMm(drawn(light)[0]));
        QTest::keyClick(&light.viewer, Qt::Key_N);
        click(view, {200, 120});
        click(view, {150, 120});
        click(view, {150, 90});
        QVERIFY(std::abs(angleDegrees(drawn(light).at(2)) - 90) < 1e-6);
        QTest::keyClick(&light.viewer, Qt::Key_N);
        dragMouse(view, Qt::LeftButton, {200, 220}, {150, 220}); // the first leg in one go
        click(view, {200, 270});
        QVERIFY(std::abs(angleDegrees(drawn(light).at(3)) - 45) < 1e-6);
        QVERIFY(coloursOf(light.viewer, "measure-lines") > 10);
    }

    void polygonsAreClickedOrDrawnInOneGo() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        const double square = std::pow(pixelMm(view), 2);
        QTest::keyClick(&light.viewer, Qt::Key_P);
        for (const QPoint& corner : {QPoint(120, 120), QPoint(180, 120), QPoint(180, 160)}) {
            click(view, corner);
        }
        click(view, {120, 160}); // the first click of the two
        QTest::mouseDClick(&view, Qt::LeftButton, {}, {120, 160});
        QCOMPARE(drawn(light).size(), std::size_t(1));
        QCOMPARE(drawn(light)[0].points.size(), std::size_t(4));
        QVERIFY(std::abs(areaMm2(drawn(light)[0]) - 60 * 40 * square) < 1e-6);
        // Closed on its first corner.
        QTest::keyClick(&light.viewer, Qt::Key_P);
        for (const QPoint& corner :
             {QPoint(120, 180), QPoint(180, 180), QPoint(180, 240), QPoint(121, 181)}) {
            click(view, corner);
        }
        QCOMPARE(drawn(light).size(), std::size_t(2));
        QCOMPARE(drawn(light)[1].points.size(), std::size_t(3));
        // By Enter, wherever the mouse has gone meanwhile.
        QTest::keyClick(&light.viewer, Qt::Key_P);
        for (const QPoint& corner : {QPoint(220, 180), QPoint(280, 180), QPoint(280, 240)}) {
            click(view, corner);
        }
        hover(view, {60, 100});
        QTest::keyClick(&light.viewer, Qt::Key_Return);
        QCOMPARE(drawn(light).at(2).points.size(), std::size_t(3));
        QVERIFY(std::abs(areaMm2(drawn(light)[2]) - 60 * 60 / 2 * square) < 1e-6);
        // With the button held.
        QTest::keyClick(&light.viewer, Qt::Key_P);
        QTest::mousePress(&view, Qt::LeftButton, {}, {300, 130});
        for (int i = 0; i <= 40; ++i) {
            const double turn = 2 * M_PI * i / 40;
            hover(view, QPointF(270 + 30 * std::cos(turn), 130 + 30 * std::sin(turn)).toPoint(),
                  Qt::LeftButton);
        }
        QTest::mouseRelease(&view, Qt::LeftButton, {}, {300, 130});
        QCOMPARE(drawn(light).size(), std::size_t(4));
        QVERIFY(std::abs(areaMm2(drawn(light)[3]) - M_PI * 900 * square) <
                0.05 * M_PI * 900 * square);
        QVERIFY(coloursOf(light.viewer, "measure-polygons") > 10);
    }

    void enterBeforeTheThirdCornerGoesOn() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        QTest::keyClick(&light.viewer, Qt::Key_P);
        click(view, {120, 120});
        click(view, {180, 120});
        hover(view, {180, 180});
        QTest::keyClick(&light.viewer, Qt::Key_Return);
        QVERIFY(book(light).draft());
        click(view, {180, 180});
        QTest::keyClick(&light.viewer, Qt::Key_Return);
        QCOMPARE(drawn(light).at(0).points.size(), std::size_t(3));
    }

    void aClickThatJittersIsAClick() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        const auto jitter = [&](const QPoint& at) {
            hover(view, at);
            QTest::mousePress(&view, Qt::LeftButton, {}, at);
            hover(view, at + QPoint(4, 2), Qt::LeftButton);
            QTest::mouseRelease(&view, Qt::LeftButton, {}, at + QPoint(4, 2));
        };
        QTest::keyClick(&light.viewer, Qt::Key_P);
        for (const QPoint& corner : {QPoint(120, 120), QPoint(180, 120), QPoint(180, 160)}) {
            jitter(corner);
        }
        QCOMPARE(drawn(light).size(), std::size_t(0));
        QTest::keyClick(&light.viewer, Qt::Key_Return);
        QCOMPARE(drawn(light).at(0).points.size(), std::size_t(3));
        QTest::keyClick(&light.viewer, Qt::Key_N);
        for (const QPoint& point : {QPoint(200, 220), QPoint(150, 220), QPoint(150, 260)}) {
            jitter(point);
        }
        QVERIFY(std::abs(angleDegrees(drawn(light).at(1)) - 90) < 1e-6);
        QTest::keyClick(&light.viewer, Qt::Key_D);
        jitter({100, 200});
        QCOMPARE(drawn(light).size(), std::size_t(2));
        jitter({150, 200});
        QVERIFY(std::abs(lengthMm(drawn(light).at(2)) - 50 * pixelMm(view)) < 1e-6);
        // A sliver is no shape: the tool stays in hand.
        QTest::keyClick(&light.viewer, Qt::Key_E);
        dragMouse(view, Qt::LeftButton, {240, 220}, {300, 221});
        QCOMPARE(drawn(light).size(), std::size_t(3));
        QVERIFY(book(light).tool() == Shape::Ellipse && !book(light).draft());
    }

    void theSizeStandsBesideWhatIsDrawn() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        QTest::keyClick(&light.viewer, Qt::Key_D);
        click(view, {120, 150});
        QVERIFY(label(view) == nullptr);
        hover(view, {220, 150});
        const auto* beside = label(view);
        QVERIFY(beside != nullptr);
        QCOMPARE(beside->lines, QStringList{QString::number(100 * pixelMm(view), 'f', 1) + " mm"});
        QVERIFY(QRectF(view.rect()).contains(beside->area));
        coloursOf(light.viewer, "measure-drawing");
        hover(view, {170, 150});
        QCOMPARE(label(view)->lines,
                 QStringList{QString::number(50 * pixelMm(view), 'f', 1) + " mm"});
    }

    void anotherToolDropsWhatIsDrawn() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        QTest::keyClick(&light.viewer, Qt::Key_D);
        click(light.view(0), {120, 150});
        QVERIFY(book(light).draft());
        QTest::keyClick(&light.viewer, Qt::Key_E);
        QVERIFY(!book(light).draft() && book(light).tool() == Shape::Ellipse);
        click(light.view(0), {120, 150});
        QTest::keyClick(&light.viewer, Qt::Key_E); // down
        QVERIFY(!book(light).draft() && !book(light).tool());
    }

    void keysAloneDraw() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.goTo({0, 0, 0});
        const auto press = [&](int key, int times = 1, Qt::KeyboardModifiers with = {}) {
            for (int i = 0; i < times; ++i) {
                QTest::keyClick(&light.viewer, Qt::Key(key), with);
            }
        };
        press(Qt::Key_D);
        press(Qt::Key_Space);
        press(Qt::Key_Right, 3); // voxels of 2 mm
        press(Qt::Key_Down, 4);
        press(Qt::Key_Space);
        QVERIFY(std::abs(lengthMm(drawn(light).at(0)) - 10) < 1e-6);
        press(Qt::Key_P);
        press(Qt::Key_Space);
        press(Qt::Key_Right, 1, Qt::ShiftModifier);
        press(Qt::Key_Space);
        press(Qt::Key_Down, 1, Qt::ShiftModifier);
        press(Qt::Key_Space);
        press(Qt::Key_Left, 1);
        press(Qt::Key_Return);
        QVERIFY(std::abs(areaMm2(drawn(light).at(1)) - 200) < 1e-6);
        // Without a tool arrows scroll.
        const double z = light.viewer.cursorPoint()[2];
        press(Qt::Key_Down);
        QVERIFY(light.viewer.cursorPoint()[2] != z);
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

    void handlesAndOutlinesAreDraggedFromAnyPhase() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        draw(light, Qt::Key_E, {-20, -10, 0}, {20, 10, 0});
        const Annotation before = drawn(light).at(0);
        SliceViewport& other = light.view(1);
        QSignalSpy edits(&book(light), &AnnotationBook::edited);
        dragMouse(other, Qt::LeftButton, pixel(other, before.points[1]), pixel(other, {30, 0, 0}));
        QCOMPARE(edits.size(), 1);
        const Annotation wider = drawn(light)[0];
        QVERIFY(std::abs(distance(wider.points[1], wider.points[0]) - 30) < 2 * pixelMm(other));
        QCOMPARE(wider.points[0], before.points[0]);
        // By its outline, between two handles.
        const Vec3 at = wider.points[0] + std::sqrt(0.5) * (wider.points[1] - wider.points[0]) +
                        std::sqrt(0.5) * (wider.points[2] - wider.points[0]);
        const auto [window, level] = light.viewer.windowLevel();
        dragMouse(other, Qt::LeftButton, pixel(other, at), pixel(other, at + Vec3{-10, 12, 0}));
        const Annotation moved = drawn(light)[0];
        QVERIFY(distance(moved.points[0], wider.points[0] + Vec3{-10, 12, 0}) < 2 * pixelMm(other));
        QVERIFY(std::abs(areaMm2(moved) - areaMm2(wider)) < 1e-6);
        QCOMPARE(edits.size(), 2);
        QTRY_VERIFY(result(light, moved, 0) != nullptr);
        QCOMPARE(*result(light, moved, 0), *measureRegion(moved, *light.view(0).scene().volume()));
        // Inside, the left button still sets the window.
        QCOMPARE(light.viewer.windowLevel(), (std::array{window, level}));
        dragMouse(other, Qt::LeftButton, pixel(other, moved.points[0]),
                  pixel(other, moved.points[0]) + QPoint(20, 0));
        QVERIFY(light.viewer.windowLevel()[0] > window);
        QVERIFY(drawn(light)[0] == moved);
    }

    void escDropsWhatIsDrawnThenTheToolThenTheSelection() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        draw(light, Qt::Key_D, {-20, -10, 0}, {20, 10, 0});
        QVERIFY(!book(light).selected().empty());
        QTest::keyClick(&light.viewer, Qt::Key_D);
        click(view, {100, 200});
        QVERIFY(book(light).draft());
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        QVERIFY(!book(light).draft() && book(light).tool());
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        QVERIFY(!book(light).tool());
        QCOMPARE(drawn(light).size(), std::size_t(1));
        click(view, pixel(view, drawn(light)[0].points[0]));
        QVERIFY(!book(light).selected().empty());
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        QVERIFY(book(light).selected().empty());
        // A drag that is given up.
        const Annotation before = drawn(light)[0];
        const QPoint end = pixel(view, before.points[0]);
        click(view, end);
        QTest::mousePress(&view, Qt::LeftButton, {}, end);
        hover(view, end + QPoint(30, 30), Qt::LeftButton);
        QVERIFY(!(drawn(light)[0] == before));
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        QVERIFY(drawn(light)[0] == before);
        QTest::mouseRelease(&view, Qt::LeftButton, {}, end + QPoint(30, 30));
        QVERIFY(drawn(light)[0] == before);
    }

    void onlyTheSelectedShapeIsMoved() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        draw(light, Qt::Key_D, {-20, -10, 0}, {20, -10, 0});
        draw(light, Qt::Key_D, {-20, 10, 0}, {20, 10, 0}); // selected
        SliceViewport& view = light.view(0);
        const std::vector<Annotation> before = drawn(light);
        const auto cursor = light.viewer.cursorPoint();
        const double window = light.viewer.windowLevel()[0];
        const QPoint end = pixel(view, before[0].points[1]);
        hover(view, end);
        QCOMPARE(view.cursor().shape(), Qt::PointingHandCursor);
        dragMouse(view, Qt::LeftButton, end, end + QPoint(25, 0)); // window, as everywhere
        QVERIFY(drawn(light) == before);
        QVERIFY(light.viewer.windowLevel()[0] > window);
        QCOMPARE(book(light).selected(), before[1].id);
        click(view, end); // selects, and leaves the cursor
        QCOMPARE(book(light).selected(), before[0].id);
        QCOMPARE(light.viewer.cursorPoint(), cursor);
        hover(view, end);
        QCOMPARE(view.cursor().shape(), Qt::SizeAllCursor);
        dragMouse(view, Qt::LeftButton, end, end + QPoint(25, 0));
        QVERIFY(std::abs(lengthMm(drawn(light)[0]) - lengthMm(before[0]) - 25 * pixelMm(view)) <
                2 * pixelMm(view));
        click(view, end + QPoint(-30, 40)); // nothing there
        QVERIFY(book(light).selected().empty());
    }

    void whatHasNoPictureIsNotMoved() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        draw(light, Qt::Key_D, {-20, -10, 0}, {20, -10, 0});
        const std::vector<Annotation> before = drawn(light);
        SliceViewport& view = light.view(0);
        const QPoint end = pixel(view, before[0].points[1]);
        view.scene().setVolume(nullptr);
        dragMouse(view, Qt::LeftButton, end, end + QPoint(25, 0));
        QVERIFY(drawn(light) == before);
    }

    void deleteRemovesTheSelectedOne() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        draw(light, Qt::Key_D, {-20, -10, 0}, {20, -10, 0});
        draw(light, Qt::Key_D, {-20, 10, 0}, {20, 10, 0});
        SliceViewport& view = light.view(0);
        click(view, pixel(view, drawn(light)[0].points[0]));
        QSignalSpy edits(&book(light), &AnnotationBook::edited);
        QTest::keyClick(&light.viewer, Qt::Key_Delete);
        QCOMPARE(edits.size(), 1);
        QCOMPARE(drawn(light).size(), std::size_t(1));
        QCOMPARE(drawn(light)[0].number, 2);
        QTest::keyClick(&light.viewer, Qt::Key_Delete); // nothing selected
        QCOMPARE(drawn(light).size(), std::size_t(1));
    }

    void aClickAloneDrawsNothing() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        QTest::keyClick(&light.viewer, Qt::Key_E);
        click(light.view(0), {150, 150});
        click(light.view(0), {150, 150});
        QCOMPARE(drawn(light).size(), std::size_t(0));
        QVERIFY(!book(light).draft());
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
        const auto words = [&](const Annotation& a) { return cautionTexts(a, nullptr, volume); };
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
