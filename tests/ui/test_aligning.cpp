// Registering and aligning phases in the window: keys, the job, the library, and what is told.
#include <QLabel>
#include <QMenu>

#include "library/store/Library.h"
#include "tests/ui/Fixture.h"
#include "ui/view/Alignment.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// The case of three phases.
std::unique_ptr<MainWindow> windowWith(Desk& desk) {
    auto window = desk.open();
    QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
    window->caseController().open(2);
    (void)shown.wait(20000);
    window->viewer().setFocus();
    return window;
}

SliceViewport& view(MainWindow& window, std::size_t i) {
    return *window.viewer().viewports().at(i);
}

QString marks(MainWindow& window, std::size_t i) {
    return view(window, i).overlay().marks.join('\n');
}

QAction* action(MainWindow& window, const char* name) {
    return child<QAction>(window, name);
}

Registration shifted(const Vec3& mm, RegistrationVerdict verdict) {
    Registration registration;
    registration.rigid[3] = mm[0];
    registration.rigid[7] = mm[1];
    registration.rigid[11] = mm[2];
    registration.quality.verdict = verdict;
    registration.quality.meanMm = norm(mm);
    return registration;
}

/// As the job would have kept it: the second phase registered well to the first, the third not.
void keepRegistrations(const Desk& desk) {
    auto library = Library::open(desk.library().toStdString());
    QVERIFY(library.has_value());
    const auto volumes = (*library)->caseById(2)->volumes;
    QVERIFY(volumes.size() >= 3);
    using enum RegistrationVerdict;
    QVERIFY((*library)->setRegistration(volumes[0].id, volumes[1].id, shifted({0, 0, 4}, Good)));
    QVERIFY(
        (*library)->setRegistration(volumes[0].id, volumes[2].id, shifted({9, 0, 4}, Doubtful)));
}

void wheel(SliceViewport& view, int notches) {
    const QPointF at = view.rect().center();
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

} // namespace

class AligningTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theKeyRegistersToTheActivePhase() {
        Desk desk;
        desk.addCases();
        const auto window = windowWith(desk);
        window->viewer().setActiveViewport(1);
        const VolumeRecord& record = view(*window, 1).record();
        QTest::keyClick(&window->viewer(), Qt::Key_J);
        const QString fixed = QString::fromStdString(alignmentKey(record));
        QTRY_VERIFY(desk.ran(QStringLiteral("\"register\", \"2\", \"--fixed\", \"%1\", \"--all\", "
                                            "\"--deformable\"")
                                 .arg(fixed)));
        QVERIFY(action(*window, "registerPhases")->shortcut() == QKeySequence("J"));
        auto* menu = child<QMenu>(*window, "compareMenu");
        QVERIFY(menu->actions().contains(action(*window, "registerPhases")));
    }

    void theRealJobEndsOnThePictures() {
        Desk desk;
        desk.addCases();
        desk.useHelper(QStringLiteral(BOLUS_BIN_DIR "/bolusctl"));
        const auto window = windowWith(desk);
        const Vec3 point = view(*window, 0).scene().point();
        QTest::keyClick(&window->viewer(), Qt::Key_J);
        QTRY_VERIFY_WITH_TIMEOUT(marks(*window, 1).contains("egist"), 30000);
        QTRY_VERIFY(marks(*window, 2).contains("egist"));
        picture(*window, "registered-by-the-job");
        // All three show one body: wherever it was laid, it is the same place within a mm or two.
        QVERIFY(distance(view(*window, 1).scene().point(), point) < 2.5);
        QTRY_VERIFY(window->bench().queue.isIdle());
        const QString told = child<QLabel>(*window, "messageSentence")->text();
        QVERIFY2(told.contains("2 phases registered well."), qPrintable(told));
        auto library = Library::open(desk.library().toStdString());
        QCOMPARE((*library)->registrations(2)->size(), std::size_t{2});
    }

    void whatTheLibraryHasLinksTheViews() {
        Desk desk;
        desk.addCases();
        keepRegistrations(desk);
        const auto window = windowWith(desk);
        QTRY_VERIFY(marks(*window, 1).contains("Registered, 4.0 mm, good"));
        QVERIFY(marks(*window, 2).contains("Registration doubtful: linked by position"));
        QVERIFY(!marks(*window, 0).contains("egistered"));
        wheel(view(*window, 0), -1);
        const Vec3 p = view(*window, 0).scene().point();
        QVERIFY(distance(view(*window, 1).scene().point(), p + Vec3{0, 0, 4}) < 1e-6);
        QVERIFY(distance(view(*window, 2).scene().point(), p) < 1e-6);
        picture(*window, "registered");

        QAction* by = action(*window, "linkByRegistration");
        QVERIFY(by->isEnabled() && by->isChecked());
        by->trigger();
        QVERIFY(distance(view(*window, 1).scene().point(), view(*window, 0).scene().point()) <
                1e-6);
        QVERIFY(marks(*window, 1).contains("Linked by position"));
        by->trigger();
        QVERIFY(marks(*window, 1).contains("Registered"));
    }

    void aRegistrationOfAnotherProcessArrives() {
        Desk desk;
        desk.addCases();
        const auto window = windowWith(desk);
        QVERIFY(!action(*window, "linkByRegistration")->isEnabled());
        keepRegistrations(desk);
        window->bench().library.poll();
        QTRY_VERIFY(marks(*window, 1).contains("Registered, 4.0 mm, good"));
        QVERIFY(action(*window, "linkByRegistration")->isEnabled());
    }

    void aFailedRunHidesNoGoodOne() {
        Desk desk;
        desk.addCases();
        keepRegistrations(desk);
        QTest::qSleep(5); // later, to the millisecond
        {
            auto library = Library::open(desk.library().toStdString());
            const auto volumes = (*library)->caseById(2)->volumes;
            using enum RegistrationVerdict;
            QVERIFY((*library)->setRegistration(volumes[2].id, volumes[0].id,
                                                shifted({1, 2, 3}, Failed)));
            QVERIFY((*library)->setRegistration(volumes[2].id, volumes[1].id,
                                                shifted({1, 2, 3}, Doubtful)));
        }
        const auto window = windowWith(desk);
        QTRY_VERIFY(marks(*window, 1).contains("Registered, 4.0 mm, good"));
        QVERIFY(!marks(*window, 0).contains("failed"));
    }

    void alignedByHandStaysWithTheCase() {
        Desk desk;
        desk.addCases();
        {
            const auto window = windowWith(desk);
            window->viewer().setActiveViewport(1);
            QTest::keyClick(&window->viewer(), Qt::Key_J, Qt::ShiftModifier);
            QVERIFY(window->viewer().isAligning());
            QVERIFY(action(*window, "alignByHand")->isChecked());
            QVERIFY(marks(*window, 1).contains("Aligning by hand"));
            const Vec3 rest = view(*window, 0).scene().point();
            const Vec3 before = view(*window, 1).scene().point();
            wheel(view(*window, 1), -2);
            QCOMPARE(view(*window, 0).scene().point(), rest);
            const Vec3 moved = view(*window, 1).scene().point() - before;
            QVERIFY(norm(moved) > 1);
            picture(*window, "aligning");
            QTest::keyClick(&window->viewer(), Qt::Key_J, Qt::ShiftModifier);
            QVERIFY(!window->viewer().isAligning());
            const QString text =
                QStringLiteral("Aligned by hand, %1 mm").arg(norm(moved), 0, 'f', 1);
            QVERIFY(marks(*window, 1).contains(text));
            QTRY_VERIFY(action(*window, "forgetAlignment")->isEnabled());
            picture(*window, "aligned");
            QTest::qWait(100);
        }
        {
            auto library = Library::open(desk.library().toStdString());
            const auto shifts = (*library)->handShifts(2).value();
            QCOMPARE(shifts.size(), std::size_t{1}); // and to which it was aligned
            QCOMPARE(shifts[0].fromSeries, (*library)->caseById(2)->volumes[0].seriesUid);
        }
        const auto again = windowWith(desk);
        QTRY_VERIFY(marks(*again, 1).contains("Aligned by hand"));
        action(*again, "forgetAlignment")->trigger();
        QVERIFY(!marks(*again, 1).contains("Aligned by hand"));
        QVERIFY(distance(view(*again, 1).scene().point(), view(*again, 0).scene().point()) < 1e-6);
        QTRY_VERIFY([&] {
            auto library = Library::open(desk.library().toStdString());
            return library && (*library)->handShifts(2)->empty();
        }());
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    AligningTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_aligning.moc"
