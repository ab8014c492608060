// monkey: random input to the whole window over a small library. See README.md beside this file.
#include <csignal>
#include <cstdio>
#include <limits>
#include <map>

#include <unistd.h>

#include <QApplication>
#include <QCommandLineParser>
#include <QDesktopServices>
#include <QDir>

#include "tests/monkey/Monkey.h"
#include "tests/ui/Fixture.h"
#include "ui/view/Graphics.h"
#include "ui/watch/WatchedApplication.h"

using namespace bolus;
using namespace bolus::test;

namespace {

MonkeyOptions parse(const QCoreApplication& application) {
    const QCommandLineOption seed("seed", "The same seed sends the same events.", "N", "1");
    const QCommandLineOption events("events", "How many.", "N", "3000");
    const QCommandLineOption seconds("seconds", "Stop after so long; 0: never.", "S", "0");
    const QCommandLineOption log("log", "A line an event, written before it is sent.", "FILE");
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({seed, events, seconds, log});
    parser.process(application);
    MonkeyOptions options;
    options.seed = parser.value(seed).toUInt();
    options.events = parser.value(events).toInt();
    options.seconds = parser.value(seconds).toInt();
    options.log =
        parser.value(log).isEmpty() ? QString() : QFileInfo(parser.value(log)).absoluteFilePath();
    if (options.seconds > 0 && !parser.isSet(events))
        options.events = std::numeric_limits<int>::max();
    return options;
}

/// What the event thread does not come back from ends the run, with the seed and the event.
constexpr unsigned mostSeconds = 60;

void onAlarm(int) {
    constexpr char what[] = "monkey: the window hangs; the log's last event is the one.\n";
    (void)!::write(STDERR_FILENO, what, sizeof what - 1);
    std::_Exit(1);
}

class NoDesktop : public QObject {
    Q_OBJECT
public Q_SLOTS:
    void open(const QUrl&) {}
};

} // namespace

int main(int argc, char** argv) {
    prepareGraphics();
    WatchedApplication application(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    MonkeyOptions options = parse(application);
    NoDesktop nowhere;
    for (const char* scheme : {"http", "https", "file", "mailto"})
        QDesktopServices::setUrlHandler(QLatin1String(scheme), &nowhere, "open");
    Desk desk;
    desk.addCases();
    const QString home = desk.path("home"); // whatever is saved or printed goes there
    QDir().mkpath(home);
    qputenv("HOME", home.toUtf8());
    QDir::setCurrent(home);
    desk.chosenPath = home + "/chosen";
    options.drops = {desk.path("scans"), desk.library(), home + "/not-there", home};
    std::map<QString, double> stills;
    application.watch(50, [&stills](const Standstill& still) {
        double& worst =
            stills[still.worst.isEmpty() ? still.event
                                         : still.event + "; " + still.worst.section(',', 0, 0)];
        worst = std::max(worst, still.busyMs);
    });
    std::unique_ptr<MainWindow> window = desk.open();
    window->caseController().open(2);
    Monkey monkey(options, [&] {
        window->show();
        window->activateWindow();
    });
    std::signal(SIGALRM, onAlarm);
    QTimer alive;
    QObject::connect(&alive, &QTimer::timeout, [] { alarm(mostSeconds); });
    alive.start(500);
    QObject::connect(&monkey, &Monkey::finished, &application, [&] {
        for (QWidget* popup = nullptr; (popup = QApplication::activePopupWidget());)
            popup->close();
        QTimer::singleShot(0, &application,
                           [] { QCoreApplication::exit(); }); // quit asks the window
    });
    monkey.start();
    QApplication::exec();
    alarm(0);
    for (const auto& [what, ms] : stills)
        if (ms >= 50)
            std::printf("%5.0f ms busy: %s\n", ms, qPrintable(what));
    window.reset();
    std::printf("seed %u: %d events, the window lives\n", options.seed, monkey.done());
    return 0;
}
#include "main.moc"
