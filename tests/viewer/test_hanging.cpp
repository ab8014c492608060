// What hangs: loading, phases, found cases, heatmaps, and what goes wrong on the way.
#include "tests/viewer/LightBox.h"

using namespace bolus;
using namespace bolus::test;

class HangingTest : public QObject {
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

    void withFewColumnsWhatBothExamsHaveComesFirst() {
        Light light;
        const VolumeGeometry geometry = axialGeometry({60, 50, 21}, {2, 2, 5});
        Case exam = newCase(7), found = newCase(9);
        for (const Phase phase :
             {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous, Phase::Delayed}) {
            light.archive.add(exam, geometry, phase);
        }
        light.archive.add(found, geometry, Phase::PreContrast);
        light.archive.add(found, geometry, Phase::PortalVenous);
        light.viewer.setGrid(2, 2);
        QVERIFY(light.open(exam));
        QSignalSpy leftOut(&light.viewer, &ViewerWidget::phasesLeftOut);
        light.viewer.showBeside(found);
        const auto hung = [&] {
            QList<std::pair<qint64, Phase>> views;
            for (const SliceViewport* view : light.viewer.viewports()) {
                views << std::pair(view->caseId(), view->record().phase.phase);
            }
            return views;
        };
        const QList<std::pair<qint64, Phase>> level{{7, Phase::PreContrast},
                                                    {7, Phase::PortalVenous},
                                                    {9, Phase::PreContrast},
                                                    {9, Phase::PortalVenous}};
        QCOMPARE(hung(), level);
        QCOMPARE(leftOut.size(), 1);
        QCOMPARE(leftOut.last().first().toStringList(), (QStringList{"Arterial", "Delayed"}));
        light.viewer.setGrid(2, 3); // in contrast order again, with what one of them lacks
        QCOMPARE(hung().mid(0, 3),
                 (QList<std::pair<qint64, Phase>>{
                     {7, Phase::PreContrast}, {7, Phase::Arterial}, {7, Phase::PortalVenous}}));
        QCOMPARE(leftOut.last().first().toStringList(), QStringList{"Delayed"});
        light.viewer.closeBeside();
        QVERIFY(leftOut.last().first().toStringList().isEmpty());
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
            QTRY_VERIFY(light.view(0).picture().width() >= 120);
        }
        QCOMPARE(bestGrid(4, 1400, 900).rows, 2);
        QCOMPARE(bestGrid(3, 1400, 500).rows, 1);
        QCOMPARE(bestGrid(8, 1400, 300).columns, 4);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    HangingTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_hanging.moc"
