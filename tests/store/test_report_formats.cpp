// HL7 v2, FHIR, CDA, CSV of other countries, PDF.
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>
#include <QtTest>

#include "library/reports/Documents.h"
#include "library/reports/Hl7.h"
#include "library/reports/PdfText.h"
#include "library/reports/ReportFile.h"
#include "library/reports/Sentences.h"
#include "library/reports/TimeKey.h"

using namespace bolus;

namespace {

class Files {
public:
    std::filesystem::path write(const char* name, const std::string& contents) {
        const std::filesystem::path path = m_folder.path().toStdString() + "/" + name;
        std::ofstream(path, std::ios::binary) << contents;
        return path;
    }
    ReportsRead read(const char* name, const std::string& contents, const PdfReader& pdf = {}) {
        auto read = readReportFile(write(name, contents), pdf);
        return read ? std::move(*read) : ReportsRead{{}, {read.error()}};
    }

private:
    QTemporaryDir m_folder;
};

const std::string head = "MSH|^~\\&|RIS|NORTH|PACS|NORTH|20240102103000||ORU^R01|M1|P|2.3";

std::string oru(const std::string& rest, const std::string& first = head) {
    return first + "\rPID|1||4711^^^NORTH^MR~S9^^^STATE^SS||Doe^Jane\r" + rest;
}

/// One page with these lines in Helvetica; `text` empty: a page with a line drawn on it.
std::string pdf(const std::string& text) {
    std::string content = "BT /F1 12 Tf 72 720 Td 14 TL ";
    QTextStream lines(QByteArray::fromStdString(text));
    while (!lines.atEnd()) {
        content += "(" + lines.readLine().toStdString() + ") Tj T* ";
    }
    content = text.empty() ? "72 72 m 200 200 l S" : content + "ET";
    const std::string objects[] = {
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 "
        "R>>>>>>",
        "<</Length " + std::to_string(content.size()) + ">>stream\n" + content + "\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
    std::string file = "%PDF-1.4\n", table = "xref\n0 6\n0000000000 65535 f \n";
    for (int i = 0; i < 5; ++i) {
        table += QString("%1 00000 n \n").arg(file.size(), 10, 10, QChar('0')).toStdString();
        file += std::to_string(i + 1) + " 0 obj" + objects[i] + "endobj\n";
    }
    const std::size_t at = file.size();
    return file + table + "trailer<</Size 6/Root 1 0 R>>\nstartxref\n" + std::to_string(at) +
           "\n%%EOF\n";
}

/// JSON with ' for ".
std::string quoted(std::string json) {
    std::ranges::replace(json, '\'', '"');
    return json;
}

std::string base64(const std::string& bytes) {
    return QByteArray::fromStdString(bytes).toBase64().toStdString();
}

const PdfReader readPdf = [](std::string_view bytes) { return pdfText(bytes); };

} // namespace

class ReportFormatsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aDocumentWithoutWordsIsAnError_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("byte order mark") << "text/plain" << QByteArray("\xEF\xBB\xBF");
        QTest::newRow("blanks") << "text/plain; charset=utf-8" << QByteArray(" \r\n ");
        QTest::newRow("html") << "text/html" << QByteArray("<html><body> </body></html>");
    }

    void aDocumentWithoutWordsIsAnError() {
        QFETCH(const QString, type);
        QFETCH(const QByteArray, bytes);
        const auto text = textOfDocument(type.toStdString(), bytes.toStdString(), {});
        QVERIFY(!text && text.error().code == ErrorCode::BadInput);
    }

    void hl7ReportWithEverything() {
        Files files;
        const ReportsRead read = files.read(
            "r.hl7",
            oru("ORC|RE|PL1|FI1\r"
                "OBR|1|PL1|FI1|CTABD^CT abdomen|||20240102|||||||||||ACC77||||20240102120000|||F\r"
                "OBX|1|FT|24331-1&GDT^CT||Cyst in segment IV\\T\\V.\\.br\\Width 2\\S\\3 "
                "cm\\.sp 2\\5 \\F\\ 6 \\R\\ \\E\\ \\X41\\.~No ascites.||||||F\r"
                "OBX|2|TX|24331-1&IMP^CT||Simple cyst.||||||F\r"
                "OBX|3|TX|X^Taken back||Carcinoma.||||||W\r"
                "OBX|4|NM|11^Dose||12.5|mGy|||||F\r"
                "ZDS|1.2.840.5^RIS^Application^DICOM\r"));
        QCOMPARE(read.problems.size(), std::size_t(0));
        QCOMPARE(read.reports.size(), std::size_t(1));
        const Report& report = read.reports.front();
        QCOMPARE(report.text,
                 std::string("FINDINGS:\nCyst in segment IV&V.\nWidth 2^3 cm\n\n5 | 6 ~ \\ A.\n"
                             "No ascites.\n\nIMPRESSION:\nSimple cyst.\nDose: 12.5 mGy"));
        QCOMPARE(report.accessionNumber, std::string("ACC77"));
        QCOMPARE(report.studyUid, std::string("1.2.840.5"));
        QCOMPARE(report.patientId, std::string("4711\\S9"));
        QCOMPARE(report.status, std::string("final"));
        QCOMPARE(report.written, std::string("20240102120000"));
        QCOMPARE(report.source, std::string("hl7"));
        QVERIFY(report.file.filename() == "r.hl7");
    }

    void hl7AccessionNumbers_data() {
        QTest::addColumn<QString>("segments");
        QTest::addColumn<QString>("accession");
        QTest::newRow("OBR-18") << "ORC|RE|P|F\rOBR|1|P|F|X||||||||||||||A"
                                << "A";
        QTest::newRow("OBR-3") << "ORC|RE|P|F\rOBR|1|P2|F2|X"
                               << "F2";
        QTest::newRow("ORC-3") << "ORC|RE|P|F\rOBR|1|||X"
                               << "F";
        QTest::newRow("OBR-2") << "OBR|1|P2^RIS||X"
                               << "P2";
        QTest::newRow("IPC-1") << "OBR|1|P2|F2|X\rIPC|I^RIS|R|1.2.9^x"
                               << "I";
    }
    void hl7AccessionNumbers() {
        QFETCH(QString, segments);
        QFETCH(QString, accession);
        Files files;
        const ReportsRead read =
            files.read("r.hl7", oru(segments.toStdString() + "\rOBX|1|TX|1||Cyst.\r"));
        QCOMPARE(read.reports.size(), std::size_t(1));
        QCOMPARE(QString::fromStdString(read.reports.front().accessionNumber), accession);
    }

    void hl7FilesOfManyMessages() {
        Files files;
        const std::string mllp =
            "\x0b" + oru("OBR|1||A1|X\rOBX|1|TX|1||One.\r") + "\x1c\r\x0b" +
            oru("OBR|1||A2|X\rOBX|1|TX|1||Two.\rOBX|2|TX|1||\r"
                "OBX|3|TX|1||After a gap.\rOBR|2||A3|X\rOBX|1|TX|1||Three.\r") +
            "\x1c\r";
        const ReportsRead framed = files.read("r.hl7", mllp);
        QCOMPARE(framed.reports.size(), std::size_t(3));
        QCOMPARE(framed.reports[1].text, std::string("Two.\n\nAfter a gap."));
        QCOMPARE(framed.reports[2].accessionNumber, std::string("A3"));
        // A batch with line feeds, other delimiters, another type of message, and a damaged one.
        const ReportsRead batch = files.read(
            "r.txt", "FHS|^~\\&\nBHS|^~\\&\nMSH|^~\\&|A|B|||2024||ADT^A01|1|P|2.3\nPID|1||1\n"
                     "MSH#*!@%#R#S###20240101##ORU*R01#2#P#2.3\nPID#1##9\nOBR#1##A4#X\n"
                     "OBX#1#TX#1##Four @F@ one.!Line two*\nMSH|^~\\&|A|B|||2024||ORU^R01|3|P|2.3\n"
                     "BTS|2\n");
        QCOMPARE(batch.reports.size(), std::size_t(1));
        QCOMPARE(batch.reports.front().text, std::string("Four # one.\nLine two*"));
        QCOMPARE(batch.problems.size(), std::size_t(2));
        QVERIFY(batch.problems.front().message.find("ADT") != std::string::npos);
    }

    void hl7CharacterSets() {
        Files files;
        const auto textWith = [&](const std::string& charset, const std::string& text) {
            const std::string first = head + std::string(6, '|') + charset;
            const ReportsRead read =
                files.read("r.hl7", oru("OBR|1||A|X\rOBX|1|TX|1||" + text + "\r", first));
            return read.reports.empty() ? read.problems.front().message : read.reports.front().text;
        };
        QCOMPARE(textWith("UNICODE UTF-8", "Größe"), std::string("Größe"));
        QCOMPARE(textWith("8859/1", "Gr\xF6\xDF"
                                    "e"),
                 std::string("Größe"));
        QCOMPARE(textWith("8859/5", "\xBE\xBA"), std::string("ОК"));
        QCOMPARE(textWith("", "Gr\xF6\xDF"
                              "e"),
                 std::string("Größe"));
        QCOMPARE(textWith("8859/1", "\\XF6\\"), std::string("ö"));
        QVERIFY(textWith("KLINGON", "x").find("KLINGON") != std::string::npos);
    }

    void hl7TextOverSeveralLines() {
        Files files;
        const ReportsRead read =
            files.read("r.hl7", "MSH|^~\\&|A|B|||20240101||ORU^R01|1|P|2.3\r\nOBR|1||A|X\r\n"
                                "OBX|1|TX|1||FINDINGS:\r\nCyst in the liver.\r\nStone.||||||P\r\n");
        QCOMPARE(read.reports.size(), std::size_t(1));
        QCOMPARE(read.reports.front().text, std::string("FINDINGS:\nCyst in the liver.\nStone."));
        QCOMPARE(read.reports.front().status, std::string("preliminary"));
    }

    void hl7WithPdf() {
        Files files;
        const std::string message = oru("OBR|1||A|X\rOBX|1|ED|PDF||RIS^application^PDF^Base64^" +
                                        base64(pdf("FINDINGS: Cyst.")) + "||||||F\r");
        const ReportsRead read = files.read("r.hl7", message, readPdf);
        QCOMPARE(read.reports.size(), std::size_t(1));
        QCOMPARE(read.reports.front().text, std::string("FINDINGS: Cyst."));
        const ReportsRead damaged = files.read(
            "r.hl7", oru("OBR|1||A|X\rOBX|1|ED|PDF||R^a^PDF^Base64^!!||||||F\r"), readPdf);
        QVERIFY(damaged.reports.empty());
        QVERIFY(damaged.problems.front().message.find("Base64") != std::string::npos);
    }

    void hl7Corrections() {
        Files files;
        const auto one = [&](const std::string& status, const std::string& obx) {
            return files
                .read("r.hl7", oru("OBR|1||F9|CT^CT" + std::string(21, '|') + status + "\r" + obx))
                .reports;
        };
        const auto first = one("P", "OBX|1|TX|1||Cyst.\r"), then = one("C", "OBX|1|TX|1||None.\r");
        QCOMPARE(first.front().status, std::string("preliminary"));
        QCOMPARE(then.front().status, std::string("corrected"));
        QVERIFY(!first.front().key.empty());
        QCOMPARE(first.front().key, then.front().key);
        QCOMPARE(one("X", "").front().status, std::string("cancelled"));
        QVERIFY(one("F", "").empty());
    }

    void hl7AnyBytes() {
        QVERIFY(hl7Messages("").empty());
        QVERIFY(!Hl7Message::parse("MSH"));
        Files files;
        for (const std::string& bytes :
             {std::string("MSH|^~\\&|\r"), std::string("MSH|^~\\&|") + std::string(100000, '|'),
              oru("OBX|1|TX|1||\\.br"), oru("OBX|1|TX|1||\\X4\\\\Xzz\\\\.sp99999999999\\x"),
              oru("OBR\rORC\rOBX\rOBX|||||\rZDS\rIPC\r"), std::string("MSH||||||||||||||\r")}) {
            files.read("r.hl7", bytes);
        }
        QCOMPARE(files.read("r.hl7", oru("OBR|1||A\rOBX|1|TX|1||half \\open")).reports.front().text,
                 std::string("half \\open"));
    }

    void fhirReportAlone() {
        Files files;
        const ReportsRead read = files.read(
            "r.json", quoted("{"
                             " 'resourceType': 'DiagnosticReport', 'id': 'd1', 'status': 'amended',"
                             " 'issued': '2024-01-02T11:30:00+01:00',"
                             " 'identifier': [{'system': 'http://ris', 'value': 'R5'},"
                             " {'type': {'coding': [{'code': 'ACSN'}]}, 'value': 'ACC9'}],"
                             " 'subject': {'reference': '#p'},"
                             " 'contained': [{'resourceType': 'Patient', 'id': 'p',"
                             " 'identifier': [{'value': '4711'}]}],"
                             " 'imagingStudy': [{'identifier': {'system': 'urn:dicom:uid', "
                             "'value': 'urn:oid:1.2.3'}}],"
                             " 'conclusion': 'Simple cyst.',"
                             " 'presentedForm': [{'contentType': 'text/html', 'data': '") +
                          base64("<p>FINDINGS:<br>Cyst &amp; stone, 2&nbsp;cm"
                                 "</p><script>evil()</script>") +
                          quoted("'}]}"));
        QCOMPARE(read.reports.size(), std::size_t(1));
        const Report& report = read.reports.front();
        QCOMPARE(report.text, std::string("FINDINGS:\nCyst & stone, 2\u00a0cm\n\nIMPRESSION:\n"
                                          "Simple cyst."));
        QCOMPARE(report.studyUid, std::string("1.2.3"));
        QCOMPARE(report.accessionNumber, std::string("ACC9"));
        QCOMPARE(report.patientId, std::string("4711"));
        QCOMPARE(report.status, std::string("corrected"));
        QCOMPARE(report.written, std::string("20240102103000"));
        QCOMPARE(report.source, std::string("fhir"));
    }

    void fhirBundleFollowsReferences() {
        Files files;
        const ReportsRead read = files.read(
            "r.json",
            quoted("{'resourceType':'Bundle','entry':["
                   " {'fullUrl':'urn:uuid:1','resource':{'resourceType':'ImagingStudy','id':'s',"
                   " 'identifier':[{'system':'urn:dicom:uid','value':'urn:oid:1.2.7'}]}},"
                   " {'resource':{'resourceType':'ServiceRequest','id':'o','identifier':["
                   " {'type':{'coding':[{'code':'ACSN'}]},'value':'A1'}]}},"
                   " {'resource':{'resourceType':'Observation','id':'f','code':{'text':'Findings'},"
                   " 'valueString':'Cyst.'}},"
                   " {'resource':{'resourceType':'DiagnosticReport','id':'r','status':'final',"
                   " 'imagingStudy':[{'reference':'urn:uuid:1'}],"
                   " 'basedOn':[{'reference':'https://fhir.example/ServiceRequest/o'}],"
                   " 'result':[{'reference':'Observation/f'}],'conclusion':'Benign.'}},"
                   " {'resource':{'resourceType':'DiagnosticReport','id':'link','status':'final',"
                   " 'presentedForm':[{'contentType':'application/pdf','url':'http://example/"
                   "x.pdf'}]}}]}"));
        QCOMPARE(read.reports.size(), std::size_t(1));
        QCOMPARE(read.reports.front().studyUid, std::string("1.2.7"));
        QCOMPARE(read.reports.front().accessionNumber, std::string("A1"));
        QCOMPARE(read.reports.front().text, std::string("Findings: Cyst.\n\nIMPRESSION:\nBenign."));
        QCOMPARE(read.problems.size(), std::size_t(2)); // a link, and so no text
    }

    void fhirLinesAndPdf() {
        Files files;
        const std::string line =
            quoted("{'resourceType':'DiagnosticReport','identifier':[{'type':{'coding':[{'code':"
                   "'ACSN'}]},'value':'A'}],'presentedForm':[{'contentType':'application/pdf',"
                   "'data':'") +
            base64(pdf("Cyst.")) + "\"}]}\n";
        const ReportsRead read = files.read("r.ndjson", line + line + "{broken\n", readPdf);
        QCOMPARE(read.reports.size(), std::size_t(2));
        QCOMPARE(read.reports.front().text, std::string("Cyst."));
        QCOMPARE(read.problems.size(), std::size_t(1));
    }

    void fhirHostile() {
        Files files;
        const std::string open = "{\"resourceType\":\"DiagnosticReport\",\"a\":";
        QVERIFY(files.read("r.json", open + std::string(1 << 20, '[')).reports.empty());
        const ReportsRead deep = files.read("r.json", open + std::string(1 << 20, '['));
        QCOMPARE(deep.problems.front().code, ErrorCode::TooLarge);
        for (const std::string& odd :
             {quoted(
                  "{'resourceType':'DiagnosticReport','identifier':7,'presentedForm':[null,3,{}]}"),
              quoted("{'resourceType':'DiagnosticReport','contained':[1],'subject':{'reference':'#'"
                     "}}"),
              quoted("{'resourceType':'Bundle','entry':[1,{'resource':[]}]}"),
              quoted("{'resourceType':['DiagnosticReport']}"), quoted("{'resourceType'")}) {
            QVERIFY(files.read("r.json", odd).reports.empty());
        }
    }

    void cdaDocument() {
        Files files;
        const ReportsRead read = files.read(
            "r.xml",
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><ClinicalDocument "
            "xmlns=\"urn:hl7-org:v3\"><id root=\"1.2.9\"/><effectiveTime value=\"20240102\"/>"
            "<recordTarget><patientRole><id extension=\"4711\" root=\"1\"/></patientRole>"
            "</recordTarget><inFulfillmentOf><order><id extension=\"ACC3\" root=\"1\"/></order>"
            "</inFulfillmentOf><documentationOf><serviceEvent><id root=\"1.2.840.77\"/>"
            "</serviceEvent></documentationOf><component><structuredBody><component><section>"
            "<title>Findings</title><text><paragraph>Gr\xF6\xDF"
            "e 2 cm.</paragraph><list><item>No "
            "ascites.</item></list></text></section></component></structuredBody></component>"
            "</ClinicalDocument>");
        QCOMPARE(read.reports.size(), std::size_t(1));
        QCOMPARE(read.reports.front().text, std::string("Findings:\nGröße 2 cm.\nNo ascites."));
        QCOMPARE(read.reports.front().accessionNumber, std::string("ACC3"));
        QCOMPARE(read.reports.front().studyUid, std::string("1.2.840.77"));
        QCOMPARE(read.reports.front().patientId, std::string("4711"));
        std::string deep = "<ClinicalDocument>";
        for (int i = 0; i < 100000; ++i) {
            deep += "<a>";
        }
        QVERIFY(files.read("r.xml", deep).reports.empty());
        QVERIFY(files
                    .read("r.xml", "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                                   "<ClinicalDocument><component><section><text>&x;</text>"
                                   "</section></component></ClinicalDocument>")
                    .reports.empty());
    }

    void csvOfOtherCountries() {
        Files files;
        const auto first = [&](const std::string& contents) {
            const ReportsRead read = files.read("r.csv", contents);
            return read.reports.empty() ? Report{} : read.reports.front();
        };
        const Report german = first("Zugriffsnummer;PatientenID;Klinische Angaben;Befund;"
                                    "Beurteilung\nA1;47;HCC;Zyste, 2 cm;Gutartig\n");
        QCOMPARE(german.accessionNumber, std::string("A1"));
        QCOMPARE(german.patientId, std::string("47"));
        QCOMPARE(german.text, std::string("HISTORY:\nHCC\n\nFINDINGS:\nZyste, 2 cm\n\nIMPRESSION:\n"
                                          "Gutartig"));
        const Report spanish =
            first("N\u00famero de acceso\tHallazgos\tConclusi\u00f3n\nA2\tQuiste\tBenigno\n");
        QCOMPARE(spanish.accessionNumber, std::string("A2"));
        QCOMPARE(spanish.text, std::string("FINDINGS:\nQuiste\n\nIMPRESSION:\nBenigno"));
        QCOMPARE(first("study_uid,\u5f71\u50cf\u6240\u89c1\n1.2,\u809d\u56ca\u80bf\n").text,
                 std::string("FINDINGS:\n\u809d\u56ca\u80bf"));
        const QString wide = QString::fromUtf8("Accession Number;Report\nA3;Größe\n");
        const std::string utf16("\xFF\xFE" +
                                std::string(reinterpret_cast<const char*>(wide.utf16()),
                                            static_cast<std::size_t>(wide.size()) * 2));
        QCOMPARE(first(utf16).text, std::string("Größe"));
        QCOMPARE(first("\xEF\xBB\xBF\"Accession\",\"Text\"\r\n\"A4\",\"x\"\r\n").accessionNumber,
                 std::string("A4"));
        QCOMPARE(first("Accession,Text\nA5,Gr\xF6\xDF"
                       "e \x93quoted\x94\n")
                     .text,
                 std::string("Größe \u201cquoted\u201d"));
    }

    void csvRowsThatDoNotFit() {
        Files files;
        const ReportsRead read =
            files.read("r.csv", "accession,report\nA1,\"two\nlines\"\nA2,a,b\nA3,ok\n");
        QCOMPARE(read.reports.size(), std::size_t(2));
        QCOMPARE(read.problems.size(), std::size_t(1));
        QVERIFY(read.problems.front().message.find("line 4") != std::string::npos);
    }

    void csvOfThousands() {
        std::string contents = "accession,report\n";
        for (int i = 0; i < 5000; ++i) {
            contents += "A" + std::to_string(i) + ",\"Cyst, " + std::to_string(i) + "\"\n";
        }
        Files files;
        const ReportsRead read = files.read("r.csv", contents);
        QCOMPARE(read.reports.size(), std::size_t(5000));
        QCOMPARE(read.reports.back().text, std::string("Cyst, 4999"));
    }

    void pdfFiles() {
        Files files;
        const ReportsRead read =
            files.read("r.pdf", pdf("Accession Number: 77\nIMPRESSION: Cyst."), readPdf);
        QCOMPARE(read.reports.size(), std::size_t(1));
        QCOMPARE(read.reports.front().accessionNumber, std::string("77"));
        QCOMPARE(read.reports.front().text, std::string("IMPRESSION: Cyst."));
        QVERIFY(files.read("r.pdf", pdf("IMPRESSION: Cyst."), readPdf).reports.empty());
        const ReportsRead scanned = files.read("r.pdf", pdf(""), readPdf);
        QVERIFY(scanned.reports.empty());
        QVERIFY(scanned.problems.front().message.find("pictures") != std::string::npos);
        QVERIFY(files.read("r.pdf", "%PDF-1.4 nothing", readPdf).reports.empty());
        QCOMPARE(files.read("r.pdf", pdf("x")).problems.front().code, ErrorCode::Unsupported);
        QCOMPARE(pdfText(pdf("x"), {.pages = 0}).error().code, ErrorCode::TooLarge);
    }

    void timesThatSort() {
        QCOMPARE(timeKey("20240102103000.5+0100"), std::string("20240102093000"));
        QCOMPARE(timeKey("2024-01-02T10:30:00-05:30"), std::string("20240102160000"));
        QCOMPARE(timeKey("2024-01-02T10:30:00Z"), std::string("20240102103000"));
        QCOMPARE(timeKey("20240102"), std::string("20240102000000"));
        QCOMPARE(timeKey("202401021030"), std::string("20240102103000"));
        for (const char* bad : {"", "2024", "yesterday", "20241350"}) {
            QCOMPARE(timeKey(bad), std::string());
        }
    }
};

QTEST_GUILESS_MAIN(ReportFormatsTest)
#include "test_report_formats.moc"
