// The light box over 4 × 300 slices.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <set>

#include <QApplication>
#include <QElapsedTimer>
#include <QtTest>

#include "library/store/Library.h"
#include "tests/bench/DicomFiles.h"
#include "tests/bench/Measure.h"
#include "tests/bench/WindowSections.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

namespace bolus::bench {

namespace {

constexpr int giveUpMs = 2000, patienceMs = 180000, phases = 4, slices = 300, side = 512;
constexpr double frameMs = 16, rawMb = 2e-6 * phases * slices * side * side;

double residentMb() {
    std::ifstream status("/proc/self/statm");
    double whole = 0, resident = 0;
    status >> whole >> resident;
    return resident * 4096 / 1e6;
}

bool complain(const QString& sentence) {
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
    return false;
}

void say(const std::string& what, double ms, double limit) {
    print({what, "ms", ms, "limit", limit, ms / limit, Target::atMost(1)});
}

Result<Case> firstCase(const QString& folder) {
    const auto library = Library::open(folder.toStdString());
    return library ? (*library)->caseById(1) : std::unexpected(library.error());
}

class Opening {
public:
    explicit Opening(ViewerWidget& viewer) : m_viewer(viewer) {}

    /// Times until the first picture is drawn and until all phases are; one that is not reached is
    /// negative.
    void run(const Case& exam) {
        QSignalSpy shown(&m_viewer, &ViewerWidget::caseShown);
        QElapsedTimer clock;
        clock.start();
        m_viewer.showCase(exam);
        const bool first = QTest::qWaitFor([this] { return anyDrawn(); }, patienceMs);
        firstMs = first ? static_cast<double>(clock.elapsed()) : -1;
        const bool all = QTest::qWaitFor([&] { return !shown.isEmpty(); }, patienceMs);
        allMs = all ? static_cast<double>(clock.elapsed()) : -1;
    }
    double firstMs = -1, allMs = -1;

private:
    bool anyDrawn() const {
        return std::ranges::any_of(m_viewer.viewports(), [](SliceViewport* view) {
            if (!view->scene().hasVolume())
                return false;
            view->repaint();
            return true;
        });
    }

    ViewerWidget& m_viewer;
};

double busyMs() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

/// Of views that wait for their new frame.
class Painted : public QObject {
public:
    explicit Painted(const std::vector<SliceViewport*>& views)
        : m_views(views.begin(), views.end()) {
        for (SliceViewport* view : views)
            view->installEventFilter(this);
    }
    std::set<const QObject*> waiting;
    void waitForAll() { waiting = m_views; }

protected:
    bool eventFilter(QObject* view, QEvent* event) override {
        if (event->type() == QEvent::Paint)
            waiting.erase(view);
        return false;
    }

private:
    std::set<const QObject*> m_views;
};

/// From a step of the wheel to the last of the views' new frames: by the clock, and the processor
/// time of the window's thread, which what else the machine does makes no longer.
struct Frames {
    std::vector<double> ms, busy;
};
Frames scroll(ViewerWidget& viewer, int steps) {
    Painted painted(viewer.viewports());
    Frames frames;
    for (int step = 0; step < steps; ++step) {
        QElapsedTimer clock;
        clock.start();
        painted.waitForAll();
        const double before = busyMs();
        viewer.scrollBy(step < steps / 2 ? 1 : -1);
        while (!painted.waiting.empty() && clock.elapsed() < giveUpMs) // and sent to the screen
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (!painted.waiting.empty()) {
            complain("A view drew no new frame.");
            return {};
        }
        if (step >= 10) { // caches are filled
            frames.ms.push_back(1e-6 * static_cast<double>(clock.nsecsElapsed()));
            frames.busy.push_back(busyMs() - before);
        }
    }
    return frames;
}

void scrolling(ViewerWidget& viewer) {
    viewer.scrollBy(-1'000'000);
    QTest::qWait(200);
    Frames frames = scroll(viewer, 410);
    if (frames.ms.empty())
        return;
    std::ranges::sort(frames.ms);
    say("frame while scrolling four linked views of 800×600, median",
        frames.ms[frames.ms.size() / 2], frameMs);
    say("the same, 99th percentile", frames.ms[frames.ms.size() * 99 / 100], frameMs);
    print({"of it the window's thread, processor time", "ms", median(frames.busy), "", 0, 0, {}});
}

} // namespace

bool lightBox(const QString& folder) {
    const QString files = folder + "/ct", library = folder + "/viewer-library";
    if (auto written = writeCt(files.toStdString(), {1, phases, slices, side, side}); !written)
        return complain(QString::fromStdString(written.error().message));
    if (!importFiles(files, library))
        return complain("bolusctl could not import the exam.");
    const auto exam = firstCase(library);
    if (!exam)
        return complain(QString::fromStdString(exam.error().message));
    ViewerWidget viewer;
    viewer.setLayoutCount(phases);
    viewer.resize(2 * 800 + 2, 2 * 600 + 2); // the grid's gap
    viewer.show();
    if (!QTest::qWaitForWindowExposed(&viewer))
        return complain("The window does not show.");
    const double before = residentMb();
    Opening opening(viewer);
    opening.run(*exam);
    if (opening.firstMs < 0 || opening.allMs < 0)
        return complain("The exam did not open.");
    const std::string name = "an exam of 4 × 300 slices";
    say("first picture of " + name, opening.firstMs, 1000);
    print({"all phases of " + name, "ms", opening.allMs, "", 0, 0, {}});
    const double taken = residentMb() - before;
    print({"memory of " + name, "MB", taken, "its pixels", rawMb, taken / rawMb,
           Target::atMost(1.2)});
    scrolling(viewer);
    return true;
}

} // namespace bolus::bench
