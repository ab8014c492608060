// How the light box is divided, and what is hung where by hand.
#include "tests/viewer/LightBox.h"

using namespace bolus;
using namespace bolus::test;

namespace {

Phase phaseAt(Light& light, std::size_t i) {
    return light.view(i).record().phase.phase;
}

/// Pressed on the chip of a viewport, carried along, and let go there.
void dragChip(SliceViewport& from, const QPoint& global) {
    PhaseChip* chip = from.chip();
    const QPoint start = chip->rect().center();
    QTest::mousePress(chip, Qt::LeftButton, {}, start);
    const QPointF end = chip->mapFromGlobal(global);
    for (int step = 1; step <= 4; ++step) {
        const QPointF at = start + (end - start) * (step / 4.0);
        QMouseEvent move(QEvent::MouseMove, at, chip->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                         {});
        QApplication::sendEvent(chip, &move);
    }
    QTest::mouseRelease(chip, Qt::LeftButton, {}, end.toPoint());
}

QPoint middleOf(QWidget& widget) {
    return widget.mapToGlobal(widget.rect().center());
}

Case manySeries(FakeArchive& archive, int count) {
    Case exam = newCase(3);
    for (int i = 0; i < count; ++i) {
        archive.add(exam, axialGeometry({20, 20, 5}, {9, 9, 9}), Phase::Unknown);
    }
    return exam;
}

} // namespace

class LayoutsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyGridUpToTwoByFour() {
        Light light;
        QVERIFY(light.open(manySeries(light.archive, 10)));
        for (int rows = 1; rows <= 2; ++rows) {
            for (int columns = 1; columns <= 4; ++columns) {
                light.viewer.setGrid(rows, columns);
                QCOMPARE(light.viewer.viewports().size(), std::size_t(rows * columns));
                QTRY_VERIFY(light.view(0).width() > 100);
                const auto cell = [&](int i) { return light.view(std::size_t(i)).geometry(); };
                for (int i = 1; i < rows * columns; ++i) {
                    QTRY_COMPARE(cell(i).x() > cell(0).x(), i % columns > 0);
                    QTRY_COMPARE(cell(i).y() > cell(0).y(), i / columns > 0);
                }
            }
        }
        light.viewer.setGrid(7, -2); // as near as it goes
        QCOMPARE(light.viewer.grid(), (std::array{2, 1}));
    }

    void aGridLargerThanTheCaseHasEmptyCells() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setGrid(2, 4);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        light.viewer.setLayoutCount(0);
        QCOMPARE(light.viewer.grid(), (std::array{0, 0}));
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
    }

    void commaAndPeriodPageThroughTheSeriesOfTheActiveView() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        light.viewer.setLayoutCount(1);
        light.viewer.setFocus();
        QCOMPARE(phaseAt(light, 0), Phase::PreContrast);
        QTest::keyClick(&light.viewer, Qt::Key_Period);
        QCOMPARE(phaseAt(light, 0), Phase::Arterial);
        QTRY_VERIFY(light.view(0).scene().hasVolume());
        QTest::keyClick(&light.viewer, Qt::Key_Period);
        QCOMPARE(phaseAt(light, 0), Phase::PortalVenous);
        QTest::keyClick(&light.viewer, Qt::Key_Period); // round
        QCOMPARE(phaseAt(light, 0), Phase::PreContrast);
        QTest::keyClick(&light.viewer, Qt::Key_Comma);
        QCOMPARE(phaseAt(light, 0), Phase::PortalVenous);
    }

    void aChipDraggedOntoAnotherViewportSwapsThem() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        dragChip(light.view(0), middleOf(light.view(2)));
        QCOMPARE(phaseAt(light, 0), Phase::PortalVenous);
        QCOMPARE(phaseAt(light, 1), Phase::Arterial);
        QCOMPARE(phaseAt(light, 2), Phase::PreContrast);
        QCOMPARE(light.viewer.activeViewport(), &light.view(2));
        for (std::size_t i = 0; i < 3; ++i) {
            QVERIFY(light.view(i).scene().hasVolume());
        }
        QVERIFY(!light.viewer.findChild<QFrame*>("dropFrame")->isVisible());
        light.viewer.setLayoutCount(2); // what was hung by hand stays
        QCOMPARE(phaseAt(light, 0), Phase::PortalVenous);
        light.viewer.setLayoutCount(3);
        QCOMPARE(phaseAt(light, 2), Phase::PreContrast);
        light.viewer.setLayoutCount(0); // as the case needs: in contrast order again
        QCOMPARE(phaseAt(light, 0), Phase::PreContrast);
    }

    void aDragThatEndsOutsideChangesNothing() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        dragChip(light.view(0), light.viewer.mapToGlobal(QPoint(-80, -80)));
        dragChip(light.view(1), middleOf(light.view(1)));
        QCOMPARE(phaseAt(light, 0), Phase::PreContrast);
        QCOMPARE(phaseAt(light, 1), Phase::Arterial);
    }

    void theCellUnderADragIsOutlined() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        auto* frame = light.viewer.findChild<QFrame*>("dropFrame");
        light.viewer.showDropAt(middleOf(light.view(1)));
        QVERIFY(frame->isVisible());
        QCOMPARE(frame->geometry(), light.view(1).geometry());
        light.viewer.showDropAt({});
        QVERIFY(!frame->isVisible());
    }

    void aClickOnAChipStillOpensItsMenu() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        PhaseChip* chip = light.view(0).chip();
        bool opened = false;
        connect(chip->menu(), &QMenu::aboutToShow, this, [&] {
            opened = true;
            QTimer::singleShot(0, chip->menu(), &QMenu::close);
        });
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(opened);
    }

    void aSeriesDropsIntoAnEmptyCell() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        light.viewer.setGrid(2, 2);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        const QPoint corner =
            light.viewer.mapToGlobal(QPoint(light.viewer.width() - 40, light.viewer.height() - 40));
        QVERIFY(light.viewer.dropSeries(corner, exam.id, 1));
        QCOMPARE(light.viewer.viewports().size(), std::size_t(4));
        QCOMPARE(phaseAt(light, 3), Phase::Arterial);
        QTRY_VERIFY(light.view(3).scene().hasVolume());
        QVERIFY(!light.viewer.dropSeries(corner, exam.id, 99));
        QVERIFY(!light.viewer.dropSeries(corner, 4711, 0));
    }

    void whatHangsByHandStaysWhenTheCaseIsReadAgain() {
        Light light;
        Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        dragChip(light.view(0), middleOf(light.view(1)));
        exam.volumes[2].phase.phase = Phase::Delayed; // corrected elsewhere
        light.viewer.showCase(exam);
        QCOMPARE(phaseAt(light, 0), Phase::Arterial);
        QCOMPARE(phaseAt(light, 2), Phase::Delayed);
        QVERIFY(light.open(threePhases(light.archive, 8))); // another case begins in its own order
        QCOMPARE(phaseAt(light, 0), Phase::PreContrast);
    }

    void resetGoesBackToTheContrastOrder() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        dragChip(light.view(0), middleOf(light.view(2)));
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_R);
        QCOMPARE(phaseAt(light, 0), Phase::PreContrast);
    }

    void resetLeadsToTheProtocolAndToTheFirstWindow() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        const auto first = light.viewer.windowLevel();
        ScreenView home;
        CellContent portal;
        portal.phase = Phase::PortalVenous;
        home.layout.cells = {portal, {}};
        light.viewer.setHome(home);
        light.viewer.setWindowLevel(77, 7);
        light.viewer.setLayoutCount(1);
        light.viewer.setFocus();
        QTest::keyClick(&light.viewer, Qt::Key_R);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(2));
        QCOMPARE(phaseAt(light, 0), Phase::PortalVenous);
        QCOMPARE(light.viewer.windowLevel(), first);
    }

    void aScreenIsKeptAndComesBack() {
        Light light;
        const Case exam = threePhases(light.archive), other = threePhases(light.archive, 8);
        QVERIFY(light.open(exam));
        light.viewer.setGrid(1, 2);
        QTRY_VERIFY(light.view(1).width() > 450);
        dragChip(light.view(0), middleOf(light.view(1)));
        QCOMPARE(phaseAt(light, 0), Phase::Arterial);
        light.viewer.setPlane(Plane::Coronal);
        light.viewer.setWindowLevel(321, 54);
        light.viewer.goTo({4, -6, 10});
        light.view(0).scene().zoomBy(2);
        const ScreenView kept = light.viewer.screen();
        QCOMPARE(kept.windows.at("HU").window, 321.0);
        QVERIFY(light.open(other));
        light.viewer.setLayoutCount(0);
        QVERIFY(light.open(exam));
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        light.viewer.applyScreen(kept);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(2));
        QCOMPARE(phaseAt(light, 0), Phase::Arterial);
        QCOMPARE(light.viewer.plane(), Plane::Coronal);
        QCOMPARE(light.viewer.windowLevel(), (std::array{321.0, 54.0}));
        QCOMPARE(light.viewer.cursorPoint(), (std::array{4.0, -6.0, 10.0}));
        QCOMPARE(light.view(0).scene().state().zoom(), 2.0);
        QVERIFY(light.viewer.screen() == kept);
    }

    void aScreenOfSeriesThatAreGoneLeavesNoHole() {
        Light light;
        Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        dragChip(light.view(0), middleOf(light.view(1)));
        const ScreenView kept = light.viewer.screen();
        Case less = threePhases(light.archive, 8);
        QVERIFY(light.open(less)); // none of the series
        light.viewer.applyScreen(kept);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(3));
        less.id = 9;
        less.volumes = {exam.volumes[1]};
        QVERIFY(light.open(less));
        light.viewer.applyScreen(kept);
        QCOMPARE(light.viewer.viewports().size(), std::size_t(1));
    }

    void besideACaseTheLayoutIsThePairs() {
        Light light;
        const Case exam = threePhases(light.archive);
        QVERIFY(light.open(exam));
        dragChip(light.view(0), middleOf(light.view(1)));
        QSignalSpy shown(&light.viewer, &ViewerWidget::caseShown);
        light.viewer.showBeside(threePhases(light.archive, 9));
        QVERIFY(shown.wait());
        QCOMPARE(light.viewer.viewports().size(), std::size_t(6));
        QCOMPARE(phaseAt(light, 0), Phase::PreContrast);
        dragChip(light.view(0), middleOf(light.view(3))); // found below own: they change places
        QCOMPARE(light.view(0).caseId(), 9);
        QCOMPARE(light.view(3).caseId(), 7);
        QCOMPARE(light.view(0).x(), light.view(3).x());
        QVERIFY(light.view(0).y() < light.view(3).y());
        light.viewer.closeBeside();
        QCOMPARE(phaseAt(light, 0), Phase::Arterial); // as it was left
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    LayoutsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_layouts.moc"
