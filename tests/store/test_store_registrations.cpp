// Registrations and shifts by hand: they stay with the volumes' files, and go when those are
// others.
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const std::vector<Phase> threePhases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous};
const std::array<double, 3> someShift{1.5, -2, 12.25};

Registration someRegistration(double mm = 7, bool withGrid = true) {
    Registration registration;
    registration.rigid[3] = mm;
    if (withGrid) {
        DisplacementGrid grid;
        grid.origin = {-100, -90, 12.5};
        grid.spacing = {10, 9.5, 11};
        grid.size = {4, 3, 5};
        for (std::size_t i = 0; i < 3 * grid.nodes(); ++i) {
            grid.mm.push_back(static_cast<float>(i % 37) * 0.25F - 3);
        }
        registration.grid = grid;
    }
    registration.quality = {
        RegistrationVerdict::Doubtful, "They agree in part.", .1, .2, .3, .4, .5, 6, 7, 8, .9};
    return registration;
}

std::vector<VolumeRecord> volumesOf(Library& library, std::int64_t id) {
    return library.caseById(id).value().volumes;
}

std::vector<RegistrationRow> rowsOf(Library& library, std::int64_t id) {
    const auto rows = library.registrations(id);
    return rows ? *rows : std::vector<RegistrationRow>{};
}

void registerAll(Library& library, std::int64_t id) {
    const auto volumes = volumesOf(library, id);
    for (std::size_t i = 1; i < volumes.size(); ++i) {
        VERIFY_OK(library.setRegistration(volumes[0].id, volumes[i].id,
                                          someRegistration(static_cast<double>(i))));
        VERIFY_OK(library.setHandShift(volumes[i].id, someShift));
    }
}

} // namespace

class StoreRegistrationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsKeptComesBackWhole() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        registerAll(folder.library(), id);
        const auto rows = rowsOf(folder.reopened(), id);
        QCOMPARE(rows.size(), std::size_t{2});
        const RegistrationRow& row = rows[rows[0].movingSeries == "1.1.2" ? 0 : 1];
        QCOMPARE(row.fixedSeries, std::string("1.1.1"));
        QCOMPARE(row.movingSeries, std::string("1.1.2"));
        const Registration expected = someRegistration(1), &found = row.registration;
        QCOMPARE(found.rigid, expected.rigid);
        QVERIFY(found.grid.has_value());
        QCOMPARE(found.grid->size, expected.grid->size);
        QCOMPARE(found.grid->origin, expected.grid->origin);
        QCOMPARE(found.grid->spacing, expected.grid->spacing);
        QVERIFY(found.grid->mm == expected.grid->mm); // quarters of a mm are kept exactly
        QCOMPARE(found.quality.verdict, RegistrationVerdict::Doubtful);
        QCOMPARE(found.quality.reason, expected.quality.reason);
        QCOMPARE(found.quality.meanMm, 6.0);
        QCOMPARE(found.quality.smallestJacobian, 0.9);
        QVERIFY(!row.made.empty());
        const auto shifts = folder->handShifts(id).value();
        QCOMPARE(shifts.size(), std::size_t{2});
        QCOMPARE(shifts[0].mm, someShift);
    }

    void displacementsAreKeptToAFractionOfAMm() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const auto volumes = volumesOf(folder.library(), id);
        Registration odd = someRegistration();
        odd.grid->mm[5] = 3.14159F;
        odd.grid->mm[6] = -4000; // farther than any organ: as far as can be kept
        VERIFY_OK(folder->setRegistration(volumes[0].id, volumes[1].id, odd));
        const auto rows = rowsOf(folder.library(), id);
        QVERIFY(rows.size() == 1 && rows[0].registration.grid);
        const DisplacementGrid& kept = *rows[0].registration.grid;
        QVERIFY(std::abs(kept.mm[5] - 3.14159F) < 0.01F);
        QVERIFY(kept.mm[6] < -500);
    }

    void aSecondOneReplacesTheFirst() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const auto volumes = volumesOf(folder.library(), id);
        VERIFY_OK(folder->setRegistration(volumes[0].id, volumes[1].id, someRegistration(3)));
        VERIFY_OK(
            folder->setRegistration(volumes[0].id, volumes[1].id, someRegistration(4, false)));
        const auto rows = rowsOf(folder.library(), id);
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(rows[0].registration.rigid[3], 4.0);
        QVERIFY(!rows[0].registration.grid);
        VERIFY_OK(folder->setHandShift(volumes[1].id, someShift));
        VERIFY_OK(folder->setHandShift(volumes[1].id, std::nullopt));
        QVERIFY(folder->handShifts(id)->empty());
    }

    void aShiftByHandKeepsFromWhich() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const auto volumes = volumesOf(folder.library(), id);
        VERIFY_OK(folder->setHandShift(volumes[1].id, someShift, volumes[2].id));
        auto shifts = folder.reopened().handShifts(id).value();
        QCOMPARE(shifts.size(), std::size_t{1});
        QCOMPARE(shifts[0].seriesUid, std::string("1.1.2"));
        QCOMPARE(shifts[0].fromSeries, std::string("1.1.3"));
        QCOMPARE(shifts[0].mm, someShift);
        const auto gone = folder->setHandShift(volumes[1].id, someShift, 4711);
        QVERIFY(!gone && gone.error().code == ErrorCode::NotFound);

        const std::string other[]{"1.1.3"}; // in a case of its own: nothing tells where it lies
        VERIFY_OK(folder->splitCase(id, other));
        QVERIFY(folder->handShifts(id)->empty());
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(folder->handShifts(id)->size(), std::size_t{1});

        auto changed = header("1.1", "1.1.3", 1);
        changed.fileSize = 1001;
        changed.modifiedNs += 5;
        VERIFY_OK(folder->addInstances(std::span(&changed, 1)));
        const std::string studies[]{"1.1"};
        const Case cases[]{exam({volume("1.1", "1.1.1", Phase::PreContrast),
                                 volume("1.1", "1.1.2", Phase::Arterial),
                                 volume("1.1", "1.1.3", Phase::PortalVenous)})};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QVERIFY(folder->handShifts(id)->empty());
    }

    void buildingTheCaseAnewKeepsThemUnlessFilesChanged() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        registerAll(folder.library(), id);
        const std::string studies[]{"1.1"};
        const Case cases[]{exam({volume("1.1", "1.1.1", Phase::PreContrast),
                                 volume("1.1", "1.1.2", Phase::Arterial),
                                 volume("1.1", "1.1.3", Phase::PortalVenous)})};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QCOMPARE(rowsOf(folder.library(), id).size(), std::size_t{2});

        auto changed = header("1.1", "1.1.2", 1);
        changed.fileSize = 1001;
        changed.modifiedNs += 5;
        VERIFY_OK(folder->addInstances(std::span(&changed, 1)));
        VERIFY_OK(folder->replaceCases(studies, cases));
        const auto left = rowsOf(folder.library(), id);
        QCOMPARE(left.size(), std::size_t{1});
        QCOMPARE(left[0].movingSeries, std::string("1.1.3"));
        QCOMPARE(folder->handShifts(id)->size(), std::size_t{1});

        auto first = header("1.1", "1.1.1", 2); // the fixed one
        first.fileSize = 1001;
        first.modifiedNs += 5;
        VERIFY_OK(folder->addInstances(std::span(&first, 1)));
        VERIFY_OK(folder->replaceCases(studies, cases));
        QVERIFY(rowsOf(folder.library(), id).empty());
    }

    void theyFollowMergesAndWhatIsTakenBack() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", threePhases);
        registerAll(folder.library(), a);
        registerAll(folder.library(), b);
        VERIFY_OK(folder->mergeCases(a, std::span(&b, 1)));
        QCOMPARE(rowsOf(folder.library(), a).size(), std::size_t{4});
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(rowsOf(folder.library(), a).size(), std::size_t{2});
        const std::string moving[]{"1.1.3"};
        const auto split = folder->splitCase(a, moving);
        VERIFY_OK(split);
        QCOMPARE(rowsOf(folder.library(), a).size(), std::size_t{1}); // one side of it is elsewhere
        QVERIFY(rowsOf(folder.library(), *split).empty());
        QCOMPARE(folder->handShifts(*split)->size(), std::size_t{1});
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(rowsOf(folder.library(), a).size(), std::size_t{2});
    }

    void whatMakesNoSenseIsRefused() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const auto volumes = volumesOf(folder.library(), id);
        Registration stretched = someRegistration();
        stretched.rigid[0] = 2;
        for (const auto& refused :
             {folder->setRegistration(volumes[0].id, volumes[1].id, stretched),
              folder->setRegistration(volumes[0].id, volumes[0].id, someRegistration())}) {
            QVERIFY(!refused && refused.error().code == ErrorCode::BadInput);
        }
        const auto gone = folder->setRegistration(volumes[0].id, 4711, someRegistration());
        QVERIFY(!gone && gone.error().code == ErrorCode::NotFound);
        const auto none = folder->setHandShift(4711, someShift);
        QVERIFY(!none && none.error().code == ErrorCode::NotFound);
        QVERIFY(!folder->registrations(4711));
        QVERIFY(rowsOf(folder.library(), id).empty());
    }

    void aKilledWriterLeavesWholeRegistrations() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const auto volumes = volumesOf(folder.library(), id);
        folder.close();
        for (int round = 0; round < 6; ++round) {
            int ready[2];
            QCOMPARE(::pipe(ready), 0);
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                auto library = Library::open(folder.path());
                for (int i = 0; library && i < 100'000; ++i) {
                    const bool kept =
                        (*library)
                            ->setRegistration(volumes[0].id, volumes[1].id, someRegistration(i))
                            .has_value();
                    if (i == 3 && ::write(ready[1], kept ? "y" : "n", 1) != 1) {
                        break;
                    }
                }
                ::_exit(1);
            }
            char answer = 'n';
            QCOMPARE(::read(ready[0], &answer, 1), ssize_t{1});
            ::usleep(static_cast<useconds_t>(500 + 700 * round));
            ::kill(child, SIGKILL);
            ::waitpid(child, nullptr, 0);
            ::close(ready[0]);
            ::close(ready[1]);
            QCOMPARE(answer, 'y');
            const auto rows = rowsOf(folder.reopened(), id);
            QCOMPARE(rows.size(), std::size_t{1});
            QVERIFY(rows[0].registration.rigid[3] >= 3);
            QVERIFY(rows[0].registration.grid->mm == someRegistration().grid->mm);
            folder.close();
        }
    }
};

QTEST_APPLESS_MAIN(StoreRegistrationsTest)
#include "test_store_registrations.moc"
