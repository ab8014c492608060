// Which cases a search lists, and in what order.
#include <cmath>

#include "Fixture.h"

#include "library/search/Search.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Ids = std::vector<std::int64_t>;

/// Vectors in the plane: an angle a case.
class PlaneLibrary {
public:
    std::int64_t add(const std::string& patient, std::optional<double> degrees,
                     const std::string& report = {},
                     std::vector<Phase> phases = {Phase::Arterial}) {
        const std::string study = "1." + std::to_string(++m_studies);
        const std::int64_t id = importExam(folder.library(), study, phases, patient);
        if (!report.empty()) {
            Report written;
            written.studyUid = study;
            written.text = report;
            if (!folder->addReport(written)) {
                qFatal("no report");
            }
        }
        if (degrees && !folder->putVector("model", {id, at(*degrees), phases})) {
            qFatal("no vector");
        }
        return id;
    }
    static std::vector<float> at(double degrees) {
        const double radians = degrees * M_PI / 180;
        return {static_cast<float>(std::cos(radians)), static_cast<float>(std::sin(radians))};
    }
    SearchResult find(const SearchQuery& query) {
        auto index = VectorIndex::open(folder.library(), "model");
        auto found = index ? findCases(folder.library(), index->get(), query)
                           : Result<SearchResult>(std::unexpected(index.error()));
        if (!found) {
            qFatal("%s", say(found.error()).c_str());
        }
        return *found;
    }
    LibraryFolder folder;

private:
    int m_studies = 0;
};

Ids idsOf(const SearchResult& result) {
    Ids ids;
    for (const SearchHit& hit : result.hits) {
        ids.push_back(hit.caseId);
    }
    return ids;
}

SearchQuery asked(const std::string& phrase, double degrees) {
    SearchQuery query;
    query.phrase = phrase;
    query.vector = PlaneLibrary::at(degrees);
    return query;
}

} // namespace

class SearchListTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// 16 cases at 60° to 75° from the query, one at 0°: that one stands out, the rest does not.
    void theListEndsWhereNothingSpeaks() {
        PlaneLibrary library;
        for (int i = 0; i < 16; ++i) {
            library.add(std::to_string(i) + "B", 60 + i);
        }
        const std::int64_t near = library.add("N", 0);
        const std::int64_t named = library.add("R", 68, "FINDINGS: Cyst.");
        const SearchResult result = library.find(asked("cyst", 0));
        QCOMPARE(Ids({named, near}), idsOf(result)); // 1/61 + 1/10 of the way down, before 1/61
        QCOMPARE(result.leftOut, (std::map<std::string, std::int64_t>{{"unremarkable", 16}}));
        QVERIFY(!result.unsure && *result.margin > 5);
        QCOMPARE(result.found, std::int64_t(2));
        SearchQuery all = asked("cyst", 0);
        all.all = true;
        QCOMPARE(library.find(all).hits.size(), std::size_t(18));
        QVERIFY(library.find(all).leftOut.empty());
    }

    void whereNoneDeniesItThoseThatDoNotNameItAreListed() {
        PlaneLibrary library;
        const std::int64_t silent = library.add("A", {}, "FINDINGS: Cyst.");
        const std::int64_t has = library.add("B", {}, "FINDINGS: Gallstones.");
        const std::int64_t denies = library.add("C", {}, "FINDINGS: No gallstones.");
        library.add("D", 0); // no report
        SearchQuery query = asked("no gallstones", 0);
        query.vector.clear();
        QCOMPARE(idsOf(library.find(query)), Ids{denies}); // exactly that
        query.phrase = "no cyst";
        const SearchResult result = library.find(query);
        QCOMPARE(idsOf(result), Ids({has, denies}));
        QVERIFY(result.unsure && !result.whyUnsure.empty());
        QVERIFY(result.hits[0].silent && result.hits[0].sentence.empty());
        QVERIFY(result.assertions.empty()); // nothing is said that could be counted
        query.phrase = "no aneurysm";
        query.filter.caseId = silent;
        QCOMPARE(idsOf(library.find(query)), Ids{silent});
    }

    void whoSuspectsItComesAfterWhoDoesNotNameIt() {
        PlaneLibrary library;
        const std::int64_t suspects = library.add("A", {}, "FINDINGS: Possible gallstones.");
        const std::int64_t silent = library.add("B", {}, "FINDINGS: Renal cyst.");
        library.add("C", {}, "FINDINGS: Gallstones.");
        SearchQuery query = asked("no gallstones", 0);
        query.vector.clear();
        const SearchResult result = library.find(query);
        QCOMPARE(idsOf(result), Ids({silent, suspects}));
        QVERIFY(result.unsure && result.hits[0].silent && !result.hits[1].silent);
        const std::int64_t denies = library.add("D", {}, "FINDINGS: No gallstones.");
        QCOMPARE(idsOf(library.find(query)), Ids({denies, suspects}));
    }

    void whatImagesCannotShowIsNotAskedOfThem() {
        QCOMPARE(shownByImages("hepatic cyst"), std::string("hepatic cyst"));
        QCOMPARE(shownByImages("no ascites"), std::string());
        QCOMPARE(shownByImages("renal stone without hydronephrosis"), std::string("renal stone"));
        QCOMPARE(shownByImages("cyst -renal"), std::string("cyst"));
        QCOMPARE(shownByImages("-renal"), std::string());
    }

    void whereNothingStandsOutTheNearestAreUnsure() {
        PlaneLibrary library;
        for (int i = 0; i < 16; ++i) {
            library.add(std::to_string(i) + "B", 60 + i);
        }
        const SearchResult result = library.find(asked("unheard", 0));
        QCOMPARE(result.hits.size(), std::size_t(5));
        QVERIFY(result.unsure && !result.whyUnsure.empty());
        SearchQuery byImage = asked("", 0);
        byImage.mode = SearchMode::Image;
        QCOMPARE(library.find(byImage).hits.size(), std::size_t(8)); // the nearer half
        QVERIFY(library.find(byImage).unsure);
    }

    void anExamplesListGoesToTheNearerHalf() {
        PlaneLibrary library;
        const std::int64_t example = library.add("E", 0, "FINDINGS: Hepatic cyst.");
        for (int i = 0; i < 16; ++i) {
            library.add(std::to_string(i) + "B", 60 + i);
        }
        const std::int64_t named = library.add("R", 89, "FINDINGS: Liver cyst.");
        SearchQuery query = asked("", 0);
        query.likeReport = query.excludeCase = example;
        const SearchResult result = library.find(query);
        QCOMPARE(result.hits.size(), std::size_t(1 + 9));
        QCOMPARE(result.hits[0].caseId, named);
        QVERIFY(result.hits[0].parts.size() == 2 && result.hits[1].parts.size() == 1);
        QVERIFY(!result.unsure); // a report says it all
        query.weights = {0, 1, 1};
        const SearchResult byImage = library.find(query);
        QCOMPARE(byImage.hits.size(), std::size_t(9));
        QCOMPARE(byImage.hits[0].score, *byImage.hits[0].cosine);
        QVERIFY(byImage.unsure && byImage.readAs.empty());
    }

    void aSmallLibraryIsNotListedWhole() {
        PlaneLibrary library;
        const std::int64_t named = library.add("A", 80, "FINDINGS: Cyst.");
        library.add("B", 10);
        library.add("C", 20);
        QCOMPARE(idsOf(library.find(asked("cyst", 0))), Ids{named});
        const SearchResult nothing = library.find(asked("unheard", 0));
        QCOMPARE(nothing.hits.size(), std::size_t(2)); // half, rounded up
        QVERIFY(nothing.unsure);
    }

    /// A third of the cases has no report, a third no vector: each is found by what it has.
    void eachIsFoundByWhatItHas() {
        PlaneLibrary library;
        for (int i = 0; i < 14; ++i) {
            library.add(std::to_string(i) + "B", 80 + i % 7, "FINDINGS: Normal.");
        }
        const std::int64_t both = library.add("X", 1, "FINDINGS: Cyst.");
        const std::int64_t image = library.add("Y", 0);
        const std::int64_t words = library.add("Z", std::nullopt, "FINDINGS: Cyst.");
        SearchQuery query = asked("cyst", 0);
        query.weights = {1, 1, 1};
        const SearchResult result = library.find(query);
        // both: 1/61 + 1/62, image: 1/61, words: 1/62.
        QCOMPARE(idsOf(result), (Ids{both, image, words}));
        QCOMPARE(result.hits[1].score, 1.0 / 61);
        QCOMPARE(result.hits[2].score, 1.0 / 62);
        QVERIFY(!result.hits[2].imageRank && !result.hits[2].cosine);
    }

    void whatDeniesComesLastAlsoWithoutVector() {
        PlaneLibrary library;
        const std::int64_t denies = library.add("A", std::nullopt, "FINDINGS: No cyst.");
        const std::int64_t deniesNear = library.add("B", 0, "FINDINGS: No cyst.");
        const std::int64_t says = library.add("C", 90, "FINDINGS: Cyst.");
        const SearchResult result = library.find(asked("cyst", 0));
        QCOMPARE(idsOf(result), (Ids{says, deniesNear, denies}));
        QVERIFY(!result.hits[0].contradicts && result.hits[1].contradicts);
        QVERIFY(result.hits[2].contradicts && result.hits[2].parts.empty());
        QCOMPARE(result.assertions.size(), std::size_t(2));
        // Asked for the absence, the near case that has it comes last, though images alone find it.
        SearchQuery absence = asked("no cyst", 90);
        absence.all = true;
        QCOMPARE(idsOf(library.find(absence)).back(), says);
    }

    void oneResultAPatient() {
        PlaneLibrary library;
        const std::int64_t second = library.add("007", 20, "FINDINGS: Cyst.");
        const std::int64_t first = library.add("7", 0, "FINDINGS: Cyst.");
        const std::int64_t other = library.add("8", 40, "FINDINGS: Cyst.");
        const std::int64_t nobody1 = library.add("ANON", 50, "FINDINGS: Cyst.");
        const std::int64_t nobody2 = library.add("ANON", 60, "FINDINGS: Cyst.");
        SearchQuery query = asked("cyst", 0);
        query.mode = SearchMode::Image;
        query.all = true;
        const SearchResult one = library.find(query);
        QCOMPARE(idsOf(one), (Ids{first, other, nobody1, nobody2}));
        QCOMPARE(one.hits[0].patientCases, std::int64_t(1));
        QCOMPARE(one.leftOut.at("same_patient"), std::int64_t(1));
        QCOMPARE(one.facets.cases, std::int64_t(4));
        query.onePerPatient = false;
        QCOMPARE(idsOf(library.find(query)), (Ids{first, second, other, nobody1, nobody2}));
        query.ownPatient = "7";
        const SearchResult others = library.find(query);
        QCOMPARE(idsOf(others), (Ids{other, nobody1, nobody2}));
        QCOMPARE(others.leftOut.at("own_patient"), std::int64_t(2));
    }

    void otherDiagnosesComeApart() {
        PlaneLibrary library;
        const auto hcc = library.add("A", 0, "IMPRESSION: Hepatocellular carcinoma.");
        const auto silent = library.add("B", 10);
        const auto haemangioma = library.add("C", 20, "IMPRESSION: Haemangioma.");
        const auto hccToo = library.add("D", 30, "IMPRESSION: Hepatocellular carcinoma.");
        SearchQuery query = asked("", 0);
        query.mode = SearchMode::Image;
        query.all = query.diverse = true;
        const SearchResult result = library.find(query);
        QCOMPARE(idsOf(result), (Ids{hcc, silent, hccToo, haemangioma}));
        QVERIFY(result.hits[3].otherDiagnosis && !result.hits[2].otherDiagnosis);
        query.k = 1;
        QCOMPARE(idsOf(library.find(query)), (Ids{hcc, haemangioma}));
        QCOMPARE(library.find(query).leftOut.at("beyond_k"), std::int64_t(2));
    }

    void whatIsExcludedAloneIsNothing() {
        PlaneLibrary library;
        library.add("A", 0, "FINDINGS: Cyst.");
        for (const char* phrase : {"-renal", "-", "...", ""}) {
            QVERIFY(!checkPhrase(phrase));
        }
        QVERIFY(checkPhrase("-renal mass"));
        SearchQuery query;
        query.phrase = "-renal";
        const auto found = findCases(library.folder.library(), nullptr, query);
        QVERIFY(!found && found.error().message.find("leave out") != std::string::npos);
    }

    /// What another connection writes while a search reads does not mix into it.
    void oneSearchReadsOneState() {
        PlaneLibrary library;
        library.add("A", 0, "FINDINGS: Cyst.");
        auto other = Library::open(library.folder->folder());
        QVERIFY(other.has_value());
        std::size_t before = 0, within = 0;
        const auto read = (*other)->onOneState([&]() -> Result<void> {
            SearchQuery query;
            query.phrase = "cyst";
            before = findCases(**other, nullptr, query)->hits.size();
            library.add("B", 0, "FINDINGS: Cyst.");
            within = findCases(**other, nullptr, query)->hits.size();
            return {};
        });
        QVERIFY(read.has_value());
        QCOMPARE(before, std::size_t(1));
        QCOMPARE(within, std::size_t(1));
        SearchQuery query;
        query.phrase = "cyst";
        QCOMPARE(findCases(**other, nullptr, query)->hits.size(), std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(SearchListTest)
#include "test_search_list.moc"
