// The lexicon's consistency, and what is read out of sentences with it.
#include <map>
#include <set>

#include <QtTest>

#include "library/reports/IndexedSentence.h"
#include "library/reports/Lexicon.h"
#include "library/reports/Measurements.h"
#include "library/reports/Places.h"
#include "library/reports/WordFold.h"
#include "library/search/Spelling.h"

using namespace bolus;

namespace {

bool isAbbreviation(const std::string& spelling) {
    return spelling.size() <= 6 &&
           std::ranges::any_of(spelling, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
           std::ranges::none_of(spelling,
                                [](char c) { return (c >= 'a' && c <= 'z') || c == ' '; });
}

QStringList idsIn(const char* text) {
    QStringList ids;
    for (const ConceptFound& found : Lexicon::standard().find(text)) {
        ids << QString::fromStdString(found.entry->id);
    }
    return ids;
}

QString placesOf(const char* text) {
    QStringList codes;
    for (const PlaceFound& place : placesIn(text)) {
        codes << QString::fromStdString(place.code);
    }
    return codes.join(' ');
}

} // namespace

class LexiconTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void noTwoConceptsShareASpelling() {
        std::map<std::string, std::set<std::string>> concepts; // by folded spelling
        for (const LexiconEntry& entry : Lexicon::standard().entries()) {
            std::vector<std::string> spellings = entry.spellings;
            spellings.push_back(entry.name);
            for (const std::string& spelling : spellings) {
                QVERIFY2(!foldedWords(spelling).empty(), entry.id.c_str());
                if (!isAbbreviation(spelling)) {
                    concepts[foldedWords(spelling)].insert(entry.id);
                }
            }
        }
        QStringList shared;
        for (const auto& [spelling, ids] : concepts) {
            if (ids.size() > 1) {
                shared << QString::fromStdString(spelling);
            }
        }
        QVERIFY2(shared.isEmpty(), qPrintable(shared.join("; ")));
        QVERIFY(Lexicon::standard().entries().size() > 500);
    }

    void everySpellingFindsItsConcept() {
        QStringList lost;
        for (const LexiconEntry& entry : Lexicon::standard().entries()) {
            std::vector<std::string> spellings = entry.spellings;
            spellings.push_back(entry.name);
            for (const std::string& spelling : spellings) {
                const auto meant = Lexicon::standard().meanings(spelling);
                if (std::ranges::find(meant, &entry) == meant.end()) {
                    lost << QString::fromStdString(spelling);
                }
            }
        }
        QVERIFY2(lost.isEmpty(), qPrintable(lost.join("; ")));
    }

    void brokenLexiconsAreRefused_data() {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("no kind") << QByteArray(R"({"concepts": []})");
        QTest::newRow("unknown kind") << QByteArray(R"({"kind": "food", "concepts": []})");
        QTest::newRow("twice") << QByteArray(R"({"kind": "finding", "concepts": [
            {"id": "a", "name": "a"}, {"id": "a", "name": "b"}]})");
        QTest::newRow("no code") << QByteArray(
            R"({"kind": "finding", "concepts": [{"id": "A b", "name": "a"}]})");
        QTest::newRow("no name") << QByteArray(
            R"({"kind": "finding", "concepts": [{"id": "a", "name": "-"}]})");
    }
    void brokenLexiconsAreRefused() {
        QFETCH(QByteArray, json);
        const auto lexicon = Lexicon::from({std::string_view(json.data(), json.size())});
        QVERIFY(!lexicon && lexicon.error().code == ErrorCode::BadInput);
    }

    void conceptsAreFoundInText() {
        QCOMPARE(idsIn("Liver metastases."), QStringList{"livermets"}); // the longest name
        QCOMPARE(idsIn("Haemangiomata, oedema"), (QStringList{"hemangioma", "edema"}));
        QCOMPARE(idsIn("Wash-out, wash out, washout"),
                 (QStringList{"washout", "washout", "washout"}));
        QCOMPARE(idsIn("HCCs"), QStringList{"hcc"});
        QCOMPARE(idsIn("hcc"), QStringList{});    // an abbreviation is in capitals
        QCOMPARE(idsIn("MS, PE"), QStringList{}); // nobody can tell which
        QCOMPARE(idsIn("Crohn's disease"), QStringList{"crohn"});
        QCOMPARE(idsIn(""), QStringList{});
        QCOMPARE(Lexicon::standard().meanings("pe").size(), std::size_t(2));
        QCOMPARE(Lexicon::standard().meanings("").size(), std::size_t(0));
    }

    void sizesAreRead_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<double>>("mm");
        const auto row = [](const char* text, QList<double> mm) {
            QTest::newRow(text) << text << mm;
        };
        row("a 2.3 x 1.8 cm lesion", {23});
        row("2 x 3 x 1 cm, and 4 mm", {30, 4});
        row("1,5 cm", {15});
        row("12mm", {12});
        row("2-cm cyst", {20});
        row("2-3 cm", {30});
        row("8 mm x 1.1 cm", {11});
        row("18 x 25mm", {25});
        row("1.4 by 2.2 centimeters", {22});
        row("T12, L4, series 4, image 12", {});
        row("5 mg, 3 months, 10 cmH2O, 12/3/2020", {});
        row("0 mm 5000 cm 99999999999 mm", {});
        row("cm 5", {});
        row("3 cm\xC3\x97 2 cm", {30});
    }
    void sizesAreRead() {
        QFETCH(QString, text);
        QFETCH(QList<double>, mm);
        QList<double> read;
        for (const SizeFound& size : sizesIn(text.toStdString())) {
            read << size.millimetres;
        }
        QCOMPARE(read, mm);
    }

    void placesAreRead() {
        QCOMPARE(placesOf("Segments II/III and VIII"), QString("seg2 seg3 seg8"));
        QCOMPARE(placesOf("seg. 7, S8, segment 4a"), QString("seg7 seg8 seg4a"));
        QCOMPARE(placesOf("segments 5-8"), QString("seg5 seg6 seg7 seg8"));
        QCOMPARE(placesOf("Left, right, both, bilaterally"),
                 QString("left right bilateral bilateral"));
        QCOMPARE(placesOf("L4, Th12, C7, S1"),
                 QString("levell4 levelth12 levelc7 levels1").replace("levelth12", "levelt12"));
        QCOMPARE(placesOf("T2 bright, T1 dark, C9, L12, segment of bowel"), QString());
        QCOMPARE(placesOf("VII/VIII"), QString("seg7 seg8"));
    }

    void whatASentenceKeeps() {
        const auto sentences = indexedSentences("FINDINGS: No hepatoma, but a left renal cyst. It "
                                                "measures 3 cm.\nIMPRESSION: Suspected "
                                                "cholangitis.");
        QCOMPARE(sentences.size(), std::size_t(3));
        QVERIFY(sentences[0].codes.find("zhccq") != std::string::npos);
        QVERIFY(sentences[0].asserted.find("zxnzhccq") != std::string::npos);
        QVERIFY(sentences[0].asserted.find("zxncyst") == std::string::npos);
        QCOMPARE(sentences[0].millimetres, std::vector<double>{30}); // told by the next one
        QCOMPARE(sentences[0].diagnoses.at("hcc"), Assertion::Absent);
        const IndexedReport report = indexedReport(sentences);
        QCOMPARE(report.diagnoses.at("cholangitis"), Assertion::Uncertain);
        QCOMPARE(report.diagnoses.at("renalcyst"), Assertion::Present);
    }

    void editsAreCounted() {
        QCOMPARE(editDistance("cyst", "cyst", 2), 0);
        QCOMPARE(editDistance("cyts", "cyst", 2), 1); // two neighbours
        QCOMPARE(editDistance("hemangoma", "hemangioma", 2), 1);
        QCOMPARE(editDistance("abc", "xyz", 2), 3);
        QCOMPARE(editDistance("", "ab", 2), 2);
        QCOMPARE(editDistance(std::string(500, 'a'), std::string(500, 'b'), 2), 3);
    }
};

QTEST_GUILESS_MAIN(LexiconTest)
#include "test_lexicon.moc"
