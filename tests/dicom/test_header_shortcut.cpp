// Headers of plain files are found without parsing the file: as the parser finds them, or not at
// all.
#include <algorithm>
#include <array>

#include <QTemporaryDir>
#include <QtTest>

#include "HeaderBytes.h"
#include "TestFiles.h"
#include "library/dicom/HeaderFields.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/PlainHeader.h"
#include "library/reader/Protocol.h"

using namespace bolus;
using namespace bolus::test;

namespace {

std::string textOf(const DcmTagKey& tag, int number) {
    switch (DcmTag(tag).getEVR()) {
    case EVR_DA:
        return std::to_string(20240101 + number);
    case EVR_TM:
        return std::to_string(101000 + number);
    case EVR_AS:
        return "063Y";
    default:
        return std::to_string(number);
    }
}

/// A value of its own for every attribute that a header keeps; no pixels, whose length would have
/// to fit.
void fillEveryAttribute(DcmDataset& data) {
    int number = 1;
    const auto fill = [&](const auto& fields) {
        for (const auto& field : fields) {
            data.putAndInsertString(field.tag, textOf(field.tag, ++number).c_str());
        }
    };
    fill(textFields);
    fill(integerFields);
    fill(numberFields);
    data.findAndDeleteElement(DCM_PixelData);
    data.putAndInsertString(DCM_SOPClassUID, UID_CTImageStorage);
    data.putAndInsertString(DCM_AcquisitionDateTime, "20240607101530.25+0200");
    data.putAndInsertString(DCM_Modality, "MR");
    data.putAndInsertUint16(DCM_SamplesPerPixel, 3);
    data.putAndInsertString(DCM_ImageType, "ORIGINAL \\ PRIMARY\\AXIAL");
    data.putAndInsertString(DCM_ImagePositionPatient, "-180.5\\-170\\12.25");
    data.putAndInsertString(DCM_NumberOfFrames, "2");
    data.putAndInsertFloat64(DCM_DiffusionBValue, 800);
    DcmItem* sequence = nullptr;
    data.findOrCreateSequenceItem(DCM_ReferencedStudySequence, sequence, -2);
    sequence->putAndInsertString(DCM_ReferencedSOPInstanceUID, "1.2.3");
    data.findOrCreateSequenceItem(DCM_ContrastBolusAgentSequence, sequence, -2);
    sequence->putAndInsertString(DCM_CodeMeaning, "Iodine");
    data.putAndInsertString(DcmTag(0x0029, 0x0010, EVR_LO), "SOMEBODY");
    data.putAndInsertString(DcmTag(0x0029, 0x1010, EVR_LO), "something long, and of no use");
}

bool isFilled(const InstanceHeader& h) {
    const auto all = [&](const auto& fields) {
        const InstanceHeader none;
        return std::ranges::all_of(
            fields, [&](const auto& field) { return h.*field.member != none.*field.member; });
    };
    return all(textFields) && all(integerFields) && all(numberFields) && h.rows > 0 &&
           h.columns > 0 && h.frames == 2 && h.samplesPerPixel == 3 && h.position &&
           h.orientation && h.pixelSpacing;
}

/// A sequence of explicit length, as it stands in a file of explicit or implicit VR.
QByteArray requestSequence(const QByteArray& content, bool isExplicit) {
    const auto length = [](qsizetype count) {
        return QByteArray(1, static_cast<char>(count)) + QByteArray(3, '\0');
    };
    return QByteArray("\x40\x00\x75\x02", 4) +
           (isExplicit ? QByteArray("SQ\0\0", 4) : QByteArray()) + length(content.size()) + content;
}

QByteArray itemOf(const QByteArray& content, qsizetype length) {
    return QByteArray("\xfe\xff\x00\xe0", 4) + static_cast<char>(length) + QByteArray(3, '\0') +
           content;
}

/// A header but for what tells its file apart.
std::string comparable(const QString& path) {
    auto header = readHeader(path.toStdString());
    if (!header) {
        return {};
    }
    header->path.clear();
    header->transferSyntaxUid.clear();
    setStamp(*header, {});
    return wire::pack(*header);
}

} // namespace

class HeaderShortcutTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const char* name) const { return m_folder.filePath(name); }

private Q_SLOTS:
    /// Plain files are searched for what is kept, others are parsed whole: every attribute must
    /// come out of both the same.
    void theShortWayFindsWhatTheLongOneDoes_data() {
        QTest::addColumn<QString>("charset");
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("Latin") << "ISO_IR 100" << QByteArray("M\xfcller^J\xf6rg");
        QTest::newRow("UTF-8") << "ISO_IR 192" << QByteArray("M\xc3\xbcller^J\xc3\xb6rg");
        QTest::newRow("yen sign") << "ISO_IR 13" << QByteArray("A~B^\xd4\xcf\xc0\xde");
        QTest::newRow("none") << "" << QByteArray("Miller^A=B");
    }
    void theShortWayFindsWhatTheLongOneDoes() {
        QFETCH(QString, charset);
        QFETCH(QByteArray, name);
        const auto fill = [&](DcmDataset& data) {
            fillEveryAttribute(data);
            data.putAndInsertString(DCM_SpecificCharacterSet, charset.toUtf8().constData());
            data.putAndInsertString(DCM_PatientName, name.constData());
            if (charset.isEmpty()) {
                data.findAndDeleteElement(DCM_ContrastBolusAgent); // then it is read as a code
            }
        };
        const QString plain = writeSlice(at("plain.dcm"), {}, EXS_LittleEndianExplicit, fill);
        const QString implicit = writeSlice(at("implicit.dcm"), {}, EXS_LittleEndianImplicit, fill);
        const QString whole =
            writeSlice(at("whole.dcm"), {}, EXS_DeflatedLittleEndianExplicit, fill);
        QVERIFY(openPlainHeader(plain.toStdString()) && openPlainHeader(implicit.toStdString()));
        QVERIFY(!openPlainHeader(whole.toStdString()));
        const std::string expected = comparable(whole);
        QVERIFY(!expected.empty());
        QVERIFY(comparable(plain) == expected);
        QVERIFY(comparable(implicit) == expected);
        QVERIFY(isFilled(*readHeader(plain.toStdString())));
    }

    void pixelsShorterThanTheImageAreRefused() {
        writeSlice(at("short.dcm"), {}, EXS_LittleEndianExplicit, [](DcmDataset& data) {
            const std::array<Uint16, 50> few{};
            data.putAndInsertUint16Array(DCM_PixelData, few.data(), few.size());
        });
        QVERIFY(openPlainHeader(at("short.dcm").toStdString()));
        QCOMPARE(codeOf(at("short.dcm")), ErrorCode::BadInput);
    }

    void whatIsInASequenceMustFitIt_data() {
        QTest::addColumn<bool>("isExplicit");
        QTest::newRow("explicit VR") << true;
        QTest::newRow("implicit VR") << false;
    }
    /// Nothing of it is kept, but files of which only the header could be read would be refused
    /// later, when somebody wants to see them.
    void whatIsInASequenceMustFitIt() {
        QFETCH(bool, isExplicit);
        const auto syntax = isExplicit ? EXS_LittleEndianExplicit : EXS_LittleEndianImplicit;
        const QByteArray whole = readBytes(writeSlice(at("whole.dcm"), {}, syntax));
        const auto pixels = whole.indexOf(QByteArray("\xe0\x7f\x10\x00", 4));
        QVERIFY(pixels > 0);
        const auto isPlain = [&](const QByteArray& content) {
            QByteArray bytes = whole;
            writeBytes(at("sequence.dcm"),
                       bytes.insert(pixels, requestSequence(content, isExplicit)));
            return openPlainHeader(at("sequence.dcm").toStdString()).has_value();
        };
        const QByteArray step =
            QByteArray("\x40\x00\x09\x00", 4) +
            (isExplicit ? QByteArray("SH\x02\0", 4) : QByteArray("\x02\0\0\0", 4)) + "A1";
        QVERIFY(isPlain(""));
        QVERIFY(isPlain(itemOf(step, step.size())));
        QVERIFY(isPlain(itemOf(step, step.size()) + itemOf(step + step, 2 * step.size())));
        QVERIFY(!isPlain("garbage, as long as it says."));
        QCOMPARE(codeOf(at("sequence.dcm")), ErrorCode::BadInput);
        QVERIFY(!isPlain(itemOf(step, step.size() + 40))); // longer than its sequence
        QVERIFY(!isPlain(itemOf(step, step.size() - 2)));
        QVERIFY(!isPlain(itemOf(step, step.size()) + "rest"));
    }

    /// Where the reader's guards are not on watch, what DCMTK is given has a bound.
    void whatIsKeptHasABound() {
        const auto isPlain = [&](int elements, bool withSequence) {
            writeSlice(at("many.dcm"), {}, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
                const std::string value(10'000, 'A');
                for (int i = 0; i < elements; ++i) {
                    const auto element = static_cast<Uint16>(0x1003 + 0x100 * i);
                    auto* text = new DcmUnlimitedText(DcmTag(0x0043, element, EVR_UT));
                    text->putString(value.c_str());
                    data.insert(text, OFTrue);
                }
                if (withSequence) {
                    data.insert(new DcmSequenceOfItems(DcmTag(0x0043, 0x1039, EVR_SQ)), OFTrue);
                }
            });
            return openPlainHeader(at("many.dcm").toStdString()).has_value();
        };
        QVERIFY(isPlain(20, false));
        QVERIFY(!isPlain(40, false));
        QVERIFY(!isPlain(0, true));
        QVERIFY(readHeader(at("many.dcm").toStdString())); // the long way
    }

    void whatIsNotPlainIsNotSearched() {
        const QString path = writeSlice(at("plain.dcm"));
        const QByteArray bytes = readBytes(path);
        const auto isPlain = [&](const QByteArray& changed) {
            writeBytes(at("changed.dcm"), changed);
            return openPlainHeader(at("changed.dcm").toStdString()).has_value();
        };
        QVERIFY(isPlain(bytes));
        QVERIFY(!isPlain(bytes.mid(132)));               // without preamble
        QVERIFY(!isPlain(bytes.left(bytes.size() / 3))); // cut short
        QByteArray odd = bytes;
        odd.replace(odd.indexOf(QByteArray("\x08\x00\x60\x00", 4) + "CS"), 6,
                    QByteArray("\x08\x00\x60\x00", 4) + "??");
        QVERIFY(!isPlain(odd)); // a VR that is none
        QByteArray unordered = bytes;
        unordered.replace(unordered.indexOf(QByteArray("\x08\x00\x60\x00", 4) + "CS"), 2, "\x29");
        QVERIFY(!isPlain(unordered));
        QByteArray endless = bytes;
        endless.replace(endless.indexOf(QByteArray("\x08\x00\x60\x00", 4) + "CS") + 4, 4,
                        QByteArray("UN\x00\x00", 4));
        QVERIFY(!isPlain(endless));
    }
};

QTEST_GUILESS_MAIN(HeaderShortcutTest)
#include "test_header_shortcut.moc"
