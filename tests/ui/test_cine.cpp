// Pictures that play: which comes next, what is skipped, and what ends it.
#include "tests/viewer/LightBox.h"
#include "ui/picture/Cine.h"
#include "ui/view/AnnotationBook.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Kind = Cine::Kind;

std::vector<int> played(Reel reel, int pictures, int steps = 1) {
    std::vector<int> shown;
    for (int i = 0; i < pictures; ++i) {
        shown.push_back(reel.advance(steps));
    }
    return shown;
}

/// A light box with a case of three phases and a clock that is set by hand. The timer hardly runs.
struct Show {
    qint64 now = 1000;
    Light light;
    Cine cine{light.viewer, nullptr, [this] { return now; }};

    explicit Show(QSize size = {1000, 700}) : light(size) {
        if (!light.open(threePhases(light.archive)))
            qFatal("The case did not open");
        cine.setPace(10);
    }
    void after(qint64 ms) {
        now += ms;
        cine.tick();
    }
    int slice() { return light.viewer.activeViewport()->scene().slice(); }
    Phase phase() { return light.viewer.activeViewport()->record().phase.phase; }
};

} // namespace

class CineTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void reelsGoRoundAndRound() {
        using Way = Reel::Way;
        QCOMPARE(played({4, Way::Forward, 2}, 5), (std::vector{3, 0, 1, 2, 3}));
        QCOMPARE(played({4, Way::Backward, 1}, 4), (std::vector{0, 3, 2, 1}));
        QCOMPARE(played({4, Way::BackAndForth, 2}, 7), (std::vector{3, 2, 1, 0, 1, 2, 3}));
        QCOMPARE(played({4, Way::BackAndForth, 0}, 4, 2), (std::vector{2, 2, 0, 2}));
        QCOMPARE(played({1, Way::BackAndForth, 0}, 2), (std::vector{0, 0}));
        QCOMPARE(played({0, Way::Forward, 7}, 2), (std::vector{0, 0}));
        QCOMPARE(Reel(4, Way::Forward, 0).advance(4'000'000'001), 1);
    }

    void slicesPlayAtTheirPace() {
        Show show;
        const int first = show.slice();
        show.cine.toggle(Kind::Slices);
        QVERIFY(show.cine.playing() == Kind::Slices);
        show.after(100);
        QCOMPARE(show.slice(), first + 1);
        show.after(10); // too early
        QCOMPARE(show.slice(), first + 1);
        show.after(90);
        QCOMPARE(show.slice(), first + 2);
        QCOMPARE(show.light.view(1).scene().point(), show.light.view(0).scene().point());
    }

    void picturesThereWasNoTimeForAreSkipped() {
        Show show;
        const int first = show.slice();
        show.cine.toggle(Kind::Slices);
        show.after(700);
        QCOMPARE(show.slice(), first + 7);
        show.after(4100); // round the 41 slices
        QCOMPARE(show.slice(), first + 7);
    }

    void theTimerPlaysByItself() {
        Light light;
        QVERIFY(light.open(threePhases(light.archive)));
        Cine cine(light.viewer);
        cine.setPace(30);
        const int first = light.view(0).scene().slice();
        cine.toggle(Kind::Slices);
        QTRY_VERIFY(light.view(0).scene().slice() != first);
        cine.toggle(Kind::Slices);
        QVERIFY(!cine.playing());
    }

    void phasesTakeTurnsAtOneSliceAndWindow() {
        Show show;
        show.light.viewer.setWindowLevel(333, 44);
        show.light.viewer.viewState()->setPoint({3, 4, 20});
        const int reads = show.light.archive.reads;
        const Vec3 point = show.light.view(0).scene().point();
        show.cine.toggle(Kind::Phases);
        const auto& view = show.light.view(0);
        for (const Phase phase : {Phase::Arterial, Phase::PortalVenous, Phase::PreContrast}) {
            show.after(100);
            QCOMPARE(show.phase(), phase);
            QVERIFY(view.scene().hasVolume());
            QCOMPARE(view.scene().point(), point);
            QCOMPARE(view.scene().window(), (Window{333, 44}));
            QVERIFY(view.chip()->text().contains(phaseName(phase)));
            QVERIFY(view.overlay().topLeft.join(' ').contains(
                QString("Synthetic ") + QString::fromUtf8(phaseLabel(phase))));
            QCOMPARE(show.light.view(1).record().phase.phase, Phase::Arterial); // hangs on
        }
        QCOMPARE(int(show.light.archive.reads), reads); // nothing was read for it
    }

    void whatHungThereComesBack() {
        Show show;
        show.light.viewer.setActiveViewport(1);
        show.cine.toggle(Kind::Phases);
        show.after(100);
        QCOMPARE(show.phase(), Phase::PortalVenous);
        show.cine.toggle(Kind::Phases);
        QCOMPARE(show.phase(), Phase::Arterial);
        QVERIFY(show.light.view(1).scene().hasVolume());
    }

    void phasesThatDoNotHangAreReadOnce() {
        Light light;
        light.viewer.setLayoutCount(1);
        QVERIFY(light.open(threePhases(light.archive)));
        QCOMPARE(int(light.archive.reads), 1);
        qint64 now = 0;
        Cine cine(light.viewer, nullptr, [&now] { return now; });
        QSignalSpy refused(&cine, &Cine::refused);
        cine.toggle(Kind::Phases);
        QCOMPARE(refused.size(), 1); // only one is there yet
        QTRY_COMPARE(light.viewer.readPhases().size(), std::size_t(3));
        cine.toggle(Kind::Phases);
        QVERIFY(cine.playing() == Kind::Phases);
        QCOMPARE(int(light.archive.reads), 3);
    }

    void unlinkedViewsKeepTheirOwnPlace() {
        Show show;
        show.light.viewer.setLinked(false);
        show.light.viewer.scrollBy(5);
        const Vec3 point = show.light.view(0).scene().point();
        show.cine.toggle(Kind::Phases);
        show.after(100);
        QCOMPARE(show.phase(), Phase::Arterial);
        QCOMPARE(show.light.view(0).scene().point(), point);
        show.cine.stop();
        QCOMPARE(show.light.view(0).scene().point(), point);
    }

    void aScrollByHandEndsIt() {
        Show show;
        show.cine.toggle(Kind::Slices);
        show.after(100);
        wheel(show.light.view(0), -1);
        QTRY_VERIFY(!show.cine.playing());
        show.cine.toggle(Kind::Slices);
        QTest::keyClick(&show.light.viewer, Qt::Key_Down);
        QTRY_VERIFY(!show.cine.playing());
        show.cine.toggle(Kind::Slices);
        QTest::keyClick(&show.light.viewer, Qt::Key_C); // another plane
        QTRY_VERIFY(!show.cine.playing());
    }

    void windowAndZoomDoNotEndIt() {
        Show show;
        show.cine.toggle(Kind::Slices);
        show.light.viewer.setWindowLevel(100, 50);
        wheel(show.light.view(0), 2, Qt::ControlModifier);
        QCoreApplication::processEvents();
        QVERIFY(show.cine.playing().has_value());
    }

    void anotherViewAnotherCaseOrAToolEndsIt() {
        Show show;
        show.cine.toggle(Kind::Slices);
        QTest::mousePress(&show.light.view(2), Qt::RightButton, {}, {50, 50});
        QTest::mouseRelease(&show.light.view(2), Qt::RightButton, {}, {50, 50});
        QVERIFY(!show.cine.playing());
        show.cine.toggle(Kind::Phases);
        show.after(100);
        QVERIFY(show.light.open(threePhases(show.light.archive, 8)));
        show.after(100);
        QVERIFY(!show.cine.playing());
        QCOMPARE(show.light.view(0).caseId(), qint64(8));
        QCOMPARE(show.light.view(0).record().phase.phase, Phase::PreContrast);
        show.cine.toggle(Kind::Slices);
        QTest::keyClick(&show.light.viewer, Qt::Key_D);
        QVERIFY(!show.cine.playing());
    }

    void whatIsHungByHandMeanwhileStays() {
        Show show;
        show.light.viewer.setActiveViewport(0);
        show.cine.toggle(Kind::Phases);
        show.after(100);
        QCOMPARE(show.phase(), Phase::Arterial);
        Q_EMIT show.light.view(0).chip()->seriesChosen(2);
        show.after(100);
        QVERIFY(!show.cine.playing());
        QCOMPARE(show.light.view(0).record().phase.phase, Phase::PortalVenous);
    }

    void aHiddenWindowEndsIt() {
        Show show;
        show.cine.toggle(Kind::Slices);
        show.light.viewer.hide();
        show.after(100);
        QVERIFY(!show.cine.playing());
    }

    void aSingleSliceIsRefused() {
        Light light;
        Case exam = newCase(1);
        light.archive.add(exam, axialGeometry({9, 9, 1}, {1, 1, 1}), Phase::Arterial);
        QVERIFY(light.open(exam));
        Cine cine(light.viewer);
        QSignalSpy refused(&cine, &Cine::refused);
        cine.toggle(Kind::Slices);
        QCOMPARE(refused.size(), 1);
        QVERIFY(!cine.playing());
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication app(argc, argv);
    CineTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_cine.moc"
