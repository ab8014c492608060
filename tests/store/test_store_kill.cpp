#include <atomic>
#include <csignal>
#include <random>
#include <set>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

constexpr int batchSize = 20, mostStudies = 5000;

/// How far the child got, told through shared memory: what stands here was committed.
struct Log {
    std::atomic<bool> ready{false};
    std::array<std::atomic<bool>, mostStudies> batch{}, built{}, reported{};
};

std::string studyOf(int number) {
    return "1." + std::to_string(number);
}

/// Of a patient of its own, so that no study is another's sibling.
std::vector<InstanceHeader> batchOf(int number) {
    auto headers = seriesHeaders(studyOf(number), studyOf(number) + ".1", batchSize);
    for (InstanceHeader& h : headers) {
        h.patientId = "P" + std::to_string(number);
    }
    return headers;
}

bool writeStudy(Library& library, int number, Log& log) {
    const std::string study = studyOf(number);
    if (!library.addInstances(batchOf(number))) {
        return false;
    }
    log.batch[number] = true;
    const std::string studies[]{study};
    const Case cases[]{exam({volume(study, study + ".1", Phase::Arterial, batchSize)})};
    if (!library.replaceCases(studies, cases)) {
        return false;
    }
    log.built[number] = true;
    Report report;
    report.studyUid = study;
    report.text = "FINDINGS: Finding number " + std::to_string(number) + ".";
    if (!library.addReport(report)) {
        return false;
    }
    log.reported[number] = true;
    return true;
}

[[noreturn]] void writeForever(const std::filesystem::path& folder, int first, Log& log) {
    auto library = Library::open(folder);
    log.ready = library.has_value();
    for (int number = first; library && number < mostStudies; ++number) {
        if (!writeStudy(**library, number, log)) {
            break;
        }
    }
    ::_exit(1);
}

/// Runs the writer, and kills it so many microseconds after it wrote so many studies; false if it
/// ended by itself.
bool killWriter(const std::filesystem::path& folder, int first, int studies, int microseconds,
                Log& log) {
    log.ready = false;
    const pid_t child = ::fork();
    if (child < 0) {
        return false; // kill() would take -1 for everybody
    }
    if (child == 0) {
        writeForever(folder, first, log);
    }
    const auto wrote = [&] {
        return log.ready && (studies == 0 || log.reported[first + studies - 1]);
    };
    int status = 0;
    while (!wrote()) {
        if (::waitpid(child, &status, WNOHANG) != 0) {
            return false;
        }
        ::usleep(100);
    }
    ::usleep(static_cast<useconds_t>(microseconds));
    ::kill(child, SIGKILL);
    return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

} // namespace

class StoreKillTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingCommittedIsLost() {
        LibraryFolder folder;
        void* shared =
            ::mmap(nullptr, sizeof(Log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        QVERIFY(shared != MAP_FAILED);
        Log& log = *new (shared) Log;
        int next = 0, written = 0;
        std::mt19937 random(20240102);
        for (int round = 0; round < 100; ++round) {
            folder.close();
            const int studies = std::uniform_int_distribution(0, 2)(random);
            const int delay = std::uniform_int_distribution(0, 10000)(random);
            QVERIFY(killWriter(folder.path(), next, studies, delay, log));
            written += studies;
            next = checkLibrary(folder.library(), log);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        QVERIFY(written > 50 && next >= written);
        ::munmap(shared, sizeof(Log));
    }

private:
    /// Opening ran quick_check. What the child was told is committed is there, whole, and a study
    /// without its case says that it is stale. Returns the first study that was not begun.
    static int checkLibrary(Library& library, const Log& log) {
        std::set<std::string> withCase, withReport, stale;
        const auto all = library.cases().value();
        for (const Case& c : all) {
            withCase.insert(c.studyUids.front());
            if (!c.reports.empty()) {
                withReport.insert(c.studyUids.front());
            }
            const Case whole = library.caseById(c.id).value();
            checkEqual(whole.volumes.front().slices.size(), batchSize);
        }
        const auto listed = library.staleStudies().value();
        stale.insert(listed.begin(), listed.end());
        int number = 0;
        for (;; ++number) {
            const std::string study = studyOf(number);
            const std::size_t instances = library.instancesOfStudy(study)->size();
            const bool begun = instances > 0;
            checkEqual(instances, begun ? batchSize : 0);
            checkTrue(begun || !log.batch[number], study + " lost its instances");
            checkTrue(withCase.contains(study) || !log.built[number], study + " lost its case");
            checkTrue(withReport.contains(study) || !log.reported[number],
                      study + " lost its report");
            checkTrue(!begun || withCase.contains(study) != stale.contains(study),
                      study + " is not stale");
            if (!begun) {
                return number;
            }
        }
    }
    static void checkEqual(std::size_t value, int expected) {
        QCOMPARE(value, std::size_t(expected));
    }
    static void checkTrue(bool value, const std::string& what) { QVERIFY2(value, what.c_str()); }
};

QTEST_GUILESS_MAIN(StoreKillTest)
#include "test_store_kill.moc"
