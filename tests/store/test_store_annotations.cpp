// Measurements in the library: they follow their case, and survive a kill.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <random>
#include <thread>

#include "tests/store/AnnotationRows.h"
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

/// Keeps measurements in a process of its own, and kills it once it has told of `count`; how many
/// it told of in the end.
int killedWriter(const std::filesystem::path& folder, int round, int count) {
    auto* kept = static_cast<std::atomic<int>*>(::mmap(nullptr, sizeof(std::atomic<int>),
                                                       PROT_READ | PROT_WRITE,
                                                       MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (kept == MAP_FAILED) {
        return -1;
    }
    new (kept) std::atomic<int>(0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto library = Library::open(folder);
        const auto id = [&](int i) { return std::to_string(round) + '-' + std::to_string(i); };
        for (int i = 0; library && putAnnotation(**library, row(id(i), "1.1")); ++i) {
            *kept = i + 1;
        }
        ::_exit(1);
    }
    while (child > 0 && *kept < count && ::waitpid(child, nullptr, WNOHANG) == 0) {
        ::usleep(100);
    }
    if (child > 0) {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    const int told = *kept;
    ::munmap(kept, sizeof(std::atomic<int>));
    return told;
}

} // namespace

class StoreAnnotationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theyAreThereAfterReopeningAndChangeInPlace() {
        LibraryFolder folder;
        const auto id = importExam(*folder.operator->(), "1", {Phase::Arterial});
        VERIFY_OK(putAnnotation(folder.library(), row("a", "1.1")));
        VERIFY_OK(putAnnotation(folder.library(), row("b", "1.1")));
        AnnotationRow changed = row("a", "1.1");
        changed.body = "{\"of\":\"later\"}";
        VERIFY_OK(putAnnotation(folder.library(), changed));
        Library& again = folder.reopened();
        QCOMPARE(idsOf(again, id), (QStringList{"a", "b"}));
        const auto rows = again.annotations(id).value();
        QCOMPARE(rows[0].body, changed.body);
        QCOMPARE(rows[0].seriesUid, std::string("1.1"));
        VERIFY_OK(removeAnnotation(again, "a"));
        VERIFY_OK(removeAnnotation(again, "a")); // nothing there: no error
        Library& last = folder.reopened(); // `again` is no more
        QCOMPARE(idsOf(last, id), QStringList{"b"});
        QVERIFY(!last.annotations(id + 5));
        QVERIFY(!putAnnotation(folder.library(), row("", "1.1")));
        QVERIFY(!putAnnotation(folder.library(), row("c", "")));
    }

    void aChangeIsMadeOnlyToWhatItsMakerSaw() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1", {Phase::Arterial});
        const AnnotationRow first = row("a", "1.1");
        AnnotationRow later = first;
        later.body = "{\"of\":\"later\"}";
        const auto nothing = [](const AnnotationRow* there) { return there == nullptr; };
        const auto sees = [](const AnnotationRow& what) {
            return [&what](const AnnotationRow* there) {
                return there != nullptr && there->body == what.body &&
                       there->seriesUid == what.seriesUid;
            };
        };
        QVERIFY(folder->changeAnnotation("a", nothing, first).value());
        QVERIFY(!folder->changeAnnotation("a", nothing, later).value()); // there is one now
        QVERIFY(!folder->changeAnnotation("a", sees(later), std::nullopt).value());
        QCOMPARE(folder->annotations(id)->at(0).body, first.body);
        QVERIFY(folder->changeAnnotation("a", sees(first), later).value());
        QVERIFY(!folder->changeAnnotation("a", sees(first), std::nullopt).value());
        QCOMPARE(folder->annotations(id)->at(0).body, later.body);
        QVERIFY(folder->changeAnnotation("a", sees(later), std::nullopt).value());
        QCOMPARE(idsOf(folder.library(), id), QStringList{});
        QVERIFY(!folder->changeAnnotation("b", nothing, first)); // another one's id
    }

    void ofTwoThatCountAtOnceNoneOverwritesTheOther() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1", {Phase::Arterial});
        AnnotationRow counter = row("a", "1.1");
        counter.body = "0";
        VERIFY_OK(putAnnotation(folder.library(), counter));
        const auto count = [&folder, id] {
            const auto library = Library::open(folder.path());
            for (int done = 0; library && done < 10;) {
                const auto rows = (*library)->annotations(id);
                if (!rows || rows->empty()) {
                    return;
                }
                AnnotationRow next = rows->front();
                next.body = std::to_string(std::stoi(next.body) + 1);
                const auto changed = (*library)->changeAnnotation(
                    "a",
                    [&](const AnnotationRow* there) {
                        ::usleep(1000); // the other is at it, too
                        return there != nullptr && there->body == rows->front().body;
                    },
                    next);
                if (!changed) {
                    return;
                }
                done += *changed ? 1 : 0;
            }
        };
        std::thread other(count);
        count();
        other.join();
        QCOMPARE(folder->annotations(id)->at(0).body, std::string("20"));
    }

    void theyFollowMergesSplitsAndWhatIsTakenBack() {
        LibraryFolder folder;
        Library& library = folder.library();
        const auto first = importFrames(library, "1", {"F1", "F1"}, "P1");
        const auto second = importFrames(library, "2", {"F2"}, "P1");
        VERIFY_OK(putAnnotation(library, row("a", "1.1", "F1")));
        VERIFY_OK(putAnnotation(library, row("b", "2.1", "F2")));
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
        VERIFY_OK(putAnnotation(library, row("a", "1.2", "F1")));
        QCOMPARE(idsOf(library, importFrames(library, "1", {"F1", "F1"}, "P1")), QStringList{"a"});
        QCOMPARE(idsOf(library, id), QStringList{"a"});
    }

    void twoPatientsWithOneFrameOfReferenceDoNotShareThem() {
        LibraryFolder folder;
        Library& library = folder.library();
        const auto first = importFrames(library, "1", {"F"}, "P1");
        const auto second = importFrames(library, "2", {"F"}, "P2");
        const auto nameless = importFrames(library, "3", {"F"}, "");
        VERIFY_OK(putAnnotation(library, row("a", "1.1", "F", "P1")));
        VERIFY_OK(putAnnotation(library, row("n", "3.1", "F", "")));
        QCOMPARE(idsOf(library, first), QStringList{"a"});
        QCOMPARE(idsOf(library, second), QStringList{});
        QCOMPARE(idsOf(library, nameless), QStringList{"n"});
    }

    void whatWasKeptSurvivesKills() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1", {Phase::Arterial});
        std::minstd_rand random(7);
        std::size_t kept = 0;
        for (int round = 0; round < 12; ++round) {
            folder.close();
            const int told = killedWriter(folder.path(), round, 5 + int(random() % 20));
            QVERIFY(told >= 5);
            kept += std::size_t(told);
            const auto there = folder->annotations(id); // opening checks the database
            QVERIFY2(there, there ? "" : there.error().message.c_str());
            QVERIFY2(there->size() >= kept, qPrintable(QString::number(there->size())));
            kept = there->size(); // one more may have been written than was told
        }
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
        const auto kept = opened ? putAnnotation(**opened, row("a", "1.1")) : Result<bool>();
        std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
        QVERIFY(!opened || !kept);
        QVERIFY(!(opened ? kept.error() : opened.error()).message.empty());
    }
};

QTEST_GUILESS_MAIN(StoreAnnotationsTest)
#include "test_store_annotations.moc"
