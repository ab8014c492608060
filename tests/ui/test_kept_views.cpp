// What is kept of a case's screen: the same place at each opening, and nothing said where it
// cannot.
#include <csignal>
#include <sys/resource.h>

#include <QLabel>
#include <QSignalSpy>
#include <QtTest>

#include "library/store/Library.h"
#include "tests/ui/Fixture.h"
#include "ui/hanging/Hangings.h"
#include "ui/view/Alignment.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"

using namespace bolus;
using namespace bolus::test;

namespace {

void openCase(MainWindow& window, std::int64_t id) {
    QSignalSpy shown(&window.viewer(), &ViewerWidget::caseShown);
    window.caseController().open(id);
    QVERIFY(shown.wait(20000));
    window.viewer().setFocus();
}

SliceViewport& view(MainWindow& window, std::size_t i) {
    return *window.viewer().viewports().at(i);
}

void wheel(SliceViewport& view, int notches) {
    const QPointF at = view.rect().center();
    QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, {},
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view, &event);
}

std::string keptBody(const Desk& desk) {
    const auto library = Library::open(desk.library().toStdString());
    return (*library)->caseView(2).value();
}

/// The first and the third phase of case 2 registered to the second: three slices apart, and bent.
void keepRegistrations(const Desk& desk) {
    const auto library = Library::open(desk.library().toStdString());
    const auto volumes = (*library)->caseById(2)->volumes;
    Registration lower;
    lower.rigid[11] = 6;
    lower.quality.verdict = RegistrationVerdict::Good;
    Registration bent = lower;
    bent.rigid[3] = 4;
    bent.grid = DisplacementGrid{{-100, -100, -100}, {200, 200, 200}, {2, 2, 2}, {}};
    for (int node = 0; node < 8; ++node)
        bent.grid->mm.insert(bent.grid->mm.end(), {0, 0, node % 2 ? 0.0F : 5.0F});
    QVERIFY((*library)->setRegistration(volumes[1].id, volumes[0].id, lower));
    QVERIFY((*library)->setRegistration(volumes[1].id, volumes[2].id, bent));
}

struct Seen {
    std::size_t active = 0;
    std::vector<Vec3> points, centres;
};

/// Opens the case, waits for its registrations, does something, and closes the window.
Seen lookAt(Desk& desk, const std::function<void(MainWindow&)>& act) {
    auto window = desk.open();
    openCase(*window, 2);
    (void)QTest::qWaitFor([&] { return !window->viewer().alignment().registered.empty(); }, 5000);
    act(*window);
    Seen seen;
    const auto views = window->viewer().viewports();
    for (const SliceViewport* each : views) {
        const SliceScene& scene = each->scene();
        if (each == window->viewer().activeViewport())
            seen.active = seen.points.size();
        seen.points.push_back(scene.point());
        seen.centres.push_back(scene.map().there(scene.state().centre()));
    }
    window->close();
    return seen;
}

/// Writing fails from here on, as on a full disk.
class FullDisk {
public:
    FullDisk() : m_handler(::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit tight{1024, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &tight);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        ::signal(SIGXFSZ, m_handler);
    }

private:
    void (*m_handler)(int);
    rlimit m_before{};
};

} // namespace

class KeptViewsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRegisteredCaseOpensAtTheSamePlaceEachTime_data() {
        QTest::addColumn<int>("active");
        QTest::addColumn<bool>("linked");
        QTest::newRow("the first phase led") << 0 << true;
        QTest::newRow("the reference led") << 1 << true;
        QTest::newRow("a bent one led") << 2 << true;
        QTest::newRow("each by itself") << 2 << false;
    }
    void aRegisteredCaseOpensAtTheSamePlaceEachTime() {
        QFETCH(int, active);
        QFETCH(bool, linked);
        Desk desk;
        desk.addCases();
        keepRegistrations(desk);
        const auto act = [&](MainWindow& window) {
            window.viewer().setLinked(linked);
            window.viewer().setActiveViewport(active);
            wheel(view(window, active), 2);
            const QPoint middle = view(window, active).rect().center();
            QTest::mouseClick(&view(window, active), Qt::LeftButton, {}, middle + QPoint(25, 10));
        };
        const Seen left = lookAt(desk, act);
        const std::string body = keptBody(desk);
        QVERIFY(!body.empty());
        const auto nothing = [](MainWindow&) {};
        for (int opening = 0; opening < 3; ++opening) {
            const Seen now = lookAt(desk, nothing);
            QCOMPARE(now.active, left.active);
            for (std::size_t i = 0; i < now.points.size(); ++i) {
                QVERIFY(distance(now.points[i], left.points[i]) < 0.01);
                QVERIFY(distance(now.centres[i], left.centres[i]) < 0.01);
            }
            QCOMPARE(keptBody(desk), body); // nobody changed anything
        }
    }

    void whatTheFoundCaseShowsIsNotKeptForThisOne() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
        window->caseController().openBeside(1);
        QTRY_VERIFY(window->viewer().besideCase().has_value());
        window->viewer().setLinked(false);
        const ScreenView before = window->viewer().screen();
        const auto views = window->viewer().viewports();
        const auto found =
            std::ranges::find(views, 1, [](const SliceViewport* v) { return v->caseId(); });
        QVERIFY(found != views.end());
        window->viewer().setActiveViewport(static_cast<int>(found - views.begin()));
        QTest::keyClick(&window->viewer(), Qt::Key_S);
        wheel(**found, 3);
        QCOMPARE(window->viewer().plane(), Plane::Sagittal);
        QVERIFY(window->viewer().screen() == before);
    }

    void whereNothingCanBeWrittenNothingIsSaidAndTheNextTimeItIsKept() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
        const auto saved = [&] { // asked, and answered
            window->hangings().keeper().saveNow();
            QTest::qWait(300);
        };
        QTest::keyClick(&window->viewer(), Qt::Key_C);
        {
            const FullDisk full;
            saved();
        }
        QCOMPARE(keptBody(desk), std::string());
        const auto* said = child<QLabel>(*window, "messageSentence");
        QVERIFY2(!said->isVisible(), qPrintable(said->text()));
        openCase(*window, 1); // the library still answers
        openCase(*window, 2);
        QTest::keyClick(&window->viewer(), Qt::Key_S);
        saved();
        QVERIFY(keptBody(desk).find("sagittal") != std::string::npos);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    KeptViewsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_kept_views.moc"
