// What a search by example makes of the example's report.
#include <QtTest>

#include "ReportCases.h"

#include "library/search/ExampleReport.h"
#include "library/search/Search.h"

using namespace bolus;
using namespace bolus::test;

namespace {

ExampleReport reportOf(ReportCases& cases, int number) {
    auto report = exampleReport(cases.folder.library(), cases.id(number));
    if (!report) {
        qFatal("%s", say(report.error()).c_str());
    }
    return *report;
}

/// Cases like that of this number, without it.
std::vector<LexicalCase> like(ReportCases& cases, int number) {
    const std::int64_t own = cases.id(number);
    auto ranked = rankByExampleReport(cases.folder.library(), reportOf(cases, number),
                                      [own](std::int64_t id) { return id != own; });
    if (!ranked) {
        qFatal("%s", say(ranked.error()).c_str());
    }
    return *ranked;
}

Found numbersOf(const ReportCases& cases, const std::vector<LexicalCase>& ranked) {
    Found numbers;
    for (const LexicalCase& one : ranked) {
        numbers.push_back(cases.numberOf(one.caseId));
    }
    return numbers;
}

Result<SearchResult> find(ReportCases& cases, int number) {
    SearchQuery query;
    query.likeReport = query.excludeCase = cases.id(number);
    return findCases(cases.folder.library(), nullptr, query);
}

} // namespace

class ExampleReportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsAssertedIsLookedForTheImpressionFirst() {
        ReportCases cases({"INDICATION: Rule out pancreatitis.\nFINDINGS: Arterial enhancement and "
                           "washout in segment VI. No ascites. History of appendicitis. Normal "
                           "spleen.\nIMPRESSION: HCC. Suspected portal vein thrombosis."});
        const std::string said = readAs(reportOf(cases, 0));
        QVERIFY2(said == "as its report says: hepatocellular carcinoma, portal vein thrombosis, "
                         "arterial enhancement, washout",
                 said.c_str());
    }

    void whoTellsMoreOfItComesFirst() {
        ReportCases cases({"FINDINGS: Hepatocellular carcinoma with washout.", // the example
                           "FINDINGS: Hepatoma in segment VII.",
                           "FINDINGS: HCC. It shows washing out.", "FINDINGS: No HCC, no washout.",
                           "FINDINGS: Suspected HCC with washout.",
                           "HISTORY: HCC, washout.\nFINDINGS: Stone.", "FINDINGS: Renal cyst.",
                           "INDICATION: HCC with washout?\nFINDINGS: Cyst."});
        const auto ranked = like(cases, 0);
        const Found found = numbersOf(cases, ranked);
        QCOMPARE(found.front(), 2);
        Found all = found;
        std::ranges::sort(all);
        QCOMPARE(all, (Found{1, 2, 4}));
        QCOMPARE(*ranked.front().score, 1.0);
        QVERIFY(ranked[1].score < 1.0 && ranked[2].score > 0.2);
        QVERIFY(ranked[0].rank == 1 && ranked[1].rank == 2);
    }

    void aSuspicionCountsLess() {
        ReportCases cases({"IMPRESSION: Liver abscess.", "IMPRESSION: Possible liver abscess.",
                           "IMPRESSION: Hepatic abscess.", "IMPRESSION: Pyogenic liver abscess."});
        const auto ranked = like(cases, 0);
        QCOMPARE(numbersOf(cases, ranked), (Found{2, 3, 1}));
        QCOMPARE(ranked[0].rank, 1); // level with the next
        QCOMPARE(ranked[1].rank, 1);
        QCOMPARE(ranked[2].rank, 3);
        QVERIFY(ranked[2].assertion == Assertion::Uncertain);
    }

    /// "Stone" alone is of any organ.
    void theOrganIsLookedForWithTheFinding() {
        ReportCases cases({"FINDINGS: Stone in the left kidney.", "FINDINGS: Stone in the bladder.",
                           "FINDINGS: The right kidney holds a stone."});
        const auto ranked = like(cases, 0);
        QCOMPARE(numbersOf(cases, ranked), (Found{2, 1}));
        QVERIFY(*ranked[0].score > *ranked[1].score);
    }

    void aNormalExamFindsNormalOnes() {
        ReportCases cases({"FINDINGS: Normal liver. No ascites.", "FINDINGS: Unremarkable spleen.",
                           "FINDINGS: Normal liver. Renal cyst.",
                           "FINDINGS: Normal liver; 2 cm thing beside it.", "FINDINGS: Postscript.",
                           ""});
        QVERIFY(reportOf(cases, 0).normal);
        QCOMPARE(numbersOf(cases, like(cases, 0)), Found{1});
        QCOMPARE(readAs(reportOf(cases, 0)), std::string("as its report says: no finding"));
        QVERIFY(reportOf(cases, 4).told && reportOf(cases, 4).empty());
        QVERIFY(!reportOf(cases, 5).told);
    }

    void hitsTellWhatMatched() {
        ReportCases cases(
            {"FINDINGS: Hepatic cyst.", "FINDINGS: Spleen.\nIMPRESSION: Liver cyst."});
        const auto result = find(cases, 0);
        QVERIFY(result && result->hits.size() == 1);
        const SearchHit& hit = result->hits[0];
        QCOMPARE(hit.sentence, std::string("Liver cyst."));
        QVERIFY(hit.section == Section::Impression && hit.assertion == Assertion::Present);
        QVERIFY(hit.parts.size() == 1 && hit.parts[0].part == SearchPart::Words);
        QVERIFY(hit.parts[0].rank == 1 && *hit.parts[0].score > 0.99);
        QCOMPARE(result->readAs, std::string("as its report says: hepatic cyst"));
    }

    void withoutAnythingToSearchByASentenceSaysSo() {
        ReportCases cases({"", "FINDINGS: Cyst."});
        const auto result = find(cases, 0);
        QVERIFY(!result && result.error().code == ErrorCode::BadInput);
    }

    void aPhraseBesideItIsOneRankingWithIt() {
        ReportCases cases({"FINDINGS: Hepatocellular carcinoma.", "FINDINGS: HCC.",
                           "FINDINGS: Washout.", "FINDINGS: HCC with washout.", "FINDINGS: Cyst."});
        SearchQuery query;
        query.likeReport = query.excludeCase = cases.id(0);
        query.phrase = "washout";
        const auto result = findCases(cases.folder.library(), nullptr, query);
        QVERIFY(result && result->hits.size() == 3);
        QCOMPARE(cases.numberOf(result->hits[0].caseId), 3);
        QVERIFY(QString::fromStdString(result->readAs)
                    .endsWith("; as its report says: hepatocellular carcinoma"));
    }
};

QTEST_GUILESS_MAIN(ExampleReportTest)
#include "test_example_report.moc"
