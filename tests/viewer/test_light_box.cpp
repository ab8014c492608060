// The light box as a radiologist uses it: real mouse and keys, and the pixels on screen.
#include <atomic>
#include <mutex>

#include <QAction>
#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include "tests/viewer/Synthetic.h"
#include "ui/view/Graphics.h"
#include "ui/view/Hanging.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// Serves synthetic volumes by series; can be told to fail, or to wait until cancelled.
struct FakeArchive {
    std::map<std::string, VolumeGeometry> geometries;
    std::atomic<int> reads{0}, cancelled{0};
    std::atomic<bool> hold{false};
    std::string broken;
    ValueAt value = ramp;

    VolumeSource source() {
        return [this](const VolumeRecord& record, Progress* progress) -> Result<Volume> {
            ++reads;
            while (hold) {
                progress->progress("decode", 1, 4);
                if (progress->cancelled()) {
                    ++cancelled;
                    return fail(ErrorCode::Cancelled, "Cancelled.");
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
            if (record.seriesUid == broken) {
                return fail(ErrorCode::BadInput, "Slice 3 does not decode; import it again.");
            }
            return makeVolume(geometries.at(record.seriesUid), value);
        };
    }

    void add(Case& exam, const VolumeGeometry& geometry, Phase phase) {
        const std::string uid =
            "1." + std::to_string(exam.id) + '.' + std::to_string(exam.volumes.size() + 1);
        geometries[uid] = geometry;
        exam.volumes.push_back(makeRecord(geometry, uid, phase));
        exam.volumes.back().seriesNumber = static_cast<int>(exam.volumes.size());
    }
};

Case newCase(std::int64_t id) {
    Case exam;
    exam.id = id;
    exam.patientId = "P" + std::to_string(id);
    exam.patientName = "Doe^Jane";
    exam.patientSex = "F";
    exam.studyDate = "20240131";
    exam.modality = "CT";
    exam.description = "CT abdomen, three phases";
    return exam;
}

struct Light {
    FakeArchive archive;
    ViewerWidget viewer{nullptr, archive.source()};

    explicit Light(QSize size = {1000, 760}) {
        viewer.resize(size);
        viewer.show();
        (void)QTest::qWaitForWindowExposed(&viewer);
    }
    bool open(const Case& exam) {
        QSignalSpy shown(&viewer, &ViewerWidget::caseShown);
        viewer.showCase(exam);
        return shown.wait(10000) && shown.last().first().toLongLong() == exam.id;
    }
    SliceViewport& view(std::size_t i) { return *viewer.viewports().at(i); }
};

/// Where a point of the patient is in a viewport, logical pixels.
QPointF placeOf(SliceViewport& view, const Vec3& point) {
    const auto [x, y] = view.scene().displayFromPatient(point);
    return QPointF(x, y) / view.devicePixelRatioF();
}

int greyAt(SliceViewport& view, const Vec3& point) {
    const QImage image = view.grabFramebuffer();
    const auto [x, y] = view.scene().displayFromPatient(point);
    const QColor color = image.pixelColor(int(x), int(y));
    return color.red() == color.green() && color.green() == color.blue() ? color.red() : -1;
}

QColor colorAt(SliceViewport& view, const Vec3& point) {
    const auto [x, y] = view.scene().displayFromPatient(point);
    return view.grabFramebuffer().pixelColor(int(x), int(y));
}

int expectedGrey(double value, double window, double level) {
    return static_cast<int>(
        std::lround(std::clamp((value - level) / window + 0.5, 0.0, 1.0) * 255));
}

void wheel(SliceViewport& view, int notches, Qt::KeyboardModifiers modifiers = {}) {
    const QPointF at = view.rect().center();
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

void dragMouse(SliceViewport& view, Qt::MouseButton button, const QPoint& from, const QPoint& to) {
    QTest::mousePress(&view, button, {}, from);
    for (int step = 1; step <= 5; ++step) {
        const QPointF at = from + (to - from) * (step / 5.0);
        QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button, {});
        QApplication::sendEvent(&view, &move);
    }
    QTest::mouseRelease(&view, button, {}, to);
}

/// Three phases of one exam: other spacings, other ranges.
Case threePhases(FakeArchive& archive, std::int64_t id = 7, Vec3 centre = {}) {
    Case exam = newCase(id);
    archive.add(exam, axialGeometry({60, 50, 41}, {2, 2, 2.5}, centre), Phase::PreContrast);
    archive.add(exam, axialGeometry({60, 50, 21}, {2, 2, 5}, centre), Phase::Arterial);
    archive.add(exam, axialGeometry({60, 50, 9}, {2, 2, 5}, centre + Vec3{0, 0, 20}),
                Phase::PortalVenous);
    return exam;
}

/// One hot cell in a box of 256 × 256 × 256 mm about the origin.
Heatmap hotCell(int d, int h, int w) {
    Heatmap map;
    map.label = "Attention";
    map.spacing = {1, 1, 8};
    map.origin = {-127.5, -127.5, -124};
    map.values.assign(256, 0.0F);
    map.values[static_cast<std::size_t>((d * 8 + h) * 8 + w)] = 1.0F;
    map.high = 1;
    return map;
}

/// How many colours a picture of the widget has; kept where BOLUS_PICTURES names a folder.
qsizetype coloursOf(QWidget& widget, const QString& name) {
    QTest::qWait(50); // texts follow a frame later
    const QImage image = widget.grab().toImage();
    const QString folder = qEnvironmentVariable("BOLUS_PICTURES");
    if (!folder.isEmpty()) {
        image.save(folder + '/' + name + ".png");
    }
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); ++x) {
            colours.insert(image.pixel(x, y));
        }
    }
    return colours.size();
}

/// A body with a liver, a spine and a lesion that enhances, for the pictures.
double abdomen(const Vec3& p, double liver, double lesion) {
    const auto in = [&](Vec3 c, Vec3 r) {
        const Vec3 d = p - c;
        return std::pow(d[0] / r[0], 2) + std::pow(d[1] / r[1], 2) + std::pow(d[2] / r[2], 2) < 1;
    };
    if (in({-75, -15, 10}, {18, 18, 18})) {
        return lesion;
    }
    if (in({-60, -10, 10}, {70, 60, 70})) {
        return liver;
    }
    if (in({0, 65, 0}, {22, 20, 900})) {
        return 350;
    }
    return in({0, 0, 0}, {165, 115, 900}) ? -20 + 40 * in({0, 0, 0}, {150, 100, 900}) : -1000;
}

} // namespace

class LightBoxTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void phasesHangInOrderWithLabelsBeforePictures() {
        Light light;
        light.archive.hold = true;
        light.viewer.showCase(threePhases(light.archive));
        const auto views = light.viewer.viewports();
        QCOMPARE(views.size(), std::size_t(3));
        QVERIFY(views[0]->chip()->text().startsWith("Pre-contrast"));
        QVERIFY(views[1]->chip()->text().startsWith("Arterial"));
        QVERIFY(views[2]->chip()->text().startsWith("Portal venous"));
        QVERIFY(views[1]->overlay().topLeft.join(' ').contains("Series 2 · Synthetic Arterial"));
        QVERIFY(views[1]->overlay().topLeft.join(' ').contains("10:15:30 · 30 s after contrast"));
        QVERIFY(views[1]->overlay().topRight.join(' ').contains("Doe Jane"));
        QVERIFY(views[1]->overlay().note.contains("Loading"));
        QTRY_VERIFY(std::abs(views[0]->overlay().progress - 0.25) < 1e-9);
        QSignalSpy shown(&light.viewer, &ViewerWidget::caseShown);
        light.archive.hold = false;
        QVERIFY(shown.wait());
        QVERIFY(views[0]->overlay().note.isEmpty());
        QCOMPARE(views[0]->overlay().edges, (std::array<QString, 4>{"R", "L", "A", "P"}));
    }

    void greyOnScreenIsTheVoxelThroughTheWindow_data() {
        QTest::addColumn<Plane>("plane");
        QTest::newRow("axial") << Plane::Axial;
        QTest::newRow("coronal") << Plane::Coronal;
        QTest::newRow("sagittal") << Plane::Sagittal;
    }
    void greyOnScreenIsTheVoxelThroughTheWindow() {
        QFETCH(Plane, plane);
        Light light({700, 620});
        Case exam = newCase(1);
        const VolumeGeometry geometry = axialGeometry({41, 41, 41}, {2, 2, 2}, {10, 20, 30});
        light.archive.add(exam, geometry, Phase::Arterial);
        QVERIFY(light.open(exam));
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

    void theOutermostPixelsAreDrawnWholeAndNothingBeyond() {
        Light light({600, 600});
        Case exam = newCase(1);
        const VolumeGeometry geometry = axialGeometry({11, 11, 3}, {10, 10, 10});
        light.archive.value = [](const Vec3&) { return 1000.0; };
        light.archive.add(exam, geometry, Phase::Arterial);
        QVERIFY(light.open(exam));
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
        Case exam = newCase(1);
        const VolumeGeometry geometry = axialGeometry({60, 50, 41}, {2, 2, 2.5}, {0, 0, 0});
        light.archive.add(exam, geometry, Phase::Arterial);
        QVERIFY(light.open(exam));
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

    void heatmapIsOffUntilAskedForAndHidesWhileHeld() {
        Light light({700, 640});
        Case exam = newCase(1);
        light.archive.value = [](const Vec3&) { return 40.0; };
        light.archive.add(exam, axialGeometry({128, 128, 64}, {2, 2, 4}), Phase::Arterial);
        QVERIFY(light.open(exam));
        SliceViewport& view = light.view(0);
        const Vec3 hot{48, -80, 32}; // middle of cell d 2, h 1, w 5
        const Vec3 cold{-48, -80, 32}, below{48, -80, -34};
        light.viewer.goTo(hot);
        light.viewer.setCrosshairVisible(false);
        light.viewer.setHeatmaps(1, {hotCell(2, 1, 5)});
        QTRY_VERIFY(greyAt(view, hot) > 100);
        QVERIFY(view.overlay().legend.bar.isNull());

        QTest::qWait(20);
        light.viewer.setHeatmapVisible(true);
        light.viewer.setHeatmapOpacity(1);
        QTRY_VERIFY(greyAt(view, hot) == -1);
        const QColor color = colorAt(view, hot); // the bright end of inferno, fully opaque
        QVERIFY2(color.red() > 240 && color.green() > 220, qPrintable(color.name()));
        QVERIFY(greyAt(view, cold) > 100);
        QCOMPARE(view.overlay().legend.label, QString("Attention"));
        QCOMPARE(view.overlay().legend.cell, QString("1 cell = 32 × 32 × 64 mm"));

        view.setFocus();
        QTest::keyPress(&view, Qt::Key_H);
        QTRY_VERIFY(greyAt(view, hot) > 100);
        QTRY_VERIFY(view.overlay().legend.bar.isNull());
        QTest::keyRelease(&view, Qt::Key_H);
        QTRY_VERIFY(greyAt(view, hot) == -1);
        light.viewer.goTo(below);
        light.viewer.setCrosshairVisible(false);
        QTRY_VERIFY(greyAt(view, below) > 100);
        light.viewer.setHeatmapVisible(false);
        light.viewer.goTo(hot);
        light.viewer.setCrosshairVisible(false);
        QTRY_VERIFY(greyAt(view, hot) > 100);
    }

    void eachPhaseHasItsOwnHeatmap() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        Heatmap arterial = hotCell(1, 4, 4), all = hotCell(2, 4, 4);
        arterial.seriesUid = exam.volumes[1].seriesUid;
        arterial.label = "Arterial only";
        light.viewer.setHeatmaps(exam.id, {all, arterial});
        QCOMPARE(light.view(1).scene().heatmap()->label, std::string("Arterial only"));
        QCOMPARE(light.view(0).scene().heatmap()->label, std::string("Attention"));
        light.viewer.clearHeatmaps();
        QVERIFY(!light.view(1).scene().heatmap());
    }

    void aBrokenHeatmapIsNotShown() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        Heatmap broken = hotCell(1, 4, 4);
        broken.values.resize(7);
        light.viewer.setHeatmapVisible(true);
        light.viewer.setHeatmaps(exam.id, {broken});
        QVERIFY(!light.view(0).scene().heatmap());
        light.viewer.setHeatmaps(999, {hotCell(0, 0, 0)}); // a case that is not on screen
        QVERIFY(!light.view(0).scene().heatmap());
    }

    void oneClickCorrectsAPhase() {
        Light light;
        Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        QSignalSpy chosen(&light.viewer, &ViewerWidget::phaseChosen);
        QMenu* menu = light.view(1).chip()->menu();
        QTimer::singleShot(0, menu, [menu] {
            menu->findChild<QAction*>("delayed")->trigger();
            menu->close();
        });
        QTest::mouseClick(light.view(1).chip(), Qt::LeftButton);
        QTRY_COMPARE(chosen.size(), 1);
        QCOMPARE(chosen[0][0].toLongLong(), exam.id);
        QCOMPARE(chosen[0][1].toString().toStdString(), exam.volumes[1].seriesUid);
        QCOMPARE(chosen[0][3].value<Phase>(), Phase::Delayed);

        const int reads = light.archive.reads;
        exam.volumes[1].phase = {Phase::Delayed, 1, PhaseSource::User, "chosen by the user"};
        std::swap(exam.volumes[1], exam.volumes[2]); // contrast order again
        wheel(light.view(0), 4);
        QVERIFY(light.open(exam));
        QCOMPARE(light.archive.reads.load(), reads);
        QVERIFY(light.view(2).chip()->text().startsWith("Delayed"));
        QCOMPARE(light.viewer.cursorPoint()[2], 10.0); // the reader stays where he was
    }

    void theMenuHangsAnotherSeries() {
        Light light;
        Case exam = threePhases(light.archive);
        light.archive.add(exam, axialGeometry({20, 20, 1}, {9, 9, 9}), Phase::Unknown);
        exam.volumes.back().inPhaseSeries = false;
        QVERIFY(light.open(exam));
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        QMenu* menu = light.view(0).chip()->menu();
        Q_EMIT menu->aboutToShow();
        menu->findChild<QAction*>("series3")->trigger();
        QCOMPARE(light.view(0).volumeIndex(), 3);
        QTRY_VERIFY(light.view(0).scene().hasVolume());
        QCOMPARE(light.view(0).scene().stack().count, 1);
    }

    void aSeriesThatCannotBeReadSaysWhyAndTheOthersCome() {
        Light light;
        const Case exam = threePhases(light.archive);
        light.archive.broken = exam.volumes[1].seriesUid;
        QSignalSpy failed(&light.viewer, &ViewerWidget::volumeFailed);
        QVERIFY(light.open(exam));
        QCOMPARE(failed.size(), 1);
        QCOMPARE(light.view(1).overlay().note,
                 QString("Slice 3 does not decode; import it again."));
        QVERIFY(light.view(0).scene().hasVolume());
        QVERIFY(light.view(2).scene().hasVolume());
    }

    void hostileGeometryIsASentenceNotACrash() {
        Light light;
        Case exam = threePhases(light.archive);
        exam.volumes[0].spacing = {0, NAN, -1};
        exam.volumes[1].direction = {};
        exam.volumes[2].size = {0, 0, 0};
        QVERIFY(light.open(exam));
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(light.view(i).overlay().note.contains("do not make a volume"));
            wheel(light.view(i), 1);
            QTest::mouseClick(&light.view(i), Qt::LeftButton, {}, QPoint(50, 80));
        }
        QTest::qWait(30);
    }

    void aSupersededCaseIsCancelledAndNeverShown() {
        Light light;
        light.archive.hold = true;
        const Case first = threePhases(light.archive, 7), second = threePhases(light.archive, 8);
        QSignalSpy shown(&light.viewer, &ViewerWidget::caseShown);
        light.viewer.showCase(first);
        QTRY_VERIFY(light.archive.reads > 0);
        light.viewer.showCase(second);
        QTRY_VERIFY(light.archive.cancelled > 0);
        light.archive.hold = false;
        QTRY_COMPARE(shown.size(), 1);
        QCOMPARE(shown[0][0].toLongLong(), 8);
        for (const SliceViewport* view : light.viewer.viewports()) {
            QCOMPARE(view->caseId(), 8);
            QVERIFY(view->scene().hasVolume());
        }
    }

    void closingDuringALoadIsSafe() {
        FakeArchive archive;
        archive.hold = true;
        {
            ViewerWidget viewer(nullptr, archive.source());
            viewer.show();
            viewer.showCase(threePhases(archive));
            QTRY_VERIFY(archive.reads > 0);
        }
        QCOMPARE(archive.cancelled.load(), archive.reads.load());
        QTest::qWait(20);
    }

    void aFoundCaseHangsPhaseByPhaseBelow() {
        Light light;
        const Case exam = threePhases(light.archive, 7);
        Case found = newCase(9);
        const Vec3 elsewhere{30, 40, -900};
        light.archive.add(found, axialGeometry({60, 50, 21}, {2, 2, 5}, elsewhere),
                          Phase::Arterial);
        light.archive.add(found, axialGeometry({60, 50, 21}, {2, 2, 5}, elsewhere), Phase::Delayed);
        QVERIFY(light.open(exam));
        QSignalSpy shown(&light.viewer, &ViewerWidget::caseShown);
        light.viewer.showBeside(found);
        QVERIFY(shown.wait());
        QCOMPARE(light.viewer.viewports().size(), std::size_t(5));
        SliceViewport& own = light.view(1);
        SliceViewport& below = light.view(3);
        QCOMPARE(below.caseId(), 9);
        QCOMPARE(below.record().phase.phase, Phase::Arterial);
        QCOMPARE(own.x(), below.x());
        QVERIFY(below.y() > own.y());
        const int ownBefore = own.scene().slice(), foundBefore = below.scene().slice();
        QVERIFY(!below.scene().isOutside());
        wheel(own, -2);
        QCOMPARE(own.scene().slice() - ownBefore, 2);
        QCOMPARE(below.scene().slice() - foundBefore, 2);

        light.viewer.setLinked(false); // found case by hand two slices further, and linked again
        wheel(below, -2);
        QCOMPARE(own.scene().slice() - ownBefore, 2);
        light.viewer.setLinked(true);
        QCOMPARE(below.scene().slice() - foundBefore, 4);
        wheel(below, -1);
        QCOMPARE(below.scene().slice() - foundBefore, 5);
        QCOMPARE(own.scene().slice() - ownBefore, 3);

        QSignalSpy closed(&light.viewer, &ViewerWidget::besideClosed);
        light.viewer.closeBeside();
        QCOMPARE(closed.size(), 1);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        QVERIFY(!light.viewer.besideCase());
    }

    void doubleClickFillsTheLightBoxWithOneView() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        QTest::mouseDClick(&light.view(1), Qt::LeftButton, {}, QPoint(80, 80));
        QVERIFY(light.viewer.isMaximised());
        QVERIFY(!light.view(0).isVisible());
        QTRY_VERIFY(light.view(1).width() > 990);
        QTRY_VERIFY(light.view(1).grabFramebuffer().width() > 990);
        QTest::mouseDClick(&light.view(1), Qt::LeftButton, {}, QPoint(80, 80));
        QVERIFY(light.view(0).isVisible());
    }

    void layoutsOfOneToEightViewports() {
        Light light;
        Case exam = newCase(3);
        for (int i = 0; i < 10; ++i) {
            light.archive.add(exam, axialGeometry({20, 20, 5}, {9, 9, 9}), Phase::Unknown);
        }
        QVERIFY(light.open(exam));
        QCOMPARE(light.viewer.viewports().size(), std::size_t(8));
        for (const int count : {1, 2, 3, 4, 6, 8}) {
            light.viewer.setLayoutCount(count);
            QCOMPARE(light.viewer.viewports().size(), std::size_t(count));
            QTRY_VERIFY(light.view(0).grabFramebuffer().width() >= 120);
        }
        QCOMPARE(bestGrid(4, 1400, 900).rows, 2);
        QCOMPARE(bestGrid(3, 1400, 500).rows, 1);
        QCOMPARE(bestGrid(8, 1400, 300).columns, 4);
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
