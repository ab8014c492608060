// Measurements in the library: they follow their case, and survive a kill.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

#include "tests/store/Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

AnnotationRow row(const std::string& id, const std::string& series, const std::string& frame = {},
                  const std::string& patient = "P1") {
    return {id, series, frame, patient, "{\"of\":\"" + id + "\"}"};
}

QStringList idsOf(Library& library, std::int64_t caseId) {
    QStringList ids;
    const auto rows = library.annotations(caseId).value();
    for (const AnnotationRow& r : rows) {
        ids << QString::fromStdString(r.id);
    }
    ids.sort();
    return ids;
}

/// A study of one series a frame of reference; its case.
std::int64_t importFrames(Library& library, const std::string& study,
                          const std::vector<std::string>& frames, const std::string& patient) {
    std::vector<VolumeRecord> volumes;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const std::string series = study + "." + std::to_string(i + 1);
        auto headers = seriesHeaders(study, series, 2);
        for (InstanceHeader& h : headers) {
            h.patientId = patient;
            h.frameOfReferenceUid = frames[i];
        }
        (void)library.addInstances(headers);
        volumes.push_back(volume(study, series, i == 0 ? Phase::Arterial : Phase::Delayed));
        volumes.back().frameOfReferenceUid = frames[i];
    }
    const std::string studies[]{study};
    const Case cases[]{exam(std::move(volumes), patient)};
    (void)library.replaceCases(studies, cases);
    const auto all = library.cases().value();
    for (const Case& c : all) {
        if (c.studyUids == std::vector<std::string>{study}) {
            return c.id;
        }
    }
    return 0;
}

} // namespace

class StoreAnnotationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theyAreThereAfterReopeningAndChangeInPlace() {
        LibraryFolder folder;
        const auto id = importExam(*folder.operator->(), "1", {Phase::Arterial});
        VERIFY_OK(folder->putAnnotation(row("a", "1.1")));
        VERIFY_OK(folder->putAnnotation(row("b", "1.1")));
        AnnotationRow changed = row("a", "1.1");
        changed.body = "{\"of\":\"later\"}";
        VERIFY_OK(folder->putAnnotation(changed));
        Library& again = folder.reopened();
        QCOMPARE(idsOf(again, id), (QStringList{"a", "b"}));
        const auto rows = again.annotations(id).value();
        QCOMPARE(rows[0].body, changed.body);
        QCOMPARE(rows[0].seriesUid, std::string("1.1"));
        VERIFY_OK(again.removeAnnotation("a"));
        VERIFY_OK(again.removeAnnotation("a")); // nothing there: no error
        QCOMPARE(idsOf(folder.reopened(), id), QStringList{"b"});
        QVERIFY(!again.annotations(id + 5));
        QVERIFY(!folder->putAnnotation(row("", "1.1")));
        QVERIFY(!folder->putAnnotation(row("c", "")));
    }

    void theyFollowMergesSplitsAndWhatIsTakenBack() {
        LibraryFolder folder;
        Library& library = folder.library();
        const auto first = importFrames(library, "1", {"F1", "F1"}, "P1");
        const auto second = importFrames(library, "2", {"F2"}, "P1");
        VERIFY_OK(library.putAnnotation(row("a", "1.1", "F1")));
        VERIFY_OK(library.putAnnotation(row("b", "2.1", "F2")));
        QCOMPARE(idsOf(library, first), QStringList{"a"});
        const std::int64_t others[]{second};
        VERIFY_OK(library.mergeCases(first, others));
        QCOMPARE(idsOf(library, first), (QStringList{"a", "b"}));
        VERIFY_OK(library.undoCaseEdit());
        QCOMPARE(idsOf(library, first), QStringList{"a"});
        QCOMPARE(idsOf(library, second), QStringList{"b"});
        // Split: one frame of reference, so both cases have it.
        const std::string series[]{"1.2"};
        const auto split = library.splitCase(first, series);
        VERIFY_OK(split);
        QCOMPARE(idsOf(library, first), QStringList{"a"});
        QCOMPARE(idsOf(library, *split), QStringList{"a"});
        VERIFY_OK(library.undoCaseEdit());
        QCOMPARE(idsOf(library, first), QStringList{"a"});
    }

    void theyStayWhenACaseIsBuiltAnew() {
        LibraryFolder folder;
        Library& library = folder.library();
        const auto id = importFrames(library, "1", {"F1", "F1"}, "P1");
        VERIFY_OK(library.putAnnotation(row("a", "1.2", "F1")));
        QCOMPARE(idsOf(library, importFrames(library, "1", {"F1", "F1"}, "P1")), QStringList{"a"});
        QCOMPARE(idsOf(library, id), QStringList{"a"});
    }

    void twoPatientsWithOneFrameOfReferenceDoNotShareThem() {
        LibraryFolder folder;
        Library& library = folder.library();
        const auto first = importFrames(library, "1", {"F"}, "P1");
        const auto second = importFrames(library, "2", {"F"}, "P2");
        const auto nameless = importFrames(library, "3", {"F"}, "");
        VERIFY_OK(library.putAnnotation(row("a", "1.1", "F", "P1")));
        VERIFY_OK(library.putAnnotation(row("n", "3.1", "F", "")));
        QCOMPARE(idsOf(library, first), QStringList{"a"});
        QCOMPARE(idsOf(library, second), QStringList{});
        QCOMPARE(idsOf(library, nameless), QStringList{"n"});
    }

    void whatWasKeptSurvivesAKill() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1", {Phase::Arterial});
        folder.close();
        auto* kept = static_cast<std::atomic<int>*>(::mmap(nullptr, sizeof(std::atomic<int>),
                                                           PROT_READ | PROT_WRITE,
                                                           MAP_SHARED | MAP_ANONYMOUS, -1, 0));
        QVERIFY(kept != MAP_FAILED);
        new (kept) std::atomic<int>(0);
        const pid_t child = ::fork();
        QVERIFY(child >= 0);
        if (child == 0) {
            auto library = Library::open(folder.path());
            for (int i = 0; library && (*library)->putAnnotation(row(std::to_string(i), "1.1"));
                 ++i) {
                *kept = i + 1;
            }
            ::_exit(1);
        }
        while (*kept < 5 && ::waitpid(child, nullptr, WNOHANG) == 0) {
            ::usleep(200);
        }
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        QVERIFY(*kept >= 5);
        const auto there = folder->annotations(id).value().size();
        QVERIFY2(there >= std::size_t(*kept), qPrintable(QString::number(there)));
    }

    void aLibraryThatCannotBeWrittenSaysSo() {
        LibraryFolder folder;
        importExam(folder.library(), "1", {Phase::Arterial});
        if (::geteuid() == 0) {
            QSKIP("root writes everywhere");
        }
        folder.close();
        std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read |
                                                        std::filesystem::perms::owner_exec);
        const auto opened = Library::open(folder.path());
        const auto kept = opened ? (*opened)->putAnnotation(row("a", "1.1")) : Result<void>();
        std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
        QVERIFY(!opened || !kept);
        QVERIFY(!(opened ? kept.error() : opened.error()).message.empty());
    }
};

QTEST_GUILESS_MAIN(StoreAnnotationsTest)
#include "test_store_annotations.moc"
