// The program's start, from outside.
#include <cstdio>
#include <fstream>

#include <QApplication>
#include <QElapsedTimer>
#include <QProcess>

#include "tests/bench/DicomFiles.h"
#include "tests/bench/Measure.h"
#include "tests/bench/WindowSections.h"

namespace bolus::bench {

namespace {

constexpr int rounds = 5, patienceMs = 30000;

double residentMbOf(qint64 process) {
    std::ifstream status("/proc/" + std::to_string(process) + "/statm");
    double whole = 0, resident = 0;
    status >> whole >> resident;
    return resident * 4096 / 1e6;
}

struct Start {
    double ms = -1, mb = 0;
};

/// The program says on standard error when its list is there, because it is watched.
Start startOnce(const QString& library) {
    QProcess program;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("BOLUS_WATCHDOG", "1000");
    environment.insert("XDG_CONFIG_HOME", library + "/../config");
    program.setProcessEnvironment(environment);
    program.setReadChannel(QProcess::StandardError);
    Start start;
    QElapsedTimer clock;
    clock.start();
    program.start(QCoreApplication::applicationDirPath() + "/bolus", {"--library", library});
    QByteArray said;
    while (clock.elapsed() < patienceMs && !said.contains("bolus: ready") &&
           program.waitForReadyRead(patienceMs))
        said += program.readAllStandardError();
    if (said.contains("bolus: ready"))
        start = {static_cast<double>(clock.elapsed()), residentMbOf(program.processId())};
    program.terminate();
    program.waitForFinished(5000);
    return start;
}

} // namespace

bool importFiles(const QString& files, const QString& library) {
    QProcess program;
    program.setStandardOutputFile(QProcess::nullDevice());
    program.start(QCoreApplication::applicationDirPath() + "/bolusctl",
                  {"--library", library, "--json", "import", "--no-pixels", files});
    return program.waitForFinished(-1) && program.exitCode() == 0;
}

bool startOfWindow(const QString& folder) {
    const QString library = folder + "/start-library";
    if (!writeCt((folder + "/small").toStdString(), {2, 2, 8, 64, 64}) ||
        !importFiles(folder + "/small", library))
        return false;
    std::vector<double> times, sizes;
    for (int round = 0; round <= rounds; ++round) {
        const Start start = startOnce(library);
        if (start.ms < 0) {
            std::fprintf(stderr, "bolus does not start.\n");
            return false;
        }
        if (round > 0) { // the first brings it into memory
            times.push_back(start.ms);
            sizes.push_back(start.mb);
        }
    }
    print({"start of bolus until its list is filled", "ms", median(times), "limit", 1000,
           median(times) / 1000, Target::atMost(1)});
    print({"memory of bolus then", "MB", median(sizes), "limit", 250, median(sizes) / 250,
           Target::atMost(1)});
    return true;
}

} // namespace bolus::bench
