// Merges, splits and orders, and the way back from them.
#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const std::vector<Phase> threePhases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous};
using Names = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

Names seriesOf(const Result<Case>& c) {
    Names series;
    for (const VolumeRecord& v : c.value().volumes) {
        series.push_back(v.seriesUid);
    }
    return series;
}

Ids volumesOf(Library& library, std::int64_t id, const Names& series) {
    const Case whole = library.caseById(id).value();
    Ids ids;
    for (const std::string& uid : series) {
        ids.push_back(std::ranges::find(whole.volumes, uid, &VolumeRecord::seriesUid)->id);
    }
    return ids;
}

/// As an import builds it again.
Result<void> rebuild(Library& library, const std::string& study, const std::vector<Phase>& phases) {
    std::vector<VolumeRecord> volumes;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        volumes.push_back(volume(study, study + "." + std::to_string(i + 1), phases[i]));
    }
    const std::string studies[]{study};
    const Case cases[]{exam(std::move(volumes))};
    return library.replaceCases(studies, cases);
}

ErrorCode undoError(Library& library) {
    const auto undone = library.undoCaseEdit();
    return undone ? ErrorCode::Internal : undone.error().code;
}

} // namespace

class StoreEditsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void orderStaysWhateverThePhasesSay() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const Names wanted{"1.1.3", "1.1.1", "1.1.2"};
        VERIFY_OK(folder->reorderCase(id, volumesOf(folder.library(), id, wanted)));
        QCOMPARE(seriesOf(folder.reopened().caseById(id)), wanted);
        QCOMPARE(folder->cases()->front().volumes.front().seriesUid, std::string("1.1.3"));
        VERIFY_OK(folder->setPhase(id, "1.1.2", Phase::PreContrast));
        QCOMPARE(seriesOf(folder->caseById(id)), wanted);
        VERIFY_OK(rebuild(folder.library(), "1.1", threePhases));
        QCOMPARE(seriesOf(folder.reopened().caseById(id)), wanted);
    }

    void volumeThatComesLaterJoinsTheOrderByItsPhase() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const Names wanted{"1.1.2", "1.1.1", "1.1.3"};
        VERIFY_OK(folder->reorderCase(id, volumesOf(folder.library(), id, wanted)));
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.4", 2)));
        VERIFY_OK(
            rebuild(folder.library(), "1.1",
                    {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous, Phase::Delayed}));
        QCOMPARE(seriesOf(folder->caseById(id)), (Names{"1.1.2", "1.1.1", "1.1.3", "1.1.4"}));
    }

    void orderMakesVectorsOld() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        VERIFY_OK(folder->putVector("hash", {id, {1.0F}, threePhases}));
        QVERIFY(folder->casesWithoutVector("hash")->empty());
        VERIFY_OK(
            folder->reorderCase(id, volumesOf(folder.library(), id, {"1.1.3", "1.1.1", "1.1.2"})));
        QCOMPARE(folder->casesWithoutVector("hash").value(), Ids{id});
        VERIFY_OK(folder->undoCaseEdit());
        QVERIFY(folder->casesWithoutVector("hash")->empty()); // as it was when it was stored
    }

    void ordersThatNameNotEachPhaseOnce() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const Ids all = volumesOf(folder.library(), id, {"1.1.1", "1.1.2", "1.1.3"});
        for (const Ids& bad : {Ids{}, Ids{all[0], all[1]}, Ids{all[0], all[0], all[1]},
                               Ids{all[0], all[1], all[2], 99}}) {
            QCOMPARE(folder->reorderCase(id, bad).error().code, ErrorCode::BadInput);
        }
        QCOMPARE(folder->reorderCase(99, all).error().code, ErrorCode::NotFound);
        QVERIFY(folder->caseEdits()->empty());
    }

    void mergeIsTakenBack() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b =
            importExam(folder.library(), "1.2", {Phase::Delayed, Phase::Arterial});
        const Case before = folder->caseById(b).value();
        VERIFY_OK(folder->mergeCases(a, std::array{b}));
        const auto edits = folder.reopened().caseEdits();
        VERIFY_OK(edits);
        QCOMPARE(edits->size(), std::size_t(1));
        QVERIFY(edits->front().what.find("case " + std::to_string(b)) != std::string::npos &&
                edits->front().when.size() == 20);
        QCOMPARE(edits->front().cases, (Ids{a, b}));
        const auto undone = folder->undoCaseEdit();
        VERIFY_OK(undone);
        QCOMPARE(undone->what, edits->front().what);
        QCOMPARE(undone->cases, edits->front().cases);
        QCOMPARE(seriesOf(folder.reopened().caseById(a)), (Names{"1.1.1", "1.1.2", "1.1.3"}));
        const Case after = folder->caseById(b).value();
        QCOMPARE(seriesOf(after), seriesOf(before));
        QVERIFY(after.patientName == before.patientName &&
                after.accessionNumber == before.accessionNumber &&
                after.description == before.description);
        QVERIFY(folder->caseEdits()->empty());
        QCOMPARE(undoError(folder.library()), ErrorCode::NotFound);
        // Nothing of the merge lingers for an import.
        VERIFY_OK(rebuild(folder.library(), "1.2", {Phase::Delayed, Phase::Arterial}));
        QCOMPARE(folder->cases()->size(), std::size_t(2));
    }

    void mergeIsTakenBackAfterAReimport() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed});
        VERIFY_OK(folder->mergeCases(a, std::array{b}));
        VERIFY_OK(rebuild(folder.library(), "1.2", {Phase::Delayed}));
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(seriesOf(folder.reopened().caseById(b)), Names{"1.2.1"});
        QCOMPARE(folder->caseById(a)->volumes.size(), std::size_t(3));
    }

    void splitIsTakenBack() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const std::string leaving[]{"1.1.2"};
        const auto fresh = folder->splitCase(id, leaving);
        VERIFY_OK(fresh);
        VERIFY_OK(folder.reopened().undoCaseEdit());
        QCOMPARE(seriesOf(folder->caseById(id)), (Names{"1.1.1", "1.1.2", "1.1.3"}));
        QCOMPARE(folder->caseById(*fresh).error().code, ErrorCode::NotFound);
        VERIFY_OK(rebuild(folder.library(), "1.1", threePhases));
        QCOMPARE(folder->cases()->size(), std::size_t(1));
    }

    void editsAreTakenBackOneByOneTheLatestFirst() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed});
        const std::int64_t c = importExam(folder.library(), "1.3", {Phase::Arterial});
        VERIFY_OK(
            folder->reorderCase(a, volumesOf(folder.library(), a, {"1.1.3", "1.1.2", "1.1.1"})));
        VERIFY_OK(folder->mergeCases(a, std::array{b, c}));
        const std::string leaving[]{"1.1.1", "1.2.1"};
        VERIFY_OK(folder->splitCase(a, leaving));
        QCOMPARE(folder->caseEdits()->size(), std::size_t(3));
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(folder->caseById(a)->volumes.size(), std::size_t(5));
        VERIFY_OK(folder.reopened().undoCaseEdit());
        QCOMPARE(seriesOf(folder->caseById(a)), (Names{"1.1.3", "1.1.2", "1.1.1"}));
        QCOMPARE(seriesOf(folder->caseById(b)), Names{"1.2.1"});
        QCOMPARE(seriesOf(folder->caseById(c)), Names{"1.3.1"});
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(seriesOf(folder->caseById(a)), (Names{"1.1.1", "1.1.2", "1.1.3"}));
    }

    void undoingMergeKeepsWhatCameSince() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed});
        VERIFY_OK(folder->mergeCases(a, std::array{b}));
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.4", 2)));
        VERIFY_OK(
            rebuild(folder.library(), "1.1",
                    {Phase::PreContrast, Phase::Arterial, Phase::PortalVenous, Phase::Delayed}));
        VERIFY_OK(folder->setPhase(a, "1.2.1", Phase::PortalVenous));
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(folder->caseById(a)->volumes.size(), std::size_t(4));
        QCOMPARE(folder->caseById(b)->volumes.front().phase.phase, Phase::PortalVenous);
    }

    void editOfCasesThatAreGoneIsAConflictAndLeavesTheList() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::string leaving[]{"1.1.2"};
        VERIFY_OK(folder->splitCase(a, leaving));
        const std::string studies[]{"1.1"};
        VERIFY_OK(folder->replaceCases(studies, {}));
        QCOMPARE(undoError(folder.library()), ErrorCode::Conflict);
        QVERIFY(folder.reopened().caseEdits()->empty());
    }

    void twoPatientsDoNotMeetInANamelessCase() {
        LibraryFolder folder;
        const std::int64_t nobody = importExam(folder.library(), "1.1", threePhases, "");
        const std::int64_t a = importExam(folder.library(), "1.2", {Phase::Delayed}, "P1");
        const std::int64_t b = importExam(folder.library(), "1.3", {Phase::Arterial}, "P2");
        const auto together = folder->mergeCases(nobody, std::array{a, b});
        QVERIFY(!together && together.error().code == ErrorCode::BadInput);
        VERIFY_OK(folder->mergeCases(nobody, std::array{a}));
        QVERIFY(!folder.reopened().mergeCases(nobody, std::array{b})); // nor one after the other
        QVERIFY(!folder->mergeCases(b, std::array{nobody}));
        QCOMPARE(folder->cases()->size(), std::size_t(2));
    }

    void vectorsOfTheCasesComeBackWithThem() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed});
        VERIFY_OK(folder->addModel({"m", "hash", "m.safetensors", "{}", "{}"}));
        VERIFY_OK(folder->addModel({"n", "other", "n.safetensors", "{}", "{}"}));
        for (const auto& [id, value] : {std::pair(a, 0.6F), std::pair(b, 0.8F)}) {
            VERIFY_OK(folder->putVector("hash", {id, {value, -value}, {Phase::Arterial}, {1}}));
            VERIFY_OK(folder->putVector("other", {id, {value}, {Phase::Arterial}}));
        }
        VERIFY_OK(folder->mergeCases(a, std::array{b}));
        QCOMPARE(folder->casesWithoutVector("hash").value(), Ids{a});
        VERIFY_OK(folder->putVector("hash", {a, {1, 0}, {Phase::Arterial}, {1}})); // of both
        VERIFY_OK(folder->removeModel("n"));
        VERIFY_OK(folder.reopened().undoCaseEdit());
        QVERIFY(folder->casesWithoutVector("hash")->empty());
        const auto vectors = folder->vectors("hash").value();
        QCOMPARE(vectors.size(), std::size_t(2));
        QCOMPARE(vectors[0].vector, (std::vector<float>{0.6F, -0.6F}));
        QCOMPARE(vectors[1].vector, (std::vector<float>{0.8F, -0.8F}));
        QCOMPARE(vectors[1].phaseShares, std::vector<float>{1});
        QVERIFY(folder->vectors("other")->empty()); // its model is gone
    }

    void aVectorOfAnotherCaseThanBeforeStaysAway() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed});
        VERIFY_OK(folder->putVector("hash", {b, {1}, {Phase::Delayed}}));
        VERIFY_OK(folder->mergeCases(a, std::array{b}));
        VERIFY_OK(folder->setPhase(a, "1.2.1", Phase::Arterial)); // it went with the merge
        VERIFY_OK(folder->undoCaseEdit());
        QVERIFY(folder->vectors("hash")->empty());
    }

    void whatSpeaksAgainstOnePersonIsNamed() {
        LibraryFolder folder;
        const auto import = [&](const std::string& study, const char* name, const char* birth,
                                const char* sex) {
            std::vector<InstanceHeader> headers = seriesHeaders(study, study + ".1", 2);
            for (InstanceHeader& h : headers) {
                h.patientName = name;
                h.patientBirthDate = birth;
                h.patientSex = sex;
            }
            const std::string studies[]{study};
            const Case cases[]{exam({volume(study, study + ".1", Phase::Arterial)})};
            const bool done = folder->addInstances(headers) && folder->replaceCases(studies, cases);
            const auto ids = folder->caseIds();
            return done && ids ? std::ranges::max(*ids) : std::int64_t(0);
        };
        const std::int64_t jane = import("1.1", "Doe^Jane", "19500101", "F");
        const std::int64_t again = import("1.2", "DOE^JANE^", "", "F");
        const std::int64_t other = import("1.3", "Doe^Jane", "19600101", "F");
        const std::int64_t john = import("1.4", "Doe^John", "19500101", "M");
        QVERIFY(folder->mergeDoubts(std::array{jane, again})->empty());
        QCOMPARE(folder->mergeDoubts(std::array{jane, other}).value(),
                 Names{"Their birth dates differ: 19500101, 19600101."});
        QCOMPARE(folder->mergeDoubts(std::array{again, john}).value(),
                 (Names{"Their names differ: DOE^JANE^, Doe^John.", "Their sexes differ: F, M."}));
    }

    void refusedEditsAreNotListed() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed}, "P2");
        QVERIFY(!folder->mergeCases(a, std::array{b}));
        QVERIFY(!folder->mergeCases(a, {}));
        QVERIFY(!folder->splitCase(a, {}));
        QVERIFY(folder->caseEdits()->empty());
    }
};

QTEST_GUILESS_MAIN(StoreEditsTest)
#include "test_store_edits.moc"
