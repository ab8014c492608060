#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const std::vector<Phase> threePhases{Phase::PreContrast, Phase::Arterial, Phase::PortalVenous};

Result<void> rebuild(Library& library, const std::vector<std::string>& studies,
                     const std::vector<Case>& cases) {
    return library.replaceCases(studies, cases);
}

/// The exam as an import would build it again.
Case threePhaseExam(const std::string& study) {
    return exam({volume(study, study + ".1", threePhases[0]),
                 volume(study, study + ".2", threePhases[1]),
                 volume(study, study + ".3", threePhases[2])});
}

std::vector<std::string> seriesOf(const Case& c) {
    std::vector<std::string> series;
    for (const VolumeRecord& v : c.volumes) {
        series.push_back(v.seriesUid);
    }
    return series;
}

using Names = std::vector<std::string>;

Report reportOf(const std::string& study, const std::string& accession, const std::string& text) {
    Report r;
    r.studyUid = study;
    r.accessionNumber = accession;
    r.source = "text";
    r.text = text;
    return r;
}

} // namespace

class StoreCasesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void caseReadsBackWhole() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 3)));
        VolumeRecord v = volume("1.1", "1.1.1", Phase::Arterial, 3);
        v.part = 2;
        v.partReason = "another orientation";
        v.issues = {"one", "two"};
        v.origin = {-1.5, 2.25, 1e-9};
        v.plane = Plane::Coronal;
        v.acquisitionNumber = 4;
        v.bodyPart = "LIVER";
        v.slices[1].frame = 5;
        Case c = exam({v});
        c.issues = {"check"};
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {c}));
        const auto list = folder.reopened().cases();
        QCOMPARE(list->size(), std::size_t(1));
        const Case r = folder->caseById(list->front().id).value();
        QCOMPARE(r.patientName, c.patientName);
        QCOMPARE(r.studyUids, Names{"1.1"});
        QCOMPARE(r.issues, c.issues);
        QCOMPARE(r.bodyPart, std::string("LIVER"));
        const VolumeRecord& w = r.volumes.front();
        QVERIFY(w.id != 0 && w.part == 2 && w.partReason == v.partReason && w.issues == v.issues);
        QVERIFY(w.origin == v.origin && w.spacing == v.spacing && w.direction == v.direction);
        QVERIFY(w.size == v.size && w.plane == v.plane &&
                w.acquisitionNumber == v.acquisitionNumber);
        QVERIFY(w.phase.phase == Phase::Arterial && w.phase.confidence == 0.8 && w.inPhaseSeries);
        QCOMPARE(w.slices.size(), std::size_t(3));
        QCOMPARE(w.slices[1].frame, 5);
        QCOMPARE(w.slices[2].path, v.slices[2].path);
        QCOMPARE(w.slices[2].position, 7.5);
        QVERIFY(list->front().volumes.front().slices.empty());
        QCOMPARE(folder->caseById(99).error().code, ErrorCode::NotFound);
    }

    void sliceWithoutItsInstanceIsRefused() {
        LibraryFolder folder;
        const auto replaced =
            rebuild(folder.library(), {"1.1"}, {exam({volume("1.1", "1.1.1", Phase::Arterial)})});
        QCOMPARE(replaced.error().code, ErrorCode::BadInput);
        QVERIFY(folder.reopened().cases()->empty());
    }

    void caseKeepsItsIdWhenBuiltAgain() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", threePhases);
        const std::int64_t id = importExam(folder.library(), "1.2", threePhases, "P2");
        VERIFY_OK(folder->addInstances(seriesHeaders("1.2", "1.2.4", 2)));
        Case grown = threePhaseExam("1.2");
        grown.patientId = "P2";
        grown.volumes.push_back(volume("1.2", "1.2.4", Phase::Delayed));
        VERIFY_OK(rebuild(folder.library(), {"1.2"}, {grown}));
        QCOMPARE(folder.reopened().cases()->size(), std::size_t(2));
        QCOMPARE(folder->caseById(id)->volumes.size(), std::size_t(4));
        VERIFY_OK(rebuild(folder.library(), {"1.2"}, {}));
        QCOMPARE(folder->caseById(id).error().code, ErrorCode::NotFound);
        QVERIFY(importExam(folder.library(), "1.3", threePhases, "P3") > id); // no id is used twice
    }

    void caseThatPartsKeepsItsIdWithMostOfIt() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const Case whole = threePhaseExam("1.1");
        VERIFY_OK(rebuild(folder.library(), {"1.1"},
                          {exam({whole.volumes[0]}), exam({whole.volumes[1], whole.volumes[2]})}));
        QCOMPARE(folder->cases()->size(), std::size_t(2));
        QCOMPARE(seriesOf(*folder->caseById(id)), (Names{"1.1.2", "1.1.3"}));
    }

    void phaseCorrectionSurvivesReimport() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed));
        const Case corrected = folder.reopened().caseById(id).value();
        QCOMPARE(seriesOf(corrected), (Names{"1.1.2", "1.1.3", "1.1.1"})); // contrast order
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {threePhaseExam("1.1")}));
        const Case again = folder.reopened().caseById(id).value();
        QCOMPARE(seriesOf(again), (Names{"1.1.2", "1.1.3", "1.1.1"}));
        const PhaseRecord& record = again.volumes[2].phase;
        QVERIFY(record.phase == Phase::Delayed && record.source == PhaseSource::User &&
                record.confidence == 1);
        QVERIFY(!record.reason.empty());
        QCOMPARE(again.volumes[0].phase.source, PhaseSource::Tags);
        QCOMPARE(folder->setPhase(id, "9.9", Phase::Delayed).error().code, ErrorCode::NotFound);
        QCOMPARE(folder->setPhase(77, "1.1.1", Phase::Delayed).error().code, ErrorCode::NotFound);
    }

    void phaseOfAPartAndOfALeftOutVolume() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 2)));
        VolumeRecord first = volume("1.1", "1.1.1", Phase::Unknown), second = first, scout = first;
        second.part = 1;
        scout.part = 2;
        scout.inPhaseSeries = false;
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {exam({first, second, scout})}));
        const std::int64_t id = folder->cases()->front().id;
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Arterial));
        const auto phases = [&] {
            std::map<int, std::pair<Phase, bool>> byPart;
            const Case whole = folder.reopened().caseById(id).value();
            for (const VolumeRecord& v : whole.volumes) {
                byPart[v.part] = {v.phase.phase, v.inPhaseSeries};
            }
            return byPart;
        };
        QVERIFY(phases()[0].first == Phase::Arterial && phases()[1].first == Phase::Arterial);
        QVERIFY(phases()[2] == std::pair(Phase::Unknown, false)); // a scout has no phase by the way
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed, 1));
        QVERIFY(phases()[0].first == Phase::Arterial && phases()[1].first == Phase::Delayed);
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::PortalVenous, 2));
        QVERIFY(phases()[2] == std::pair(Phase::PortalVenous, true));
    }

    void correctionIsTakenBackWhole() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 2)));
        VolumeRecord first = volume("1.1", "1.1.1", Phase::Arterial), scout = first;
        first.phase = {Phase::Arterial, 0.6, PhaseSource::Tags, "The description says so"};
        scout.part = 1;
        scout.inPhaseSeries = false;
        scout.phase = {Phase::Unknown, 0.1, PhaseSource::Pixels, "One slice"};
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {exam({first, scout})}));
        const std::int64_t id = folder->cases()->front().id;
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed, 0));
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::PortalVenous, 1));
        VERIFY_OK(folder->restorePhase(id, "1.1.1", 1, scout.phase, false));
        const auto state = [&](int part) {
            const Case whole = folder.reopened().caseById(id).value();
            const auto& v = *std::ranges::find(whole.volumes, part, &VolumeRecord::part);
            return std::tuple(v.phase.phase, v.phase.confidence, v.phase.source, v.phase.reason,
                              v.inPhaseSeries);
        };
        QVERIFY(state(1) ==
                std::tuple(Phase::Unknown, 0.1, PhaseSource::Pixels, "One slice", false));
        QCOMPARE(std::get<0>(state(0)), Phase::Delayed); // the other part keeps its correction
        VERIFY_OK(folder->restorePhase(id, "1.1.1", 0, first.phase, true));
        QVERIFY(state(0) == std::tuple(Phase::Arterial, 0.6, PhaseSource::Tags,
                                       "The description says so", true));
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {exam({first, scout})}));
        QCOMPARE(std::get<2>(state(0)), PhaseSource::Tags); // no correction lingers for an import
        const PhaseRecord byUser{Phase::Delayed, 1, PhaseSource::User, "Set by the user"};
        VERIFY_OK(folder->restorePhase(id, "1.1.1", 0, byUser, true));
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {exam({first, scout})}));
        QCOMPARE(std::get<0>(state(0)), Phase::Delayed);
        QCOMPARE(folder->restorePhase(id, "1.1.1", 7, byUser, true).error().code,
                 ErrorCode::NotFound);
    }

    void mergeSurvivesReimport() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed});
        VERIFY_OK(folder->mergeCases(a, std::array{b}));
        QCOMPARE(folder.reopened().cases()->size(), std::size_t(1));
        QCOMPARE(folder->caseById(a)->volumes.size(), std::size_t(4));
        QCOMPARE(folder->caseById(a)->studyUids.size(), std::size_t(2));
        VERIFY_OK(
            rebuild(folder.library(), {"1.2"}, {exam({volume("1.2", "1.2.1", Phase::Delayed)})}));
        VERIFY_OK(rebuild(folder.library(), {"1.1", "1.2"},
                          {threePhaseExam("1.1"), exam({volume("1.2", "1.2.1", Phase::Delayed)})}));
        QCOMPARE(folder.reopened().cases()->size(), std::size_t(1));
        QCOMPARE(seriesOf(*folder->caseById(a)), (Names{"1.1.1", "1.1.2", "1.1.3", "1.2.1"}));
        // A series that comes later goes to where its exam is.
        VERIFY_OK(folder->addInstances(seriesHeaders("1.2", "1.2.2", 2)));
        VERIFY_OK(rebuild(folder.library(), {"1.2"},
                          {exam({volume("1.2", "1.2.1", Phase::Delayed),
                                 volume("1.2", "1.2.2", Phase::Unknown)})}));
        QCOMPARE(folder.reopened().cases()->size(), std::size_t(1));
        QCOMPARE(folder->caseById(a)->volumes.size(), std::size_t(5));
    }

    void patientsAndModalitiesAreNotMerged() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed}, "P2");
        QCOMPARE(folder->mergeCases(a, std::array{b}).error().code, ErrorCode::BadInput);
        QCOMPARE(folder->mergeCases(a, std::array{a}).error().code, ErrorCode::BadInput);
        QCOMPARE(folder->mergeCases(a, std::array{std::int64_t(50)}).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(folder.reopened().cases()->size(), std::size_t(2));
    }

    void splitSurvivesReimportAndCanBeUndone() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        const std::string leaving[]{"1.1.2"};
        const auto fresh = folder->splitCase(id, leaving);
        VERIFY_OK(fresh);
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {threePhaseExam("1.1")}));
        QCOMPARE(seriesOf(*folder.reopened().caseById(id)), (Names{"1.1.1", "1.1.3"}));
        QCOMPARE(seriesOf(*folder->caseById(*fresh)), Names{"1.1.2"});
        QCOMPARE(folder->caseById(*fresh)->patientId, std::string("P1"));
        VERIFY_OK(folder->mergeCases(id, std::array{*fresh}));
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {threePhaseExam("1.1")}));
        QCOMPARE(folder.reopened().cases()->size(), std::size_t(1));
        const std::string all[]{"1.1.1", "1.1.2", "1.1.3"}, wrong[]{"7.7"};
        QCOMPARE(folder->splitCase(id, all).error().code, ErrorCode::BadInput);
        QCOMPARE(folder->splitCase(id, {}).error().code, ErrorCode::BadInput);
        QCOMPARE(folder->splitCase(id, wrong).error().code, ErrorCode::NotFound);
    }

    void differingNamesOfOneIdAreSaid() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        InstanceHeader same = header("1.2", "1.2.1", 1);
        same.patientName = "DOE^JANE^^";
        VERIFY_OK(folder->addInstances(std::array{same}));
        QVERIFY(folder->caseById(id)->issues.empty()); // only spelled otherwise
        InstanceHeader other = header("1.3", "1.3.1", 1);
        other.patientName = "Roe^Richard";
        VERIFY_OK(folder->addInstances(std::array{other}));
        const auto issues = folder.reopened().caseById(id)->issues;
        QCOMPARE(issues.size(), std::size_t(1));
        QVERIFY(issues[0].find("Roe^Richard") != std::string::npos &&
                issues[0].find("P1") != std::string::npos);
    }

    void filters() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed}, "Größe 2");
        const auto found = [&](const char* text) {
            std::vector<std::int64_t> ids;
            const auto keys = folder->caseKeys(parseCaseFilter(text).value()).value();
            for (const CaseKey& key : keys) {
                ids.push_back(key.id);
            }
            return ids;
        };
        using Ids = std::vector<std::int64_t>;
        QCOMPARE(found(""), (Ids{a, b}));
        QCOMPARE(found("phase:arterial"), Ids{a});
        QCOMPARE(found("phase:\"portal venous\" modality:ct"), Ids{a});
        QCOMPARE(found("GRÖSSE"), Ids{b}); // ß folds to ss
        QCOMPARE(found("abdomen doe p1"), Ids{a});
        QCOMPARE(found(("id:" + std::to_string(b)).c_str()), Ids{b});
        QCOMPARE(found("modality:MR"), Ids{});
        QCOMPARE(found("'; DROP TABLE cases; --"), Ids{});
        for (const char* bad : {"colour:red", "phase:banana", "id:x", "modality:"}) {
            QCOMPARE(parseCaseFilter(bad).error().code, ErrorCode::BadInput);
        }
        QVERIFY(parseCaseFilter("colour:red").error().message.find("colour") != std::string::npos);
    }

    void wordsOfTheListsFilter() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", threePhases);
        const std::int64_t b = importExam(folder.library(), "1.2", {Phase::Delayed}, "1234-56-78");
        const auto found = [&](const char* text) {
            CaseFilter filter;
            filter.text = text;
            return folder->caseIds(filter, CaseOrder::Patient).value();
        };
        using Ids = std::vector<std::int64_t>;
        QCOMPARE(found("1234-56-78"), Ids{b}); // no date, though it looks like one
        for (const char* phase : {"arterial", "arte", "art", "portal-venous", "venous", "pre"}) {
            QVERIFY2(found(phase) == Ids{a}, phase);
        }
        for (const char* syllable : {"lay", "_", "erial", "del", "ayed"}) {
            QVERIFY2(found(syllable).empty(), syllable);
        }
        QCOMPARE(found("delayed"), Ids{b});
    }

    void reportsMatchByIdentifierOnly() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        VERIFY_OK(folder->addReport(reportOf("1.1", "", "Cyst.")));
        VERIFY_OK(folder->addReport(reportOf("1.1", "", "Cyst."))); // the same again
        VERIFY_OK(folder->addReport(reportOf("", "A1.1", "By accession.")));
        // A study UID that is not here is not outdone by an accession number.
        QCOMPARE(folder->addReport(reportOf("8.8", "A1.1", "Elsewhere.")).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(folder->addReport(reportOf("", "A1", "Too short.")).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(folder->addReport(reportOf("", "", "Nobody's.")).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(folder->addReport(reportOf("1.1", "", "")).error().code, ErrorCode::BadInput);
        const auto reports = folder.reopened().reportsOfCase(id);
        VERIFY_OK(reports);
        QCOMPARE(reports->size(), std::size_t(2));
        QCOMPARE(reports->back().text, std::string("By accession."));
        QCOMPARE(folder->caseById(id)->reports.size(), std::size_t(2));
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(3));
        QCOMPARE(folder->reportsOfCase(99).error().code, ErrorCode::NotFound);
    }

    void accessionNumberOfTwoPatientsMatchesNeither() {
        LibraryFolder folder;
        InstanceHeader one = header("1.1", "1.1.1", 1), two = header("1.2", "1.2.1", 1);
        one.accessionNumber = two.accessionNumber = "77";
        two.patientId = "P2";
        VERIFY_OK(folder->addInstances(std::array{one, two}));
        QCOMPARE(folder->addReport(reportOf("", "77", "Whose?")).error().code, ErrorCode::NotFound);
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(1));
    }

    void reportThatCameFirstFindsItsStudy() {
        LibraryFolder folder;
        QCOMPARE(folder->addReport(reportOf("1.1", "", "Early.")).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(folder->addReport(reportOf("", "A1.1", "Early too.")).error().code,
                 ErrorCode::NotFound);
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        QCOMPARE(folder.reopened().reportsOfCase(id)->size(), std::size_t(2));
        QVERIFY(folder->unmatchedReports()->empty());
    }

    void reportsSurviveReimport() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", threePhases);
        VERIFY_OK(folder->addReport(reportOf("1.1", "", "Hepatic cyst.")));
        VERIFY_OK(rebuild(folder.library(), {"1.1"}, {threePhaseExam("1.1")}));
        QCOMPARE(folder.reopened().reportsOfCase(id)->size(), std::size_t(1));
        const auto hits = folder->searchReports("\"cysts\"", 10);
        VERIFY_OK(hits);
        QCOMPARE(hits->size(), std::size_t(1));
        QCOMPARE(hits->front().caseId, id);
        const std::int64_t sentence[]{hits->front().sentence};
        QCOMPARE(folder->sentences(sentence)->front().text, std::string("Hepatic cyst."));
        QCOMPARE(folder->searchReports("AND (", 10).error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(StoreCasesTest)
#include "test_store_cases.moc"
