// report import, show and unmatched; reports that come with an import.
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QtTest>

#include "tests/app/Bolusctl.h"

namespace {

QByteArray oru(const QByteArray& accession, const QByteArray& patient, const QByteArray& status,
               const QByteArray& text) {
    return "MSH|^~\\&|RIS|NORTH|||20240102||ORU^R01|1|P|2.3\rPID|1||" + patient + "\rOBR|1||" +
           accession + "|CT^CT" + QByteArray(21, '|') + status + "\rOBX|1|FT|1||" + text + "\r";
}

/// One page with one line of text, or with a line drawn on it.
QByteArray pdf(const QByteArray& text) {
    const QByteArray content = text.isEmpty() ? QByteArray("72 72 m 200 200 l S")
                                              : "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET";
    const QByteArray objects[] = {
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 "
        "R>>>>>>",
        "<</Length " + QByteArray::number(content.size()) + ">>stream\n" + content + "\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
    QByteArray file = "%PDF-1.4\n", entries = "xref\n0 6\n0000000000 65535 f \n";
    for (int i = 0; i < 5; ++i) {
        entries += QByteArray::number(file.size()).rightJustified(10, '0') + " 00000 n \n";
        file += QByteArray::number(i + 1) + " 0 obj" + objects[i] + "endobj\n";
    }
    return file + entries + "trailer<</Size 6/Root 1 0 R>>\nstartxref\n" +
           QByteArray::number(file.size()) + "\n%%EOF\n";
}

QJsonObject only(const Ended& ended) {
    return ended.of("item").size() == 1 ? ended.of("item").front() : QJsonObject();
}

} // namespace

class ReportCommandsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyKindOfFileInAFolder() {
        const Bolusctl ctl;
        QCOMPARE(ctl.run({"import", ctl.makeSeries("portal", 3, "Portal venous phase")}).exit, 0);
        writeFile(ctl.path("in/a.hl7"), oru("A1", "TEST-1", "F", "Cyst."));
        writeFile(ctl.path("in/b.txt"), "Accession Number: A1\n\nStone.\n");
        writeFile(ctl.path("in/c.csv"), "accession,report\nA1,Lesion\nB7,Elsewhere\n");
        writeFile(
            ctl.path("in/d.json"),
            QByteArray(
                "{'resourceType':'DiagnosticReport','conclusion':'Mass','identifier':[{'type':"
                "{'coding':[{'code':'ACSN'}]},'value':'A1'}]}")
                .replace('\'', '"'));
        writeFile(ctl.path("in/e.pdf"), pdf("Accession: A1"));
        writeFile(ctl.path("in/f.hl7"), oru("A1", "OTHER", "F", "Fracture."));
        writeFile(ctl.path("in/readme.txt"), "Nothing of interest.");
        writeFile(ctl.path("in/image.bin"), "Not a report.");
        const Ended ended = ctl.run({"report", "import", ctl.path("in")});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["reports"].toInt(), 6);
        QCOMPARE(ended.result()["matched"].toInt(), 4);
        QCOMPARE(ended.result()["unmatched"].toInt(), 2);
        QCOMPARE(ended.result()["files"].toInt(), 5);
        QCOMPARE(ended.result()["unread"].toInt(), 2); // the empty PDF and the other text
        QCOMPARE(ended.of("warning").size(), 2);
        const Ended again = ctl.run({"report", "import", ctl.path("in")});
        QCOMPARE(again.result()["known"].toInt(), 6);

        const Ended unmatched = ctl.run({"report", "unmatched"});
        QCOMPARE(unmatched.result()["unmatched"].toInt(), 2);
        const QJsonObject elsewhere = unmatched.of("item")[0], other = unmatched.of("item")[1];
        QCOMPARE(elsewhere["accession_number"].toString(), "B7");
        QCOMPARE(elsewhere["path"].toString(), ctl.path("in/c.csv"));
        QVERIFY(other["reason"].toString().contains("another patient"));
        QCOMPARE(other["patient_id"].toString(), "OTHER");
        QCOMPARE(other["excerpt"].toString(), "Fracture.");
    }

    void aCorrectionReplacesThePreliminaryReport() {
        const Bolusctl ctl;
        ctl.run({"import", ctl.makeSeries("portal", 3, "Portal venous phase")});
        writeFile(ctl.path("p.hl7"), oru("A1", "TEST-1", "P", "Carcinoma."));
        writeFile(ctl.path("c.hl7"), oru("A1", "TEST-1", "C", "Haemangioma."));
        ctl.run({"report", "import", ctl.path("p.hl7")});
        QCOMPARE(ctl.run({"report", "import", ctl.path("c.hl7")}).result()["replaced"].toInt(), 1);
        const QJsonObject shown = only(ctl.run({"report", "show", "1"}));
        QCOMPARE(shown["text"].toString(), "Haemangioma.");
        QCOMPARE(shown["status"].toString(), "corrected");
        QVERIFY(ctl.run({"search", "carcinoma", "--mode", "lexical"}).of("item").isEmpty());
    }

    void showGivesSectionsSentencesAndSlices() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("portal", 5, "Portal venous phase");
        QStringList change{"-nb", "-m", "(0020,0011)=4"};
        for (const QFileInfo& file : QDir(folder).entryInfoList(QDir::Files)) {
            change << file.filePath();
        }
        QCOMPARE(QProcess::execute("dcmodify", change), 0);
        ctl.run({"import", folder});
        writeFile(ctl.path("r.txt"), "AccessionNumber: A1\nFINDINGS: No stone. A cyst (series 4, "
                                     "image 2).\nIMPRESSION: Cyst, series 9 image 1.\n");
        ctl.run({"report", "import", ctl.path("r.txt")});
        const QJsonObject shown = only(ctl.run({"report", "show", "1"}));
        const QJsonArray sections = shown["sections"].toArray();
        QCOMPARE(sections.size(), 2);
        QCOMPARE(sections[1]["section"].toString(), "impression");
        QCOMPARE(sections[1]["heading"].toString(), "IMPRESSION");
        const QJsonArray sentences = shown["sentences"].toArray();
        QCOMPARE(sentences.size(), 3);
        QCOMPARE(sentences[0]["assertion"].toString(), "absent");
        QCOMPARE(sentences[1]["section"].toString(), "findings");
        const QJsonArray references = shown["references"].toArray();
        QCOMPARE(references.size(), 2);
        QCOMPARE(references[0]["text"].toString(), "series 4, image 2");
        QVERIFY(references[0]["reason"].isNull());
        const QString uid = references[0]["sop_instance_uid"].toString();
        QProcess dump; // which file has instance number 2, by another reader
        dump.start("dcmdump",
                   QStringList{"-q", "+P", "0020,0013", "+P", "0008,0018", "+sd", folder});
        QVERIFY(dump.waitForFinished());
        const QString all = dump.readAllStandardOutput();
        const qsizetype at = all.indexOf(uid);
        QVERIFY(at > 0);
        QVERIFY(all.mid(at, 200).contains("IS [2") ||
                all.mid(qMax<qsizetype>(0, at - 200), 200).contains("IS [2"));
        QVERIFY(references[1]["slice"].isNull());
        QVERIFY(references[1]["reason"].toString().contains("no series 9"));
    }

    void encapsulatedPdfsComeWithTheirExam() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam/portal", 3, "Portal venous phase");
        const QString slice = QDir(folder).entryInfoList(QDir::Files).front().filePath();
        writeFile(ctl.path("words.pdf"), pdf("IMPRESSION: Hepatic haemangioma."));
        writeFile(ctl.path("scan.pdf"), pdf(""));
        for (const char* name : {"words", "scan"}) {
            QCOMPARE(QProcess::execute("pdf2dcm", {"+st", slice, ctl.path(name + QString(".pdf")),
                                                   ctl.path(name + QString(".pdf.dcm"))}),
                     0);
            QVERIFY(QFile::rename(ctl.path(name + QString(".pdf.dcm")),
                                  ctl.path("exam/" + QString(name))));
        }
        const Ended ended = ctl.run({"import", ctl.path("exam")});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["reports"].toInt(), 2);
        const Ended shown = ctl.run({"report", "show", "1"});
        QCOMPARE(shown.of("item").size(), 2);
        QStringList said;
        for (const QJsonObject& report : shown.of("item")) {
            said << report["status"].toString() + ":" + report["text"].toString();
        }
        said.sort();
        QCOMPARE(said[0], ":IMPRESSION: Hepatic haemangioma.");
        QVERIFY2(said[1].startsWith("unreadable:") && said[1].contains("pictures"),
                 qPrintable(said[1]));
        QCOMPARE(ctl.run({"search", "haemangioma", "--mode", "lexical"}).of("item").size(), 1);
        QVERIFY(ctl.run({"search", "pictures", "--mode", "lexical"}).of("item").isEmpty());
    }

    void oddCaseIdsAreBadUsage() {
        const Bolusctl ctl;
        ctl.run({"import", ctl.makeSeries("portal", 3, "Portal venous phase")});
        for (const char* id : {"", "0", "-1", "1x", "99999999999999999999", " 1"}) {
            QCOMPARE(ctl.run({"report", "show", id}).exit, 2);
        }
        QCOMPARE(ctl.run({"report", "show", "2"}).errorCode(), "not_found");
    }

    void whatIsNoReportSaysWhy() {
        const Bolusctl ctl;
        writeFile(ctl.path("r.pdf"), pdf(""));
        const Ended scanned = ctl.run({"report", "import", ctl.path("r.pdf")});
        QCOMPARE(scanned.exit, 1);
        QVERIFY(scanned.last()["message"].toString().contains("pictures"));
        writeFile(ctl.path("r.pdf"), "%PDF-1.7\n" + QByteArray(100000, '['));
        QCOMPARE(ctl.run({"report", "import", ctl.path("r.pdf")}).exit, 1);
        writeFile(ctl.path("image.png"), QByteArray("\x89PNG\r\n\x1a\n") + QByteArray(100, '\0'));
        QCOMPARE(ctl.run({"report", "import", ctl.path("image.png")}).errorCode(), "bad_input");
    }
};

QTEST_GUILESS_MAIN(ReportCommandsTest)
#include "test_report_commands.moc"
