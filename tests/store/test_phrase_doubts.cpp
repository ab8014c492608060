// What a phrase must not claim: denials beside their question, words apart, what was not read.
#include "ReportCases.h"

#include "library/search/Search.h"

using namespace bolus;
using namespace bolus::test;

namespace {

SearchResult search(ReportCases& library, const std::string& phrase, int k = 20) {
    SearchQuery query;
    query.phrase = phrase;
    query.k = k;
    auto found = findCases(library.folder.library(), nullptr, query);
    if (!found) {
        qFatal("%s", say(found.error()).c_str());
    }
    return *found;
}

Found numbers(const ReportCases& library, const SearchResult& result, int reports) {
    Found found;
    for (const SearchHit& hit : result.hits) {
        for (int i = 0; i < reports; ++i) {
            if (library.id(i) == hit.caseId) {
                found.push_back(i);
            }
        }
    }
    return found;
}

std::string readOf(const std::string& phrase) {
    return readAs(parsePhrase(phrase));
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class PhraseDoubtsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aQuestionIsNotTheAnswer() {
        ReportCases library({"CLINICAL HISTORY: Rule out schwannoma.\nIMPRESSION: No schwannoma.",
                             "INDICATION: ? schwannoma\nFINDINGS: No evidence of schwannoma.",
                             "INDICATION: Known schwannoma resected 2010.\n"
                             "IMPRESSION: No schwannoma today.",
                             "IMPRESSION: No schwannoma.", "IMPRESSION: Schwannoma of the spine.",
                             "TECHNIQUE: Schwannoma protocol.\nFINDINGS: No schwannoma."});
        const SearchResult result = search(library, "no schwannoma");
        Found all = numbers(library, result, 6);
        std::ranges::sort(all);
        QCOMPARE(all, (Found{0, 1, 2, 3, 5}));
        for (const SearchHit& hit : result.hits) {
            QVERIFY(!hit.contradicts);
            QCOMPARE(hit.lexicalRank, std::optional(hit.rank));
            QCOMPARE(hit.assertion, Assertion::Absent);
        }
    }

    void aQuestionLeavesNothingOut() {
        ReportCases library(
            {"INDICATION: Rule out schwannoma.\nFINDINGS: Normal spine. No schwannoma.",
             "FINDINGS: Normal spine. Possible schwannoma.",
             "FINDINGS: Possible schwannoma of the spine.\n"
             "IMPRESSION: No schwannoma.",
             "FINDINGS: Spine with a schwannoma.",
             "HISTORY: Schwannoma?\nFINDINGS: "
             "Normal spine."});
        QCOMPARE(library.anyOrder("spine").size(), std::size_t(5));
        Found left = numbers(library, search(library, "spine -schwannoma"), 5);
        std::ranges::sort(left);
        QCOMPARE(left, (Found{0, 2, 4}));
    }

    void aNamedQuestionAloneIsNoAbsence() {
        ReportCases library({"INDICATION: Schwannoma.\nFINDINGS: Normal.",
                             "INDICATION: ? schwannoma\nFINDINGS: Normal.",
                             "FINDINGS: No schwannoma."});
        QCOMPARE(numbers(library, search(library, "no schwannoma"), 3), Found{2});
    }

    void theAskedSideAloneComesFirst() {
        ReportCases library({"IMPRESSION: Meningiomas at the right side; the left side is normal.",
                             "FINDINGS: A rather long sentence, with many words before it comes to "
                             "the point, which is a meningioma on the left.",
                             "FINDINGS: Meningioma."});
        QCOMPARE(library.found("left meningioma"), (Found{1, 0, 2}));
        ReportCases segments({"IMPRESSION: Lesion in segment 2, segment 7 normal.",
                              "FINDINGS: Lesion in segment 7.",
                              "FINDINGS: Lesion in segment 4a, not in segment 4b."});
        QCOMPARE(segments.found("lesion segment 7"), (Found{1, 0}));
        QCOMPARE(segments.found("lesion segment 4"), Found{2});
    }

    void theAskedSizeAloneComesFirst() {
        ReportCases library({"IMPRESSION: 1 cm lipoma beside a 5 cm cystadenoma.",
                             "FINDINGS: Lipoma of 4 cm.", "IMPRESSION: Lipoma."});
        QCOMPARE(library.found("lipoma > 3 cm"), (Found{1, 0, 2}));
        QCOMPARE(library.found("lipoma < 2 cm"), (Found{0, 2}));
    }

    void wordsApartAreUnsure() {
        ReportCases library({"FINDINGS: Clear cell mass of the kidney.",
                             "FINDINGS: Simple renal cyst on the left.",
                             "FINDINGS: The kidneys are unremarkable."});
        const SearchResult apart = search(library, "right renal cyst");
        QVERIFY(apart.unsure);
        QVERIFY2(says(apart.whyUnsure, "in one sentence"), apart.whyUnsure.c_str());
        QVERIFY(!search(library, "left renal cyst").unsure);
        ReportCases across({"FINDINGS: Cyst. The liver is enlarged.", "FINDINGS: Cyst."});
        QVERIFY(search(across, "liver cyst").unsure);
        across.add("FINDINGS: A liver cyst.");
        QVERIFY(!search(across, "liver cyst").unsure);
    }

    void marksBetweenWordsAreNoWords_data() {
        QTest::addColumn<QByteArray>("phrase");
        int number = 0;
        for (const char* phrase :
             {"liver \u2013 hamartoma", "liver \u2192 hamartoma", "liver \u2026 hamartoma",
              "liver \U0001F600 hamartoma", "liver \u2014 hamartoma", "\u2022 liver hamartoma",
              "liver\u2013hamartoma", "liver \u00B7 hamartoma"}) {
            QTest::addRow("%d", number++) << QByteArray(phrase);
        }
    }
    void marksBetweenWordsAreNoWords() {
        QFETCH(QByteArray, phrase);
        ReportCases library({"IMPRESSION: Liver hamartoma.", "FINDINGS: The liver is normal."});
        QCOMPARE(library.found(phrase.toStdString()), Found{0});
        const SearchPhrase read = library.read(phrase.toStdString());
        QVERIFY(read.unknown.empty());
    }
    void aPartOfAWordIsNotIt() {
        ReportCases library({"FINDINGS: HCC.", "FINDINGS: Non-HCC malignancy of the liver."});
        QCOMPARE(library.found("non-HCC"), Found{1});
        QVERIFY(!parsePhrase("HCC,").present.front().codes.empty());
        QVERIFY(!parsePhrase("hepato-cellular").present.empty());
    }
    void lettersOfAllScriptsAreWords() {
        for (const char* word : {"\u809D\u810F", "\u03B2", "\u0661", "\u00D8"}) {
            QVERIFY2(!parsePhrase(word).empty(), word);
        }
        QVERIFY(parsePhrase("\u2192 \U0001F600").empty());
    }

    void theSilentHaveNoRankAndAnEnd() {
        std::vector<std::string> reports(130, "FINDINGS: Normal.");
        reports.push_back("FINDINGS: A sarcoma.");
        ReportCases library(reports);
        const SearchResult result = search(library, "no sarcoma", 3);
        QCOMPARE(result.hits.size(), std::size_t(3));
        QVERIFY(result.unsure);
        for (const SearchHit& hit : result.hits) {
            QVERIFY(hit.silent && !hit.lexicalRank && hit.parts.empty());
            QCOMPARE(hit.score, 0.0);
        }
        QCOMPARE(result.found, std::int64_t(130));
        QCOMPARE(result.leftOut.at("beyond_k"), std::int64_t(127));
        QVERIFY(result.facets.cases < 130); // the rest is not looked at
    }

    void whatIsNotLookedForIsTold() {
        std::string words;
        for (int i = 0; i < 32; ++i) {
            words += std::to_string(100 + i) + "w ";
        }
        QVERIFY(!says(readOf(words), "first 32"));
        QVERIFY2(says(readOf(words + "-ascites"), "first 32"), readOf(words + "-ascites").c_str());
        QVERIFY(!says(readOf(words + " - ... "), "first 32"));
        QVERIFY(says(readOf("cyst " + std::string(1000, ' ') + "no ascites"), "1,000"));
        QVERIFY(!says(readOf("cyst " + std::string(1000, ' ')), "1,000"));
    }

    void aWordIsReadOnce() {
        std::string many;
        for (int i = 0; i < 15; ++i) {
            many += "liver lesion ";
        }
        QCOMPARE(readOf(many), readOf("liver lesion"));
        QCOMPARE(parsePhrase(many).present.size(), parsePhrase("liver lesion").present.size());
        QCOMPARE(readOf("cyst Cyst no stone, no stone"), readOf("cyst no stone"));
        QCOMPARE(parsePhrase("cyst \"cyst\"").present.size(), std::size_t(2)); // not the same
    }

    void bracketsAreNoWords() {
        ReportCases library({"FINDINGS: Ascites.", "FINDINGS: No ascites."});
        for (const char* phrase : {"NOT (ascites)", "no (ascites)", "[without] {ascites}"}) {
            QCOMPARE(library.found(phrase), Found{1});
        }
        QCOMPARE(parsePhrase("cyst -(renal)").excluded.size(), std::size_t(1));
        QCOMPARE(parsePhrase("cyst -(renal)").present.size(), std::size_t(1));
    }

    void theLiverHasEightSegments() {
        ReportCases library({"FINDINGS: Liver with an FNH in segment V, 9 mm.",
                             "FINDINGS: Nodule in segment 9 of the left lung."});
        const SearchResult result = search(library, "liver segment 9");
        QVERIFY2(says(result.readAs, "eight segments"), result.readAs.c_str());
        QVERIFY(result.hits.empty() || result.unsure);
        QVERIFY(!says(readOf("liver segment 8"), "eight segments"));
        QVERIFY(!says(readOf("lung segment 9"), "eight segments"));
        QCOMPARE(library.found("segment 9"), Found{1}); // side by side, not "segment V, 9 mm"
    }

    void oneLetterIsTooLittle() {
        for (const char* phrase : {"a", " x ", "A.", "(b)"}) {
            const auto checked = checkPhrase(phrase);
            QVERIFY(!checked && says(checked.error().message, "letter"));
        }
        QVERIFY(checkPhrase("pe") && checkPhrase("\u809D"));
    }

    void historyIsAskedFor() {
        ReportCases library({"IMPRESSION: HCC.", "FINDINGS: History of HCC, treated.",
                             "FINDINGS: No HCC.", "HISTORY: History of HCC.\nFINDINGS: Normal."});
        Found past = library.found("history of hcc");
        QCOMPARE(past.size(), std::size_t(4));
        QCOMPARE((Found{past[0], past[1]}), (Found{1, 3}));
        QCOMPARE((Found{past[2], past[3]}), (Found{0, -3}));
        QCOMPARE(library.found("hcc").front(), 0);
        QVERIFY2(says(readOf("history of hcc"), "in the past"), readOf("history of hcc").c_str());
        QVERIFY(library.read("history of hcc").unknown.empty());
        QVERIFY(!search(library, "history of hcc").unsure);
        ReportCases now({"IMPRESSION: HCC."});
        QVERIFY(search(now, "history of hcc").unsure && !search(now, "hcc").unsure);
        QVERIFY(!says(readOf("hcc"), "in the past"));
        const std::string both = readOf("ascites with a history of hcc");
        QVERIFY2(says(both, "as present"), both.c_str());
        QVERIFY(!parsePhrase("status post splenectomy").present.empty());
    }
};

QTEST_GUILESS_MAIN(PhraseDoubtsTest)
#include "test_phrase_doubts.moc"
