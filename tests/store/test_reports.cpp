#include <filesystem>
#include <fstream>

#include <QTemporaryDir>
#include <QtTest>

#include "library/reports/ReportFile.h"
#include "library/reports/Sections.h"
#include "library/reports/Sentences.h"

using namespace bolus;

namespace {

std::vector<std::string> textsOf(const std::vector<Sentence>& sentences) {
    std::vector<std::string> texts;
    for (const Sentence& s : sentences) {
        texts.push_back(s.text);
    }
    return texts;
}

using Texts = std::vector<std::string>;

class Files {
public:
    std::filesystem::path write(const char* name, const std::string& contents) {
        const std::filesystem::path path = m_folder.path().toStdString() + "/" + name;
        std::ofstream(path, std::ios::binary) << contents;
        return path;
    }

private:
    QTemporaryDir m_folder;
};

Result<std::vector<Report>> reportsIn(const std::filesystem::path& path) {
    auto read = readReportFile(path);
    return read ? Result<std::vector<Report>>(std::move(read->reports))
                : std::unexpected(read.error());
}

const char* tokenAt(const std::string& sentence, const std::string& word) {
    const std::size_t offsets[]{sentence.find(word)};
    return assertionToken(assertionsAt(sentence, offsets).front());
}

} // namespace

class ReportsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sectionsFollowHeadings() {
        const auto sentences =
            splitReport("CT ABDOMEN\n\nClinical history: HCC.\nTECHNIQUE:\nFour phases.\n"
                        "COMPARISON: None.\n\nFindings\nLiver: 2 cm cyst.\nSpleen is normal.\n"
                        "IMPRESSION:\n1. Simple cyst.\n2) No ascites.\n- Stable.\n");
        QCOMPARE(textsOf(sentences),
                 (Texts{"CT ABDOMEN", "HCC.", "Four phases.", "None.", "Liver: 2 cm cyst.",
                        "Spleen is normal.", "Simple cyst.", "No ascites.", "Stable."}));
        const std::vector<Section> expected{
            Section::Other,      Section::History,    Section::Technique,
            Section::Comparison, Section::Findings,   Section::Findings,
            Section::Impression, Section::Impression, Section::Impression};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(sectionToken(sentences[i].section), sectionToken(expected[i]));
        }
    }

    void sectionsOfAFlattenedReport() {
        const auto sentences = splitReport(
            "INDICATION: Pain. FINDINGS: Cyst in segment V. The vein is patent. IMPRESSION: Cyst.");
        QCOMPARE(textsOf(sentences),
                 (Texts{"Pain.", "Cyst in segment V.", "The vein is patent.", "Cyst."}));
        QCOMPARE(sentences[0].section, Section::History);
        QCOMPARE(sentences[2].section, Section::Findings);
        QCOMPARE(sentences[3].section, Section::Impression);
    }

    void sectionsInManyLayouts_data() {
        QTest::addColumn<QString>("report");
        QTest::addColumn<QString>("sections");
        const std::array<const char*, 3> rows[] = {
            {"decorated", "**FINDINGS:** Cyst.\n== IMPRESSION ==\nBenign.",
             "findings:Cyst.|impression:Benign."},
            {"numbered", "1. FINDINGS: Cyst.\n2. IMPRESSION: Benign.",
             "findings:Cyst.|impression:Benign."},
            {"with what was examined", "CT ABDOMEN FINDINGS:\nCyst.\nIMPRESSION (CT):\nBenign.",
             "findings:Cyst.|impression:Benign."},
            {"addendum", "IMPRESSION: Cyst.\nADDENDUM #2 (01/02/2020): Stone, too.",
             "impression:Cyst.|findings:Stone, too."},
            {"flattened without stops", "HISTORY: pain FINDINGS: cyst IMPRESSION: benign",
             "history:pain|findings:cyst|impression:benign"},
            {"flattened with commas",
             "REASON FOR EXAM: , Pain.,FINDINGS:  ,Cyst.,IMPRESSION: ,None.",
             "history:, Pain.,|findings:,Cyst.,|impression:,None."},
            {"flattened in small letters", "Indication: Pain Comparison: None. Impression: Cyst.",
             "history:Pain|comparison:None.|impression:Cyst."},
            {"German", "Fragestellung: HCC?\nBefund: Zyste.\nBeurteilung: Gutartig.",
             "history:HCC?|findings:Zyste.|impression:Gutartig."},
            {"French", "Indication : Douleur.\nR\u00e9sultats : Kyste.\nConclusion : B\u00e9nin.",
             "history:Douleur.|findings:Kyste.|impression:B\u00e9nin."},
            {"Spanish", "HALLAZGOS\nQuiste.\nCONCLUSI\u00d3N\nBenigno.",
             "findings:Quiste.|impression:Benigno."},
            {"Chinese",
             "\u5f71\u50cf\u6240\u89c1\uff1a\u809d\u56ca\u80bf\n\u8bca\u65ad\u610f\u89c1\uff1a"
             "\u826f\u6027",
             "findings:\u809d\u56ca\u80bf|impression:\u826f\u6027"},
            {"none", "A cyst in the liver.\nNo stone.",
             "other:A cyst in the liver.|other:No stone."},
            {"words that are no headings",
             "See the findings: a cyst. The clinical history of pain is known.",
             "other:See the findings: a cyst.|other:The clinical history of pain is known."},
            {"lists within a section",
             "IMPRESSION:\n1. HCC.\n2. Follow-up.\n3. Recommendation: CT.\nSummary.",
             "impression:HCC.|impression:Follow-up.|impression:Recommendation: "
             "CT.|impression:Summary."},
            {"labels within a section", "FINDINGS:\nLiver: Cyst.\nKIDNEYS: Normal.",
             "findings:Liver: Cyst.|findings:KIDNEYS: Normal."},
        };
        for (const auto& [name, report, sections] : rows) {
            QTest::newRow(name) << report << sections;
        }
    }
    void sectionsInManyLayouts() {
        QFETCH(QString, report);
        QFETCH(QString, sections);
        QStringList found;
        for (const Sentence& sentence : splitReport(report.toStdString())) {
            found << QStringLiteral("%1:%2").arg(sectionToken(sentence.section),
                                                 QString::fromStdString(sentence.text));
        }
        QCOMPARE(found.join(QLatin1Char('|')), sections);
    }

    void blocksCoverTheReport() {
        const std::string report = "CT\nFINDINGS: Cyst.\r\nIMPRESSION\r\nBenign.\r\n";
        const auto blocks = sectionsOf(report);
        QCOMPARE(blocks.size(), std::size_t(3));
        QCOMPARE(blocks[1].heading, std::string("FINDINGS"));
        QCOMPARE(report.substr(blocks[1].headingBegin, 9), std::string("FINDINGS:"));
        QCOMPARE(report.substr(blocks[1].begin, blocks[1].end - blocks[1].begin),
                 std::string(" Cyst.\r\n"));
        QCOMPARE(blocks[2].end, report.size());
        QVERIFY(sectionsOf("").size() <= 1);
    }

    void linesOfWindowsFilesAreWrapped() {
        QCOMPARE(textsOf(splitReport("There is a hypervascular lesion in the right lobe of the "
                                     "liver that\r\nwashes out.\r\n\r\nNo stone.")),
                 (Texts{"There is a hypervascular lesion in the right lobe of the liver that "
                        "washes out.",
                        "No stone."}));
    }

    void stopsThatEndNothing() {
        QCOMPARE(
            textsOf(splitReport(
                "A 1.5 x 2.0 cm lesion, seen by Dr. J. Smith vs. Prof. Lee. No change.")),
            (Texts{"A 1.5 x 2.0 cm lesion, seen by Dr. J. Smith vs. Prof. Lee.", "No change."}));
        QCOMPARE(textsOf(splitReport("See series No. 3, e.g. image 12. It measures 12. Cyst?")),
                 (Texts{"See series No. 3, e.g. image 12.", "It measures 12.", "Cyst?"}));
        QCOMPARE(textsOf(splitReport("Lesion in the left apex.There is no effusion.")),
                 (Texts{"Lesion in the left apex.", "There is no effusion."}));
        QCOMPARE(textsOf(splitReport("1. Cyst. 2. Stone.")), (Texts{"Cyst.", "Stone."}));
        QCOMPARE(textsOf(splitReport("1.Cyst in segment V.No stone. Size 1.5 cm.Stable.")),
                 (Texts{"Cyst in segment V.", "No stone.", "Size 1.5 cm.", "Stable."}));
        QCOMPARE(textsOf(splitReport("Told to Dr. X. No stone. Seen by J.Smith et al. twice.")),
                 (Texts{"Told to Dr. X.", "No stone.", "Seen by J.Smith et al. twice."}));
        QCOMPARE(textsOf(splitReport("? HCC")), Texts{"? HCC"});
        QCOMPARE(textsOf(splitReport("\"Cyst.\" Stone (small.) No mass.")),
                 (Texts{"\"Cyst.\"", "Stone (small.)", "No mass."}));
    }

    void wrappedLinesAreOneSentence() {
        QCOMPARE(textsOf(splitReport(
                     "There is a hypervascular lesion in the right lobe of the liver that\n"
                     "washes out in the delayed phase.\nSpleen normal\nKidneys normal\n")),
                 (Texts{"There is a hypervascular lesion in the right lobe of the liver that "
                        "washes out in the "
                        "delayed phase.",
                        "Spleen normal", "Kidneys normal"}));
    }

    void anyBytesAreSplit() {
        QVERIFY(splitReport("").empty());
        QVERIFY(splitReport(" \n\t. . .\n--\n").empty());
        const auto cut = splitReport(std::string(100000, 'a'));
        QVERIFY(cut.size() > 1);
        std::size_t total = 0;
        for (const Sentence& s : cut) {
            QVERIFY(s.text.size() <= 4000);
            total += s.text.size();
        }
        QCOMPARE(total, std::size_t(100000));
        QCOMPARE(textsOf(splitReport(std::string("a\0b\x01\x02 c", 7))), Texts{"a b   c"});
        splitReport(std::string(1 << 20, '.'));
        splitReport(std::string(1 << 20, '\xff'));
        QCOMPARE(textsOf(splitReport("\u80dd\u810f\u56ca\u80bf\u3002")),
                 Texts{"\u80dd\u810f\u56ca\u80bf\u3002"});
    }

    void assertionOfSentences_data() {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("assertion");
        const std::pair<const char*, const char*> rows[] = {
            {"Hepatic cyst in segment IV.", "present"},
            {"There is no ascites.", "absent"},
            {"No evidence of metastasis.", "absent"},
            {"Negative for pulmonary embolism.", "absent"},
            {"The liver shows no focal lesion.", "absent"},
            {"The bile ducts are not dilated.", "absent"},
            {"Gallbladder is absent.", "absent"},
            {"Pleural effusion is not seen.", "absent"},
            {"Fracture has been ruled out.", "absent"},
            {"Neither ascites nor effusion.", "absent"},
            {"Hepatic cyst without septation.", "present"},
            {"Cyst with no enhancement.", "present"},
            {"No ascites but a cyst in segment IV.", "present"},
            {"However, no metastasis.", "absent"},
            {"No change in the hepatic cyst.", "present"},
            {"No significant interval change of the mass.", "present"},
            {"Possible hepatic metastasis.", "uncertain"},
            {"Lesion suspicious for HCC.", "uncertain"},
            {"Metastasis cannot be excluded.", "uncertain"},
            {"A small stone is possible.", "uncertain"},
            {"Rule out appendicitis.", "uncertain"},
            {"CT without and with contrast.", "present"},
            {"", "present"},
        };
        for (const auto& [sentence, assertion] : rows) {
            QTest::newRow(*sentence ? sentence : "empty") << sentence << assertion;
        }
    }
    void assertionOfSentences() {
        QFETCH(QString, sentence);
        QFETCH(QString, assertion);
        QCOMPARE(QString(assertionToken(assertionOf(sentence.toStdString()))), assertion);
    }

    void assertionOfWords_data() {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("assertion");
        const std::array<const char*, 3> rows[] = {
            {"No ascites, but a cyst in segment IV.", "ascites", "absent"},
            {"No ascites, but a cyst in segment IV.", "cyst", "present"},
            {"Hepatic cyst without septation.", "cyst", "present"},
            {"Hepatic cyst without septation.", "septation", "absent"},
            {"No mass, effusion or lymphadenopathy is seen.", "lymphadenopathy", "absent"},
            {"No ascites, the spleen is enlarged.", "spleen", "present"},
            {"No ascites and the spleen is enlarged.", "enlarged", "present"},
            {"Haemangioma rather than metastasis.", "Haemangioma", "present"},
            {"Haemangioma rather than metastasis.", "metastasis", "absent"},
            {"Lesion suspicious for HCC.", "HCC", "uncertain"},
            {"Cyst; no stone.", "Cyst", "present"},
            {"Cyst; no stone.", "stone", "absent"},
            {"Arterial enhancement with washout but no capsule.", "washout", "present"},
            {"Arterial enhancement with washout but no capsule.", "capsule", "absent"},
            {"No lesion other than a cyst.", "cyst", "present"},
            {"There is no evidence to suggest metastasis.", "metastasis", "absent"},
            {"No biliary dilatation. ", "dilatation", "absent"},
            {"Resolved interstitial edema.", "edema", "historical"},
            {"Small effusions suspected.", "effusions", "uncertain"},
            {"Opacity, favoring scar.", "scar", "uncertain"},
            {"CT is recommended to exclude a mass.", "mass", "uncertain"},
            {"Stable without significant interval change of the atelectasis.", "atelectasis",
             "present"},
        };
        for (const auto& [sentence, word, assertion] : rows) {
            QTest::addRow("%s | %s", sentence, word) << sentence << word << assertion;
        }
    }
    void assertionOfWords() {
        QFETCH(QString, sentence);
        QFETCH(QString, word);
        QFETCH(QString, assertion);
        QCOMPARE(QString(tokenAt(sentence.toStdString(), word.toStdString())), assertion);
    }

    void textFileNamesItsStudy() {
        Files files;
        const auto reports =
            reportsIn(files.write("r.txt", "\xEF\xBB\xBFStudyInstanceUID: 1.2.3\r\nAccession "
                                           "Number: 77\r\n\r\nFINDINGS:\r\nCyst.\r\n"));
        QVERIFY(reports);
        QCOMPARE(reports->size(), std::size_t(1));
        QCOMPARE(reports->front().studyUid, std::string("1.2.3"));
        QCOMPARE(reports->front().accessionNumber, std::string("77"));
        QCOMPARE(reports->front().source, std::string("text"));
        QCOMPARE(reports->front().text, std::string("FINDINGS:\r\nCyst."));
    }

    void otherTextFilesAreNoReports() {
        Files files;
        const auto code = [&](const std::string& contents) {
            const auto reports = reportsIn(files.write("r.txt", contents));
            return reports ? std::string("read") : std::string(errorCodeName(reports.error().code));
        };
        QCOMPARE(code("Shopping: milk and bread"), std::string("bad_input"));
        QCOMPARE(code(""), std::string("bad_input"));
        QCOMPARE(code("AccessionNumber: 5\n"), std::string("bad_input")); // no text
        QCOMPARE(code(std::string("AccessionNumber: 5\n\0binary", 26)), std::string("bad_input"));
        QCOMPARE(code("AccessionNumber: 5\n" + std::string(65 << 20, 'x')),
                 std::string("too_large"));
        QCOMPARE(reportsIn("/not/there.txt").error().code, ErrorCode::NotFound);
        QCOMPARE(reportsIn("/tmp").error().code, ErrorCode::BadInput);
    }

    void latin1BecomesUtf8() {
        Files files;
        const auto reports = reportsIn(files.write("r.txt", "AccessionNumber: 5\nGr\xF6\xDF"
                                                            "e"));
        QVERIFY(reports);
        QCOMPARE(reports->front().text, std::string("Gr\u00f6\u00dfe"));
    }

    void csvWithQuotes() {
        Files files;
        const auto reports = reportsIn(files.write(
            "r.csv",
            "study_uid,accession_number,report\r\n1.2,,\"A \"\"simple\"\" cyst,\r\nno change.\"\r\n"
            ",77,Stone.\n\n1.3,,\n,,Nobody's\n"));
        QVERIFY(reports);
        QCOMPARE(reports->size(), std::size_t(3));
        QCOMPARE(reports->at(0).studyUid, std::string("1.2"));
        QCOMPARE(reports->at(0).text, std::string("A \"simple\" cyst,\r\nno change."));
        QCOMPARE(reports->at(1).accessionNumber, std::string("77"));
        QCOMPARE(reports->at(1).source, std::string("csv"));
        QCOMPARE(reports->at(2).text, std::string("Nobody's")); // kept, to be listed as unmatched
    }

    void csvWithSectionsAndOtherSeparators() {
        Files files;
        const auto reports = reportsIn(files.write(
            "r.CSV", "Study Instance UID;Findings;Impression\n1.2;\"Cyst; simple\";Benign\n"));
        QVERIFY(reports);
        const auto sentences = splitReport(reports->front().text);
        QCOMPARE(textsOf(sentences), (Texts{"Cyst; simple", "Benign"}));
        QCOMPARE(sentences[0].section, Section::Findings);
        QCOMPARE(sentences[1].section, Section::Impression);
    }

    void brokenCsvIsASentence() {
        Files files;
        const auto message = [&](const std::string& contents) {
            const auto reports = reportsIn(files.write("r.csv", contents));
            return reports ? std::string() : reports.error().message;
        };
        QVERIFY(message("study_uid,report\n1.2,\"open\n").find("line 2") != std::string::npos);
        QVERIFY(message("study_uid,report\n1.2,a,b\n").find("line 2") != std::string::npos);
        QVERIFY(message("name,report\nx,y\n").find("study_uid") != std::string::npos);
        QVERIFY(!message("study_uid,report\n").empty());
        QVERIFY(!message("").empty());
    }
};

QTEST_GUILESS_MAIN(ReportsTest)
#include "test_reports.moc"
