// kill -9 at random moments of embedding, report import, activating a model and migration.
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <random>
#include <set>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "Fixture.h"
#include "OldLibrary.h"

using namespace bolus;
using namespace bolus::test;

namespace {

namespace fs = std::filesystem;

constexpr int cases = 8, batchSize = 10;
const std::string modelHash(64, 'a');

/// How far the child got, told through shared memory: what stands here was committed.
struct Log {
    std::atomic<bool> ready{false};
    std::atomic<int> steps{0};
};

class SharedLog {
public:
    SharedLog()
        : m_memory(::mmap(nullptr, sizeof(Log), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                          -1, 0)),
          m_log(new (m_memory) Log) {}
    ~SharedLog() { ::munmap(m_memory, sizeof(Log)); }
    Log* operator->() { return m_log; }

private:
    void* m_memory;
    Log* m_log;
};

/// Runs `work` in a child and kills it so many microseconds after it is ready and did so many
/// steps. False where the child was not killed, but ended by itself.
bool killed(SharedLog& log, int steps, int microseconds, const std::function<void()>& work) {
    log->ready = false;
    const int wanted = log->steps + steps;
    const pid_t child = ::fork();
    if (child < 0) {
        return false; // kill() would take -1 for everybody
    }
    if (child == 0) {
        work();
        ::_exit(0);
    }
    int status = 0;
    while (!log->ready || log->steps < wanted) {
        if (::waitpid(child, &status, WNOHANG) != 0) {
            return false;
        }
        ::usleep(50);
    }
    ::usleep(static_cast<useconds_t>(microseconds));
    ::kill(child, SIGKILL);
    return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status);
}

using Step = std::function<bool(Library&, int)>; // false: it failed

/// Steps on from the last one committed, until it is killed.
void stepForever(const fs::path& folder, SharedLog& log, const Step& step) {
    auto library = Library::open(folder);
    log->ready = library.has_value();
    while (library && step(**library, log->steps)) {
        ++log->steps;
    }
}

/// What verify() says of the database itself: the files and models of these tests are not there.
std::string damage(Library& library) {
    const auto problems = library.verify();
    if (!problems) {
        return problems.error().message;
    }
    for (const std::string& problem : *problems) {
        for (const char* start : {"The database", "A row", "The search index", "The library"}) {
            if (problem.starts_with(start)) {
                return problem;
            }
        }
    }
    return {};
}

/// `check` is told how many steps were committed for certain; one more may have been.
void killManyTimes(LibraryFolder& folder, int rounds, const Step& step,
                   const std::function<void(Library&, int)>& check) {
    SharedLog log;
    std::mt19937 random(20240102);
    for (int round = 0; round < rounds; ++round) {
        folder.close();
        const int delay = std::uniform_int_distribution(0, 8000)(random);
        QVERIFY(killed(log, round % 2, delay, [&] { stepForever(folder.path(), log, step); }));
        check(folder.library(), log->steps);
        QCOMPARE(QString::fromStdString(damage(folder.library())), QString());
        if (QTest::currentTestFailed()) {
            return;
        }
    }
    folder.close(); // a run that is left alone completes
    QVERIFY(step(folder.library(), log->steps));
}

Report reportOf(int number) {
    Report report;
    report.studyUid = "1." + std::to_string(number % cases);
    report.source = "text";
    report.text = "FINDINGS: Finding number " + std::to_string(number) + ".";
    return report;
}

/// The version stands in the vector, so that a torn or older one shows.
StoredVector vectorOf(std::int64_t caseId, int version) {
    return {caseId, std::vector<float>(512, static_cast<float>(version)), {Phase::Arterial}};
}

} // namespace

class StoreKillPartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void embedding() {
        LibraryFolder folder;
        std::vector<std::int64_t> ids;
        for (int i = 0; i < cases; ++i) {
            ids.push_back(
                importExam(folder.library(), "1." + std::to_string(i), {Phase::Arterial}));
        }
        const Step step = [&](Library& library, int n) {
            return library.putVector(modelHash, vectorOf(ids[n % cases], n)).has_value();
        };
        killManyTimes(folder, 70, step, [&](Library& library, int steps) {
            const auto vectors = library.vectors(modelHash).value();
            std::map<std::int64_t, float> newest;
            for (const StoredVector& v : vectors) {
                QCOMPARE(v.vector.size(), std::size_t(512));
                QVERIFY(std::ranges::count(v.vector, v.vector.front()) == 512);
                newest[v.caseId] = v.vector.front();
            }
            for (int n = std::max(0, steps - cases); n < steps; ++n) {
                QVERIFY2(newest.contains(ids[n % cases]) &&
                             newest[ids[n % cases]] >= static_cast<float>(n),
                         "a vector that was committed is lost");
            }
        });
    }

    void reportImport() {
        LibraryFolder folder;
        for (int i = 0; i < cases; ++i) {
            importExam(folder.library(), "1." + std::to_string(i), {Phase::Arterial});
        }
        const Step step = [](Library& library, int n) {
            std::vector<Report> batch;
            for (int i = 0; i < batchSize; ++i) {
                batch.push_back(reportOf(n * batchSize + i));
            }
            return library.addReports(batch).has_value();
        };
        killManyTimes(folder, 70, step, [](Library& library, int steps) {
            std::size_t reports = 0;
            const auto all = library.cases().value();
            for (const Case& c : all) {
                reports += c.reports.size();
            }
            QVERIFY2(reports % batchSize == 0, "part of a batch is there");
            QVERIFY2(reports == std::size_t(steps) * batchSize ||
                         reports == std::size_t(steps + 1) * batchSize,
                     "a batch that was committed is lost");
            const auto hits = library.searchReports("finding").value();
            QCOMPARE(hits.size(), reports); // a sentence each
            std::set<std::int64_t> found;
            for (const LexicalHit& hit : hits) {
                found.insert(hit.caseId);
            }
            QCOMPARE(found.size(), std::min<std::size_t>(reports, cases));
        });
    }

    void activatingAModel() {
        LibraryFolder folder;
        const std::vector<std::string> names{"a", "b", "c"};
        for (const std::string& name : names) {
            VERIFY_OK(folder->addModel({name, std::string(64, name[0]), name, "{}", "{}"}));
        }
        VERIFY_OK(folder->activateModel("c"));
        const Step step = [&](Library& library, int n) {
            return library.activateModel(names[n % 3]).has_value();
        };
        killManyTimes(folder, 30, step, [&](Library& library, int steps) {
            const auto models = library.models().value();
            QCOMPARE(models.size(), std::size_t(3));
            std::string active;
            for (const ModelRow& model : models) {
                active += model.active ? model.id : "";
            }
            QVERIFY2(active == names[(steps + 2) % 3] || active == names[steps % 3],
                     active.c_str());
        });
    }

    void migration() {
        LibraryFolder old;
        makeVersion3(old.path());
        addCases(old.path() / "library.sqlite", 3000);
        int most = 0; // microseconds that a migration takes when it is left alone
        SharedLog log;
        std::mt19937 random(20240102);
        int unfinished = 0, latest = 0;
        for (int round = 0; round <= 30; ++round) {
            LibraryFolder folder;
            fs::create_directories(folder.path());
            fs::copy_file(old.path() / "library.sqlite", folder.path() / "library.sqlite");
            if (round == 0) {
                const auto start = std::chrono::steady_clock::now();
                checkMigrated(folder);
                latest = versionOf(folder.path());
                most = static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(
                                            std::chrono::steady_clock::now() - start)
                                            .count());
                continue;
            }
            const int delay = std::uniform_int_distribution(0, most)(random);
            const bool was = killed(log, 0, delay, [&] {
                log->ready = true;
                (void)Library::open(folder.path());
            });
            unfinished += was && versionOf(folder.path()) < latest ? 1 : 0;
            checkMigrated(folder);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
        QVERIFY(unfinished > 3);
    }

private:
    static int versionOf(const fs::path& folder) {
        SQLite::Database db(folder / "library.sqlite", SQLite::OPEN_READWRITE);
        return db.execAndGet("PRAGMA user_version").getInt();
    }
    static void addCases(const fs::path& file, int count) {
        SQLite::Database db(file, SQLite::OPEN_READWRITE);
        db.exec("INSERT INTO cases(patient_id, patient_name, patient_sex, patient_age, study_date, "
                "accession_number, modality, body_part, description, issues, search_text, "
                "signature) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                "WHERE i < " +
                std::to_string(count) +
                ") SELECT 'P' || i, 'Name', 'F', '050Y', '2020' || i, '', 'CT', 'LIVER', '', '', "
                "'text', 1 FROM n");
    }
    static void checkMigrated(LibraryFolder& folder) {
        const auto opened = Library::open(folder.path());
        VERIFY_OK(opened);
        QCOMPARE((*opened)->caseCount().value(), std::int64_t(3001));
        QCOMPARE((*opened)->facets()->bodyPart.front().cases, std::int64_t(3000));
        QCOMPARE((*opened)->caseById(5)->reports.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(damage(**opened)), QString());
        for (const auto& entry : fs::directory_iterator(folder.path())) {
            const std::string name = entry.path().filename().string();
            if (name.starts_with("library.backup-") && name.ends_with(".sqlite")) {
                SQLite::Database backup(entry.path(), SQLite::OPEN_READONLY);
                QCOMPARE(backup.execAndGet("PRAGMA quick_check").getString(), std::string("ok"));
                QCOMPARE(backup.execAndGet("SELECT count(*) FROM cases").getInt(), 3001);
            }
        }
        QVERIFY(fs::exists(folder.path() / "library.backup-v3.sqlite"));
    }
};

QTEST_GUILESS_MAIN(StoreKillPartsTest)
#include "test_store_kill_parts.moc"
