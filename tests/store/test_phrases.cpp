// What a phrase finds by the words of reports: synonyms, spelling, sizes, sides and segments.
#include "ReportCases.h"

using namespace bolus;
using namespace bolus::test;

class PhrasesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whoHasAMassHasALesion() {
        ReportCases library({"FINDINGS: A mass of the liver.", "FINDINGS: A lesion of the liver.",
                             "FINDINGS: Normal liver. A mass of the kidney.",
                             "FINDINGS: No liver lesion. A renal mass.",
                             "FINDINGS: No mass of the liver."});
        QCOMPARE(library.found("liver lesion").front(), 1); // the typed word first
        QCOMPARE(library.found("liver lesion")[1], 0);
        QCOMPARE(library.found("no liver lesion"), Found{3}); // not who denies a mass
        QCOMPARE(library.found("no liver mass"), Found{4});   // a renal one does not contradict
    }

    void otherNamesFindToo() {
        ReportCases library({"FINDINGS: HCC in the dome.", "FINDINGS: Hepatocellular carcinoma.",
                             "FINDINGS: A hepatoma.", "FINDINGS: Cholangiocarcinoma.",
                             "FINDINGS: No hepatoma."});
        QCOMPARE(library.found("hepatoma").front(), 2); // the typed word first
        QCOMPARE(library.anyOrder("hepatoma"), (Found{-5, 0, 1, 2}));
        QCOMPARE(library.anyOrder("hcc"), (Found{-5, 0, 1, 2}));
        QCOMPARE(library.found("no HCC"), Found{4});
        QCOMPARE(library.anyOrder("hepatocellular carcinoma"), (Found{-5, 0, 1, 2}));
        QCOMPARE(library.found("\"hepatoma\""), (Found{2, -5})); // quotes are exact
        QVERIFY(readAs(library.read("HCC")).find("hepatocellular carcinoma") != std::string::npos);
    }

    void severalMeaningsAreTold() {
        ReportCases library({"FINDINGS: Pulmonary embolism.", "FINDINGS: Pericardial effusion.",
                             "FINDINGS: PE in the right lower lobe."});
        QCOMPARE(library.anyOrder("PE"), (Found{0, 1, 2}));
        QCOMPARE(library.found("PE").front(), 2);
        const std::string read = readAs(library.read("PE"));
        QVERIFY2(read.find("may mean") != std::string::npos, read.c_str());
        QVERIFY(read.find("pulmonary embolism") != std::string::npos);
    }

    void abbreviationsCountInCapitalsOnly() {
        ReportCases library({"FINDINGS: Ms Smith has a cyst.", "FINDINGS: Known MS."});
        QCOMPARE(library.found("multiple sclerosis"), Found{}); // of MS, nobody can tell
        QCOMPARE(library.anyOrder("cyst"), Found{0});
    }

    void spellingIsPutRight() {
        ReportCases library({"FINDINGS: Haemangioma of the liver.",
                             "FINDINGS: Tortuous splenunculus.", "FINDINGS: A cyst."});
        const auto corrected = [&](const char* typed) {
            const auto read = library.read(typed);
            return read.corrections.empty() ? std::string() : read.corrections.front().used;
        };
        QCOMPARE(corrected("hemangoma"), std::string("hemangioma"));
        QCOMPARE(library.found("hemangoma"), Found{0});
        QCOMPARE(library.found("hepatocelular"), Found{}); // right now, and in no report
        QCOMPARE(corrected("splenunculsu"), std::string("splenunculus")); // of the reports alone
        QCOMPARE(library.found("splenunculsu"), Found{1});
        QCOMPARE(corrected("cyst"), std::string());
        QCOMPARE(corrected("cyts"), std::string("cyst")); // neighbours swapped
        QCOMPARE(corrected("cat"), std::string());        // too short to tell
        QCOMPARE(corrected("inch"), std::string());       // no abbreviation
        QCOMPARE(corrected("rule out cyst"), std::string());
        QCOMPARE(corrected("\"hemangoma\""), std::string());
        QCOMPARE(corrected("12345"), std::string());
        QVERIFY(readAs(library.read("Pleuraerguss")).find("no report has: Pleuraerguss") !=
                std::string::npos); // another language
        QVERIFY(library.read("cyst").unknown.empty());
        QCOMPARE(library.found("no hemangoma"), Found{});
    }

    void sizesAreCompared_data() {
        QTest::addColumn<QString>("phrase");
        QTest::addColumn<QList<int>>("expected");
        const auto row = [](const char* phrase, QList<int> expected) {
            QTest::newRow(phrase) << phrase << expected;
        };
        row("lesion > 2 cm", {1, 2, 4});
        row("lesion larger than 2 cm", {1, 2, 4});
        row("lesion >= 20 mm", {0, 1, 2, 4});
        row("lesion < 2 cm", {3, 4}); // not where no size is told; 4 has several
        row("lesion between 1 and 3 cm", {0, 1, 4});
        row("lesion between 10 mm and 3 cm", {0, 1, 4});
        row("lesion 2 cm", {0});
        row("lesion 2 x 2.5 cm", {1});
        row("> 4 cm", {2, 4});
        row("lesion smaller than 8 mm", {3});
    }
    void sizesAreCompared() {
        QFETCH(QString, phrase);
        QFETCH(QList<int>, expected);
        ReportCases library({"FINDINGS: A lesion of 20 mm.", "FINDINGS: A 2.5 x 1.1 cm lesion.",
                             "FINDINGS: There is a lesion. It measures 5,2 cm.",
                             "FINDINGS: A lesion of 7 mm.", "FINDINGS: Lesions of 1.2 cm and 6 cm.",
                             "FINDINGS: A lesion.", "FINDINGS: No lesion."});
        Found found;
        for (const int number : library.found(phrase.toStdString())) {
            if (number >= 0 && number != 5) { // 5 tells no size, and comes after those that do
                found.push_back(number);
            }
        }
        std::ranges::sort(found);
        QCOMPARE(QList<int>(found.begin(), found.end()), expected);
        const Found all = library.found(phrase.toStdString());
        const auto untold = std::ranges::find(all, 5);
        QVERIFY(untold == all.end() ||
                std::ranges::all_of(untold + 1, all.end(), [](int n) { return n < 0; }));
    }

    void sidesAreKeptApart() {
        ReportCases library({"FINDINGS: Cyst in the left kidney.",
                             "FINDINGS: Cyst in the right kidney.",
                             "FINDINGS: Cysts in both kidneys.", "FINDINGS: Renal cyst.",
                             "FINDINGS: Left renal cyst, right renal stone."});
        QCOMPARE(library.anyOrder("left kidney cyst"), (Found{0, 2, 3, 4}));
        QCOMPARE(library.found("left kidney cyst").back(), 3); // its side is not told
        QCOMPARE(library.anyOrder("cyst right"), (Found{1, 2, 3, 4}));
        QCOMPARE(library.anyOrder("bilateral cysts"), (Found{2, 3}));
    }

    void segmentsHaveManyNames_data() {
        QTest::addColumn<QString>("phrase");
        for (const char* phrase : {"lesion segment VII", "lesion segment 7", "lesion seg. 7",
                                   "lesion S7", "lesion in segment vii", "lesion VII/VIII"}) {
            QTest::newRow(phrase) << phrase;
        }
    }
    void segmentsHaveManyNames() {
        QFETCH(QString, phrase);
        ReportCases library({"FINDINGS: Lesion in segment VII.", "FINDINGS: Lesion in seg. 7.",
                             "FINDINGS: S7 lesion.", "FINDINGS: Lesion in segments VII/VIII.",
                             "FINDINGS: Lesion in segment IVa.",
                             "FINDINGS: Lesion in segments 5-8.", "FINDINGS: Segment 2 lesion."});
        const bool both = phrase.contains("VIII");
        QCOMPARE(library.anyOrder(phrase.toStdString()),
                 both ? (Found{3, 5}) : (Found{0, 1, 2, 3, 5}));
    }

    void partsOfSegmentsAreOfTheSegment() {
        ReportCases library({"FINDINGS: Lesion in segment IVa.", "FINDINGS: Lesion in segment 4b.",
                             "FINDINGS: Fracture of L4.", "FINDINGS: T2 hyperintense lesion."});
        QCOMPARE(library.anyOrder("lesion segment 4"), (Found{0, 1, 3}));
        QCOMPARE(library.found("lesion segment 4").back(), 3); // which tells no segment
        QCOMPARE(library.found("lesion segment 4a").front(), 0);
        QCOMPARE(library.found("fracture l4"), Found{2});
    }

    void somebodyElsesAndThePastComeLater() {
        ReportCases library({"FINDINGS: The mother had breast cancer.", "FINDINGS: Breast cancer.",
                             "FINDINGS: History of breast cancer."});
        const Found order = library.found("breast cancer");
        QCOMPARE(order.front(), 1);
        QCOMPARE(order.back(), -1); // report 0, of another person
    }

    void impressionComesBeforeHistory() {
        ReportCases library({"INDICATION: Haemangioma.\nFINDINGS: Normal.",
                             "FINDINGS: Haemangioma.", "IMPRESSION: Haemangioma."});
        QCOMPARE(library.found("haemangioma"), (Found{2, 1, 0}));
    }

    void whatDoesNotCountIsNotInTheWay() {
        ReportCases library({"FINDINGS: Cyst.", "FINDINGS: Cyst.", "FINDINGS: Cyst."});
        const auto ranked = rankByReports(library.folder.library(), library.read("cyst"),
                                          [&](std::int64_t id) { return id == library.id(2); });
        QVERIFY(ranked && ranked->size() == 1 && ranked->front().caseId == library.id(2));
    }

    void phrasesAreReadOut_data() {
        QTest::addColumn<QString>("phrase");
        QTest::addColumn<QString>("read");
        QTest::newRow("size") << "lesion > 2 cm"
                              << "larger than 20 mm";
        QTest::newRow("about") << "nodule 2 x 3 cm"
                               << "about 27 to 33 mm";
        QTest::newRow("between") << "nodule between 1 and 3 cm"
                                 << "between 10 and 30 mm";
        QTest::newRow("segment") << "lesion in S7"
                                 << "segment 7";
        QTest::newRow("side") << "left cyst"
                              << "left or both sides";
        QTest::newRow("denied") << "no ascites"
                                << "without ascites";
        QTest::newRow("excluded") << "zyst -renal"
                                  << "not where reports state renal";
    }
    void phrasesAreReadOut() {
        QFETCH(QString, phrase);
        QFETCH(QString, read);
        const std::string said = readAs(parsePhrase(phrase.toStdString()));
        QVERIFY2(QString::fromStdString(said).contains(read), said.c_str());
    }

    void oddPhrasesAreNoErrors_data() {
        QTest::addColumn<QByteArray>("phrase");
        int number = 0;
        for (const QByteArray& phrase : {QByteArray(),
                                         QByteArray("x"),
                                         QByteArray("x").repeated(10000),
                                         QByteArray("\"left"),
                                         QByteArray("left"),
                                         QByteArray("> 2 cm < 1 cm"),
                                         QByteArray("between and cm"),
                                         QByteArray("segment"),
                                         QByteArray("segment segment 9 x"),
                                         QByteArray("AND OR NOT NEAR(a b) * ^ { } :"),
                                         QByteArray("text:cyst codes:zhccq"),
                                         QByteArray("zxncyst zanysizeq"),
                                         QByteArray("'; DROP TABLE sentence; --"),
                                         QByteArray("\xF0\x9F\xA9\xBB"),
                                         QByteArray("\xD7\x9B\xD7\x91\xD7\x93 cyst"),
                                         QByteArray("99999999999999999999 cm"),
                                         QByteArray("- - -- -\"- cyst\""),
                                         QByteArray("no no without not"),
                                         QByteArray("\xff\xfe cyst \xc3"),
                                         QByteArray("1 cm x x x 2 x 3 x cm"),
                                         QByteArray("left right both bilateral"),
                                         QByteArray("\"\" \" \" \"-\""),
                                         QByteArray("Zyste in der Leber")}) {
            QTest::addRow("%d", number++) << phrase;
        }
    }
    void oddPhrasesAreNoErrors() {
        QFETCH(QByteArray, phrase);
        ReportCases library({"FINDINGS: Cyst of the left kidney, 2 cm.", "FINDINGS: No stone."});
        const auto read = readPhrase(library.folder.library(), phrase.toStdString());
        VERIFY_OK(read);
        const auto ranked = rankByReports(library.folder.library(), *read);
        VERIFY_OK(ranked);
        QVERIFY(!read->empty() || ranked->empty());
        (void)readAs(*read);
        QCOMPARE(library.found("cyst"), Found{0}); // the library is as it was
    }
};

QTEST_GUILESS_MAIN(PhrasesTest)
#include "test_phrases.moc"
