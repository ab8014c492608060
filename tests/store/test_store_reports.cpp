// Reports and the studies they belong to: by identifiers, never against the patient, corrections.
#include <QtTest>

#include "tests/store/Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

Report report(const std::string& accession, const std::string& text) {
    Report r;
    r.accessionNumber = accession;
    r.source = "hl7";
    r.text = text;
    r.file = "/data/" + accession + ".hl7";
    return r;
}

Report version(const std::string& text, const std::string& status, const std::string& written) {
    Report r = report("A1.1", text);
    r.key = "hl7|RIS|NORTH|F1|CT";
    r.status = status;
    r.written = written;
    return r;
}

ReportOutcome add(Library& library, const std::vector<Report>& reports) {
    const auto outcome = library.addReports(reports);
    if (!outcome) {
        qFatal("%s", say(outcome.error()).c_str());
    }
    return *outcome;
}

QStringList textsOf(Library& library, std::int64_t caseId) {
    QStringList texts;
    const auto reports = library.reportsOfCase(caseId);
    for (const Report& r : *reports) {
        texts << QString::fromStdString(r.text);
    }
    return texts;
}

std::size_t found(Library& library, const char* word) {
    return library.searchReports(word, 10)->size();
}

} // namespace

class StoreReportsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsKnownOfAReportIsKept() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        Report given = version("Cyst.", "final", "20240102120000");
        given.patientId = "P1";
        add(folder.library(), {given});
        const Report kept = folder.reopened().reportsOfCase(id)->front();
        QCOMPARE(kept.patientId, given.patientId);
        QCOMPARE(kept.file, given.file);
        QCOMPARE(kept.status, given.status);
        QCOMPARE(kept.key, given.key);
        QCOMPARE(kept.written, given.written);
    }

    void manyInOneCall() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        const auto outcome =
            add(folder.library(), {report("A1.1", "Cyst."), report("B", "Stone."),
                                   report("A1.1", "Cyst."), report("A1.1", "Two.")});
        QCOMPARE(outcome.added, 3);
        QCOMPARE(outcome.known, 1);
        QCOMPARE(outcome.unmatched, 1);
        QCOMPARE(outcome.matched, (std::vector<bool>{true, false, true, true}));
        QVERIFY(!folder->addReports(std::vector{report("C", "x"), report("D", "")}));
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(1)); // nothing of the failed call
    }

    void anotherPatientsReportIsNotMatched() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        Report other = report("A1.1", "Carcinoma.");
        other.patientId = "P2\\S9";
        Report byStudy = report("", "Metastasis.");
        byStudy.studyUid = "1.1";
        byStudy.patientId = "P2";
        Report own = report("A1.1", "Cyst.");
        own.patientId = "S9\\P1";
        const auto outcome = add(folder.library(), {other, byStudy, own});
        QCOMPARE(outcome.matched, (std::vector<bool>{false, false, true}));
        QCOMPARE(textsOf(folder.library(), id), QStringList{"Cyst."});
        const auto unmatched = folder->unmatchedReports().value();
        QCOMPARE(unmatched.size(), std::size_t(2));
        QVERIFY(unmatched[0].whyUnmatched.find("another patient") != std::string::npos);
        QVERIFY(unmatched[1].whyUnmatched.find("another patient") != std::string::npos);
        QVERIFY(unmatched[0].file == "/data/A1.1.hl7");
        // Nor when its study is built again.
        importExam(folder.library(), "1.1", {Phase::Arterial, Phase::Delayed});
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(2));
    }

    void sameWordsOfTwoPatientsAreTwoReports() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        Report own = report("A1.1", "Normal."), other = own, unsaid = own;
        own.patientId = "P1";
        other.patientId = "P2";
        QCOMPARE(add(folder.library(), {own, other, unsaid, own, other}).added, 2);
        QCOMPARE(textsOf(folder.library(), id), QStringList{"Normal."});
        QCOMPARE(folder->reportsOfCase(id)->front().patientId, std::string("P1"));
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(1));
    }

    void aLinkGoesWhenItsStudyIsSomebodyElses() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        Report own = report("", "Cyst.");
        own.studyUid = "1.1";
        own.patientId = "P1";
        add(folder.library(), {own});
        QCOMPARE(textsOf(folder.library(), id), QStringList{"Cyst."});
        auto corrected = seriesHeaders("1.1", "1.1.1", 2);
        for (InstanceHeader& h : corrected) {
            h.patientId = "P2";
            h.modifiedNs += 1;
        }
        VERIFY_OK(folder->addInstances(corrected));
        const std::string studies[]{"1.1"};
        const Case cases[]{exam({volume("1.1", "1.1.1", Phase::Arterial)}, "P2")};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QVERIFY(textsOf(folder.library(), id).isEmpty());
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(1));
    }

    void unmatchedOnesSayWhy() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        Report nameless = report("", "Nobody's.");
        Report elsewhere = report("Z9", "Stone.");
        Report noStudy = report("", "Cyst.");
        noStudy.studyUid = "9.9";
        add(folder.library(), {nameless, elsewhere, noStudy});
        const auto unmatched = folder->unmatchedReports().value();
        QCOMPARE(unmatched.size(), std::size_t(3));
        QVERIFY(unmatched[0].whyUnmatched.find("neither") != std::string::npos);
        QVERIFY(unmatched[1].whyUnmatched.find("accession number") != std::string::npos);
        QVERIFY(unmatched[2].whyUnmatched.find("Study Instance UID") != std::string::npos);
        importExam(folder.library(), "9.9", {Phase::Arterial});
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(2));
    }

    void aStudyWithoutACaseShowsNoReport() {
        LibraryFolder folder;
        VERIFY_OK(folder->addInstances(seriesHeaders("1.1", "1.1.1", 2)));
        QCOMPARE(add(folder.library(), {report("A1.1", "Cyst.")}).unmatched, 1);
        QVERIFY(folder->unmatchedReports()->front().whyUnmatched.find("no images") !=
                std::string::npos);
        importExam(folder.library(), "1.1", {Phase::Arterial});
        QVERIFY(folder->unmatchedReports()->empty());
    }

    void anAccessionNumberOfTwoPatientsMatchesNeither() {
        LibraryFolder folder;
        auto first = seriesHeaders("1.1", "1.1.1", 2), second = seriesHeaders("1.2", "1.2.1", 2);
        for (auto& h : first) {
            h.accessionNumber = "SAME";
        }
        for (auto& h : second) {
            h.accessionNumber = "SAME";
            h.patientId = "P2";
        }
        VERIFY_OK(folder->addInstances(first));
        VERIFY_OK(folder->addInstances(second));
        QCOMPARE(add(folder.library(), {report("SAME", "Cyst.")}).unmatched, 1);
        QVERIFY(folder->unmatchedReports()->front().whyUnmatched.find("more than one patient") !=
                std::string::npos);
    }

    void anAccessionNumberThatBecomesTwoPatientsLosesItsReport() {
        LibraryFolder folder;
        importExam(folder.library(), "1.1", {Phase::Arterial});
        QCOMPARE(add(folder.library(), {report("A1.1", "Cyst.")}).unmatched, 0);
        auto second = seriesHeaders("1.2", "1.2.1", 2);
        for (auto& h : second) {
            h.accessionNumber = "A1.1";
            h.patientId = "P2";
        }
        VERIFY_OK(folder->addInstances(second));
        const std::string studies[]{"1.2"};
        const Case cases[]{exam({volume("1.2", "1.2.1", Phase::Arterial)}, "P2")};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(1));
    }

    void aCorrectionTakesThePlaceOfThePreliminaryReport() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        add(folder.library(),
            {version("Carcinoma of the liver.", "preliminary", "20240102100000")});
        QCOMPARE(found(folder.library(), "carcinoma"), std::size_t(1));
        const auto outcome =
            add(folder.library(), {version("Haemangioma.", "corrected", "20240102120000")});
        QCOMPARE(outcome.replaced, 1);
        QCOMPARE(textsOf(folder.library(), id), QStringList{"Haemangioma."});
        QCOMPARE(found(folder.library(), "carcinoma"), std::size_t(0));
        QCOMPARE(found(folder.library(), "haemangioma"), std::size_t(1));
        // The preliminary one arrives late, once more: it stays replaced.
        QCOMPARE(add(folder.library(),
                     {version("Carcinoma of the liver.", "preliminary", "20240102100000")})
                     .known,
                 1);
        add(folder.library(), {version("Abscess.", "preliminary", "20240102090000")});
        QCOMPARE(textsOf(folder.library(), id), QStringList{"Haemangioma."});
        QVERIFY(folder->unmatchedReports()->empty());
        // Corrected once more, back to what it was.
        add(folder.library(), {version("Carcinoma of the liver.", "corrected", "20240103090000")});
        QCOMPARE(textsOf(folder.library(), id), QStringList{"Carcinoma of the liver."});
        QCOMPARE(found(folder.library(), "haemangioma"), std::size_t(0));
    }

    void aCorrectionOfAWaitingReportJoinsItsStudyAlone() {
        LibraryFolder folder;
        add(folder.library(),
            {version("Carcinoma.", "preliminary", ""), version("Cyst.", "final", "")});
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(1));
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        QCOMPARE(textsOf(folder.library(), id), QStringList{"Cyst."});
    }

    void aCancelledReportIsShownAndNotFound() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        add(folder.library(),
            {version("Carcinoma.", "final", "20240102100000"),
             version("The sender has cancelled this report.", "cancelled", "20240102110000")});
        QCOMPARE(folder->reportsOfCase(id)->front().status, std::string("cancelled"));
        QCOMPARE(found(folder.library(), "carcinoma"), std::size_t(0));
        QCOMPARE(found(folder.library(), "sender"), std::size_t(0));
    }

    void oneKeyOfTwoExamsIsTwoReports() {
        LibraryFolder folder;
        Report first = version("Cyst.", "final", "20240102100000");
        Report second = version("Stone.", "final", "20240102110000");
        second.accessionNumber = "B2";
        QCOMPARE(add(folder.library(), {first, second}).replaced, 0);
        QCOMPARE(folder->unmatchedReports()->size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(StoreReportsTest)
#include "test_store_reports.moc"
