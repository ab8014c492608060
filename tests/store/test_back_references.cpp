// Organ, side and finding that a sentence leaves to the ones before it, and what must not go over.
#include "ReportCases.h"

#include "library/reports/IndexedSentence.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// The codes of a report's last sentence, and before a bar those that it does not state.
QString lastCodes(const QByteArray& report) {
    const auto sentences = indexedSentences(report.toStdString());
    return ' ' + QString::fromStdString(sentences.back().codes) + ' ';
}

constexpr const char* leftMass =
    "FINDINGS: There is a 38 mm solid mass at the upper pole of the LEFT kidney. On the unenhanced "
    "images it is about as dense as the kidney. The lesion washes out. No lesion of the right "
    "kidney.";

} // namespace

class BackReferencesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsTakenOver_data() {
        QTest::addColumn<QByteArray>("report");
        QTest::addColumn<QStringList>("codes");
        const auto row = [](const char* report, QStringList codes) {
            QTest::newRow(report) << QByteArray(report) << codes;
        };
        row("A mass of the left kidney. It enhances.", {"left", "kidney", "mass"});
        row("A mass of the left kidney. Its wall is thin.", {"left", "kidney", "mass"});
        row("A mass of the left kidney. This measures 3 cm.", {"left", "kidney", "mass"});
        row("A mass of the left kidney. The lesion washes out.", {"left", "kidney", "mass"});
        row("A mass of the left kidney. On late images the 2 cm mass is dense.",
            {"left", "kidney"});
        row("A mass of the left kidney. It is dense. Later, the tumor is not.",
            {"left", "kidney", "mass"});
        row("A mass of the left kidney. It is as dense as the kidney.", {"left", "mass"});
        row("A mass of the left kidney. No lesion of the right kidney. The mass enhances.",
            {"left", "kidney"});
        row("A mass of the left kidney. The lesion is isodense to muscle. It is solid.",
            {"left", "kidney", "mass"}); // what it is like is not where it is
        row("HCC in segment V. It shows washout.", {"hcc", "seg5", "anysegment"});
        row("A lesion in segment V. It most likely is a hemangioma.", {"lesion", "seg5"});
        row("KIDNEYS: Normal size. No mass.", {"kidney"});
        row("Left kidney: Normal size. No mass.", {"kidney", "left"});
        row("FINDINGS: LIVER: A cyst. KIDNEYS: Normal. A stone is seen.", {"kidney"});
        row("Left kidney stone. The kidney enhances late.", {"left"});
        row("A mass of the left kidney.\nIt enhances.", {"left", "kidney", "mass"});
    }
    void whatIsTakenOver() {
        QFETCH(QByteArray, report);
        QFETCH(QStringList, codes);
        const QString found = lastCodes(report);
        for (const QString& code : codes) {
            QVERIFY2(found.contains(" z" + code + "q "), qPrintable(code + " in" + found));
        }
    }

    void whatIsNot_data() {
        QTest::addColumn<QByteArray>("report");
        QTest::addColumn<QStringList>("codes");
        const auto row = [](const char* report, QStringList codes) {
            QTest::newRow(report) << QByteArray(report) << codes;
        };
        row("A mass of the left kidney. Ascites is present.", {"left", "kidney", "mass"});
        row("A mass of the left kidney.\n\nIt enhances.", {"left", "kidney", "mass"});
        row("1. A mass of the left kidney.\n2. It enhances.", {"left", "kidney", "mass"});
        row("FINDINGS: A mass of the left kidney.\nIMPRESSION: It enhances.", {"left", "mass"});
        row("A mass of the left kidney. The lesion of the right kidney is a cyst.", {"left"});
        row("A mass of the left kidney. The lesion in the liver enhances.", {"left", "kidney"});
        row("A mass of the left kidney. There is a second lesion beside it.", {"left", "kidney"});
        row("A mass of the left kidney. The other kidney is normal.", {"left"});
        row("A mass of the left kidney. The contralateral kidney is normal.", {"left"});
        row("A mass of the left kidney. The kidneys excrete.", {"left"});
        row("Masses of the left kidney and right kidney. The mass enhances.", {"left", "right"});
        row("A lesion in segments V and VI. It enhances.", {"seg5", "seg6"});
        row("No lesion of the right kidney. The lesion enhances.", {"right", "kidney"});
        row("HCC and a cyst in segment V. The cyst is thin.", {"hcc"});
        row("HCC and a hemangioma in the liver. It enhances.", {"hcc", "hemangioma"});
        row("A lesion in the right lobe of the liver. The liver is large.", {"right"});
        row("KIDNEYS: Normal. The spleen shows a cyst.", {"kidney"});
        row("LIVER AND SPLEEN: Normal. A cyst is seen.", {"liver", "spleen"});
        row("LIVER: A cyst. VESSELS: Thrombus is seen.", {"liver", "cyst"});
        row("History of left renal mass. It is gone.", {"mass"});
    }
    void whatIsNot() {
        QFETCH(QByteArray, report);
        QFETCH(QStringList, codes);
        const QString found = lastCodes(report);
        for (const QString& code : codes) {
            QVERIFY2(!found.contains(" z" + code + "q "), qPrintable(code + " in" + found));
        }
    }

    void sidesAreNotLostWithinAParagraph() {
        ReportCases library({leftMass,
                             "FINDINGS: A mass of the right kidney. It does not wash out.",
                             "FINDINGS: Simple cyst of the right kidney."});
        QCOMPARE(library.anyOrder("right kidney"), (Found{-1, 1, 2}));
        QCOMPARE(library.anyOrder("right renal cyst"), Found{2});
        QCOMPARE(library.anyOrder("left renal mass"), Found{0});
        QCOMPARE(library.anyOrder("left renal mass washes out"), Found{0});
        QCOMPARE(library.cases("left renal mass washes out").front().apart, false);
        QCOMPARE(library.found("left kidney mass isodense").size(), std::size_t(1));
    }

    /// Where it left its size behind, a small one was listed as one whose size is not told.
    void sizesGoWithTheFinding() {
        ReportCases library({"FINDINGS: HCC of 42 mm. The lesion washes out.",
                             "FINDINGS: HCC. It measures 7 cm. It washes out.",
                             "FINDINGS: HCC of 42 mm. It abuts a 7 cm HCC of the left lobe."});
        QCOMPARE(library.anyOrder("hcc > 6 cm"), (Found{1, 2}));
        QCOMPARE(library.found("hcc < 6 cm").front(), 0);
        QCOMPARE(library.cases("hcc washes out > 6 cm").front().caseId, library.id(1));
    }

    void doubtGoesOverToo() {
        const auto sentences =
            indexedSentences("Possible hepatocellular carcinoma in segment V. It washes out.");
        QVERIFY(sentences.back().asserted.find("zxqzhccq") != std::string::npos);
        const auto gone = indexedSentences("Metastasis in segment V. It is no longer seen.");
        QVERIFY(gone.back().asserted.find("zxnzmetastasisq") != std::string::npos);
        QVERIFY(gone.back().diagnoses.empty()); // of its own words alone
    }
};

QTEST_GUILESS_MAIN(BackReferencesTest)
#include "test_back_references.moc"
