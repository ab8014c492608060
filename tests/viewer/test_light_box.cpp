// The light box as a radiologist uses it: real mouse and keys, and the pixels on screen.
#include "tests/viewer/LightBox.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// A case of one volume.
bool openOnly(Light& light, const VolumeGeometry& geometry, Phase phase = Phase::Arterial) {
    Case exam = newCase(1);
    light.archive.add(exam, geometry, phase);
    return light.open(exam);
}

} // namespace

class LightBoxTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void greyOnScreenIsTheVoxelThroughTheWindow_data() {
        QTest::addColumn<Plane>("plane");
        QTest::newRow("axial") << Plane::Axial;
        QTest::newRow("coronal") << Plane::Coronal;
        QTest::newRow("sagittal") << Plane::Sagittal;
    }

    void greyOnScreenIsTheVoxelThroughTheWindow() {
        QFETCH(Plane, plane);
        Light light({700, 620});
        const VolumeGeometry geometry = axialGeometry({41, 41, 41}, {2, 2, 2}, {10, 20, 30});
        QVERIFY(openOnly(light, geometry));
        SliceViewport& view = light.view(0);
        light.viewer.setPlane(plane);
        light.viewer.setWindowLevel(2400, 780);
        for (const Vec3& index : {Vec3{20, 20, 20}, Vec3{5, 31, 12}, Vec3{38, 3, 33}}) {
            const Vec3 point = geometry.patientFromIndex(index);
            light.viewer.goTo(point);
            light.viewer.setCrosshairVisible(false);
            const int expected = expectedGrey(ramp(point), 2400, 780);
            QTRY_VERIFY2(std::abs(greyAt(view, point) - expected) <= 1,
                         qPrintable(QString("%1 for %2").arg(greyAt(view, point)).arg(expected)));
        }
    }

    void monochrome1ShowsItsLowestValueWhite() {
        Light light({700, 620});
        light.archive.inverted = true;
        const VolumeGeometry geometry = axialGeometry({41, 41, 41}, {2, 2, 2}, {10, 20, 30});
        QVERIFY(openOnly(light, geometry, Phase::Unknown));
        SliceViewport& view = light.view(0);
        light.viewer.setWindowLevel(2400, 780);
        light.viewer.setCrosshairVisible(false);
        for (const Vec3& index : {Vec3{20, 20, 20}, Vec3{5, 31, 12}, Vec3{38, 3, 33}}) {
            const Vec3 point = geometry.patientFromIndex(index);
            light.viewer.goTo(point);
            const int expected = 255 - expectedGrey(ramp(point), 2400, 780);
            QTRY_VERIFY2(std::abs(greyAt(view, point) - expected) <= 1,
                         qPrintable(QString("%1 for %2").arg(greyAt(view, point)).arg(expected)));
        }
        view.scene().zoomBy(0.5);
        QTRY_COMPARE(greyAt(view, geometry.patientFromIndex({-5, 20, 33})), 0); // beyond is black
    }

    void whereNothingWasScannedIsBlack_data() {
        QTest::addColumn<bool>("inverted");
        QTest::addColumn<double>("padding");
        QTest::newRow("low values dark") << false << -3024.0;
        QTest::newRow("low values bright") << true << -3024.0;
        QTest::newRow("padding above the image") << false << 3071.0;
    }

    /// A missing slice, the corners beside a straightened one, padding; in a window that would draw
    /// air in grey.
    void whereNothingWasScannedIsBlack() {
        QFETCH(bool, inverted);
        QFETCH(double, padding);
        Light light({700, 620});
        light.archive.inverted = inverted;
        light.archive.padding = std::array{padding, padding};
        light.archive.cover.assign(41, {{0, 0}, {41, 41}});
        light.archive.cover[20] = {};
        light.archive.cover[25] = {{10, 0}, {41, 41}};
        light.archive.value = [&](const Vec3& p) { return p[1] < -15 ? padding : 40.0; };
        const VolumeGeometry geometry = axialGeometry({41, 41, 41}, {2, 2, 2}, {0, 0, 0});
        QVERIFY(openOnly(light, geometry, Phase::Unknown));
        SliceViewport& view = light.view(0);
        light.viewer.setWindowLevel(4000, 40);
        light.viewer.setCrosshairVisible(false);
        const auto shows = [&](const Vec3& index, int grey) {
            const Vec3 point = geometry.patientFromIndex(index);
            light.viewer.goTo(point);
            return QTest::qWaitFor([&] { return std::abs(greyAt(view, point) - grey) <= 1; });
        };
        QVERIFY(shows({20, 30, 19}, 128));
        QVERIFY(shows({20, 30, 20}, 0));
        QVERIFY(shows({5, 30, 25}, 0));
        QVERIFY(shows({15, 30, 25}, 128));
        QVERIFY(shows({20, 5, 19}, 0));
        QCOMPARE(view.scene().volume()->automatic.level, 40.0); // of what was scanned
    }

    void theOutermostPixelsAreDrawnWholeAndNothingBeyond() {
        Light light({600, 600});
        const VolumeGeometry geometry = axialGeometry({11, 11, 3}, {10, 10, 10});
        light.archive.value = [](const Vec3&) { return 1000.0; };
        QVERIFY(openOnly(light, geometry));
        SliceViewport& view = light.view(0);
        view.scene().zoomBy(0.5);
        for (const double side : {-1.0, 1.0}) { // centres at ±50, faces at ±55
            QTRY_VERIFY(greyAt(view, {side * 53, 0, 0}) == 255);
            QCOMPARE(greyAt(view, {side * 57, 0, 0}), 0);
            QCOMPARE(greyAt(view, {0, side * 53, 0}), 255);
            QCOMPARE(greyAt(view, {0, side * 57, 0}), 0);
        }
    }

    void valueUnderTheMouseIsTheVoxels() {
        Light light;
        const VolumeGeometry geometry = axialGeometry({60, 50, 41}, {2, 2, 2.5}, {0, 0, 0});
        QVERIFY(openOnly(light, geometry));
        SliceViewport& view = light.view(0);
        const Vec3 point = geometry.patientFromIndex({10, 33, 20});
        QTest::mouseMove(&view, placeOf(view, point).toPoint());
        const QString value = QString::number(std::lround(ramp(point))).replace('-', "−");
        QTRY_COMPARE(view.overlay().bottomLeft.value(0), value + " HU");
        const QStringList position =
            view.overlay().bottomLeft.value(1).split(QRegularExpression("[ ,]+"));
        QCOMPARE(position.value(0),
                 QString("R")); // index 10 is 39 mm to the right, 33 is 17 mm back
        const double pixel = view.scene().mmPerPixel() * view.devicePixelRatioF();
        QVERIFY(std::abs(position.value(1).toDouble() - 39) <= pixel);
        QCOMPARE(position.value(2), QString("P"));
        QVERIFY(std::abs(position.value(3).toDouble() - 17) <= pixel);
        QVERIFY(view.overlay().bottomLeft.last().startsWith("21 / 41 · "));
    }

    void paddingUnderTheMouseIsNoValue() {
        Light light;
        light.archive.padding = std::array<double, 2>{-3024, -3024};
        light.archive.value = [](const Vec3& p) { return p[0] < 0 ? -3024.0 : 40.0; };
        const VolumeGeometry geometry = axialGeometry({60, 50, 41}, {2, 2, 2.5}, {0, 0, 0});
        QVERIFY(openOnly(light, geometry));
        SliceViewport& view = light.view(0);
        const auto point = [&](double column) {
            return placeOf(view, geometry.patientFromIndex({column, 20, 20})).toPoint();
        };
        QTest::mouseMove(&view, point(45));
        QTRY_COMPARE(view.overlay().bottomLeft.value(0), QString("40 HU"));
        QTest::mouseMove(&view, point(12));
        QTRY_COMPARE(view.overlay().bottomLeft.value(0), QString("Outside the scanner's image"));
    }

    void leftDragChangesWindowAndLevelOfAllLinkedViews() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        const auto [window, level] = light.viewer.windowLevel();
        QCOMPARE(window, 400.0);
        QCOMPARE(level, 40.0);
        QSignalSpy changed(&light.viewer, &ViewerWidget::windowLevelChanged);
        dragMouse(light.view(0), Qt::LeftButton, {100, 100}, {160, 130});
        QTRY_VERIFY(!changed.isEmpty());
        QVERIFY(light.viewer.windowLevel()[0] > 460);
        QVERIFY(light.viewer.windowLevel()[1] > 65);
        QCOMPARE(light.view(2).scene().window(), light.view(0).scene().window());
        QTRY_VERIFY(light.view(2).overlay().bottomRight.last().startsWith("W 4"));
    }

    void aClickMovesTheCursorAndADragDoesNot() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        const Vec3 before = light.viewer.cursorPoint();
        dragMouse(view, Qt::LeftButton, {100, 100}, {140, 100});
        QCOMPARE(light.viewer.cursorPoint(), before);
        QTest::mouseClick(&view, Qt::LeftButton, {}, placeOf(view, {20, -10, before[2]}).toPoint());
        const Vec3 moved = light.viewer.cursorPoint() - Vec3{20, -10, before[2]};
        QVERIFY(std::sqrt(dot(moved, moved)) < 2 * view.scene().mmPerPixel());
        QVERIFY(light.viewer.crosshairVisible());
    }

    void panAndZoomByMouseAreLinked() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        const QPointF before = placeOf(light.view(1), {0, 0, 0});
        dragMouse(light.view(0), Qt::MiddleButton, {100, 100}, {130, 120});
        const QPointF after = placeOf(light.view(1), {0, 0, 0});
        QVERIFY((after - before - QPointF(30, 20)).manhattanLength() < 0.01);
        const double scale = light.view(1).scene().mmPerPixel();
        dragMouse(light.view(0), Qt::RightButton, {100, 100}, {100, 60});
        QVERIFY(light.view(1).scene().mmPerPixel() < 0.9 * scale);
        wheel(light.view(0), -3, Qt::ControlModifier);
        QVERIFY(light.view(1).scene().mmPerPixel() > 0.9 * scale);
        QTest::keyClick(&light.viewer, Qt::Key_R);
        QCOMPARE(light.view(1).scene().mmPerPixel(), scale);
    }

    void wheelScrollsLinkedViewsByPatientPosition() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive))); // -50…50, -50…50, 0…40
        QCOMPARE(light.viewer.cursorPoint()[2], 0.0);
        wheel(light.view(0), 4); // toward the head, 2.5 mm each
        QCOMPARE(light.viewer.cursorPoint()[2], 10.0);
        for (std::size_t i = 0; i < 3; ++i) {
            const SliceScene& scene = light.view(i).scene();
            QCOMPARE(scene.stack().position(scene.slice()), -10.0);
        }
        wheel(light.view(0), -8);
        QTRY_VERIFY(light.view(2).overlay().note.startsWith("Outside this series"));
        QVERIFY(light.view(2).overlay().note.contains("H 40.0 to H 0.0 mm"));
        QTRY_COMPARE(greyAt(light.view(2), {0, 0, -10}), 0);
        QVERIFY(light.view(1).overlay().note.isEmpty());
        wheel(light.view(0), 8);
        QTRY_VERIFY(light.view(2).overlay().note.isEmpty());
    }

    void halfNotchesAddUp() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        const int before = view.scene().slice();
        for (int i = 0; i < 4; ++i) {
            const QPointF at = view.rect().center();
            QWheelEvent event(at, view.mapToGlobal(at), {}, {0, -60}, Qt::NoButton, {},
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(&view, &event);
        }
        QCOMPARE(view.scene().slice(), before + 2);
    }

    void keysScrollChangePlanesAndPresets() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        SliceViewport& view = light.view(0);
        const int before = view.scene().slice();
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_PageDown);
        QCOMPARE(view.scene().slice(), before + 11);
        QSignalSpy planes(&light.viewer, &ViewerWidget::planeChanged);
        QTest::keyClick(&view, Qt::Key_C);
        QTRY_COMPARE(planes.size(), 1);
        QTRY_COMPARE(view.overlay().edges, (std::array<QString, 4>{"R", "L", "H", "F"}));
        QTest::keyClick(&view, Qt::Key_S);
        QTRY_COMPARE(light.view(1).overlay().edges, (std::array<QString, 4>{"A", "P", "H", "F"}));
        QTest::keyClick(&view, Qt::Key_A);
        QTest::keyClick(&view, Qt::Key_3);
        QCOMPARE(light.viewer.windowLevel(), (std::array<double, 2>{1500, -600}));
        QTRY_COMPARE(view.overlay().bottomRight.first(), QString("Lung"));
        QTest::keyClick(&view, Qt::Key_L);
        QVERIFY(!light.viewer.linked());
    }

    void unlinkedViewsGoTheirOwnWayAndComeBackTogether() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setLinked(false);
        wheel(light.view(0), 4);
        QCOMPARE(light.view(1).scene().point()[2], 0.0);
        light.viewer.setLinked(true);
        QCOMPARE(light.view(1).scene().point()[2], 10.0);
    }

    void doubleClickFillsTheLightBoxWithOneView() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        QTest::mouseDClick(&light.view(1), Qt::LeftButton, {}, QPoint(80, 80));
        QVERIFY(light.viewer.isMaximised());
        QVERIFY(!light.view(0).isVisible());
        QTRY_VERIFY(light.view(1).width() > 990);
        QTRY_VERIFY(light.view(1).picture().width() > 990);
        QTest::mouseDClick(&light.view(1), Qt::LeftButton, {}, QPoint(80, 80));
        QVERIFY(light.view(0).isVisible());
    }

    void anEmptyLightBoxTakesEveryKeyAndCall() {
        Light light;
        QTest::keyClicks(&light.viewer, "acsro0123456789hlxm");
        light.viewer.resetView();
        light.viewer.goTo({1, 2, 3});
        light.viewer.toggleMaximised();
        light.viewer.closeBeside();
        light.viewer.setHeatmapVisible(true);
        QVERIFY(light.viewer.activeViewport() == nullptr);
        Case none = newCase(4);
        QVERIFY(light.open(none));
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.clear();
        QVERIFY(light.viewer.viewports().empty());
    }

    void valuesWithoutHounsfieldUnitsGetTheirOwnWindow() {
        Light light;
        Case exam = newCase(5);
        light.archive.add(exam, axialGeometry({40, 40, 5}, {2, 2, 9}), Phase::Arterial);
        light.archive.add(exam, axialGeometry({40, 40, 5}, {2, 2, 9}), Phase::MTT);
        QVERIFY(light.open(exam));
        QCOMPARE(light.view(0).scene().window(), (Window{400, 40}));
        QVERIFY(light.view(1).scene().window() != (Window{400, 40}));
        light.viewer.setActiveViewport(1);
        QVERIFY(!light.viewer.applyPreset("lung"));
        QVERIFY(light.viewer.applyPreset("auto"));
        light.viewer.setActiveViewport(0);
        QVERIFY(light.viewer.applyPreset("lung"));
        QVERIFY(!light.viewer.applyPreset("toe"));
    }

    void everyStateOfTheLightBoxIsDrawn() {
        Light light({1400, 900});
        Case exam = newCase(11);
        const std::array phases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous,
                                Phase::Delayed};
        for (std::size_t i = 0; i < 4; ++i) {
            light.archive.add(exam, axialGeometry({180, 130, 60}, {2, 2, 4}), phases[i]);
        }
        light.archive.value = [](const Vec3& p) { return abdomen(p, 70, 130); };
        QVERIFY(light.open(exam));
        QVERIFY(coloursOf(light.viewer, "four-phases") > 40);
        light.viewer.goTo({-75, -15, 10});
        Heatmap map = hotCell(2, 3, 1);
        map.values[static_cast<std::size_t>((2 * 8 + 3) * 8 + 2)] = 0.6F;
        light.viewer.setHeatmaps(11, {map});
        light.viewer.setHeatmapVisible(true);
        QTest::mouseMove(&light.view(2), placeOf(light.view(2), {-75, -15, 10}).toPoint());
        QVERIFY(coloursOf(light.viewer, "heatmap") > 40);
        light.viewer.setPlane(Plane::Coronal);
        QVERIFY(coloursOf(light.viewer, "coronal") > 40);
        light.viewer.setHeatmapVisible(false);
        light.viewer.setPlane(Plane::Axial);
        light.viewer.applyPreset("bone");
        QSignalSpy shown(&light.viewer, &ViewerWidget::caseShown);
        light.viewer.showBeside(threePhases(light.archive, 12));
        QVERIFY(shown.wait());
        QVERIFY(coloursOf(light.viewer, "beside") > 40);
        light.viewer.closeBeside();
        light.viewer.goTo({0, 0, 5000});
        QVERIFY(coloursOf(light.viewer, "outside") > 40);
        light.viewer.goTo({0, 0, 0});
        light.viewer.toggleMaximised();
        QVERIFY(coloursOf(light.viewer, "maximised") > 40);
        light.viewer.resize(700, 500);
        light.viewer.toggleMaximised();
        light.archive.hold = true;
        light.viewer.showCase(threePhases(light.archive, 13));
        QTest::qWait(100);
        QVERIFY(coloursOf(light.viewer, "loading") > 40);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    LightBoxTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_light_box.moc"
