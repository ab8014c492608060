#include <cmath>
#include <set>

#include "ReportCases.h"

#include "library/search/Search.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Ids = std::vector<std::int64_t>;

/// And what the whole search finds in it.
class ReportLibrary : public ReportCases {
public:
    using ReportCases::ReportCases;
    std::vector<SearchHit> hits(SearchQuery query) {
        auto found = searchCases(folder.library(), "model", query);
        if (!found) {
            qWarning("%s", say(found.error()).c_str());
            return {};
        }
        return *found;
    }
    std::vector<SearchHit> hits(const std::string& phrase) {
        SearchQuery query;
        query.phrase = phrase;
        return hits(query);
    }
    /// Which reports were found, counted from 0, best first.
    std::vector<int> found(const std::vector<SearchHit>& hits) const {
        std::vector<int> numbers;
        for (const SearchHit& hit : hits) {
            numbers.push_back(numberOf(hit.caseId));
        }
        return numbers;
    }
    std::vector<int> found(const std::string& phrase) { return found(hits(phrase)); }
    void putVector(int number, std::vector<float> vector) {
        if (!folder->putVector("model", {id(number), std::move(vector), {Phase::Arterial}})) {
            qFatal("no vector");
        }
    }
};

} // namespace

class SearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsThatMatchedAreNamed() {
        ReportLibrary library({"The cysts of the liver are unchanged. Hepatic Cyst, benign.",
                               "There is no haemorrhage in the liver; a cystic lesion."});
        const auto words = [&](const char* phrase) {
            const auto found = wordsMatched(library.folder.library(), phrase);
            return found ? *found : std::vector<std::string>{"failed"};
        };
        using Words = std::vector<std::string>;
        QCOMPARE(words("cyst of the liver"), (Words{"cysts", "hepatic cyst", "liver"})); // not: the, of
        QCOMPARE(words("\"hepatic cyst\" -lesion"), (Words{"hepatic cyst"}));
        QCOMPARE(words("no hemorrhage"), (Words{"haemorrhage"})); // denied, spelt the other way
        QCOMPARE(words("\"\" -"), Words{});
    }

    void wordsAreFoundInAnyForm() {
        ReportLibrary library({"FINDINGS: Hepatic cysts.", "FINDINGS: Renal stone.",
                               "FINDINGS: Liver METASTASES.", "FINDINGS: Œdème. Haemangioma."});
        QCOMPARE(library.found("cyst"), Found{0});
        QCOMPARE(library.found("stones"), Found{1});
        QCOMPARE(library.found("metastasis"), Found{2});
        QCOMPARE(library.found("hemangiomas"), Found{3});
        QCOMPARE(library.found("\"renal stone\""), Found{1});
        QCOMPARE(library.found("\"stone renal\""), Found{});
        QCOMPARE(library.hits("cyst").front().sentence, std::string("Hepatic cysts."));
        QCOMPARE(library.hits("cyst").front().lexicalRank, std::optional(1));
        QCOMPARE(library.hits("cyst").front().patientId, std::string("P1.1"));
    }

    void deniedIsNotFoundFirst() {
        ReportLibrary library({"IMPRESSION: No evidence of metastasis.",
                               "IMPRESSION: A long sentence about the liver, in which there is at "
                               "the end, among many "
                               "other words, a metastasis in the right lobe near the dome.",
                               "IMPRESSION: Metastasis cannot be excluded.",
                               "HISTORY: Metastasis? Known metastasis.\nFINDINGS: Normal."});
        const auto hits = library.hits("metastasis");
        const Found order = library.found(hits);
        QCOMPARE(order.size(), std::size_t(4));
        QCOMPARE(order.front(), 1);
        QCOMPARE(order.back(), 0);
        QCOMPARE(hits.front().assertion, Assertion::Present);
        QCOMPARE(hits.back().assertion, Assertion::Absent);
    }

    void absenceIsFoundExactly() {
        ReportLibrary library({"FINDINGS: Moderate ascites.", "FINDINGS: No ascites.",
                               "FINDINGS: Normal liver.",
                               "FINDINGS: There is no pleural effusion or ascites.",
                               "FINDINGS: No effusion. Ascites in the pelvis."});
        const auto hits = library.hits("no ascites");
        QCOMPARE(library.found(hits), (Found{1, 3}));
        QCOMPARE(hits.front().assertion, Assertion::Absent);
        QCOMPARE(library.found("without ascites"), (Found{1, 3}));
        QCOMPARE(library.found("no evidence of ascites"), (Found{1, 3}));
        QCOMPARE(library.found("ascites").back() == 1 || library.found("ascites").back() == 3,
                 true);
    }

    void presenceAndAbsenceInOnePhrase() {
        ReportLibrary library({"FINDINGS: Arterial enhancement with washout.",
                               "FINDINGS: Arterial enhancement without washout.",
                               "FINDINGS: Arterial enhancement. No washout.",
                               "FINDINGS: Arterial enhancement."});
        const Found order = library.found("arterial enhancement without washout");
        QCOMPARE(order.size(), std::size_t(3)); // not the one with washout
        QVERIFY(order.back() == 3);
        QVERIFY(std::find(order.begin(), order.end(), 0) == order.end());
        QCOMPARE(library.found("arterial enhancement with washout").front(), 0);
    }

    void anAbsenceAloneIsNotWhatAFindingWithItLooksFor() {
        ReportLibrary library({"FINDINGS: No ascites. Hypervascular mass of the liver.",
                               "FINDINGS: No ascites.", "FINDINGS: Hypervascular mass."});
        const auto hits = library.hits("hypervascular mass, no ascites");
        QCOMPARE(library.found(hits), (Found{0, 2}));
        QCOMPARE(hits.front().sentence, std::string("Hypervascular mass of the liver."));
        QCOMPARE(hits.front().assertion, Assertion::Present);
    }

    void exclusionIsOfTheWholeReport() {
        ReportLibrary library({"FINDINGS: HCC in segment 8. Liver cirrhosis.",
                               "FINDINGS: HCC. No cirrhosis.", "FINDINGS: HCC."});
        const Found order = library.found("HCC -cirrhosis");
        QCOMPARE(std::set<int>(order.begin(), order.end()), (std::set<int>{1, 2}));
    }

    void allWordsBeforeSomeWords() {
        ReportLibrary library({"FINDINGS: Cyst. The liver is enlarged.",
                               "FINDINGS: Cyst of the liver.", "FINDINGS: Cyst of the kidney."});
        QCOMPARE(library.found("liver cyst"), (Found{1, 0}));
        QCOMPARE(library.found("splenic cyst calcification").size(),
                 std::size_t(3)); // nothing has them all
        QCOMPARE(library.found("unheard words"), Found{});
    }

    void fusionFollowsReciprocalRanks() {
        ReportLibrary library({"FINDINGS: Cyst.", "FINDINGS: Cyst of the liver, large and simple.",
                               "FINDINGS: Stone.", ""});
        library.putVector(0, {0, 1});
        library.putVector(1, {0.6f, 0.8f});
        library.putVector(2, {1, 0});
        library.putVector(3, {0.8f, 0.6f});
        SearchQuery query;
        query.phrase = "cyst";
        query.vector = {1, 0};
        query.weights = {1, 1, 1};
        query.all = true; // where a list ends is test_search_list's
        const auto hits = library.hits(query);
        // Lexical: 0, 1. Image: 2, 3, 1, 0.
        QCOMPARE(library.found(hits), (Found{0, 1, 2, 3}));
        QCOMPARE(hits[0].score, 1.0 / 61 + 1.0 / 64);
        QCOMPARE(hits[1].score, 1.0 / 62 + 1.0 / 63);
        QCOMPARE(hits[2].score, 1.0 / 61);
        QVERIFY(!hits[2].lexicalRank && hits[2].imageRank == 1 && hits[2].sentence.empty());
        QVERIFY(std::abs(*hits[1].cosine - 0.6) < 1e-6);
        query.mode = SearchMode::Image;
        QCOMPARE(library.found(library.hits(query)), (Found{2, 3, 1, 0}));
        QCOMPARE(library.hits(query)[0].score, 1.0);
        query.mode = SearchMode::Lexical;
        QCOMPARE(library.found(library.hits(query)), (Found{0, 1}));
        query.mode = SearchMode::Hybrid;
        query.phrase.clear();
        query.excludeCase = library.id(2);
        QCOMPARE(library.found(library.hits(query)), (Found{3, 1, 0})); // by example
        query.k = 1;
        QCOMPARE(library.hits(query).size(), std::size_t(1));
    }

    void deniedIsLastInHybridToo() {
        ReportLibrary library(
            {"FINDINGS: No metastasis.", "FINDINGS: Metastasis.", "FINDINGS: Normal."});
        library.putVector(0, {1, 0});
        library.putVector(1, {0, 1});
        library.putVector(2, {0.6f, 0.8f});
        SearchQuery query;
        query.phrase = "metastasis";
        query.vector = {1, 0};
        query.all = true;
        const auto hits = library.hits(query);
        QCOMPARE(library.found(hits), (Found{1, 2, 0}));
        QVERIFY(!hits[2].lexicalRank);
        QCOMPARE(hits[2].sentence, std::string("No metastasis."));
        QCOMPARE(hits[2].assertion, Assertion::Absent);
    }

    void worksWithoutVectorsAndWithoutReports() {
        ReportLibrary reportsOnly({"FINDINGS: Cyst."}), vectorsOnly({"", ""});
        SearchQuery query;
        query.phrase = "cyst";
        query.vector = {1, 0};
        query.all = true;
        QCOMPARE(reportsOnly.found(reportsOnly.hits(query)), Found{0});
        vectorsOnly.putVector(0, {0, 1});
        vectorsOnly.putVector(1, {0, 1});
        QCOMPARE(vectorsOnly.found(vectorsOnly.hits(query)),
                 (Found{0, 1}));  // a tie goes by case id
        query.vector = {1, 0, 0}; // another model's length fits none
        QCOMPARE(vectorsOnly.found(vectorsOnly.hits(query)), Found{});
        LibraryFolder empty;
        QVERIFY(searchCases(empty.library(), "model", query)->empty());
    }

    void sentencesBeyondTheBoundAreOwnedUp() {
        ReportLibrary few({"FINDINGS: Cyst."});
        SearchQuery query;
        query.phrase = "cyst";
        QCOMPARE(few.found(few.hits(query)), Found{0});
        QVERIFY(!few.folder->leftSentencesOut());
        std::string text = "FINDINGS:\n";
        for (int i = 0; i < mostSentencesSearched / 2; ++i) {
            text += "Cyst.\n";
        }
        ReportLibrary many({text, text});
        QCOMPARE(many.found(many.hits(query)), (Found{0, 1}));
        QVERIFY(many.folder->leftSentencesOut());
        QVERIFY(!many.folder->leftSentencesOut()); // said once
    }

    void filtersAndErrors() {
        ReportLibrary library({"FINDINGS: Cyst.", "FINDINGS: Cyst."});
        SearchQuery query;
        query.phrase = "cyst";
        query.filter.caseId = library.id(1);
        QCOMPARE(library.found(library.hits(query)), Found{1});
        query.filter = {};
        query.excludeCase = library.id(1);
        QCOMPARE(library.found(library.hits(query)), Found{0});
        const auto code = [&](SearchQuery bad) {
            return searchCases(library.folder.library(), "model", bad).error().code;
        };
        QCOMPARE(code({}), ErrorCode::BadInput);
        SearchQuery bad = query;
        bad.mode = SearchMode::Image;
        QCOMPARE(code(bad), ErrorCode::BadInput);
        bad = query;
        bad.k = 0;
        QCOMPARE(code(bad), ErrorCode::BadInput);
    }

    void hostilePhrases_data() {
        QTest::addColumn<QByteArray>("phrase");
        const QByteArray phrases[] = {"\"",
                                      "'",
                                      "*",
                                      "^",
                                      "a",
                                      "NEAR(",
                                      "AND OR NOT",
                                      "text : cyst",
                                      "cyst*",
                                      "{a b}: c",
                                      "(((",
                                      "-",
                                      "--cyst",
                                      "-\"",
                                      "'; DROP TABLE sentence; --",
                                      "cyst\" OR \"1\"=\"1",
                                      "\xF0\x9F\x98\x80",
                                      "\xF0\x9F\x98\x80 cyst",
                                      "\xD9\x83\xD9\x8A\xD8\xB3 \xD9\x81\xD9\x8A",
                                      "\xff\xfe\x80",
                                      QByteArray("cyst\0\x01\x02", 7),
                                      QByteArray(10000, 'x'),
                                      QByteArray("cyst ").repeated(2000),
                                      QByteArray("\"").repeated(999),
                                      QByteArray("\xF0\x9F\x98\x80").repeated(2500),
                                      "no no no no not without",
                                      "-cyst",
                                      "\xE8\x82\x9D\xE8\x84\x8F"};
        int number = 0;
        for (const QByteArray& phrase : phrases) {
            QTest::addRow("%d", number++) << phrase;
        }
    }
    void hostilePhrases() {
        QFETCH(QByteArray, phrase);
        ReportLibrary library({"FINDINGS: Cyst.", "FINDINGS: No stone."});
        SearchQuery query;
        query.phrase = phrase.toStdString();
        const auto found = searchCases(library.folder.library(), "model", query);
        QVERIFY2(found || found.error().code == ErrorCode::BadInput,
                 found ? "" : say(found.error()).c_str());
        QVERIFY(phrase.contains("cyst") && !phrase.contains("-cyst") && !phrase.startsWith("'")
                    ? found.has_value()
                    : true);
        QCOMPARE(library.found("cyst"), Found{0}); // the library is as it was
    }
};

QTEST_GUILESS_MAIN(SearchTest)
#include "test_search.moc"
