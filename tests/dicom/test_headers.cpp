#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

#include "HeaderBytes.h"
#include "TestFiles.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/StructuredReport.h"

using namespace bolus;
using namespace bolus::test;

class HeaderTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const char* name) const { return m_folder.filePath(name); }

private Q_SLOTS:
    void fields() {
        const QString path =
            writeSlice(at("a.dcm"), {.z = 12.5}, EXS_LittleEndianExplicit, [](DcmDataset& data) {
                data.putAndInsertString(DCM_ContrastBolusAgent, "Iomeron 400");
                data.putAndInsertString(DCM_AcquisitionTime, "101530.25");
                data.putAndInsertString(DCM_AcquisitionDateTime, "20240607101530.25+0200");
                data.putAndInsertFloat64(DCM_DiffusionBValue, 800);
                data.putAndInsertString(DCM_KVP, "120");
            });
        const auto header = readHeader(path.toStdString());
        QVERIFY(header);
        QCOMPARE(header->sopInstanceUid, std::string("1.2.3.4.1"));
        QCOMPARE(header->imageType, std::string("ORIGINAL\\PRIMARY\\AXIAL"));
        QCOMPARE(header->contrastAgent, std::string("Iomeron 400"));
        QCOMPARE(header->acquisitionTime, std::string("101530.25"));
        QCOMPARE(header->acquisitionDateTime, std::string("20240607101530.25+0200"));
        QCOMPARE(header->bValue, std::optional(800.0));
        QCOMPARE(header->kvp, std::optional(120.0));
        QCOMPARE(header->photometric, std::string("MONOCHROME2"));
        QCOMPARE(header->rows, 12);
        QCOMPARE(header->columns, 16);
        QVERIFY(header->hasPixels);
        QCOMPARE((*header->position)[2], 12.5);
        QCOMPARE((*header->pixelSpacing)[0], 0.8);
        QCOMPARE(header->fileSize, static_cast<std::uintmax_t>(QFileInfo(path).size()));
        QCOMPARE(header->transferSyntaxUid, std::string(UID_LittleEndianExplicitTransferSyntax));
        QVERIFY(header->modifiedNs > 1'500'000'000'000'000'000);
    }

    /// Old diffusion series say their b-value in the vendor's own elements.
    void privateBValue_data() {
        QTest::addColumn<int>("group");
        QTest::addColumn<int>("element");
        QTest::addColumn<QString>("creator");
        QTest::addColumn<QString>("written");
        QTest::addColumn<double>("expected");
        QTest::newRow("Siemens") << 0x19 << 0x110c << "SIEMENS MR HEADER"
                                 << "1000" << 1000.0;
        QTest::newRow("GE") << 0x43 << 0x1139 << "GEMS_PARM_01"
                            << "1000000800\\8\\0\\0" << 800.0;
        QTest::newRow("somebody else's") << 0x19 << 0x110c << "ACME"
                                         << "1000" << -1.0;
    }
    void privateBValue() {
        QFETCH(int, group);
        QFETCH(int, element);
        QFETCH(QString, creator);
        QFETCH(QString, written);
        QFETCH(double, expected);
        writeSlice(at("b_value.dcm"), {}, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
            const auto number = static_cast<Uint16>(group);
            const auto put = [&](DcmElement* text, const QString& value) {
                text->putString(value.toUtf8().constData());
                data.insert(text, OFTrue);
            };
            data.putAndInsertString(DCM_Modality, "MR");
            put(new DcmLongString(DcmTag(number, 0x11, EVR_LO)), creator);
            put(new DcmIntegerString(DcmTag(number, static_cast<Uint16>(element), EVR_IS)),
                written);
        });
        const auto header = readHeader(at("b_value.dcm").toStdString());
        QVERIFY(header);
        QCOMPARE(header->bValue.value_or(-1), expected);
    }

    void withoutPreambleOrMetaHeader() {
        const QByteArray whole = readBytes(writeSlice(at("b.dcm")));
        const QString noPreamble = at("no_preamble.dcm");
        writeBytes(noPreamble, whole.mid(132));
        QVERIFY(readHeader(noPreamble.toStdString()));
        DcmFileFormat file;
        fillSlice(*file.getDataset(), {});
        const QString bare = at("bare.dcm");
        file.getDataset()->saveFile(bare.toUtf8().constData(), EXS_LittleEndianImplicit);
        const auto header = readHeader(bare.toStdString());
        QVERIFY(header);
        QCOMPARE(header->seriesUid, std::string("1.2.3.4"));
    }

    void otherFilesAreNotDicom_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("one byte") << QByteArray("\x08", 1);
        QTest::newRow("text") << QByteArray("FINDINGS: the liver is normal.\n").repeated(20);
        QTest::newRow("CSV") << QByteArray("a,b,c\n1,2,3\n");
        QTest::newRow("PNG")
            << QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16).append(QByteArray(200, '\0'));
        QTest::newRow("NIfTI")
            << QByteArray("\x5c\x01\0\0", 4).append(QByteArray(400, '\0')).append("n+1");
        QTest::newRow("zip")
            << QByteArray("PK\x03\x04\x14\0\x08\x08", 8).append(QByteArray(300, 'x'));
        QTest::newRow("program") << QByteArray("\x7f"
                                               "ELF\x02\x01\x01",
                                               7)
                                        .append(QByteArray(300, '\0'));
        QTest::newRow("zeros") << QByteArray(4096, '\0');
    }
    void otherFilesAreNotDicom() {
        QFETCH(QByteArray, content);
        writeBytes(at("other"), content);
        QCOMPARE(codeOf(at("other")), ErrorCode::NotDicom);
    }

    void whatIsNotAFileDoesNotBlock() {
        const QString pipe = at("pipe");
        QCOMPARE(mkfifo(pipe.toUtf8().constData(), 0600), 0);
        QCOMPARE(codeOf(pipe), ErrorCode::NotDicom);
        QCOMPARE(codeOf(m_folder.path()), ErrorCode::NotDicom);
        QCOMPARE(codeOf(at("absent.dcm")), ErrorCode::Io);
    }

    void missingIdentityIsNamed_data() {
        QTest::addColumn<unsigned>("element");
        QTest::addColumn<QString>("name");
        QTest::newRow("study") << 0x0020000du << "Study Instance UID";
        QTest::newRow("series") << 0x0020000eu << "Series Instance UID";
    }
    void missingIdentityIsNamed() {
        QFETCH(unsigned, element);
        QFETCH(QString, name);
        const DcmTagKey tag(static_cast<Uint16>(element >> 16), static_cast<Uint16>(element));
        writeSlice(at("c.dcm"), {}, EXS_LittleEndianExplicit,
                   [&](DcmDataset& data) { data.findAndDeleteElement(tag); });
        const auto header = readHeader(at("c.dcm").toStdString());
        QVERIFY(!header);
        QCOMPARE(header.error().code, ErrorCode::BadInput);
        QVERIFY(QString::fromStdString(header.error().message).contains(name));
    }

    void textBecomesUtf8_data() {
        QTest::addColumn<QByteArray>("charset");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        QTest::newRow("Latin 1") << QByteArray("ISO_IR 100") << QByteArray("M\xfcller^J\xf6rg")
                                 << "Müller^Jörg";
        QTest::newRow("UTF-8") << QByteArray("ISO_IR 192")
                               << QByteArray("Wang^\xe5\xb0\x8f\xe6\x9d\xb1") << "Wang^小東";
        QTest::newRow("Cyrillic") << QByteArray("ISO_IR 144") << QByteArray("\xbb\xee") << "Лю";
        QTest::newRow("Japanese") << QByteArray("\\ISO 2022 IR 87")
                                  << QByteArray("Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B")
                                  << "Yamada^Tarou=山田^太郎";
        QTest::newRow("undeclared UTF-8")
            << QByteArray() << QByteArray("\xc3\xa9t\xc3\xa9") << "été";
        QTest::newRow("undeclared bytes")
            << QByteArray() << QByteArray("M\xfcller") << QString("M\uFFFDller");
        QTest::newRow("unknown charset")
            << QByteArray("MARTIAN") << QByteArray("M\xfcller") << QString("M\uFFFDller");
        QTest::newRow("broken UTF-8")
            << QByteArray("ISO_IR 192") << QByteArray("a\xc3(b") << QString("a\uFFFD(b");
        QTest::newRow("a terminal's controls") << QByteArray("ISO_IR 192")
                                               << QByteArray("a\xc2\x9b"
                                                             "31m\xc2\xa0z")
                                               << QString("a 31m\u00A0z");
        QTest::newRow("turned directions") << QByteArray("ISO_IR 192")
                                           << QByteArray("a\xe2\x80\xae"
                                                         "b\xe2\x81\xa6"
                                                         "c\xe2\x80\x99")
                                           << QString("a b c\u2019");
        QTest::newRow("control characters") << QByteArray("ISO_IR 100")
                                            << QByteArray("a\x01"
                                                          "b")
                                            << "a b";
    }
    void textBecomesUtf8() {
        QFETCH(QByteArray, charset);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        writeSlice(at("d.dcm"), {}, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
            if (!charset.isEmpty()) {
                data.putAndInsertString(DCM_SpecificCharacterSet, charset.constData());
            }
            data.putAndInsertString(DCM_PatientName, bytes.constData());
        });
        const auto header = readHeader(at("d.dcm").toStdString());
        QVERIFY(header);
        QCOMPARE(QString::fromStdString(header->patientName), expected);
    }

    void endlessTextIsAbsent() {
        const std::string endless(1 << 20, 'A');
        writeSlice(at("endless.dcm"), {}, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
            data.insert(new DcmUnlimitedText(DCM_PatientName), OFTrue);
            data.putAndInsertString(DCM_PatientName, endless.c_str());
            data.putAndInsertString(DCM_SeriesDescription, "arterial");
        });
        const auto header = readHeader(at("endless.dcm").toStdString());
        QVERIFY(header);
        QCOMPARE(QString::fromStdString(header->patientName).size(), 0);
        QCOMPARE(QString::fromStdString(header->seriesDescription), QString("arterial"));
    }

    void badNumbersAreAbsent() {
        writeSlice(at("e.dcm"), {}, EXS_LittleEndianExplicit, [](DcmDataset& data) {
            data.putAndInsertString(DCM_SeriesNumber, "seven", OFTrue);
            data.putAndInsertString(DCM_AcquisitionNumber, " +3 ", OFTrue);
            data.putAndInsertString(DCM_SliceThickness, "nan", OFTrue);
            data.putAndInsertString(DCM_ImagePositionPatient, "1\\2", OFTrue);
            data.putAndInsertString(DCM_NumberOfFrames, "1A", OFTrue);
        });
        const auto header = readHeader(at("e.dcm").toStdString());
        QVERIFY(header);
        QVERIFY(!header->seriesNumber);
        QCOMPARE(header->acquisitionNumber, std::optional(3));
        QVERIFY(!header->sliceThickness);
        QVERIFY(!header->position);
        QCOMPARE(header->frames, 1);
    }

    void directoryIsUnsupported() {
        writeSlice(at("DICOMDIR"), {}, EXS_LittleEndianExplicit, [](DcmDataset& data) {
            data.putAndInsertString(DCM_SOPClassUID, UID_MediaStorageDirectoryStorage);
            data.insertEmptyElement(DCM_DirectoryRecordSequence);
        });
        QCOMPARE(codeOf(at("DICOMDIR")), ErrorCode::Unsupported);
    }

    void cutImageIsRefused() {
        const QByteArray whole = readBytes(writeSlice(at("f.dcm")));
        writeBytes(at("cut.dcm"), whole.chopped(100));
        const auto header = readHeader(at("cut.dcm").toStdString());
        QVERIFY(!header);
        QCOMPARE(header.error().code, ErrorCode::BadInput);
    }

    void structuredReportReadsInOrder() {
        DcmFileFormat file;
        DcmDataset& data = *file.getDataset();
        fillSlice(data, {});
        data.findAndDeleteElement(DCM_PixelData);
        data.putAndInsertString(DCM_AccessionNumber, "A77");
        data.putAndInsertString(DCM_SpecificCharacterSet, "ISO_IR 100");
        const auto name = [](DcmItem& item, const DcmTagKey& sequence, const char* meaning) {
            DcmItem* code = nullptr;
            item.findOrCreateSequenceItem(sequence, code, 0);
            code->putAndInsertString(DCM_CodeMeaning, meaning);
        };
        const auto child = [&](const char* type, const char* meaning) {
            DcmItem* item = nullptr;
            data.findOrCreateSequenceItem(DCM_ContentSequence, item, -2);
            item->putAndInsertString(DCM_ValueType, type);
            name(*item, DCM_ConceptNameCodeSequence, meaning);
            return item;
        };
        data.putAndInsertString(DCM_ValueType, "CONTAINER");
        name(data, DCM_ConceptNameCodeSequence, "Findings");
        child("TEXT", "Liver")
            ->putAndInsertString(DCM_TextValue, "Zyste in Segment 4, unver\xe4ndert.");
        name(*child("CODE", "Severity"), DCM_ConceptCodeSequence, "Mild");
        DcmItem* measured = nullptr;
        child("NUM", "Diameter")->findOrCreateSequenceItem(DCM_MeasuredValueSequence, measured, 0);
        measured->putAndInsertString(DCM_NumericValue, "12");
        DcmItem* unit = nullptr;
        measured->findOrCreateSequenceItem(DCM_MeasurementUnitsCodeSequence, unit, 0);
        unit->putAndInsertString(DCM_CodeValue, "mm");
        writeFile(file, at("sr.dcm"), EXS_LittleEndianExplicit);
        const auto report = readStructuredReport(at("sr.dcm").toStdString());
        QVERIFY(report);
        QCOMPARE(report->accessionNumber, std::string("A77"));
        QCOMPARE(report->source, std::string("sr"));
        QCOMPARE(QString::fromStdString(report->text),
                 QString("Findings:\nLiver: Zyste in Segment 4, unverändert.\nSeverity: "
                         "Mild\nDiameter: 12 mm\n"));
    }

    void imageIsNoReport() {
        const auto report = readStructuredReport(writeSlice(at("g.dcm")).toStdString());
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Unsupported);
    }
};

QTEST_GUILESS_MAIN(HeaderTest)
#include "test_headers.moc"
