// The clipping box of a volume rendering, with the mouse and the keys of a reader.
#include "tests/viewer/LightBox.h"
#include "ui/view/Graphics.h"
#include "ui/view/VolumeViewport.h"

using namespace bolus;
using namespace bolus::test;

namespace {

enum Face { Right, Left, Front, Back, Feet, Head }; // as CropTool counts them

const Vec3 bone{30, -20, 15}; // left, front, toward the head

double body(const Vec3& at) {
    return distance(at, bone) < 14 ? 800 : distance(at, {0, 0, 0}) < 45 ? 40 : -1000;
}

/// The body rendered, its bones alone, with the box on screen.
struct Boxed : ::bolus::test::Light {
    VolumeViewport* rendering = nullptr;
    Case exam;

    Boxed() {
        archive.value = body;
        exam = threePhases(archive);
        if (!open(exam)) {
            qFatal("The case did not open");
        }
        viewer.setFocus();
        QTest::keyClick(&viewer, Qt::Key_W);
        rendering = viewer.volumeViewport();
        QTest::keyClick(rendering, Qt::Key_1);
        QTest::keyClick(rendering, Qt::Key_B);
        if (!settled()) {
            qFatal("There is no rendering");
        }
    }
    VolumeScene& scene() const { return rendering->scene(); }
    CropTool& tool() const { return rendering->cropTool(); }
    bool settled() const {
        return QTest::qWaitFor([this] { return rendering->isSettled(); }, 20000);
    }
    void drag(Face face, const QPoint& way) const {
        const QPoint from = tool().handle(face).toPoint();
        QTest::mousePress(rendering, Qt::LeftButton, {}, from);
        for (int step = 1; step <= 5; ++step) {
            const QPointF at = from + QPointF(way) * (step / 5.0);
            QMouseEvent move(QEvent::MouseMove, at, rendering->mapToGlobal(at), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(rendering, &move);
        }
        QTest::mouseRelease(rendering, Qt::LeftButton, {}, from + way);
    }
    int pixels(double mm) const {
        return qRound(mm / scene().mmPerPixel() / rendering->devicePixelRatioF());
    }
    QColor at(const Vec3& point) const {
        const auto [x, y] = scene().displayFromPatient(point);
        return rendering->grab().toImage().pixelColor(static_cast<int>(x), static_cast<int>(y));
    }
    bool seesBone() const {
        if (!settled()) {
            return false;
        }
        return at(bone + Vec3{0, 0, 4}).red() > 90;
    }
    bool says(const QString& text) const {
        return QTest::qWaitFor([&] { return rendering->overlay().marks.join('\n').contains(text); },
                               3000);
    }
};

} // namespace

class CropTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aFaceIsDraggedAndTakesAwayWhatLiesBeyond() {
        Boxed light;
        QVERIFY(light.seesBone());
        const Bounds whole = light.scene().extent();
        const double way = whole.high[0] - 10; // the left face to 10 mm left of the middle
        light.drag(Left, {-light.pixels(way), 0});
        QVERIFY(light.scene().crop().has_value());
        QVERIFY(std::abs(light.scene().crop()->high[0] - 10) < 2);
        QCOMPARE(light.scene().crop()->low, whole.low); // and no other
        QCOMPARE(light.scene().crop()->high[2], whole.high[2]);
        QVERIFY(light.says("Clipped to"));
        QVERIFY(!light.seesBone());
        const PlaneFrame frame = light.scene().frame();
        QVERIFY(distance(frame.next, {0, 1, 0}) < 1e-9); // nothing was turned meanwhile
        light.drag(Left, {light.pixels(way) + 40, 0});   // beyond its place
        QVERIFY(!light.scene().crop());
        QVERIFY(light.seesBone());
    }

    void aFaceStopsAtItsOpposite() {
        Boxed light;
        light.drag(Head, {0, 2000});
        QVERIFY(light.scene().crop().has_value());
        const Bounds crop = *light.scene().crop();
        QCOMPARE(crop.low[2], light.scene().extent().low[2]);
        QVERIFY(std::abs(crop.high[2] - crop.low[2] - VolumeScene::leastCrop) < 1e-9);
    }

    void keysChooseAFaceMoveItAndTakeItBack() {
        Boxed light;
        const Bounds whole = light.scene().extent();
        while (light.tool().chosen() != Head) {
            QTest::keyClick(light.rendering, Qt::Key_N);
        }
        QVERIFY(light.rendering->accessibleDescription().contains("head"));
        QTest::keyClick(light.rendering, Qt::Key_Minus);
        QTest::keyClick(light.rendering, Qt::Key_Minus);
        QCOMPARE(light.scene().crop()->high[2], whole.high[2] - 10);
        QTest::keyClick(light.rendering, Qt::Key_Plus, Qt::ShiftModifier);
        QCOMPARE(light.scene().crop()->high[2], whole.high[2] - 5);
        QTest::keyClick(light.rendering, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(light.scene().crop()->high[2], whole.high[2] - 10);
        QTest::keyClick(light.rendering, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(light.scene().crop()->high[2], whole.high[2] - 5);
        QTest::keyClick(light.rendering, Qt::Key_Backspace);
        QVERIFY(!light.scene().crop());
        QTest::keyClick(light.rendering, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(light.scene().crop()->high[2], whole.high[2] - 5);
        for (int i = 0; i < 5; ++i) {
            QTest::keyClick(light.rendering, Qt::Key_Z, Qt::ControlModifier);
        }
        QVERIFY(!light.scene().crop());
    }

    void escapeEndsTheBoxFirstAndHomeShowsAll() {
        Boxed light;
        QTest::keyClick(light.rendering, Qt::Key_Minus);
        QVERIFY(light.scene().crop().has_value());
        QTest::keyClick(light.rendering, Qt::Key_Escape);
        QVERIFY(light.viewer.volumeRendering() && !light.tool().isShown());
        QVERIFY(light.scene().crop().has_value()); // stays clipped
        QTest::keyClick(light.rendering, Qt::Key_Home);
        QVERIFY(!light.scene().crop());
        QMenu* menu = light.rendering->presetChip()->menu();
        Q_EMIT menu->aboutToShow();
        menu->findChild<QAction*>("undoCrop")->trigger();
        QVERIFY(light.scene().crop().has_value());
        Q_EMIT menu->aboutToShow();
        menu->findChild<QAction*>("wholeVolume")->trigger();
        QVERIFY(!light.scene().crop());
    }

    void theBoxIsKeptWithTheCaseAndIsNoOtherCases() {
        Boxed light;
        QTest::keyClick(light.rendering, Qt::Key_Minus);
        const Bounds crop = *light.scene().crop();
        const ScreenView kept = light.viewer.screen();
        QVERIFY(light.open(threePhases(light.archive, 8)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_W);
        QVERIFY(!light.scene().crop());
        QTest::keyClick(light.rendering, Qt::Key_B);
        QTest::keyClick(light.rendering, Qt::Key_Z, Qt::ControlModifier); // of the other case
        QVERIFY(!light.scene().crop());
        QTest::keyClick(light.rendering, Qt::Key_W);
        QVERIFY(light.open(light.exam));
        light.viewer.applyScreen(kept);
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_W);
        QVERIFY(light.scene().crop() && *light.scene().crop() == crop);
        QTRY_VERIFY(light.says("Clipped to"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    CropTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_crop.moc"
