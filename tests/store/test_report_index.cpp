// What the library keeps of reports for searches: tags, words, and the index of an older library.
#include "OldLibrary.h"
#include "ReportCases.h"

using namespace bolus;
using namespace bolus::test;

namespace {

std::string tagsOf(Library& library, std::int64_t id) {
    const std::int64_t ids[]{id};
    std::string text;
    const auto tags = library.tagsOfCases(ids).value();
    for (const CaseTag& tag : tags.front()) {
        text += (text.empty() ? "" : " ") + tag.tag + '=' + assertionToken(tag.assertion);
    }
    return text;
}

std::vector<std::int64_t> passing(Library& library, const std::string& filter) {
    return library.caseIds(parseCaseFilter(filter).value()).value();
}

std::string counted(const std::vector<FacetCount>& counts) {
    std::string text;
    for (const FacetCount& count : counts) {
        text += (text.empty() ? "" : " ") + count.value + '=' + std::to_string(count.cases);
    }
    return text;
}

std::size_t matches(Library& library, const std::string& words) {
    return library.searchReports(words)->size();
}

} // namespace

class ReportIndexTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void casesAreTagged() {
        ReportCases library({"FINDINGS: Cirrhosis.\nIMPRESSION: HCC in segment 8. No ascites.",
                             "IMPRESSION: No hepatocellular carcinoma.",
                             "IMPRESSION: Possible hepatoma.",
                             "HISTORY: Known HCC.\nFINDINGS: Normal liver.",
                             "FINDINGS: The mother had breast cancer."});
        QCOMPARE(tagsOf(library.folder.library(), library.id(0)),
                 std::string("cirrhosis=present hcc=present"));
        QCOMPARE(tagsOf(library.folder.library(), library.id(1)), std::string("hcc=absent"));
        QCOMPARE(tagsOf(library.folder.library(), library.id(2)), std::string("hcc=uncertain"));
        QCOMPARE(tagsOf(library.folder.library(), library.id(3)), std::string());
        QCOMPARE(tagsOf(library.folder.library(), library.id(4)), std::string());
        QCOMPARE(tagsOf(library.folder.library(), 12345), std::string());
        QCOMPARE(passing(library.folder.library(), "tag:hcc"),
                 (std::vector<std::int64_t>{library.id(0), library.id(2)}));
        QCOMPARE(passing(library.folder.library(), "tag:hepatoma").size(), std::size_t(2));
        QCOMPARE(passing(library.folder.library(), "tag:unheard").size(), std::size_t(0));
        QCOMPARE(counted(library.folder->facets()->tag), std::string("hcc=2 cirrhosis=1"));
        const std::int64_t two[]{library.id(0), library.id(1)};
        QCOMPARE(counted(library.folder->tagCounts(two).value()), std::string("cirrhosis=1 hcc=1"));
        library.folder.reopened();
        QCOMPARE(counted(library.folder->facets()->tag), std::string("hcc=2 cirrhosis=1"));
    }

    void tagsFollowTheirCases() {
        ReportCases library({"FINDINGS: HCC.", "FINDINGS: No HCC. Pneumonia."});
        QCOMPARE(tagsOf(library.folder.library(), library.id(1)),
                 std::string("hcc=absent pneumonia=present"));
        library.add("FINDINGS: Cirrhosis."); // after the tags were read
        QCOMPARE(tagsOf(library.folder.library(), library.id(2)), std::string("cirrhosis=present"));
        Report second;
        second.studyUid = "1.1";
        second.text = "FINDINGS: Gallstones.";
        VERIFY_OK(library.folder->addReport(second));
        QCOMPARE(tagsOf(library.folder.library(), library.id(0)),
                 std::string("cholelithiasis=present hcc=present"));
        QCOMPARE(library.found("gallstone"), Found{0});
    }

    void mergedCasesShareTheirReports() {
        LibraryFolder folder;
        const auto one = importExam(folder.library(), "1.1", {Phase::Arterial});
        const auto other = importExam(folder.library(), "1.2", {Phase::PortalVenous});
        Report report;
        report.studyUid = "1.2";
        report.text = "FINDINGS: HCC.";
        VERIFY_OK(folder->addReport(report));
        QCOMPARE(tagsOf(folder.library(), one), std::string());
        const std::int64_t others[]{other};
        VERIFY_OK(folder->mergeCases(one, others));
        QCOMPARE(tagsOf(folder.library(), one), std::string("hcc=present"));
        QCOMPARE(folder->searchReports("hcc")->front().caseId, one);
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(tagsOf(folder.library(), one), std::string());
        QCOMPARE(folder->searchReports("hcc")->front().caseId, other);
    }

    void replacedReportsAreNotFound() {
        LibraryFolder folder;
        const auto id = importExam(folder.library(), "1.1", {Phase::Arterial});
        Report first;
        first.studyUid = "1.1";
        first.key = "K";
        first.status = "preliminary";
        first.text = "FINDINGS: HCC.";
        Report second = first;
        second.status = "final";
        second.text = "FINDINGS: Haemangioma.";
        const Report both[]{first, second}; // in one transaction
        VERIFY_OK(folder->addReports(both));
        QCOMPARE(tagsOf(folder.library(), id), std::string("hemangioma=present"));
        QCOMPARE(matches(folder.library(), "hcc"), std::size_t(0));
        const auto whole = folder->searchWholeReports("hcc");
        QVERIFY(whole && whole->empty());
        QCOMPARE(folder->verify()->size(), std::size_t(1)); // the folder of its files, no more
    }

    void otherConnectionsSeeAtOnce() {
        ReportCases library({"FINDINGS: Cyst."});
        QCOMPARE(library.found("cyst"), Found{0});
        auto other = Library::open(library.folder.path());
        VERIFY_OK(other);
        QCOMPARE((*other)->searchReports("stone")->size(), std::size_t(0));
        library.add("FINDINGS: HCC. Stone.");
        QCOMPARE((*other)->searchReports("stone")->size(), std::size_t(1));
        QCOMPARE(counted((*other)->facets()->tag), std::string("hcc=1"));
    }

    void anOlderLibraryIsIndexedAnew() {
        LibraryFolder folder;
        makeVersion3(folder.path());
        {
            SQLite::Database db(folder.path() / "library.sqlite", SQLite::OPEN_READWRITE);
            db.exec("UPDATE report SET text = 'FINDINGS: No hepatoma. Cirrhosis, 3 cm nodule.'");
        }
        std::int64_t heard = 0;
        {
            auto opened = Library::open(folder.path(), [&](std::int64_t done, std::int64_t total) {
                QCOMPARE(total, std::int64_t(1));
                heard = done;
            });
            VERIFY_OK(opened);
            QCOMPARE(heard, std::int64_t(1));
            QCOMPARE(tagsOf(**opened, 5), std::string("cirrhosis=present hcc=absent"));
            QCOMPARE(matches(**opened, "asserted : zxnzhccq"), std::size_t(1));
            SentenceTest large;
            large.leastMm = 25;
            QCOMPARE((*opened)->searchReports("nodule", 10, large)->size(), std::size_t(1));
            large.leastMm = 31;
            QCOMPARE((*opened)->searchReports("nodule", 10, large)->size(), std::size_t(0));
            const auto whole = (*opened)->searchWholeReports("cirrhosis AND zxnhepatoma");
            QVERIFY(whole && *whole == std::vector<std::int64_t>{5});
        }
        heard = 0;
        VERIFY_OK(
            Library::open(folder.path(), [&](std::int64_t done, std::int64_t) { heard = done; }));
        QCOMPARE(heard, std::int64_t(0)); // once
    }

    void otherRulesIndexAnew() {
        ReportCases library({"FINDINGS: HCC, 2 cm.", "FINDINGS: Cyst."});
        const auto before = library.cases("hcc").front().sentenceId;
        library.folder.close();
        {
            SQLite::Database db(library.folder.path() / "library.sqlite", SQLite::OPEN_READWRITE);
            db.exec("UPDATE search_state SET version = 'older'; DELETE FROM report_tags");
        }
        QCOMPARE(library.cases("hcc").front().sentenceId, before);
        QCOMPARE(library.found("cyst"), Found{1});
        QCOMPARE(tagsOf(library.folder.library(), library.id(0)), std::string("hcc=present"));
        QCOMPARE(matches(library.folder.library(), "hcc"), std::size_t(1));
    }

    /// 300 KB of short lines: what is searched ends before the last of them.
    void whatGoesOnForLongIsSearchedAtItsStart() {
        std::string text = "FINDINGS: Hepatoblastoma.\n";
        while (text.size() < 300000) {
            text += "Ok.\n";
        }
        ReportCases library({text + "Splenunculus.", "FINDINGS: Cyst."});
        QCOMPARE(library.found("hepatoblastoma"), Found{0});
        QCOMPARE(library.found("splenunculus"), Found{});
        QCOMPARE(library.found("cyst"), Found{1});
        std::string oneWord(300000, 'x');
        library.add("Cyst." + oneWord);
        QCOMPARE(library.anyOrder("cyst"), (Found{1, 2}));
        const auto problems = library.folder->verify();
        VERIFY_OK(problems);
        QVERIFY(std::ranges::none_of(*problems, [](const std::string& problem) {
            return problem.find("index") != problem.npos;
        }));
    }

    void wordsOfReportsAreKnown() {
        ReportCases library({"FINDINGS: Splenunculus, 3 cm, of S8."});
        const auto words = library.folder->reportWords();
        VERIFY_OK(words);
        QVERIFY(std::ranges::find(*words, "splenunculus") != words->end());
        QVERIFY(std::ranges::none_of(*words, [](const std::string& word) {
            return word.find_first_of("0123456789") != word.npos;
        }));
        library.add("FINDINGS: Annular.");
        QVERIFY(std::ranges::find(*library.folder->reportWords(), "annular") !=
                library.folder->reportWords()->end());
    }
};

QTEST_GUILESS_MAIN(ReportIndexTest)
#include "test_report_index.moc"
