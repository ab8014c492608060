#include <csignal>
#include <future>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

ErrorCode openError(const std::filesystem::path& folder) {
    const auto opened = Library::open(folder);
    return opened ? ErrorCode::Internal : opened.error().code;
}

std::string readAll(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A library as version 1 left it: the first migration's tables, and an exam in them.
void makeVersion1(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    SQLite::Database db(folder / "library.sqlite", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(
        "PRAGMA journal_mode = WAL; PRAGMA application_id = 0x426F6C75; PRAGMA user_version = 1;"
        "CREATE TABLE migration(version INTEGER PRIMARY KEY, description TEXT NOT NULL, "
        "applied TEXT NOT NULL DEFAULT ''); INSERT INTO migration VALUES(1, 'instances', '')");
    db.exec(readAll(BOLUS_SOURCE_DIR "/resources/migrations/0001_instances_and_cases.sql"));
    db.exec("INSERT INTO cases(patient_id, patient_name, patient_sex, patient_age, study_date, "
            "accession_number, modality, body_part, description, issues, search_text, signature) "
            "VALUES('P7', 'Old^Case', 'F', '', '20200101', '', 'CT', '', 'kept', '', '', 1)");
}

int versionOf(const std::filesystem::path& file) {
    SQLite::Database db(file, SQLite::OPEN_READONLY);
    return db.execAndGet("PRAGMA user_version").getInt();
}

} // namespace

class StoreOpenTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void newLibraryIsPrivateAndSafe() {
        LibraryFolder folder;
        folder.library();
        struct stat status {};
        QCOMPARE(::stat(folder.path().c_str(), &status), 0);
        QCOMPARE(int(status.st_mode & 0777), 0700);
        QCOMPARE(::stat((folder.path() / "library.sqlite").c_str(), &status), 0);
        QCOMPARE(int(status.st_mode & 0777), 0600);
        SQLite::Database db(folder.path() / "library.sqlite", SQLite::OPEN_READONLY);
        QCOMPARE(db.execAndGet("PRAGMA journal_mode").getString(), std::string("wal"));
        QVERIFY(db.execAndGet("PRAGMA application_id").getInt() != 0);
        QCOMPARE(db.execAndGet("SELECT max(version) FROM migration").getInt(),
                 db.execAndGet("PRAGMA user_version").getInt());
        VERIFY_OK(folder.reopened().cases());
    }

    void folderInUseForSomethingElseKeepsItsMode() {
        LibraryFolder folder;
        writeFile(folder.path() / "letter.txt", "mine");
        ::chmod(folder.path().c_str(), 0755);
        folder.library();
        struct stat status {};
        ::stat(folder.path().c_str(), &status);
        QCOMPARE(int(status.st_mode & 0777), 0755);
    }

    void olderLibraryIsBackedUpAndMigrated() {
        LibraryFolder folder;
        makeVersion1(folder.path());
        const auto cases = folder->cases();
        VERIFY_OK(cases);
        QCOMPARE(cases->size(), std::size_t(1));
        QCOMPARE(cases->front().patientId, std::string("P7"));
        VERIFY_OK(folder->unmatchedReports()); // a table of version 2
        VERIFY_OK(folder->models());           // and of version 3
        const auto backup = folder.path() / "library.backup-v1.sqlite";
        QCOMPARE(versionOf(backup), 1);
        SQLite::Database db(backup, SQLite::OPEN_READONLY);
        QCOMPARE(db.execAndGet("SELECT description FROM cases").getString(), std::string("kept"));
        folder.close();
        QVERIFY(versionOf(folder.path() / "library.sqlite") > 1);
    }

    void failedMigrationLeavesTheLibraryAsItWas() {
        LibraryFolder folder;
        makeVersion1(folder.path());
        {
            SQLite::Database db(folder.path() / "library.sqlite", SQLite::OPEN_READWRITE);
            db.exec("CREATE TABLE sentence(in_the_way TEXT)"); // version 2 makes report first, then
                                                               // this
        }
        QCOMPARE(openError(folder.path()), ErrorCode::Storage);
        SQLite::Database db(folder.path() / "library.sqlite", SQLite::OPEN_READONLY);
        QCOMPARE(db.execAndGet("PRAGMA user_version").getInt(), 1);
        QVERIFY(!db.tableExists("report"));
        QCOMPARE(db.execAndGet("SELECT count(*) FROM cases").getInt(), 1);
    }

    void newerLibraryIsRefusedUntouched() {
        LibraryFolder folder;
        folder.library();
        folder.close();
        const auto file = folder.path() / "library.sqlite";
        {
            SQLite::Database db(file, SQLite::OPEN_READWRITE);
            db.exec("PRAGMA user_version = 999");
        }
        QCOMPARE(openError(folder.path()), ErrorCode::Conflict);
        QCOMPARE(versionOf(file), 999);
    }

    void damagedLibraryIsASentence() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial, Phase::PortalVenous});
        folder.close();
        const auto file = folder.path() / "library.sqlite";
        std::string bytes = readAll(file);
        QVERIFY(bytes.size() > 40000);
        for (std::size_t at = 8192; at < 40000; ++at) {
            bytes[at] = static_cast<char>(at * 31);
        }
        writeFile(file, bytes);
        const auto opened = Library::open(folder.path());
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::Storage);
        QVERIFY2(opened.error().message.find("damaged") != std::string::npos,
                 say(opened.error()).c_str());
        QVERIFY(readAll(file) == bytes); // for somebody to rescue
    }

    void truncatedLibraryIsASentence() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        folder.close();
        std::filesystem::resize_file(folder.path() / "library.sqlite", 20480);
        QCOMPARE(openError(folder.path()), ErrorCode::Storage);
    }

    void libraryCutToNothingIsNotANewOne() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        writeFile(folder.library().thumbnailPath(1), "picture");
        folder.close();
        const auto file = folder.path() / "library.sqlite";
        std::filesystem::resize_file(file, 0);
        QCOMPARE(openError(folder.path()), ErrorCode::Storage);
        QCOMPARE(std::filesystem::file_size(file), std::uintmax_t(0));
        std::filesystem::remove(folder.path() / "thumbnails" / "1.png"); // as after a kill at the
        QCOMPARE(folder.reopened().cases()->size(), std::size_t(0));     // very first start
    }

    void anythingButAFileIsNotALibrary() {
        LibraryFolder pipe, directory;
        std::filesystem::create_directories(pipe.path());
        QCOMPARE(::mkfifo((pipe.path() / "library.sqlite").c_str(), 0600), 0);
        QCOMPARE(openError(pipe.path()), ErrorCode::Storage);
        std::filesystem::create_directories(directory.path() / "library.sqlite");
        QCOMPARE(openError(directory.path()), ErrorCode::Storage);
    }

    void otherFilesAreNotLibraries() {
        LibraryFolder text, foreign;
        writeFile(text.path() / "library.sqlite", std::string(5000, 'x'));
        QCOMPARE(openError(text.path()), ErrorCode::Storage);
        std::filesystem::create_directories(foreign.path());
        {
            SQLite::Database db(foreign.path() / "library.sqlite",
                                SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
            db.exec("CREATE TABLE songs(title TEXT)");
        }
        QCOMPARE(openError(foreign.path()), ErrorCode::Storage);
        SQLite::Database db(foreign.path() / "library.sqlite", SQLite::OPEN_READONLY);
        QVERIFY(!db.tableExists("cases"));
    }

    void foldersThatCannotBe() {
        LibraryFolder folder;
        QCOMPARE(openError(folder.root() / "not" / "there"), ErrorCode::Io);
        QVERIFY(!std::filesystem::exists(folder.root() / "not"));
        writeFile(folder.root() / "file", "");
        QCOMPARE(openError(folder.root() / "file"), ErrorCode::Io);
        QCOMPARE(openError(""), ErrorCode::Io);
        QCOMPARE(openError("/proc/bolus-library"), ErrorCode::Io);
    }

    void readOnlyFolderIsASentence() {
        if (::geteuid() == 0) {
            QSKIP("root may write everywhere");
        }
        LibraryFolder folder;
        folder.library();
        folder.close();
        ::chmod((folder.path() / "library.sqlite").c_str(), 0400);
        ::chmod(folder.path().c_str(), 0500);
        const ErrorCode code = openError(folder.path());
        ::chmod(folder.path().c_str(), 0700);
        QCOMPARE(code, ErrorCode::Io);
    }

    void fullDiskIsASentenceAndLosesNothing() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit tight{400 << 10,
                           before.rlim_max}; // as good as a full disk, and SIGXFSZ ignored
        const auto oldHandler = ::signal(SIGXFSZ, SIG_IGN);
        ::setrlimit(RLIMIT_FSIZE, &tight);
        Result<AddOutcome> added;
        for (int i = 0; i < 40 && added; ++i) {
            added = folder->addInstances(seriesHeaders("1.2", "1.2." + std::to_string(i), 300));
        }
        ::setrlimit(RLIMIT_FSIZE, &before);
        ::signal(SIGXFSZ, oldHandler);
        QVERIFY(!added);
        QCOMPARE(added.error().code, ErrorCode::Io);
        QCOMPARE(folder.reopened().cases().value().size(), std::size_t(1));
        QCOMPARE(folder->instancesOfStudy("1.2").value().size() % 300, std::size_t(0));
        VERIFY_OK(folder->addInstances(seriesHeaders("1.3", "1.3.1", 5)));
    }

    void manyMayOpenAnOldLibraryAtOnce() {
        for (int round = 0; round < 5; ++round) {
            const LibraryFolder folder;
            makeVersion1(folder.path());
            std::vector<std::future<Result<std::unique_ptr<Library>>>> opening;
            for (int i = 0; i < 4; ++i)
                opening.push_back(std::async(std::launch::async,
                                             [&] { return Library::open(folder.path()); }));
            for (auto& one : opening) {
                const auto opened = one.get();
                VERIFY_OK(opened);
                QCOMPARE((*opened)->cases()->size(), std::size_t{1});
            }
            QVERIFY(std::filesystem::exists(folder.path() / "library.backup-v1.sqlite"));
            QVERIFY(!std::filesystem::exists(folder.path() / "library.backup-v1.sqlite.part"));
            QCOMPARE(versionOf(folder.path() / "library.backup-v1.sqlite"), 1);
        }
    }

    void twoConnectionsSeeAndWriteOneLibrary() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", {Phase::Arterial});
        auto second = Library::open(folder.path());
        VERIFY_OK(second);
        const std::int64_t before = (*second)->revision().value();
        QCOMPARE((*second)->revision().value(), before);
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed));
        QVERIFY((*second)->revision().value() > before);
        QCOMPARE((*second)->caseById(id)->volumes.front().phase.phase, Phase::Delayed);
        const std::int64_t mine = (*second)->revision().value();
        VERIFY_OK((*second)->setPhase(id, "1.1.1", Phase::PortalVenous));
        QVERIFY((*second)->revision().value() > mine);
        QCOMPARE(folder->caseById(id)->volumes.front().phase.phase, Phase::PortalVenous);
    }
};

QTEST_GUILESS_MAIN(StoreOpenTest)
#include "test_store_open.moc"
