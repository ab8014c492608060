// What a phrase asks for besides its words: units, the past, other people, requests, assertions,
// and what it is told where nothing of it can be looked for.
#include "ReportCases.h"

#include "library/search/Search.h"

using namespace bolus;
using namespace bolus::test;

namespace {

Result<SearchResult> trySearch(ReportCases& library, const std::string& phrase,
                               const char* filter = "", const PhraseRules& rules = {}) {
    SearchQuery query;
    query.phrase = phrase;
    query.rules = rules;
    auto parsed = parseCaseFilter(filter);
    if (!parsed) {
        return std::unexpected(parsed.error());
    }
    query.filter = *parsed;
    return findCases(library.folder.library(), nullptr, query);
}

SearchResult search(ReportCases& library, const std::string& phrase, const char* filter = "",
                    const PhraseRules& rules = {}) {
    auto found = trySearch(library, phrase, filter, rules);
    if (!found) {
        qFatal("%s", say(found.error()).c_str());
    }
    return *found;
}

Found numbers(const ReportCases& library, const SearchResult& result) {
    Found found;
    for (const SearchHit& hit : result.hits) {
        found.push_back(library.numberOf(hit.caseId));
    }
    std::ranges::sort(found);
    return found;
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class PhraseRequestsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void unitsOfLength_data() {
        QTest::addColumn<QByteArray>("phrase");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        const auto row = [](const char* phrase, double least, double most) {
            QTest::newRow(phrase) << QByteArray(phrase) << least << most;
        };
        row("hcc > 2.4 inch", 60.96, 0);
        row("hcc > 2,4 inches", 60.96, 0);
        row("hcc > 2.4in", 60.96, 0);
        row("hcc >2.4 in", 60.96, 0);
        row("2 x 3 inch hcc", 76.2 * 0.9, 76.2 * 1.1);
        row("hcc < 900 \u00B5m", 0, 0.9);
        row("hcc < 900 \u03BCm", 0, 0.9);
        row("hcc < 900 microns", 0, 0.9);
        row("hcc between 1 and 2 cm", 10, 20);
    }
    void unitsOfLength() {
        QFETCH(QByteArray, phrase);
        QFETCH(double, least);
        QFETCH(double, most);
        const SearchPhrase read = parsePhrase(phrase.toStdString());
        QVERIFY(read.size);
        QVERIFY(std::abs(read.size->least.value_or(0) - least) < 0.02);
        QVERIFY(std::abs(read.size->most.value_or(0) - most) < 0.02);
        QCOMPARE(read.present.size(), std::size_t(1));
        QVERIFY(read.notes.empty());
    }

    void unknownUnitsAreTold_data() {
        QTest::addColumn<QByteArray>("phrase");
        QTest::addColumn<int>("words");
        const auto row = [](const char* phrase, int words) {
            QTest::newRow(phrase) << QByteArray(phrase) << words;
        };
        row("hcc > 5 furlong", 1);
        row("hcc > 5", 1);
        row("hcc < 10 HU", 1);
        row("hcc larger than 5", 1);
        row("> 5 hcc", 1);          // a word of the lexicon is no unit
        row("hcc > 2 in liver", 2); // nobody knows which it is
        row("hcc > 5 left", 2);
        row("hcc > 50%", 1);
        row("hcc > 40 \u00B5m", 1); // too small for anything
    }
    void unknownUnitsAreTold() {
        QFETCH(QByteArray, phrase);
        QFETCH(int, words);
        const SearchPhrase read = parsePhrase(phrase.toStdString());
        QVERIFY(!read.size);
        QCOMPARE(int(read.present.size()), words);
        QCOMPARE(read.notes.size(), std::size_t(1));
        QVERIFY2(says(read.notes.front(), "unit"), read.notes.front().c_str());
    }

    void numbersOfOtherThingsStay() {
        QVERIFY(parsePhrase("cyst 2 in the liver").notes.empty());
        QVERIFY(parsePhrase("\"> 5 cysts\"").notes.empty());
        QVERIFY(parsePhrase("covid 19").notes.empty());
        const auto nothing = checkPhrase("> 3");
        QVERIFY(!nothing && says(nothing.error().message, "> 3"));
    }

    void requestsAreNoWords_data() {
        QTest::addColumn<QByteArray>("phrase");
        for (const char* phrase :
             {"rule out metastasis", "r/o metastasis", "R/O metastasis", "exclude metastasis",
              "evaluate for metastasis", "evaluation for metastasis", "screening for metastasis",
              "show me metastasis", "cases with metastasis"}) {
            QTest::newRow(phrase) << QByteArray(phrase);
        }
    }
    void requestsAreNoWords() {
        QFETCH(QByteArray, phrase);
        ReportCases library({"FINDINGS: Metastasis of the liver.",
                             "INDICATION: Evaluate for stones. FINDINGS: Washes out.",
                             "FINDINGS: Nodule of the right upper lobe."});
        const SearchPhrase read = library.read(phrase.toStdString());
        QCOMPARE(read.present.size(), std::size_t(1));
        QVERIFY(read.corrections.empty() && read.unknown.empty());
        QCOMPARE(library.found(phrase.toStdString()), Found{0});
    }

    void commonWordsAreNoAbbreviations_data() {
        QTest::addColumn<QByteArray>("word");
        for (const char* word : {"rule", "inch", "wash", "face", "show", "base", "Leber"}) {
            QTest::newRow(word) << QByteArray(word);
        }
    }
    void commonWordsAreNoAbbreviations() {
        QFETCH(QByteArray, word);
        ReportCases library({"FINDINGS: Cyst."});
        QVERIFY(library.read(word.toStdString()).corrections.empty());
    }

    void wordsOfEveryReportAreTooLittle() {
        for (const char* phrase : {"the", "with the", "no", "a", "of"}) {
            const auto checked = checkPhrase(phrase);
            QVERIFY2(!checked && says(checked.error().message, "too little"), phrase);
        }
        QVERIFY(checkPhrase("\"the\""));
    }

    void whatNobodyKnowsFindsNothing_data() {
        QTest::addColumn<QByteArray>("phrase");
        for (const char* phrase :
             {"zzqx blorp", "zzqx9 blorp", "\"zzqx blorp\"", "Keine Raumforderung in der Leber",
              "no zzqx", "'; DROP TABLE reports;--", "\u0633\u0631\u0637\u0627\u0646",
              "segment 9"}) {
            QTest::newRow(phrase) << QByteArray(phrase);
        }
    }
    void whatNobodyKnowsFindsNothing() {
        QFETCH(QByteArray, phrase);
        ReportCases library({"FINDINGS: Cyst of the liver.", "FINDINGS: Osler-Weber-Rendu."});
        const SearchPhrase read = library.read(phrase.toStdString());
        QVERIFY(read.unheardOf && read.corrections.empty());
        QCOMPARE(library.found(phrase.toStdString()), Found{});
        QVERIFY(!library.read(phrase.toStdString() + " cyst liver rib bone").unheardOf);
    }

    void familyHistoryIsAskedFor() {
        ReportCases library({"FINDINGS: Breast cancer.", "HISTORY: Mother with breast cancer.",
                             "FAMILY HISTORY: Breast cancer.", "FINDINGS: Normal."});
        for (const char* phrase : {"family history of breast cancer", "mother with breast cancer",
                                   "breast cancer in her mother"}) {
            const Found found = library.found(phrase);
            QCOMPARE(found.size(), std::size_t(3));
            QCOMPARE(found.back(), 0); // her own
            QVERIFY2(says(readAs(library.read(phrase)), "of another person"), phrase);
            QVERIFY(library.read(phrase).unknown.empty());
            QVERIFY(!search(library, phrase).unsure);
        }
        ReportCases own({"FINDINGS: Breast cancer."});
        const SearchResult result = search(own, "family history of breast cancer");
        QVERIFY(result.unsure);
        QVERIFY2(says(result.whyUnsure, "another person"), result.whyUnsure.c_str());
        QVERIFY(says(search(own, "history of breast cancer").whyUnsure, "of the past"));
    }

    void whatIsMissingIsTold() {
        ReportCases library({"FINDINGS: Clear cell mass of the kidney.",
                             "FINDINGS: Simple renal cyst on the left."});
        const SearchResult result = search(library, "right renal cyst");
        QVERIFY(result.unsure);
        QVERIFY2(says(result.whyUnsure, "has: renal") && says(result.whyUnsure, "not: right"),
                 result.whyUnsure.c_str());
    }

    /// A mass that is suspicious for something is a mass.
    void suspicionIsOfTheDiagnosis() {
        ReportCases library(
            {"FINDINGS: A 39 mm renal mass.\nIMPRESSION: Renal mass suspicious for RCC.",
             "IMPRESSION: 54 mm left renal tumor, concerning for renal cell carcinoma.",
             "FINDINGS: KIDNEYS: A 3.7 cm mass, concerning for clear cell carcinoma.\n"
             "IMPRESSION: Suspected renal mass.",
             "FINDINGS: No renal mass.", "FINDINGS: Liver mass. No renal mass."});
        QCOMPARE(numbers(library, search(library, "no renal mass")), (Found{3, 4}));
        for (const SearchHit& hit : search(library, "no renal mass").hits) {
            QVERIFY(!hit.contradicts && hit.assertion == Assertion::Absent);
        }
        QCOMPARE(library.anyOrder("renal cell carcinoma"), (Found{0, 1, 2}));
        const auto cases = library.cases("rcc");
        QVERIFY(std::ranges::all_of(
            cases, [](const auto& one) { return one.assertion == Assertion::Uncertain; }));
    }

    void filterOfAssertions() {
        ReportCases library({"FINDINGS: Ascites.", "FINDINGS: No ascites.",
                             "FINDINGS: Possible ascites.", "FINDINGS: A cyst."});
        QCOMPARE(numbers(library, search(library, "ascites")), (Found{0, 1, 2}));
        QCOMPARE(numbers(library, search(library, "ascites", "assertion:present")), Found{0});
        QCOMPARE(numbers(library, search(library, "ascites", "assertion:ABSENT")), Found{1});
        QCOMPARE(numbers(library, search(library, "ascites", "-assertion:uncertain")),
                 (Found{0, 1}));
        QCOMPARE(numbers(library, search(library, "ascites", "assertion:present -sex:X")),
                 Found{0});
        QVERIFY(search(library, "cyst", "assertion:absent").hits.empty());
        QVERIFY(search(library, "no cyst", "assertion:absent").hits.empty()); // none denies it
        const auto wrong = trySearch(library, "ascites", "assertion:denied");
        QVERIFY(!wrong && says(wrong.error().message, "absent"));
    }
    void filterOfAssertionsNeedsAPhrase() {
        ReportCases library({"FINDINGS: Ascites."});
        const CaseFilter filter = *parseCaseFilter("-assertion:absent sex:X");
        for (const std::string& message : {library.folder->cases(filter).error().message,
                                           library.folder->facets(filter).error().message,
                                           library.folder->casesPassing(filter).error().message}) {
            QVERIFY2(says(message, "phrase"), message.c_str());
        }
        QVERIFY(library.folder->cases(ofCasesAlone(filter)));
        SearchQuery query;
        query.phrase = "ascites";
        query.vector = {1, 0};
        query.mode = SearchMode::Image;
        query.filter = filter;
        const auto found = findCases(library.folder.library(), nullptr, query);
        QVERIFY(!found && says(found.error().message, "phrase"));
    }

    void rulesCanBeLeftOut() {
        ReportCases library({"FINDINGS: HCC.", "FINDINGS: Hepatoma.", "FINDINGS: No HCC.",
                             "FINDINGS: Left HCC. Hepatocellular carcinoma."});
        const PhraseRules typed{false, true}, plain{true, false};
        QCOMPARE(numbers(library, search(library, "hcc")), (Found{0, 1, 2, 3}));
        QCOMPARE(numbers(library, search(library, "hcc", "", typed)), (Found{0, 2, 3}));
        QVERIFY(search(library, "hcc", "", typed).hits.back().contradicts);
        QCOMPARE(numbers(library, search(library, "left hcc", "", typed)), (Found{0, 2, 3}));
        for (const SearchHit& hit : search(library, "hcc", "", plain).hits) {
            QVERIFY(!hit.contradicts);
        }
        QCOMPARE(numbers(library, search(library, "no hcc", "", plain)), (Found{0, 1, 2, 3}));
        QCOMPARE(numbers(library, search(library, "no hcc")), Found{2});
    }
};

QTEST_GUILESS_MAIN(PhraseRequestsTest)
#include "test_phrase_requests.moc"
