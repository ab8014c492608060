// What can go wrong around a library: each is a sentence, and the data is as it was.
#include <csignal>
#include <fcntl.h>
#include <functional>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "Fixture.h"
#include "OldLibrary.h"

using namespace bolus;
using namespace bolus::test;

namespace {

namespace fs = std::filesystem;

constexpr uid_t nobody = 65534;

/// Runs `attempt` as a user without root's rights; its answer is what the child's exit code says:
/// 0 for true. A root that may not change its user answers nothing.
std::optional<bool> asNobody(const std::function<bool()>& attempt) {
    const pid_t child = ::fork();
    if (child == 0) {
        if (::geteuid() == 0 && (::setgid(nobody) != 0 || ::setuid(nobody) != 0)) {
            ::_exit(77);
        }
        ::_exit(attempt() ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (!WIFEXITED(status) || WEXITSTATUS(status) == 77) {
        return std::nullopt;
    }
    return WEXITSTATUS(status) == 0;
}

/// Gives the tree to nobody, who could change all of it but for the modes.
void giveToNobody(const fs::path& root) {
    if (::geteuid() != 0) {
        return;
    }
    (void)::chown(root.c_str(), nobody, nobody);
    for (const auto& entry : fs::recursive_directory_iterator(root)) {
        (void)::chown(entry.path().c_str(), nobody, nobody);
    }
}

bool isSentence(const Error& error) {
    return error.message.size() > 20 && error.message.ends_with('.') && !error.subject.empty();
}

/// Flips bytes from `begin` on, `count` of them.
void spoil(const fs::path& file, std::size_t begin, std::size_t count) {
    std::string bytes = readAll(file);
    for (std::size_t at = begin; at < std::min(begin + count, bytes.size()); ++at) {
        bytes[at] = static_cast<char>(bytes[at] ^ 0x5a);
    }
    writeFile(file, bytes);
}

int modeOf(const fs::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? int(status.st_mode & 0777) : -1;
}

} // namespace

class StoreFaultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void folderThatMayNotBeWritten() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        folder.close();
        const std::string before = readAll(folder.path() / "library.sqlite");
        giveToNobody(folder.root());
        for (const int mode : {0500, 0000}) {
            ::chmod((folder.path() / "library.sqlite").c_str(), mode & 0400);
            ::chmod(folder.path().c_str(), mode);
            const auto answer = asNobody([&] {
                const auto opened = Library::open(folder.path());
                return !opened && opened.error().code == ErrorCode::Io &&
                       isSentence(opened.error());
            });
            ::chmod(folder.path().c_str(), 0700);
            ::chmod((folder.path() / "library.sqlite").c_str(), 0600);
            if (!answer) {
                QSKIP("this root may not become another user");
            }
            QVERIFY2(*answer, qPrintable(QString::number(mode, 8)));
        }
        QVERIFY(readAll(folder.path() / "library.sqlite") == before);
        QCOMPARE(folder->cases()->size(), std::size_t(1));
    }

    void folderWhoseParentMayNotBeWritten() {
        LibraryFolder folder;
        giveToNobody(folder.root());
        ::chmod(folder.root().c_str(), 0500);
        const auto answer = asNobody([&] {
            const auto opened = Library::open(folder.path());
            return !opened && opened.error().code == ErrorCode::Io && isSentence(opened.error());
        });
        ::chmod(folder.root().c_str(), 0700);
        if (!answer) {
            QSKIP("this root may not become another user");
        }
        QVERIFY(*answer);
        QVERIFY(!fs::exists(folder.path()));
    }

    void filesThatBecomeUnreadableWhileTheLibraryIsOpen() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", {Phase::Arterial});
        const fs::path away = folder.root() / "away";
        fs::rename(folder.path(), away); // as a drive that is unplugged
        const auto opened = Library::open(folder.path() / "library");
        QVERIFY(!opened && isSentence(opened.error()));
        fs::rename(away, folder.path());
        QCOMPARE(folder.reopened().caseById(id)->volumes.size(), std::size_t(1));
    }

    void damageOfManyKindsIsASentence_data() {
        QTest::addColumn<qulonglong>("begin");
        QTest::addColumn<qulonglong>("count");
        QTest::newRow("header") << 0ULL << 16ULL;
        QTest::newRow("page size") << 16ULL << 2ULL;
        QTest::newRow("schema") << 110ULL << 3000ULL;
        QTest::newRow("one page") << 8192ULL << 4096ULL;
        QTest::newRow("middle") << 65536ULL << 20000ULL;
        QTest::newRow("all of it") << 0ULL << 1000000000ULL;
    }
    void damageOfManyKindsIsASentence() {
        QFETCH(qulonglong, begin);
        QFETCH(qulonglong, count);
        LibraryFolder folder;
        for (int i = 0; i < 20; ++i) {
            importExam(folder.library(), "1." + std::to_string(i), {Phase::Arterial});
        }
        folder.close();
        const fs::path file = folder.path() / "library.sqlite";
        spoil(file, begin, count);
        const std::string spoiled = readAll(file);
        const auto opened = Library::open(folder.path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Storage);
        QVERIFY2(isSentence(opened.error()), say(opened.error()).c_str());
        QVERIFY(readAll(file) == spoiled); // for somebody to rescue
    }

    void damageThatShowsWhenItIsReadIsAnError() {
        LibraryFolder folder;
        for (int i = 0; i < 20; ++i) {
            importExam(folder.library(), "1." + std::to_string(i), {Phase::Arterial});
        }
        auto reader = Library::open(folder.path());
        VERIFY_OK(reader);
        folder.close();
        spoil(folder.path() / "library.sqlite", 4096, 10000000); // while the other has it open
        const auto cases = (*reader)->cases();
        if (!cases) {
            QVERIFY(isSentence(cases.error()));
        }
        const auto problems = (*reader)->verify();
        QVERIFY(!problems || !problems->empty());
    }

    void newerLibraryKeepsItsRowsAndGetsNoBackup() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        folder.close();
        {
            SQLite::Database db(folder.path() / "library.sqlite", SQLite::OPEN_READWRITE);
            db.exec("PRAGMA user_version = 4711");
        }
        const auto opened = Library::open(folder.path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Conflict);
        QVERIFY2(opened.error().message.find("4711") != std::string::npos,
                 say(opened.error()).c_str());
        SQLite::Database db(folder.path() / "library.sqlite", SQLite::OPEN_READONLY);
        QCOMPARE(db.execAndGet("SELECT count(*) FROM cases").getInt(), 1);
        for (const auto& entry : fs::directory_iterator(folder.path())) {
            QVERIFY(!entry.path().filename().string().starts_with("library.backup"));
        }
    }

    void twoBolusesWriteOneLibrary() {
        LibraryFolder folder;
        folder.library();
        folder.close();
        constexpr int writers = 3, studies = 12;
        std::vector<pid_t> children;
        for (int w = 0; w < writers; ++w) {
            const pid_t child = ::fork();
            if (child == 0) {
                auto library = Library::open(folder.path());
                for (int i = 0; library && i < studies; ++i) {
                    const std::string study = "1." + std::to_string(w) + "." + std::to_string(i);
                    if (importExam(**library, study, {Phase::Arterial}, study) == 0) {
                        ::_exit(1);
                    }
                }
                ::_exit(library ? 0 : 2);
            }
            children.push_back(child);
        }
        for (const pid_t child : children) {
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        QCOMPARE(folder->caseCount().value(), std::int64_t(writers * studies));
        QVERIFY(folder->staleStudies()->empty());
    }

    void backupThatCannotBeWrittenLeavesTheLibraryAsItWas() {
        LibraryFolder folder;
        makeVersion3(folder.path());
        fs::create_directories(folder.path() / "library.backup-v3.sqlite.part" / "in the way");
        const auto opened = Library::open(folder.path());
        QVERIFY(!opened);
        QVERIFY2(isSentence(opened.error()), say(opened.error()).c_str());
        {
            SQLite::Database db(folder.path() / "library.sqlite", SQLite::OPEN_READONLY);
            QCOMPARE(db.execAndGet("PRAGMA user_version").getInt(), 3);
        }
        fs::remove_all(folder.path() / "library.backup-v3.sqlite.part");
        QCOMPARE(folder->caseCount().value(), std::int64_t(1));
    }

    void fullDiskInAnyWriteLeavesTheDataAsItWas() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", {Phase::Arterial});
        folder.close();
        const rlimit tight{300 << 10, RLIM_INFINITY};
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        const auto oldHandler = ::signal(SIGXFSZ, SIG_IGN);
        Library& library = folder.library();
        ::setrlimit(RLIMIT_FSIZE, &tight);
        const StoredVector large{id, std::vector<float>(200000, 1.0F), {Phase::Arterial}};
        const auto vector = library.putVector("hash", large);
        Report report;
        report.studyUid = "1.1";
        for (int i = 0; i < 5000; ++i) {
            report.text += "Finding number " + std::to_string(i) + " of the liver. ";
        }
        const auto reported = library.addReports(std::array{report});
        ::setrlimit(RLIMIT_FSIZE, &before);
        ::signal(SIGXFSZ, oldHandler);
        QVERIFY(!vector && !reported);
        QCOMPARE(vector.error().code, ErrorCode::Io);
        QCOMPARE(reported.error().code, ErrorCode::Io);
        QVERIFY(folder.reopened().vectors("hash")->empty());
        QVERIFY(folder->reportsOfCase(id)->empty());
        VERIFY_OK(folder->putVector("hash", large));
        QCOMPARE(folder->addReports(std::array{report})->added, std::int64_t(1));
    }

    void folderOfALibraryBecomesPrivate() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        folder.close();
        fs::create_directory(folder.path() / "files");
        for (const char* name : {"", "thumbnails", "files"}) {
            ::chmod((folder.path() / name).c_str(), 0755);
        }
        folder.library();
        QCOMPARE(modeOf(folder.path()), 0700);
        QCOMPARE(modeOf(folder.path() / "thumbnails"), 0700);
        QCOMPARE(modeOf(folder.path() / "files"), 0700);
        // Where something else lies too, others may need the folder, but not what is the library's.
        writeFile(folder.path() / "letter.txt", "mine");
        ::chmod(folder.path().c_str(), 0755);
        ::chmod((folder.path() / "thumbnails").c_str(), 0755);
        folder.reopened();
        QCOMPARE(modeOf(folder.path()), 0755);
        QCOMPARE(modeOf(folder.path() / "thumbnails"), 0700);
        QCOMPARE(modeOf(folder.path() / "library.sqlite"), 0600);
    }

    void verifySaysWhatHappenedToFiles() {
        LibraryFolder folder;
        auto headers = seriesHeaders("1.1", "1.1.1", 3);
        for (InstanceHeader& h : headers) {
            h.path = writeFile(folder.root() / "data" / h.sopInstanceUid, std::string(1000, 'x'));
            h.modifiedNs = modifiedNs(h.path);
        }
        VERIFY_OK(folder->addInstances(headers));
        const std::string studies[]{"1.1"};
        const Case cases[]{exam({volume("1.1", "1.1.1", Phase::Arterial, 3)})};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QVERIFY(folder->verify()->empty());
        fs::remove(headers[0].path);
        writeFile(headers[1].path, "shorter");
        const timespec times[]{{1000000000, 0}, {1000000000, 0}};
        ::utimensat(AT_FDCWD, headers[2].path.c_str(), times, 0);
        const auto problems = folder->verify().value();
        QCOMPARE(problems.size(), std::size_t(3));
        QVERIFY(problems[0].find("is gone") != std::string::npos);
        QVERIFY(problems[1].find("size") != std::string::npos);
        QVERIFY(problems[2].find("written again") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(StoreFaultsTest)
#include "test_store_faults.moc"
