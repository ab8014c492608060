// The search index made anew in steps: killed between them, shared with others, and searched
// meanwhile.
#include <csignal>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "ReportCases.h"

using namespace bolus;
using namespace bolus::test;

namespace {

constexpr int reports = 2500; // three steps

std::string textOf(int number) {
    return number % 2 ? "FINDINGS: Cyst of " + std::to_string(number) + " mm.\nIMPRESSION: Cyst."
                      : "FINDINGS: No cyst. Haemangioma of " + std::to_string(number) + " mm.";
}

/// An exam with many reports, which other rules have indexed.
void makeOld(LibraryFolder& folder) {
    importExam(folder.library(), "1.1", {Phase::Arterial});
    std::vector<Report> added(reports);
    for (int i = 0; i < reports; ++i) {
        added[static_cast<std::size_t>(i)].studyUid = "1.1";
        added[static_cast<std::size_t>(i)].text = textOf(i);
    }
    if (!folder->addReports(added)) {
        qFatal("no reports");
    }
}

SQLite::Database opened(const LibraryFolder& folder) {
    return SQLite::Database(folder.path() / "library.sqlite", SQLite::OPEN_READWRITE);
}

void makeStale(LibraryFolder& folder) {
    folder.close();
    opened(folder).exec("UPDATE search_state SET version = 'older'");
}

/// All that a search can come upon.
std::string indexOf(const LibraryFolder& folder) {
    SQLite::Database database = opened(folder);
    std::string all;
    for (const char* sql :
         {"SELECT group_concat(id || text || codes || asserted || assertion) FROM "
          "(SELECT * FROM sentence ORDER BY id)",
          "SELECT group_concat(rowid) FROM (SELECT rowid FROM sentence_fts WHERE sentence_fts "
          "MATCH 'cyst' ORDER BY rowid)",
          "SELECT group_concat(rowid) FROM (SELECT rowid FROM report_fts WHERE report_fts MATCH "
          "'zxncyst' ORDER BY rowid)",
          "SELECT group_concat(report || ' ' || tags) FROM (SELECT * FROM report_tags JOIN tag_set "
          "ON id = tag_set ORDER BY report)",
          "SELECT group_concat(mm) FROM (SELECT * FROM measurement ORDER BY sentence, mm)",
          "SELECT group_concat(text) FROM (SELECT text FROM word ORDER BY text)"}) {
        all += std::string(database.execAndGet(sql).getText()) + '\n';
    }
    return all;
}

/// Kills a process at its first step.
bool killAtFirstStep(const std::filesystem::path& folder) {
    const pid_t child = ::fork();
    if (child == 0) {
        (void)Library::open(folder, [](std::int64_t, std::int64_t) { ::raise(SIGKILL); });
        ::_exit(1);
    }
    int status = 0;
    return child > 0 && ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
           WTERMSIG(status) == SIGKILL;
}

/// Somebody else who makes the index anew.
class Other {
public:
    explicit Other(const std::filesystem::path& folder)
        : m_file(::open((folder / "library.indexing").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
          m_held(::flock(m_file, LOCK_EX | LOCK_NB) == 0) {}
    ~Other() { ::close(m_file); }
    bool held() const { return m_held; }

private:
    int m_file = -1;
    bool m_held = false;
};

} // namespace

class IndexAnewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aKillLosesNoStep() {
        LibraryFolder folder;
        makeOld(folder);
        folder.close();
        const std::string before = indexOf(folder);
        makeStale(folder);
        QVERIFY(killAtFirstStep(folder.path()));
        std::int64_t kept = 0;
        {
            SQLite::Database database = opened(folder);
            kept = database.execAndGet("SELECT count(DISTINCT report) FROM sentence").getInt64();
            QVERIFY(kept > 0 && kept < reports);
            QCOMPARE(database.execAndGet("SELECT waiting FROM search_state").getInt64(),
                     reports - kept);
        }
        std::vector<std::int64_t> heard;
        {
            auto again = Library::open(
                folder.path(), [&](std::int64_t done, std::int64_t) { heard.push_back(done); });
            VERIFY_OK(again);
            QCOMPARE((*again)->reportsToIndex().value(), std::int64_t(0));
            QCOMPARE((*again)->verify()->size(),
                     std::size_t(1)); // the folder of its files, no more
        }
        QCOMPARE(heard.size(), std::size_t(2)); // the first step was not made again
        QCOMPARE(heard.back(), reports - kept);
        QVERIFY(!std::filesystem::exists(folder.path() / "library.indexing"));
        QVERIFY(indexOf(folder) == before);
    }

    void whatIsIndexedIsFoundWhileOthersGoOn() {
        LibraryFolder folder;
        makeOld(folder);
        makeStale(folder);
        QVERIFY(killAtFirstStep(folder.path()));
        const auto other = std::make_unique<Other>(folder.path());
        QVERIFY(other->held());
        auto library = Library::open(folder.path()); // neither waits nor indexes
        VERIFY_OK(library);
        const std::int64_t waiting = (*library)->reportsToIndex().value();
        QVERIFY(waiting > 0 && waiting < reports);
        const std::size_t found = (*library)->searchReports("cyst")->size();
        QVERIFY(found > 0);
        const auto step = (*library)->indexSomeReports();
        VERIFY_OK(step);
        QVERIFY(step->byOther && step->waiting == waiting);
    }

    void whatComesMeanwhileIsIndexedOnce() {
        LibraryFolder folder;
        makeOld(folder);
        makeStale(folder);
        QVERIFY(killAtFirstStep(folder.path()));
        auto other = std::make_unique<Other>(folder.path());
        auto library = Library::open(folder.path());
        VERIFY_OK(library);
        const std::int64_t waiting = (*library)->reportsToIndex().value();
        Report added;
        added.studyUid = "1.1";
        added.text = "FINDINGS: Splenunculus.";
        VERIFY_OK((*library)->addReport(added));
        QCOMPARE((*library)->reportsToIndex().value(), waiting + 1);
        QCOMPARE((*library)->searchReports("splenunculus")->size(), std::size_t(0));
        other.reset(); // it ended, however it did
        VERIFY_OK((*library)->indexReports({}));
        QCOMPARE((*library)->reportsToIndex().value(), std::int64_t(0));
        QCOMPARE((*library)->searchReports("splenunculus")->size(), std::size_t(1));
        QCOMPARE((*library)->searchReports("cyst")->size(),
                 std::size_t(reports + reports / 2)); // two sentences in every other report
        added.text = "FINDINGS: Splenunculi.";
        VERIFY_OK((*library)->addReport(added));
        QCOMPARE((*library)->searchReports("splenunculi")->size(), std::size_t(1));
    }

    void tagsComeToOthersStepByStep() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        Report report;
        report.studyUid = "1.1";
        report.text = "FINDINGS: HCC.";
        VERIFY_OK(folder->addReport(report));
        folder.close();
        opened(folder).exec("UPDATE search_state SET indexed_to = 0, waiting = 1; "
                            "DELETE FROM sentence; DELETE FROM report_tags");
        const auto other = std::make_unique<Other>(folder.path());
        auto reader = Library::open(folder.path());
        VERIFY_OK(reader);
        const std::int64_t ids[]{id};
        QVERIFY((*reader)->tagsOfCases(ids)->front().empty());
        opened(folder).exec(
            "INSERT OR IGNORE INTO tag_set(tags) VALUES('hcc present'); INSERT INTO "
            "report_tags SELECT 1, id FROM tag_set WHERE tags = 'hcc present'; "
            "UPDATE search_state SET indexed_to = NULL, waiting = NULL");
        QCOMPARE((*reader)->tagsOfCases(ids)->front().size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(IndexAnewTest)
#include "test_index_anew.moc"
