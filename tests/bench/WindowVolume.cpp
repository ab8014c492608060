// Turning a volume rendering of 512 × 512 × 300 voxels.
#include <algorithm>
#include <cmath>

#include <QElapsedTimer>
#include <QtTest>

#include "tests/bench/Measure.h"
#include "tests/bench/WindowSections.h"
#include "tests/viewer/Synthetic.h"
#include "ui/view/VolumeViewport.h"

namespace bolus::bench {

namespace {

constexpr int patienceMs = 60000, turns = 150;

/// A body of 360 × 240 mm with noise, a spine, ribs and vessels.
double trunk(const Vec3& at) {
    const double across = std::hypot(at[0] / 180, at[1] / 120);
    if (across > 1) {
        return -1000;
    }
    const bool rib = across > 0.82 && across < 0.9 && std::fmod(at[2] + 400, 30) < 11;
    const bool spine = std::hypot(at[0], at[1] - 70) < 22;
    const bool vessel = std::hypot(at[0] - 12, at[1] - 35) < 11;
    const auto index =
        static_cast<std::uint64_t>(1e3 * (at[0] + 700 * (at[1] + 700 * at[2]) + 1e7));
    return (rib || spine ? 500 : vessel ? 280 : 50) + 40 * hashed(index) - 20;
}

void say(const std::string& what, double ms, double limit) {
    print({what, "ms", ms, "limit", limit, ms / limit, Target::atMost(1)});
}

bool shows(VolumeViewport& view, unsigned serial) {
    const auto picture = view.scene().takePicture();
    return picture && picture->serial == serial;
}

} // namespace

bool volumeRendering() {
    const auto geometry = test::axialGeometry({512, 512, 300}, {0.8, 0.8, 1});
    const auto loaded = LoadedVolume::make(test::makeVolume(geometry, trunk));
    VolumeViewport view;
    view.resize(800, 600);
    view.show();
    QElapsedTimer clock;
    clock.start();
    view.setLoaded(loaded);
    const auto first = [&] { return view.scene().takePicture() != nullptr; };
    if (!QTest::qWaitFor(first, patienceMs)) {
        std::fprintf(stderr, "No volume rendering came.\n");
        return false;
    }
    say("first picture of a volume rendering, 512 × 512 × 300", double(clock.elapsed()), 1500);
    std::vector<double> frames, busy;
    for (int i = 0; i < turns; ++i) {
        clock.start();
        view.scene().turn(7, i % 40 < 20 ? 2 : -2);
        busy.push_back(1e-6 * double(clock.nsecsElapsed()));
        const unsigned serial = view.scene().look().serial;
        while (!shows(view, serial) && clock.elapsed() < patienceMs) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        }
        view.repaint();
        frames.push_back(1e-6 * double(clock.nsecsElapsed()));
    }
    std::ranges::sort(frames);
    say("frame of it while it is turned, 800 × 600, median", frames[turns / 2], 50);
    say("99th percentile", frames[turns * 99 / 100], 100);
    say("of it the window's thread, to ask for one, at most", std::ranges::max(busy), 16);
    clock.start();
    view.scene().settle();
    QTest::qWaitFor([&] { return view.isSettled(); }, patienceMs); // gradients, once
    say("its fine picture, the first time", double(clock.elapsed()), 8000);
    view.scene().turn(20, 0);
    clock.start();
    view.scene().settle();
    QTest::qWaitFor([&] { return view.isSettled(); }, patienceMs);
    say("its fine picture, then", double(clock.elapsed()), 1000);
    return true;
}

} // namespace bolus::bench
