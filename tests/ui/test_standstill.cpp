// Whatever a reader does with an exam, the window answers.
#include <ctime>

#include <QLineEdit>
#include <QListView>

#include "tests/ui/PhantomCase.h"
#include "ui/search/SearchPanel.h"
#include "ui/view/AnnotationBook.h"
#include "ui/view/Graphics.h"
#include "ui/view/VolumeViewport.h"
#include "ui/watch/WatchedApplication.h"

using namespace bolus;
using namespace bolus::test;

namespace {

// Generous, for machines that do much else: bench_window counts what takes 50 ms.
constexpr double limitMs = 500;
constexpr double clockMs = 3000; // of events that wait: what else the machine does counts, too

/// Of this thread.
double processorMs() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// What held the window up while it was watched: a line each.
class Watch {
public:
    Watch() {
        application().watch(limitMs, [this](const Standstill& still) {
            if (still.busyMs >= limitMs || still.ms >= clockMs) {
                m_held << QStringLiteral("%1 ms (busy %2): %3 %4")
                              .arg(still.ms, 0, 'f', 0)
                              .arg(still.busyMs, 0, 'f', 0)
                              .arg(still.event, still.worst);
            }
        });
    }
    ~Watch() { application().watch(0, {}); }
    QString held() const { return m_held.join('\n'); }

private:
    static WatchedApplication& application() { return *static_cast<WatchedApplication*>(qApp); }
    QStringList m_held;
};

} // namespace

class StandstillTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theWatchSeesWhatHolds() {
        const Watch watch;
        QTimer::singleShot(0, this, [] {
            const double until = processorMs() + 1.2 * limitMs;
            while (processorMs() < until) {
            }
        });
        QTRY_VERIFY_WITH_TIMEOUT(!watch.held().isEmpty(), 20000);
    }

    void nothingHoldsTheWindowUp() {
        const PhantomCase made;
        const Watch watch;
        openFromTheList(made);
        scrollAndDrag(made);
        rehang(made);
        measure(made);
        search(made);
        QVERIFY2(watch.held().isEmpty(), qPrintable(watch.held()));
    }

private:
    static void openFromTheList(const PhantomCase& made) {
        auto* list = child<QListView>(*made.window, "caseList");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QSignalSpy shown(&made.viewer(), &ViewerWidget::caseShown);
        list->setFocus();
        list->setCurrentIndex(list->model()->index(0, 0));
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(shown.wait(20000));
        QCOMPARE(made.viewer().viewports().size(), std::size_t{4});
    }
    static void scrollAndDrag(const PhantomCase& made) {
        const double before = made.viewer().cursorPoint()[2];
        for (int step = 0; step < 20; ++step) {
            made.wheel(made.view(0), step < 12 ? -1 : 1);
            QTest::qWait(5);
        }
        QVERIFY(made.viewer().cursorPoint()[2] != before);
        made.press(Qt::Key_K); // a slab
        made.wheel(made.view(1), 3);
        QTest::qWait(200);
        made.press(Qt::Key_K);
    }
    static void rehang(const PhantomCase& made) {
        for (const int key : {Qt::Key_C, Qt::Key_S, Qt::Key_A, Qt::Key_V, Qt::Key_V, Qt::Key_M,
                              Qt::Key_M, Qt::Key_Period, Qt::Key_Comma, Qt::Key_U, Qt::Key_U}) {
            made.press(key);
            QTest::qWait(60);
        }
        made.press(Qt::Key_W);
        VolumeViewport* rendering = made.viewer().volumeViewport();
        QVERIFY(rendering != nullptr);
        QTRY_VERIFY_WITH_TIMEOUT(rendering->isSettled(), 30000);
        QTest::keyClick(rendering, Qt::Key_Right);
        QTest::qWait(100);
        QTest::keyClick(rendering, Qt::Key_Escape);
        made.viewer().setGrid(2, 4);
        QTest::qWait(100);
        made.viewer().setLayoutCount(0);
        QTest::qWait(100);
    }
    static void measure(const PhantomCase& made) {
        made.viewer().goTo(made.lesion);
        made.draw(made.view(0), Qt::Key_E, made.lesion - Vec3{14, 10, 0},
                  made.lesion + Vec3{14, 10, 0});
        made.draw(made.view(0), Qt::Key_B, made.lesion, made.lesion + Vec3{20, 0, 0});
        QCOMPARE(made.viewer().annotations().of(1).size(), std::size_t{2});
        QTest::keyClick(made.window.get(), Qt::Key_F5);
        QTest::qWait(300);
    }
    static void search(const PhantomCase& made) {
        auto* box = child<QLineEdit>(*made.window, "searchBox");
        QTest::keyClick(made.window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(box->hasFocus());
        QSignalSpy results(&made.window->searchPanel(), &SearchPanel::resultsShown);
        QTest::keyClicks(box, "lesion");
        QTRY_VERIFY_WITH_TIMEOUT(!results.isEmpty(), 20000);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    WatchedApplication application(argc, argv);
    StandstillTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_standstill.moc"
