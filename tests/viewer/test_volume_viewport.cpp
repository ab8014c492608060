// Volume rendering on the light box, with the mouse and the keys of a reader.

#include "tests/viewer/LightBox.h"
#include "ui/view/Alignment.h"
#include "ui/view/ViewportOverlay.h"
#include "ui/view/VolumeViewport.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const Vec3 bone{30, -20, 15}; // left, front, toward the head

double body(const Vec3& at) {
    return distance(at, bone) < 14 ? 800 : distance(at, {0, 0, 0}) < 45 ? 40 : -1000;
}

void drag(VolumeViewport& view, Qt::MouseButton button, const QPoint& way,
          Qt::KeyboardModifiers modifiers = {}) {
    const QPoint from = view.rect().center();
    QTest::mousePress(&view, button, modifiers, from);
    for (int step = 1; step <= 5; ++step) {
        const QPointF at = from + way * (step / 5.0);
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button,
                         modifiers);
        QApplication::sendEvent(&view, &move);
    }
    QTest::mouseRelease(&view, button, modifiers, from + way);
}

void wheel(VolumeViewport& view, int notches, Qt::KeyboardModifiers modifiers = {}) {
    const QPointF at = view.rect().center();
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

QPoint placeOf(const VolumeViewport& view, const Vec3& point) {
    const auto [x, y] = view.scene().displayFromPatient(point);
    return (QPointF(x, y) / view.devicePixelRatioF()).toPoint();
}

QColor colorAt(VolumeViewport& view, const QPoint& at) {
    return view.grab().toImage().pixelColor(at * view.devicePixelRatioF());
}

/// A light box with the body in three phases, rendered.
struct Rendered : Light {
    VolumeViewport* rendering = nullptr;

    Rendered() {
        archive.value = body;
        if (!open(threePhases(archive))) {
            qFatal("The case did not open");
        }
        viewer.setFocus();
        QTest::keyClick(&viewer, Qt::Key_W);
        rendering = viewer.volumeViewport();
        if (rendering == nullptr || !settled()) {
            qFatal("There is no rendering");
        }
    }
    bool settled() {
        return QTest::qWaitFor([this] { return rendering->isSettled(); }, 20000);
    }
    QString right() const { return rendering->overlay().edges[1]; }
    bool says(const QString& text) const {
        return rendering->overlay().marks.join('\n').contains(text) ||
               rendering->overlay().bottomRight.join('\n').contains(text);
    }
};

} // namespace

class VolumeViewportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aKeyShowsTheActivePhaseAndBringsTheViewsBack() {
        Rendered light;
        QVERIFY(light.rendering->isVisible() && light.viewer.focusWidget() == light.rendering);
        QVERIFY(!light.view(0).isVisible());
        QCOMPARE(light.rendering->volumeIndex(), 0);
        QVERIFY(light.says("not for measuring"));
        QCOMPARE(light.rendering->overlay().topRight.front(), QString("Doe Jane"));
        QVERIFY(light.rendering->chip()->text().startsWith("Pre-contrast"));
        const QColor seen = colorAt(*light.rendering, placeOf(*light.rendering, bone));
        QVERIFY2(seen.red() > 90 && seen.red() > seen.blue(), qPrintable(seen.name()));
        QTest::keyClick(light.rendering, Qt::Key_Escape);
        QVERIFY(!light.viewer.volumeRendering() && light.viewer.volumeViewport() == nullptr);
        QVERIFY(light.view(0).isVisible() && light.view(2).isVisible());
        QVERIFY(light.rendering->scene().volume() == nullptr); // memory is let go
        light.viewer.setActiveViewport(2);
        QTest::keyClick(&light.viewer, Qt::Key_W);
        QCOMPARE(light.viewer.volumeViewport()->volumeIndex(), 2);
        QTest::keyClick(light.rendering, Qt::Key_M);
        QVERIFY(!light.viewer.volumeRendering());
    }

    void theMouseTurnsPansAndZooms() {
        Rendered light;
        VolumeScene& scene = light.rendering->scene();
        QCOMPARE(light.right(), QString("L"));
        const int quarter = std::min(light.rendering->width(), light.rendering->height()) / 2;
        drag(*light.rendering, Qt::LeftButton, {quarter, 0});
        QTRY_COMPARE(light.right(), QString("A")); // the patient's right side is in front
        drag(*light.rendering, Qt::RightButton, {0, -60});
        QVERIFY(scene.zoom() > 1.3);
        wheel(*light.rendering, -2);
        const double zoom = scene.zoom();
        QVERIFY(zoom < 1.3);
        const QPoint before = placeOf(*light.rendering, bone);
        drag(*light.rendering, Qt::MiddleButton, {40, 25});
        QVERIFY((placeOf(*light.rendering, bone) - before - QPoint(40, 25)).manhattanLength() <= 2);
        drag(*light.rendering, Qt::LeftButton, {-40, -25}, Qt::ShiftModifier);
        QVERIFY((placeOf(*light.rendering, bone) - before).manhattanLength() <= 2);
        QCOMPARE(scene.zoom(), zoom);
        QTest::keyClick(light.rendering, Qt::Key_Home);
        QTRY_COMPARE(light.right(), QString("L"));
        QCOMPARE(scene.zoom(), 1.0);
        QSignalSpy maximised(light.rendering, &VolumeViewport::maximiseRequested);
        QTest::mouseDClick(light.rendering, Qt::LeftButton, {}, light.rendering->rect().center());
        QCOMPARE(maximised.count(), 1);
        QVERIFY(!light.viewer.volumeRendering());
    }

    void lettersLookFromTheirSides() {
        Rendered light;
        for (const auto& [key, right] : {std::pair{Qt::Key_P, "R"},
                                         {Qt::Key_L, "P"},
                                         {Qt::Key_R, "A"},
                                         {Qt::Key_H, "R"},
                                         {Qt::Key_F, "L"},
                                         {Qt::Key_A, "L"}}) {
            QTest::keyClick(light.rendering, key);
            QTRY_COMPARE(light.right(), QString(right));
        }
        QTRY_COMPARE(light.rendering->overlay().edges[2], QString("H"));
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(light.rendering, Qt::Key_Left); // ten degrees each
        }
        QTRY_COMPARE(light.right(), QString("LP")); // the surface goes to the left
    }

    void presetsByKeyAndByMenu() {
        Rendered light;
        VolumeScene& scene = light.rendering->scene();
        QCOMPARE(std::string(scene.preset().name), std::string("muscle"));
        QTest::keyClick(light.rendering, Qt::Key_1);
        QCOMPARE(std::string(scene.preset().name), std::string("bone"));
        QVERIFY(light.settled());
        QVERIFY(colorAt(*light.rendering, placeOf(*light.rendering, {-20, 0, 0})).red() < 10);
        QTest::keyClick(light.rendering, Qt::Key_3);
        QVERIFY(light.settled());
        const QPoint beside = placeOf(*light.rendering, {-20, 0, 0});
        QVERIFY(colorAt(*light.rendering, beside).red() > 40);
        QMenu* menu = light.rendering->presetChip()->menu();
        Q_EMIT menu->aboutToShow();
        auto* mip = menu->findChild<QAction*>("render-mip");
        QVERIFY(mip != nullptr);
        mip->trigger();
        QCOMPARE(std::string(scene.preset().name), std::string("mip"));
        QVERIFY(light.settled());
        const QColor grey = colorAt(*light.rendering, beside);
        QVERIFY(grey.red() == grey.green() && grey.red() == grey.blue() && grey.red() > 20);
        drag(*light.rendering, Qt::LeftButton, {0, -80}, Qt::ControlModifier);
        QTRY_VERIFY(light.says("Values moved by -"));
        QVERIFY(light.settled());
        QVERIFY(colorAt(*light.rendering, beside).red() > grey.red()); // a lower level is brighter
    }

    void aClickOnTissueMovesTheLinkedCursor() {
        Rendered light;
        QTest::mouseClick(light.rendering, Qt::LeftButton, {}, placeOf(*light.rendering, bone));
        const Vec3 met = light.viewer.cursorPoint();
        QVERIFY(distance(met, bone - Vec3{0, 14, 0}) < 6); // its front
        QVERIFY(light.viewer.crosshairVisible());
        QVERIFY(light.settled());
        const QPoint mark = placeOf(*light.rendering, met) + QPoint(7, 0); // on the ring
        bool found = false;
        for (int dx = -2; dx <= 2; ++dx) {
            const QColor color = colorAt(*light.rendering, mark + QPoint(dx, 0));
            found = found || (color.red() > 180 && color.blue() < 140 && color.green() > 150);
        }
        QVERIFY(found);
        QTest::mouseClick(light.rendering, Qt::LeftButton, {},
                          QPoint(20, light.rendering->height() / 2));
        QCOMPARE(light.viewer.cursorPoint(), met); // air: nothing moves
        QVERIFY(!light.rendering->scene().isHidden(met));
        QTest::keyClick(light.rendering, Qt::Key_P);
        QVERIFY(light.rendering->scene().isHidden(met)); // the bone is in the way from behind
    }

    void cutsByKeyAndByWheel() {
        Rendered light;
        VolumeScene& scene = light.rendering->scene();
        QTest::keyClick(light.rendering, Qt::Key_1); // bone
        QTest::keyClick(light.rendering, Qt::Key_C);
        QVERIFY(scene.cutSlice() == Plane::Axial);
        QTRY_VERIFY(light.says("axial slice"));
        QTest::keyClick(light.rendering, Qt::Key_C);
        light.viewer.goTo({0, 5, 0}); // behind the middle of the bone: its front half goes
        QVERIFY(scene.cutSlice() == Plane::Coronal);
        QVERIFY(light.settled());
        QVERIFY(colorAt(*light.rendering, placeOf(*light.rendering, bone)).red() < 40);
        QTest::keyClick(light.rendering, Qt::Key_C);
        QTest::keyClick(light.rendering, Qt::Key_C);
        QVERIFY(!scene.cutSlice());
        wheel(*light.rendering, 3, Qt::ShiftModifier);
        QCOMPARE(scene.frontCut().value_or(0), 15.0);
        QTRY_VERIFY(light.says("15 mm deep"));
        QTest::keyClick(light.rendering, Qt::Key_PageUp);
        QCOMPARE(scene.frontCut().value_or(0), 10.0);
        wheel(*light.rendering, -5, Qt::ShiftModifier);
        QVERIFY(!scene.frontCut());
    }

    void theCubeShowsAndChoosesTheSide() {
        Rendered light;
        const PlaneFrame front = light.rendering->scene().frame();
        OrientationCube cube{{100, 100}, 20, front};
        QVERIFY(cube.sideAt({100, 100}) == Side::Front);
        QVERIFY(!cube.sideAt({160, 100}));
        drag(*light.rendering, Qt::LeftButton, {30, 60}); // the head comes into sight
        // The cube is in the lower right corner; its upper face is the head's.
        const QPoint corner(light.rendering->width(), light.rendering->height());
        bool turned = false;
        for (int y = 130; y > 40 && !turned; y -= 4) {
            QTest::mouseClick(light.rendering, Qt::LeftButton, {}, corner - QPoint(52, y));
            turned = light.rendering->scene().side() == Side::Head;
        }
        QVERIFY(turned);
    }

    void itTurnsByItselfUntilAHandIsLaidOnIt() {
        Rendered light;
        const PlaneFrame before = light.rendering->scene().frame();
        QTest::keyClick(light.rendering, Qt::Key_Space);
        QVERIFY(light.rendering->isTurning());
        QTRY_VERIFY(distance(light.rendering->scene().frame().next, before.next) > 0.05);
        QVERIFY(distance(light.rendering->scene().frame().up, {0, 0, 1}) < 1e-9); // stays upright
        drag(*light.rendering, Qt::LeftButton, {10, 0});
        QVERIFY(!light.rendering->isTurning());
        QTest::keyClick(light.rendering, Qt::Key_Space);
        QTest::keyClick(light.rendering, Qt::Key_W); // off the screen it does not turn on
        QVERIFY(!light.rendering->isTurning());
    }

    void anotherPhaseIsRenderedInItsPlaceAndAnotherCaseLetsGo() {
        Rendered light;
        drag(*light.rendering, Qt::LeftButton, {50, 0});
        const PlaneFrame turned = light.rendering->scene().frame();
        Q_EMIT light.rendering->chip()->seriesChosen(1);
        QCOMPARE(light.rendering->volumeIndex(), 1);
        QVERIFY(light.settled());
        QCOMPARE(light.rendering->scene().frame().next, turned.next); // from the same side
        QSignalSpy chosen(&light.viewer, &ViewerWidget::phaseChosen);
        Q_EMIT light.rendering->chip()->phaseChosen(Phase::Delayed);
        QCOMPARE(chosen.count(), 1);
        QVERIFY(light.open(threePhases(light.archive, 8)));
        QVERIFY(!light.viewer.volumeRendering() && light.view(0).isVisible());
        QTest::keyClick(&light.viewer, Qt::Key_W);
        QCOMPARE(light.rendering->caseId(), 8);
        light.viewer.clear();
        QVERIFY(!light.viewer.volumeRendering() && light.viewer.volumeViewport() == nullptr);
        light.viewer.setVolumeRendering(true); // nothing to render
        QVERIFY(!light.viewer.volumeRendering());
    }

    void aRenderedCellIsLinkedByItsOwnRegistration() {
        Light light;
        light.archive.value = body;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        ScreenView screen;
        CellContent first, second, rendered;
        first.phase = Phase::PreContrast;
        second.phase = Phase::Arterial;
        rendered.phase = Phase::PortalVenous;
        rendered.kind = CellKind::Rendering;
        screen.layout.cells = {first, second, rendered};
        light.viewer.applyScreen(screen);
        VolumeViewport* rendering = light.viewer.volumeViewport();
        QVERIFY(rendering != nullptr);
        const auto lies = [](const Vec3& mm) {
            Registration registration;
            registration.rigid[3] = mm[0], registration.rigid[7] = mm[1];
            registration.rigid[11] = mm[2];
            registration.quality.verdict = RegistrationVerdict::Good;
            return Alignment::Registered{PatientMap::registered(registration),
                                         registration.quality};
        };
        Alignment alignment;
        alignment.reference = alignmentKey(exam.volumes[0]);
        alignment.registered[alignmentKey(exam.volumes[1])] = lies({0, 0, 9});
        alignment.registered[alignmentKey(exam.volumes[2])] = lies({4, -3, 10});
        light.viewer.setAlignment(alignment);
        for (const int active : {0, 1}) {
            light.viewer.setActiveViewport(active);
            const Vec3 point = light.view(0).scene().point();
            QVERIFY(distance(rendering->scene().point(), point + Vec3{4, -3, 10}) < 1e-6);
        }
    }

    void aSeriesThatFailsSaysWhyAndPicturesAreKeptForLooking() {
        Light light;
        const Case exam = threePhases(light.archive);
        light.archive.broken = exam.volumes.front().seriesUid;
        QVERIFY(light.open(exam));
        light.viewer.setVolumeRendering(true);
        QVERIFY(light.viewer.volumeViewport()->overlay().note.contains("Slice 3"));
        light.viewer.setVolumeRendering(false);
        light.viewer.clear();
        light.archive.broken.clear();
        light.archive.value = [](const Vec3& at) { return abdomen(2.4 * at, 110, 320); };
        QVERIFY(light.open(threePhases(light.archive, 9)));
        light.viewer.setVolumeRendering(true);
        VolumeViewport* view = light.viewer.volumeViewport();
        QTest::keyClick(view, Qt::Key_3);
        QTest::keyClick(view, Qt::Key_C);
        drag(*view, Qt::LeftButton, {90, 60});
        QTRY_VERIFY(view->isSettled());
        QVERIFY(coloursOf(light.viewer, "volume-rendering") > 200);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    VolumeViewportTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_volume_viewport.moc"
