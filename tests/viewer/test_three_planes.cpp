// One series in its three planes, turned together, with real keys and mouse events.
#include "tests/viewer/Drawing.h"
#include "tests/viewer/LightBox.h"
#include "ui/view/VolumeViewport.h"
#include "viewer/PlaneLines.h"

using namespace bolus;
using namespace bolus::test;

namespace {

SliceViewport* planeView(Light& light, Plane plane) {
    for (SliceViewport* view : light.viewer.viewports()) {
        if (view->scene().plane() == plane) {
            return view;
        }
    }
    return nullptr;
}

QString tagOf(SliceViewport* view) {
    view->refreshOverlay();
    auto* tag = view->findChild<QLabel*>("planeTag");
    return tag->isVisible() ? tag->text() : QString();
}

int turnedOf(SliceViewport* view) {
    return qRound(view->scene().turnedDegrees());
}

} // namespace

class ThreePlanesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void vHangsThreePlanesAndComesBack() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setActiveViewport(1);
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QVERIFY(light.viewer.threePlanes());
        const auto views = light.viewer.viewports();
        QCOMPARE(views.size(), std::size_t(3));
        const Plane planes[]{Plane::Axial, Plane::Coronal, Plane::Sagittal};
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(views[i]->scene().plane(), planes[i]);
            QCOMPARE(views[i]->record().phase.phase, Phase::Arterial);
            QVERIFY(views[i]->scene().hasVolume());
        }
        VolumeViewport* rendering = light.viewer.volumeViewport(); // in the fourth cell
        QVERIFY(rendering != nullptr && !light.viewer.volumeRendering());
        QCOMPARE(rendering->volumeIndex(), 1);
        QVERIFY(rendering->x() == views[1]->x() && rendering->y() == views[2]->y());
        QTRY_VERIFY(rendering->isSettled());
        QTest::keyClick(rendering, Qt::Key_W); // alone, and back into its cell
        QVERIFY(light.viewer.volumeRendering() && !views[0]->isVisible());
        QTest::keyClick(rendering, Qt::Key_W);
        QVERIFY(light.viewer.threePlanes() && rendering->isVisible() && views[0]->isVisible());
        QVERIFY(coloursOf(light.viewer, "three-planes") > 8);
        QVERIFY(light.viewer.crosshairVisible());
        QCOMPARE(light.viewer.activeViewport(), views[0]);
        QCOMPARE(tagOf(views[0]), QString("Axial"));
        QCOMPARE(tagOf(views[1]), QString("Coronal"));
        const EdgeLetters letters = views[2]->scene().edgeLetters();
        QCOMPARE(letters.left + letters.right + letters.top, std::string("APH"));
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QVERIFY(!light.viewer.threePlanes());
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        QCOMPARE(light.viewer.activeViewport()->record().phase.phase, Phase::Arterial);
        QVERIFY(!light.viewer.crosshairVisible() && light.viewer.volumeViewport() == nullptr);
        QCOMPARE(tagOf(light.viewer.activeViewport()), QString());
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        QVERIFY(!light.viewer.threePlanes());
    }

    void aPlaneKeyLeadsToThatPlaneOfAllPhases() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QTest::keyClick(&light.viewer, Qt::Key_C);
        QVERIFY(!light.viewer.threePlanes());
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        for (SliceViewport* view : light.viewer.viewports()) {
            QCOMPARE(view->scene().plane(), Plane::Coronal);
        }
    }

    void aClickInOnePictureMovesTheOthers() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setThreePlanes(true);
        SliceViewport* axial = planeView(light, Plane::Axial);
        const Vec3 before = light.viewer.cursorPoint();
        const QPointF at = placeOf(*axial, before + Vec3{16, 12, 0});
        QTest::mouseClick(axial, Qt::LeftButton, {}, at.toPoint());
        const Vec3 now = light.viewer.cursorPoint();
        QVERIFY(std::abs(now[0] - before[0] - 16) < 1.5 && std::abs(now[1] - before[1] - 12) < 1.5);
        const SliceScene& coronal = planeView(light, Plane::Coronal)->scene();
        QVERIFY(std::abs(coronal.stack().position(coronal.slice()) - now[1]) <=
                coronal.stack().step / 2 + 1e-9);
    }

    void theOuterHalfOfALineTurnsTheOthers() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setThreePlanes(true);
        SliceViewport* axial = planeView(light, Plane::Axial);
        const Window window = axial->scene().window();
        const QPointF at = placeOf(*axial, axial->scene().point());
        const double reach = 0.8 * std::min(at.x(), axial->width() - at.x());
        const QPointF from = at + QPointF(reach, 0);
        QMouseEvent over(QEvent::MouseMove, from, axial->mapToGlobal(from), Qt::NoButton,
                         Qt::NoButton, {});
        QApplication::sendEvent(axial, &over);
        QCOMPARE(axial->cursor().shape(), Qt::BitmapCursor);
        const double angle = 30 * M_PI / 180;
        dragMouse(*axial, Qt::LeftButton, from.toPoint(),
                  (at + reach * QPointF(std::cos(angle), std::sin(angle))).toPoint());
        QVERIFY(axial->scene().window() == window); // it was no window drag
        QCOMPARE(turnedOf(axial), 0);
        QVERIFY(std::abs(turnedOf(planeView(light, Plane::Coronal)) - 30) <= 1);
        QVERIFY(std::abs(turnedOf(planeView(light, Plane::Sagittal)) - 30) <= 1);
        const QString tag = tagOf(planeView(light, Plane::Coronal));
        QVERIFY2(tag == "Coronal, turned 30°" || tag == "Coronal, turned 29°" ||
                     tag == "Coronal, turned 31°",
                 qPrintable(tag));
        QVERIFY(coloursOf(light.viewer, "three-planes-turned") > 8);
    }

    void theInnerHalfIsStillTheWindow() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setThreePlanes(true);
        SliceViewport* axial = planeView(light, Plane::Axial);
        const QPoint at = placeOf(*axial, axial->scene().point()).toPoint();
        const Window window = axial->scene().window();
        dragMouse(*axial, Qt::LeftButton, at + QPoint(40, 0), at + QPoint(80, 0));
        QVERIFY(!(axial->scene().window() == window));
        QCOMPARE(turnedOf(planeView(light, Plane::Coronal)), 0);
    }

    void shiftAndArrowsTurnByFiveDegrees() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_Right, Qt::ShiftModifier); // not here: nothing turns
        QVERIFY(light.viewer.activeViewport()->scene().state().rotation().isIdentity());
        QTest::keyClick(&light.viewer, Qt::Key_V);
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(&light.viewer, Qt::Key_Right, Qt::ShiftModifier);
        }
        QCOMPARE(tagOf(planeView(light, Plane::Coronal)), QString("Coronal, turned 15°"));
        QTest::keyClick(&light.viewer, Qt::Key_Left, Qt::ShiftModifier);
        QCOMPARE(tagOf(planeView(light, Plane::Coronal)), QString("Coronal, turned 10°"));
        QTest::keyClick(&light.viewer, Qt::Key_Up, Qt::ShiftModifier);
        QCOMPARE(tagOf(planeView(light, Plane::Axial)), QString("Axial, turned 5°"));
        QTest::keyClick(&light.viewer, Qt::Key_R);
        QVERIFY(light.viewer.threePlanes());
        QCOMPARE(tagOf(planeView(light, Plane::Axial)), QString("Axial"));
        QCOMPARE(tagOf(planeView(light, Plane::Coronal)), QString("Coronal"));
    }

    void aTurnedPlaneOfAllPhasesSaysSo() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QTest::keyClick(&light.viewer, Qt::Key_Up, Qt::ShiftModifier);
        QTest::keyClick(&light.viewer, Qt::Key_V);
        for (SliceViewport* view : light.viewer.viewports()) {
            QCOMPARE(tagOf(view), QString("Axial, turned 5°"));
        }
    }

    void aLengthOnAnObliquePictureIsTheDistanceInThePatient() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_V);
        for (int i = 0; i < 5; ++i) {
            QTest::keyClick(&light.viewer, Qt::Key_Right, Qt::ShiftModifier);
        }
        SliceViewport* coronal = planeView(light, Plane::Coronal);
        const QPoint a = coronal->rect().center() + QPoint(-30, -20), b = a + QPoint(60, 25);
        QTest::keyClick(&light.viewer, Qt::Key_D);
        QTest::mousePress(coronal, Qt::LeftButton, {}, a);
        for (int step = 1; step <= 4; ++step) {
            const QPointF at = a + QPointF(b - a) * (step / 4.0);
            QMouseEvent move(QEvent::MouseMove, at, coronal->mapToGlobal(at), Qt::NoButton,
                             Qt::LeftButton, {});
            QApplication::sendEvent(coronal, &move);
        }
        QTest::mouseRelease(coronal, Qt::LeftButton, {}, b);
        const auto& drawn = light.viewer.annotations().of(7);
        QCOMPARE(drawn.size(), std::size_t(1));
        const Vec3 way = drawn[0].points[1] - drawn[0].points[0];
        // 65 pixels at the picture's scale; 60 across, of which cos 25° runs to the patient's left.
        const double mm = coronal->scene().mmPerPixel() * coronal->devicePixelRatioF();
        QVERIFY(std::abs(norm(way) - 65 * mm) < 0.02 * 65 * mm);
        QVERIFY(std::abs(way[0] - 60 * mm * std::cos(25 * M_PI / 180)) < mm);
        QVERIFY(std::abs(way[1] - 60 * mm * std::sin(25 * M_PI / 180)) < mm);
        QVERIFY(std::abs(way[2] + 25 * mm) < mm);
    }

    void aShapeOnATurnedPlaneIsFoundAgain() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_V);
        for (int i = 0; i < 6; ++i) {
            QTest::keyClick(&light.viewer, Qt::Key_Right, Qt::ShiftModifier);
        }
        QTest::keyClick(&light.viewer, Qt::Key_E);
        SliceViewport* coronal = planeView(light, Plane::Coronal);
        const QPoint middle = coronal->rect().center();
        dragMouse(*coronal, Qt::LeftButton, middle + QPoint(-30, -20), middle + QPoint(30, 20));
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        const Annotation ellipse = drawn(light).at(0);
        const auto isOnScreen = [&] {
            SliceViewport* view = light.viewer.activeViewport();
            (void)view->grab();
            return view->annotationLayer().labels().size() == 1;
        };
        const auto goTo = [&] { light.viewer.goToPlane(7, centreOf(ellipse), ellipse.frame.next); };
        QTest::keyClick(&light.viewer, Qt::Key_R); // upright again
        QTest::keyClick(&light.viewer, Qt::Key_V); // and one plane of all phases
        goTo();
        QVERIFY(isOnScreen());
        QCOMPARE(tagOf(light.viewer.activeViewport()), QString("Coronal, turned 30°"));
        QTest::keyClick(&light.viewer, Qt::Key_R);
        QTest::keyClick(&light.viewer, Qt::Key_A);
        QTest::keyClick(&light.viewer, Qt::Key_V);
        goTo();
        QVERIFY(light.viewer.threePlanes() && isOnScreen());
        QCOMPARE(light.viewer.activeViewport(), planeView(light, Plane::Coronal));
    }

    void anUprightShapeIsFoundWhileThePlanesAreTurned() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setFocus();
        draw(light, Qt::Key_E, {-20, -10, 0}, {20, 10, 0});
        QTest::keyClick(&light.viewer, Qt::Key_Escape);
        const Annotation ellipse = drawn(light).at(0);
        QTest::keyClick(&light.viewer, Qt::Key_V);
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(&light.viewer, Qt::Key_Up, Qt::ShiftModifier);
        }
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QTest::keyClick(&light.viewer, Qt::Key_S);
        light.viewer.goToPlane(7, centreOf(ellipse), ellipse.frame.next);
        SliceViewport* view = light.viewer.activeViewport();
        QCOMPARE(view->scene().plane(), Plane::Axial);
        QCOMPARE(turnedOf(view), 0);
        QVERIFY(label(*view) != nullptr);
    }

    void pagingShowsTheNextPhaseInAllThreePlanes() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QTest::keyClick(&light.viewer, Qt::Key_Period);
        for (SliceViewport* view : light.viewer.viewports()) {
            QCOMPARE(view->record().phase.phase, Phase::Arterial);
        }
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QCOMPARE(light.viewer.activeViewport()->record().phase.phase, Phase::Arterial);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
    }

    void unlinkedViewsAreOneInThreePlanes() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setLinked(false);
        light.viewer.setThreePlanes(true);
        light.viewer.goTo({8, 8, 8});
        for (SliceViewport* view : light.viewer.viewports()) {
            QCOMPARE(view->scene().point(), (Vec3{8, 8, 8}));
        }
        light.viewer.setThreePlanes(false);
        QVERIFY(!light.viewer.linked());
    }

    void threePlanesAreKeptWithTheScreen() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        light.viewer.setActiveViewport(2);
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_V);
        QTest::keyClick(&light.viewer, Qt::Key_Right, Qt::ShiftModifier);
        const ScreenView kept = light.viewer.screen();
        QVERIFY(light.open(threePhases(light.archive, 8)));
        QVERIFY(!light.viewer.threePlanes());
        QVERIFY(light.open(exam));
        light.viewer.applyScreen(kept);
        QVERIFY(light.viewer.threePlanes());
        QCOMPARE(light.view(1).record().phase.phase, Phase::PortalVenous);
        QCOMPARE(tagOf(&light.view(1)), QString("Coronal, turned 5°"));
        QVERIFY(light.viewer.screen() == kept);
    }

    void jumpingToASliceShowsItAsItWasAcquired() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        light.viewer.setThreePlanes(true);
        QVERIFY(light.viewer.goToSlice(7, exam.volumes[1].seriesUid, 0, 3));
        QVERIFY(!light.viewer.threePlanes());
        QCOMPARE(light.viewer.activeViewport()->volumeIndex(), 1);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ThreePlanesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_three_planes.moc"
