// Shapes are drawn, changed and removed on the light box with mouse and keys.
#include "tests/viewer/Drawing.h"

using namespace bolus;
using namespace bolus::test;

class AnnotationDrawingTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
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
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    AnnotationDrawingTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_annotation_drawing.moc"
