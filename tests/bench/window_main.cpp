// bench_window: the window over a library of very many cases. See README.md beside this file.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <string_view>

#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/bench/LibrarySections.h"
#include "tests/bench/Measure.h"
#include "tests/bench/WindowSections.h"
#include "ui/common/Translation.h"
#include "ui/library/LibraryPanel.h"
#include "ui/style/Theme.h"
#include "ui/view/Graphics.h"
#include "ui/watch/WatchedApplication.h"
#include "ui/window/MainWindow.h"

using namespace bolus;
using namespace bolus::bench;

namespace {

constexpr int patienceMs = 120000;

double residentMb() {
    std::ifstream status("/proc/self/statm");
    double whole = 0, resident = 0;
    status >> whole >> resident;
    return resident * 4096 / 1e6;
}

/// The longest turn of the event loop: by the clock, and of this thread's processor time, which
/// what else the machine does makes no longer.
class Heartbeat {
public:
    Heartbeat() {
        m_timer.setInterval(1);
        QObject::connect(&m_timer, &QTimer::timeout, [this] {
            m_longest = std::max(m_longest, 1e-6 * double(m_since.nsecsElapsed()));
            m_longestBusy = std::max(m_longestBusy, processorMs() - m_busySince);
            begin();
        });
        begin();
        m_timer.start();
    }
    double takeLongestMs() { return std::exchange(m_longest, 0); }
    double takeLongestBusyMs() { return std::exchange(m_longestBusy, 0); }

private:
    static double processorMs() {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return 1e3 * double(now.tv_sec) + 1e-6 * double(now.tv_nsec);
    }
    void begin() {
        m_since.start();
        m_busySince = processorMs();
    }

    QTimer m_timer;
    QElapsedTimer m_since;
    double m_busySince = 0, m_longest = 0, m_longestBusy = 0;
};

class Bench {
public:
    explicit Bench(int cases) : m_name(std::to_string(cases) + " cases") {}

    int run(const QString& library) {
        const double before = residentMb();
        QElapsedTimer clock;
        clock.start();
        m_window.show();
        m_window.openLibrary(library);
        const auto* model = list().model();
        if (!until([&] { return model->index(0, 0).data().isValid(); }))
            return 1;
        list().viewport()->repaint();
        say("first rows of " + m_name, clock.elapsed(), 1500);
        QTest::qWait(6000); // the helper starts, thumbnails are looked for
        stall("opening");
        filter();
        facet();
        scroll();
        print({"memory that the window of " + m_name + " takes", "MB", residentMb() - before,
               "limit", 150, (residentMb() - before) / 150, Target::atMost(1)});
        return 0;
    }

private:
    QListView& list() { return *m_window.findChild<QListView*>("caseList"); }
    CaseListModel& model() { return m_window.bench().cases; }
    static bool until(const std::function<bool()>& done) {
        return QTest::qWaitFor(done, patienceMs);
    }
    static void say(const std::string& what, double ms, double limit) {
        print({what, "ms", ms, "limit", limit, ms / limit, Target::atMost(1)});
    }
    void stall(const std::string& what) {
        const double busy = m_pulse.takeLongestBusyMs();
        say("longest turn of the window's thread, " + what, busy, 50);
        print({"by the clock, what else runs included",
               "ms",
               m_pulse.takeLongestMs(),
               "busy",
               busy,
               0,
               {}});
    }

    /// From the key to its rows, with the pause that waits for the next key.
    void filter() {
        auto* box = m_window.findChild<QLineEdit*>("caseFilter");
        std::vector<double> times;
        for (const char key : {'4', '7', '1'}) {
            QElapsedTimer clock;
            clock.start();
            QTest::keyClick(box, key);
            until([&] { return model().isBehind(); });
            until([&] { return !model().isBehind(); });
            times.push_back(double(clock.elapsed()));
        }
        say("from a key in the filter of " + m_name + " to its rows", median(times), 300);
        box->clear();
        until([&] { return model().isBehind(); });
        until([&] { return !model().isBehind(); });
        stall("filtering");
    }

    void facet() {
        auto* box = m_window.findChild<QComboBox*>("phaseFacet");
        QElapsedTimer clock;
        clock.start();
        QTest::keyClick(box, Qt::Key_Down);
        until([&] { return !model().isBehind(); });
        say("from a facet of " + m_name + " to its rows", double(clock.elapsed()), 300);
        QTest::keyClick(box, Qt::Key_Up);
        until([&] { return !model().isBehind(); });
        stall("by facets");
    }

    void scroll() {
        std::vector<double> times;
        for (const int part : {3, 2, 5, 7}) {
            QElapsedTimer clock;
            clock.start();
            auto* bar = list().verticalScrollBar();
            bar->setValue(bar->maximum() / part);
            until([&] { return list().indexAt({4, 4}).data().isValid(); });
            times.push_back(double(clock.elapsed()));
        }
        say("from the scroll bar of " + m_name + " to rows", median(times), 100);
        stall("scrolling");
    }

    std::string m_name;
    MainWindow m_window;
    Heartbeat m_pulse;
};

} // namespace

/// How many there were, at the end, whichever that is.
struct Stalls {
    int all = 0, busy = 0;
    ~Stalls() {
        std::printf("Events that held the window up for 50 ms: %d by the clock, %d of them busy for "
                    "50 ms of processor time (each is named on standard error).\n",
                    all, busy);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    Stalls stalls;
    WatchedApplication application(argc, argv);
    application.watch(50, [&stalls](const Standstill& still) {
        ++stalls.all;
        stalls.busy += still.busyMs >= 50 ? 1 : 0;
        std::fprintf(stderr, "%.0f ms (busy %.0f): %s%s%s\n", still.ms, still.busyMs,
                     qPrintable(still.event), still.worst.isEmpty() ? "" : "; most of it: ",
                     qPrintable(still.worst));
    });
    const bool onlyViewer = argc > 1 && std::string_view(argv[1]) == "--viewer";
    const int cases = argc > 1 ? std::max(1000, std::atoi(argv[1])) : 100000;
    QTemporaryDir folder;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QCoreApplication::setOrganizationName(QStringLiteral("BolusBench"));
    QCoreApplication::setApplicationName(QStringLiteral("BolusBench"));
    installTranslation(application);
    theme::apply(application);
    if (!volumeRendering() || !startOfWindow(folder.path()) || !lightBox(folder.path()))
        return 1;
    if (onlyViewer)
        return 0;
    const QString library = folder.filePath(QStringLiteral("library"));
    if (auto made = makeLibrary(library.toStdString(), cases); !made) {
        std::fprintf(stderr, "%s\n", made.error().message.c_str());
        return 1;
    }
    return Bench(cases).run(library);
}
